//! Numbered list items: from a number of at most nine digits, `.` or `)` and a blank to the line's end, with
//! the indented lines that continue it. The numbers need not be in order.

use crate::Part;
use crate::lines::LineKind;
use super::record::*;
use crate::Unit;

/// The numbered items of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::items(text, |line| line.kind == LineKind::Numbered)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "numbered_item",
    plural: "numbered_items",
    definition: "A list item marked by a number and . or ).",
    count: None,
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Unknown,
        ends: Ends::Lines,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: false,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        own_lines: 1,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Number], because: "a numbered item has a number" },
        ],
        comes_with: &[],
        needs: Needs::Line(r"[[^\S\n]\x1c-\x1f]*[0-9]+[.)][[^\S\n]\x1c-\x1f][^\n]*"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Numbered,
        remove: Remove::Unmark,
        masks: &[],
    },
};
