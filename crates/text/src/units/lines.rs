//! Lines that are not blank, without their line breaks; blanks around stay.

use memchr::memchr_iter;

use crate::lines::raw_lines;
use crate::{Part, python};

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
