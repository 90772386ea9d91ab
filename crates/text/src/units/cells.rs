//! Cells of the rows of Markdown tables, below the rule, without blanks around. A table row by itself is all data.

use crate::Part;
use crate::structure::tables;
use super::record::*;

/// The cells of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    if !text.contains('|') {
        return Vec::new();
    }
    if !text.contains('\n') {
        return tables::cells(text, Part::whole(text));
    }
    tables::tables(text).into_iter().flat_map(|table| table.rows).flatten().collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "cell",
    plural: "cells",
    definition: "A cell of a table row that holds data.",
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
