//! Tokens: what blanks separate, marks included (Python's `split()`). A lone dash is a token.

use crate::{Part, python};
use super::record::*;
use crate::Unit;

/// The tokens of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    python::tokens(text)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "token",
    plural: "tokens",
    definition: "What blanks separate, marks included.",
    count: Some(python::count_tokens),
    rests_on: None,
    fills_text: true,
    facts: UnitFacts {
        layout: Layout::Tokens,
        ends: Ends::Unknown,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: false,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: true,
        own_lines: 0,
        bounds: &[
            Bound { each: 2.0, with: &[], plus: -1.0, of: &[Unit::CodePoint], because: "blanks stand between tokens" },
        ],
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
