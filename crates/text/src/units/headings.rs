//! Markdown headings: lines of one to six `#`, a blank and a title, outside code. A bold line is none.

use crate::Part;
use crate::lines::{LineKind, lines};
use super::record::*;

/// The headings of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    lines(text)
        .iter()
        .filter(|line| matches!(line.kind, LineKind::Heading(_)))
        .map(|line| Part { start: line.marker.start, end: line.content.end })
        .collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "heading",
    plural: "headings",
    definition: "A Markdown heading line, one to six #.",
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
        bounds: &[],
        comes_with: &[],
        needs: Needs::Line(r"[[^\S\n]\x1c-\x1f]*#[^\n]*"),
        suffices: Suffices::Start(r"[\s\x1c-\x1f]*#{1,6} +[^\s\x1c-\x1f]"),
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("# "), Piece::Phrase { words: 2, capital: true }],
                &[Piece::Text("## "), Piece::Phrase { words: 1, capital: true }, Piece::Text("\n"), Piece::Sentence(5)],
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
