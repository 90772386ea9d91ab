//! Block quotes: runs of lines that start with `>`, in a list item or not. A lazy line without `>` ends the quote.

use crate::{Part, Unit};
use crate::lines::lines;
use super::record::*;

/// The block quotes of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut open = false;
    for line in lines(text) {
        let end = line.body().end;
        match (line.quote, found.last_mut()) {
            (Some(_), Some(quote)) if open => quote.end = end,
            (Some(start), _) => found.push(Part { start, end: end.max(start + 1) }),
            (None, _) => {}
        }
        open = line.quote.is_some();
    }
    found
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
        in_any_answer: false,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Line], because: "a quote has a line" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(">"),
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
