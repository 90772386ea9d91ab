//! Paragraphs: blocks of consecutive lines of prose, list or quote that have a line of prose of their own.
//! Blank lines, headings, rules, tables and code separate them. A list led in by a sentence without a blank
//! line between is part of that sentence's paragraph; a list alone, a quote alone, a heading are none.

use crate::Part;
use crate::lines::{LineKind, lines};
use super::record::*;
use crate::Unit;

/// The paragraphs of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut block: Option<(Part, bool)> = None;
    let mut close = |block: Option<(Part, bool)>| {
        if let Some((part, true)) = block {
            found.push(part);
        }
    };
    for line in lines(text) {
        let prose = line.kind == LineKind::Prose && !line.in_item;
        if line.is_item() || matches!(line.kind, LineKind::Prose | LineKind::Quote) {
            let (part, has_prose) =
                block.get_or_insert((Part { start: line.marker.start, end: line.content.end }, prose));
            // The sign of an item whose content is a block of its own is no prose.
            if !line.content.is_empty() {
                part.end = line.content.end;
            }
            *has_prose |= prose;
        } else {
            close(block.take());
        }
    }
    close(block);
    found
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "paragraph",
    plural: "paragraphs",
    definition: "A block of text between blank lines that has a line of prose.",
    count: None,
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Paragraphs,
        ends: Ends::Blocks,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: true,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: false,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Line], because: "a paragraph has a line" },
        ],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Paragraphs,
        remove: Remove::Join { marks: false, close: false },
        masks: &[Mask::Header, Mask::Row, Mask::Code, Mask::Heading],
    },
};
