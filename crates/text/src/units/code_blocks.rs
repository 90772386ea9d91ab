//! Code blocks: between fences of three or more `` ` `` or `~`, fences included, and lines of indented code. A fence left open
//! runs to the end of what it stands in. Code in a line is none.

use crate::{Part, Unit};
use crate::structure::code;
use super::record::*;

/// The code blocks of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    code::blocks(text).into_iter().map(|block| block.part).collect()
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
    definition: "A block of code, fenced or indented.",
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
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Line], because: "a code block has a line" },
        ],
        comes_with: &[],
        needs: Needs::Nothing,
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
