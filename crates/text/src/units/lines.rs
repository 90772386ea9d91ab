//! Lines that are not blank, without their line breaks; blanks around stay.

use memchr::memchr_iter;

use crate::lines::raw_lines;
use crate::{Part, python};
use super::record::*;
use crate::Unit;

/// The non-blank lines of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    raw_lines(text).filter(|line| !python::is_blank(line.of(text))).collect()
}

pub(super) fn count(text: &str) -> usize {
    let filled = |line: &str| !python::is_blank(line);
    let (mut start, mut count) = (0, 0);
    for end in memchr_iter(b'\n', text.as_bytes()) {
        count += usize::from(text.get(start..end).is_some_and(filled));
        start = end + 1;
    }
    count + usize::from(text.get(start..).is_some_and(filled))
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "line",
    plural: "lines",
    definition: "A line that is not blank.",
    count: Some(count),
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Lines,
        ends: Ends::Lines,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: true,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: true,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Token], because: "a line has something on it" },
            Bound { each: -1.0, with: &[], plus: 1.0, of: &[], because: "a response has a line" },
        ],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Lines,
        remove: Remove::Join { marks: false, close: true },
        masks: &[],
    },
};
