//! Bulleted list items: from `-`, `*`, `+`, `•` or a sign like them (`◦`, `▪`, `●`, `・`), with the lines that continue it: those
//! that stand in it and in no item inside. A nested item is an item of its own. Bullets in code are none, and a rule like
//! `* * *` is none.

use crate::Part;
use crate::lines::LineKind;
use super::record::*;
use crate::Unit;

/// The bulleted items of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::items(text, |line| line.kind == LineKind::Bullet)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "bullet",
    plural: "bullets",
    definition: "A list item marked by -, *, + or •, or a sign like them.",
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
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Token], because: "a bullet is more than a blank" },
        ],
        comes_with: &[],
        needs: Needs::Line(r"(?:[[^\S\n]\x1c-\x1f]|>)*(?:[-*+•◦▪▫‣⁃·►▶▸➤➢](?:[[^\S\n]\x1c-\x1f][^\n]*)?|[・●○■□◆◇][^\n]*)"),
        suffices: Suffices::Start(r"\n*[-*+] [A-Za-z]"),
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("- "), Piece::Phrase { words: 3, capital: true }],
                &[Piece::Text("* "), Piece::Sentence(4)],
                &[Piece::Text("+ "), Piece::Phrase { words: 1, capital: true }],
            ],
            own_lines: true,
            wraps: &[],
            apart: false,
            marker: Some("- "),
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
