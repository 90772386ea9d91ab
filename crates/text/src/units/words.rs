//! Words: runs of letters, digits and `_`, joined inside by a single apostrophe or hyphen, or by `.` and `,`
//! between digits. `don't`, `well-known` and `3.14` are one word each; a dash with blanks around is none. Where
//! a script sets no blanks between words, each character is a word, with the marks on it: Han, Hiragana, Thai, Lao, Khmer,
//! Burmese. A run of Katakana is one.

use crate::Part;
use crate::scan::{Kind, stretches};
use super::record::*;
use crate::Unit;

/// The words of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    stretches(text).filter(|(kind, _)| *kind == Kind::Word).map(|(_, part)| part).collect()
}

pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() {
        return count_ascii(text.as_bytes());
    }
    // No word goes over a line's end, so each line may take the way that suits it.
    let of_line = |line: &str| {
        if line.is_ascii() {
            count_ascii(line.as_bytes())
        } else {
            stretches(line).filter(|(kind, _)| *kind == Kind::Word).count()
        }
    };
    text.split_inclusive('\n').map(of_line).sum()
}

/// Counts word starts that no joiner attaches to the word before; the ASCII case of the scan. Sums are kept in
/// a byte per block so that the compiler can use vector instructions.
fn count_ascii(bytes: &[u8]) -> usize {
    let inside = |b: u8| b.is_ascii_alphanumeric() | (b == b'_');
    let next = bytes.get(1..).unwrap_or_default();
    let after = bytes.get(2..).unwrap_or_default();
    let starts = |(&a, &b): (&u8, &u8)| u8::from(!inside(a) & inside(b));
    let joins = |((&a, &b), &c): ((&u8, &u8), &u8)| {
        let tight = (b == b'\'') | (b == b'-');
        let number = ((b == b'.') | (b == b',')) & a.is_ascii_digit() & c.is_ascii_digit();
        u8::from((tight & inside(a) & inside(c)) | number)
    };
    let sum = |block: u8| usize::from(block);
    let first = usize::from(bytes.first().is_some_and(|&b| inside(b)));
    let started: usize = bytes
        .chunks(128)
        .zip(next.chunks(128))
        .map(|(a, b)| sum(a.iter().zip(b).map(starts).sum()))
        .sum();
    let joined: usize = bytes
        .chunks(128)
        .zip(next.chunks(128))
        .zip(after.chunks(128))
        .map(|((a, b), c)| sum(a.iter().zip(b).zip(c).map(joins).sum()))
        .sum();
    first + started - joined
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "word",
    plural: "words",
    definition: "A run of letters and digits, joined inside by single apostrophes or hyphens; each character of a script without blanks between words.",
    count: Some(count),
    rests_on: None,
    fills_text: true,
    facts: UnitFacts {
        layout: Layout::Words,
        ends: Ends::Unknown,
        adds_up: AddsUp::Anywhere,
        in_lines: true,
        keeps_words: false,
        size: Size::Words,
        embedding: Embedding::Joined,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: true,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Character], because: "a word has a character" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"[\p{L}\p{N}\p{M}\p{Cn}_]"),
        suffices: Suffices::Somewhere("[A-Za-z]"),
    },
    edits: UnitEdits {
        insert: Insert::Words,
        remove: Remove::Spread,
        masks: &[],
    },
};
