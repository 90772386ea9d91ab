//! Numbered list items: from a number of at most nine digits, `.` or `)` and a blank, or a sign like it (`1、`, `（1）`, `①`, `一、`),
//! with the lines that continue it. The numbers need not be in order.

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
    definition: "A list item marked by a number and . or ), or by a sign like ①.",
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
        in_any_answer: false,
        own_lines: 1,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Token], because: "a numbered item is more than a blank" },
        ],
        comes_with: &[],
        needs: Needs::Line(r"(?:[[^\S\n]\x1c-\x1f]|>)*(?:[(（]?[0-9０-９]{1,9}[.)、．）]|[①-⑳❶-❿➀-➓⑴-⒇]|[一二三四五六七八九十]{1,3}、)[^\n]*"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Numbered,
        remove: Remove::Unmark,
        masks: &[],
    },
};
