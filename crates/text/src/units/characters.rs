//! Characters as a reader sees them: extended grapheme clusters. `é` is one however it is encoded, and so are
//! a flag, a family emoji and a CRLF line break. Blanks and line breaks count.

use unicode_segmentation::UnicodeSegmentation;

use crate::Part;
use super::record::*;
use crate::Unit;

/// The characters of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = Vec::with_capacity(text.len());
    let mut start = 0;
    // No character goes on after a line feed, so each line may take the way that suits it.
    for line in text.split_inclusive('\n') {
        if line.is_ascii() {
            let last = line.len() - if line.ends_with("\r\n") { 2 } else { 1 };
            found.extend((start..start + last).map(|at| Part::new(at, at + 1)));
            found.push(Part::new(start + last, start + line.len()));
        } else {
            let clusters = line.grapheme_indices(true);
            found.extend(clusters.map(|(at, c)| Part::new(start + at, start + at + c.len())));
        }
        start += line.len();
    }
    found
}

pub(super) fn count(text: &str) -> usize {
    let of_line = |line: &str| {
        if line.is_ascii() {
            line.len() - usize::from(line.ends_with("\r\n"))
        } else {
            line.graphemes(true).count()
        }
    };
    text.split_inclusive('\n').map(of_line).sum()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "character",
    plural: "characters",
    definition: "What a reader sees as one character (an extended grapheme cluster).",
    count: Some(count),
    rests_on: None,
    fills_text: true,
    facts: UnitFacts {
        layout: Layout::Characters,
        ends: Ends::Unknown,
        adds_up: AddsUp::OnLines,
        in_lines: false,
        keeps_words: false,
        size: Size::Characters,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Seen,
        in_any_answer: true,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::CodePoint], because: "a character has a code point" },
        ],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Letters,
        remove: Remove::Shorten,
        masks: &[],
    },
};
