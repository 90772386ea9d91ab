//! Matches of Python's `\w+`: runs of letters, numeric characters and `_`. `don't` is two, `well-known` is two,
//! and a combining mark ends a word, so Hindi or Tamil words fall apart.

use crate::{Part, python};
use super::record::*;
use crate::Unit;

/// The `\w+` matches of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    python::words(text)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "python_word",
    plural: "python_words",
    definition: "A match of Python's \\w+.",
    count: Some(python::count_words),
    rests_on: None,
    fills_text: true,
    facts: UnitFacts {
        layout: Layout::Runs,
        ends: Ends::Unknown,
        adds_up: AddsUp::Anywhere,
        in_lines: true,
        keeps_words: false,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: false,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::CodePoint], because: "a word has a code point" },
        ],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Somewhere("[A-Za-z]"),
    },
    edits: UnitEdits {
        insert: Insert::Words,
        remove: Remove::Spread,
        masks: &[],
    },
};
