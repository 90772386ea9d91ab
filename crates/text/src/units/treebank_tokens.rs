//! Tokens of NLTK's `word_tokenize`: marks stand alone, `don't` is `do` and `n't`.

use crate::{Part, treebank};
use super::record::*;

/// The Treebank tokens of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    treebank::tokens(text).into_iter().map(|token| token.part).collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "treebank_token",
    plural: "treebank_tokens",
    definition: "A token of NLTK's word_tokenize.",
    count: None,
    rests_on: None,
    fills_text: true,
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
        insert: Insert::Words,
        remove: Remove::Spread,
        masks: &[],
    },
};
