//! Block quotes: runs of lines that start with `>`. A lazy line without `>` ends the quote.

use crate::Part;
use crate::lines::{LineKind, lines};
use super::record::*;

/// The block quotes of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::runs(&lines(text), |line| line.kind == LineKind::Quote)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "quote",
    plural: "quotes",
    definition: "A block quote, a run of lines that start with >.",
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
        needs: Needs::Line(r"[[^\S\n]\x1c-\x1f]*>[^\n]*"),
        suffices: Suffices::Start("> [A-Za-z]"),
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("> "), Piece::Sentence(5)],
                &[Piece::Text("> 1")],
            ],
            own_lines: true,
            wraps: &[],
            apart: true,
            marker: None,
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
