//! Code blocks between fences of three or more `` ` `` or `~`, fences included. One left open runs to the end.
//! Indented code and code in a line are none.

use crate::Part;
use crate::lines::{LineKind, lines};
use super::record::*;

/// The code blocks of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut open = false;
    for line in lines(text) {
        match (line.kind, found.last_mut()) {
            (LineKind::Fence, Some(block)) if open => {
                block.end = line.content.end;
                open = false;
            }
            (LineKind::Fence, _) => {
                found.push(Part { start: line.marker.start, end: line.content.end });
                open = true;
            }
            (LineKind::Code, Some(block)) => block.end = line.part.end,
            _ => {}
        }
    }
    found
}

/// A line that begins a code block: blanks of three bytes at most, and marks.
pub const FENCE: Form = Form {
    pattern: concat!(
        r"(?:(?:[ \t\r\x0b\x0c\x1c-\x1f]{0,3}|[\x85\xa0][ \t\r\x0b\x0c\x1c-\x1f]?|[ \t\r\x0b\x0c\x1c-\x1f][\x85\xa0]",
        r"|[\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}])(?:`{3,}[^`\n]*|~{3,}[^\n]*))"
    ),
    shown: "```",
};

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "code_block",
    plural: "code_blocks",
    definition: "A fenced code block.",
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
        own_lines: 1,
        bounds: &[],
        comes_with: &[],
        needs: Needs::Fence(FENCE),
        suffices: Suffices::Start("```\n"),
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("```\n"), Piece::Phrase { words: 2, capital: false }, Piece::Text("\n```")],
                &[Piece::Text("```\n```")],
                &[Piece::Text("~~~\n~~~")],
            ],
            own_lines: true,
            wraps: &[],
            apart: false,
            marker: None,
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
