//! Hashtags: `#` and letters, digits or `_`, at least one of them no digit; not after a letter, digit, `#`, `&` or
//! `/`. `#1` is none, nor is the anchor in an address.

use std::sync::LazyLock;

use regex::Regex;

use crate::Part;
use crate::python::{is_digit, is_word};
use super::record::*;
use crate::Unit;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static TAG: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"#[\p{L}\p{M}\p{N}_]+").unwrap());

/// The hashtags of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = super::matches(&TAG, text);
    found.retain(|part| {
        let before = text.get(..part.start as usize).and_then(|head| head.chars().next_back());
        let apart = before.is_none_or(|c| !is_word(c) && !matches!(c, '#' | '&' | '/'));
        apart && part.of(text).chars().skip(1).any(|c| !is_digit(c))
    });
    found
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "hashtag",
    plural: "hashtags",
    definition: "A # with a word right behind it.",
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
            Bound { each: 2.0, with: &[], plus: 0.0, of: &[Unit::CodePoint], because: "a hashtag has two code points" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"#[\p{L}\p{M}\p{N}\p{Cn}_]"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("#"), Piece::Phrase { words: 1, capital: true }],
                &[Piece::Text("#"), Piece::Phrase { words: 1, capital: false }],
                &[Piece::Text("#_")],
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
