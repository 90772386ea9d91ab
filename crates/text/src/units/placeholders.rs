//! Placeholders: `[name]` in one line, with something inside that is not blank and holds no bracket, and no `(`
//! behind it (that is a link). A ticked box `[x]` and a footnote `[1]` are placeholders, `[ ]` is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Part, python};
use super::record::*;
use crate::Unit;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static BRACKETS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[([^\[\]\n]+)\]").unwrap());

/// The placeholders of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = super::matches(&BRACKETS, text);
    found.retain(|part| {
        let name = part.of(text).trim_matches(['[', ']']);
        let link = text.get(part.end as usize..).is_some_and(|rest| rest.starts_with('('));
        !python::is_blank(name) && !link
    });
    found
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "placeholder",
    plural: "placeholders",
    definition: "A name in square brackets that is no link.",
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
            Bound { each: 3.0, with: &[], plus: 0.0, of: &[Unit::CodePoint], because: "a placeholder has three code points" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"\[[^\[\]\n]+\]"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("["), Piece::Phrase { words: 1, capital: true }, Piece::Text("]")],
                &[Piece::Text("["), Piece::Phrase { words: 1, capital: false }, Piece::Text("]")],
                &[Piece::Text("[1]")],
            ],
            own_lines: false,
            wraps: &[("*", "*"), ("**", "**"), ("[", "]")],
            apart: false,
            marker: None,
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
