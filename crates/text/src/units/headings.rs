//! Markdown headings: one to six `#`, a blank and a title, or a title over a line of `=` or `-`, outside code. A bold line is none.

use crate::{Part, Unit};
use crate::lines::{Line, LineKind, lines};
use super::record::*;

/// The headings of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    lines(text)
        .iter()
        .filter(|line| matches!(line.kind, LineKind::Heading(_)))
        .map(Line::body)
        .collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "heading",
    plural: "headings",
    definition: "A Markdown heading: one to six # and a title, or a title over a line of = or -.",
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
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Line], because: "a heading has a line" },
        ],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Start(r"\n*#{1,6} +[A-Za-z]"),
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
