//! Table rows that hold data: those below a table's rule.

use crate::Part;
use crate::lines::{LineKind, lines};
use super::record::*;
use crate::Unit;

/// The data rows of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut ruled = false;
    let mut rows = Vec::new();
    let mut above = None;
    for line in lines(text) {
        match line.kind {
            LineKind::TableRule => ruled |= above == Some(LineKind::TableRow),
            LineKind::TableRow if ruled => rows.push(line.content),
            LineKind::TableRow => {}
            _ => ruled = false,
        }
        above = Some(line.kind);
    }
    rows
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "table_row",
    plural: "table_rows",
    definition: "A table row that holds data, neither header nor rule.",
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
        own_lines: 1,
        bounds: &[],
        comes_with: &[Unit::Table],
        needs: Needs::Somewhere(r"\|"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Rows,
        remove: Remove::Unmark,
        masks: &[],
    },
};
