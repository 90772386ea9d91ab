//! Highlights: `*so*`, `**so**` or `***so***` in one line, with no blank just inside the stars and no star between.
//! Hence a bullet's star opens none, nor does the sign in `2 * 3`. Of nested ones the inner counts. Stars in
//! code count like any others.

use std::sync::LazyLock;

use regex::Regex;

use crate::Part;
use super::record::*;
use crate::Unit;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static HIGHLIGHT: LazyLock<Regex> = LazyLock::new(|| {
    let inner = r"[^\s*](?:[^\n*]*[^\s*])?";
    Regex::new(&format!(r"\*{{3}}{inner}\*{{3}}|\*{{2}}{inner}\*{{2}}|\*{inner}\*")).unwrap()
});

/// The highlights of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::matches(&HIGHLIGHT, text)
}

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static UNDERSCORED: LazyLock<Regex> = LazyLock::new(|| {
    let inner = r"[^\s_](?:[^\n_]*[^\s_])?";
    Regex::new(&format!("__{inner}__|_{inner}_")).unwrap()
});

/// Emphasised stretches with the number of marks on each side, in stars or underscores. An underscore inside a word is
/// none.
pub(super) fn emphases(text: &str) -> Vec<(usize, Part)> {
    let marks = |part: Part| part.of(text).bytes().take_while(|b| matches!(b, b'*' | b'_')).count();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let alone = |part: &Part| {
        let before = text.get(..part.start as usize).and_then(|t| t.chars().next_back());
        let after = text.get(part.end as usize..).and_then(|t| t.chars().next());
        !is_word(before) && !is_word(after)
    };
    let mut found = find(text);
    if text.contains('_') {
        found.extend(super::matches(&UNDERSCORED, text).into_iter().filter(alone));
        found.sort();
        found.dedup_by(|next, before| next.start < before.end);
    }
    found.into_iter().map(|part| (marks(part), part)).collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "highlight",
    plural: "highlights",
    definition: "A stretch between one, two or three stars.",
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
            Bound { each: 3.0, with: &[], plus: 0.0, of: &[Unit::CodePoint], because: "a highlight has three code points" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"\*[^\s*]"),
        suffices: Suffices::Somewhere(r"\*[^\s*]\*|\*[^\s*][^\n*]*[^\s*]\*"),
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("*"), Piece::Phrase { words: 1, capital: false }, Piece::Text("*")],
                &[Piece::Text("**"), Piece::Phrase { words: 1, capital: false }, Piece::Text("**")],
                &[Piece::Text("*1*")],
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
