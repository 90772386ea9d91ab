//! Numbers: runs of decimal digits, joined by a single `.` or `,` between digits. `1,000.5` is one, `10-12` is
//! two, `v2` holds one; a sign or unit is not part of it. Number words are none.

use std::sync::LazyLock;

use regex::Regex;

use crate::Part;
use super::record::*;
use crate::Unit;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+(?:[.,]\d+)*").unwrap());

/// The numbers of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::matches(&NUMBER, text)
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "number",
    plural: "numbers",
    definition: "A number in digits, with its decimal or thousands marks.",
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
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Digit], because: "a number has a digit" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"[\d\p{Cn}]"),
        suffices: Suffices::Somewhere("[0-9]"),
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("7")],
                &[Piece::Text("42")],
            ],
            own_lines: false,
            wraps: &[],
            apart: false,
            marker: None,
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
