//! Matches of Python's `\w+`: runs of letters, numeric characters and `_`. `don't` is two, `well-known` is two,
//! and a combining mark ends a word, so Hindi or Tamil words fall apart.

use crate::{Part, python};

/// The `\w+` matches of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    python::words(text)
}
