//! Decimal digits of any script: `7`, `٣`, `७`. `²`, `½` and Roman numerals are none.

use crate::{Part, python};
use super::record::*;
use crate::Unit;

/// The digits of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::chars(text, python::is_digit)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "digit",
    plural: "digits",
    definition: "A decimal digit of any script.",
    count: Some(|text| text.chars().filter(|&c| python::is_digit(c)).count()),
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Unknown,
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
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::CodePoint], because: "a digit is a code point" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"[\d\p{Cn}]"),
        suffices: Suffices::Somewhere("[0-9]"),
    },
    edits: UnitEdits {
        insert: Insert::Digits,
        remove: Remove::Unmark,
        masks: &[],
    },
};
