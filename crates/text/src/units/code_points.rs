//! Unicode code points, what Python's `len` counts. `é` may be one or two of them, a flag is two.

use crate::Part;
use super::record::*;

/// The code points of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::chars(text, |_| true)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "code_point",
    plural: "code_points",
    definition: "A Unicode code point, what Python's len counts.",
    count: Some(|text| text.chars().count()),
    rests_on: None,
    fills_text: true,
    facts: UnitFacts {
        layout: Layout::Unknown,
        ends: Ends::Unknown,
        adds_up: AddsUp::Anywhere,
        in_lines: false,
        keeps_words: false,
        size: Size::Characters,
        embedding: Embedding::Points,
        outer_blanks: OuterBlanks::Seen,
        in_any_answer: true,
        own_lines: 0,
        bounds: &[],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Letters,
        remove: Remove::Shorten,
        masks: &[],
    },
};
