//! Bold text: `**so**`, `***so***` or `__so__`.

use crate::Part;
use super::record::*;

/// The bold texts of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::highlights::emphases(text).into_iter().filter(|(marks, _)| *marks >= 2).map(|(_, part)| part).collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "bold_text",
    plural: "bold_texts",
    definition: "A stretch between two or three stars, or two underscores.",
    count: None,
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Unknown,
        ends: Ends::Unknown,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: false,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: false,
        own_lines: 0,
        bounds: &[],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Nothing,
        remove: Remove::Unmark,
        masks: &[],
    },
};
