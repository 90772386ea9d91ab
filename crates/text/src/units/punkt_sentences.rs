//! Sentences of NLTK's English Punkt model, whatever the text's language or markup: a list without full stops
//! is one sentence.

use crate::{Part, punkt};
use super::record::*;

/// The Punkt sentences of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    punkt::sentences(text)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "punkt_sentence",
    plural: "punkt_sentences",
    definition: "A sentence of NLTK's English Punkt model, read over the whole text.",
    count: None,
    rests_on: Some("sentence model"),
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Unknown,
        ends: Ends::Unknown,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: false,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Seen,
        in_any_answer: false,
        own_lines: 0,
        bounds: &[],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Sentences,
        remove: Remove::Join { marks: true, close: false },
        masks: &[],
    },
};
