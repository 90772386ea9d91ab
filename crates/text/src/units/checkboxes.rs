//! Checkboxes, Markdown's task list items: list items, bulleted or numbered, whose text begins with `[ ]`, `[x]` or `[X]`,
//! a blank and something to do. From the item's marker on, with the indented lines that continue it. A box elsewhere, one
//! with nothing behind it and one with another mark are none.

use super::record::*;
use crate::python::is_space;
use crate::{Part, Unit};

/// The checkboxes of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::items(text, |line| line.is_item() && begins_with_box(line.content.of(text)))
}

fn begins_with_box(content: &str) -> bool {
    let rest = ["[ ]", "[x]", "[X]"].iter().find_map(|mark| content.strip_prefix(mark));
    rest.is_some_and(|rest| rest.starts_with(is_space))
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "checkbox",
    plural: "checkboxes",
    definition: "A list item that begins with a box, [ ] or [x].",
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
        // The list item's is counted already.
        own_lines: 0,
        bounds: &[Bound {
            each: 1.0,
            with: &[],
            plus: 0.0,
            of: &[Unit::Bullet, Unit::NumberedItem],
            because: "a checkbox is a list item",
        }],
        comes_with: &[],
        needs: Needs::Somewhere(r"\[[ xX]\][[^\S\n]\x1c-\x1f]"),
        // A line of dashes behind it makes a heading of it.
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("- [ ] "), Piece::Phrase { words: 3, capital: true }],
                &[Piece::Text("- [x] "), Piece::Phrase { words: 3, capital: true }],
                &[Piece::Text("* [ ] "), Piece::Sentence(4)],
            ],
            own_lines: true,
            wraps: &[],
            apart: false,
            marker: Some("- [ ] "),
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
