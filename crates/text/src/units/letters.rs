//! Letters of any script (Unicode's Alphabetic). Digits, marks and blanks are none; a combining accent is none.

use crate::Part;
use super::record::*;
use crate::Unit;

pub(super) fn is_letter(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as Category, get_general_category};
    let accent = || matches!(get_general_category(c), Category::NonspacingMark | Category::SpacingMark);
    c.is_alphabetic() && (c.is_ascii() || !accent())
}

/// The letters of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::chars(text, is_letter)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "letter",
    plural: "letters",
    definition: "A letter of any script.",
    count: Some(|text| text.chars().filter(|&c| is_letter(c)).count()),
    rests_on: None,
    fills_text: true,
    facts: UnitFacts {
        layout: Layout::Letters,
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
            Bound { each: 1.0, with: &[Unit::Digit], plus: 0.0, of: &[Unit::CodePoint], because: "letters and digits are code points" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"[\p{L}\p{Alphabetic}\p{Cn}]"),
        suffices: Suffices::Somewhere("[A-Za-z]"),
    },
    edits: UnitEdits {
        insert: Insert::Letters,
        remove: Remove::Shorten,
        masks: &[],
    },
};
