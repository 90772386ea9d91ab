//! Hashtags: `#` and letters, digits or `_`, at least one of them no digit; not after a letter, digit, `#`, `&` or
//! `/`. `#1` is none, nor is the anchor in an address.

use std::sync::LazyLock;

use regex::Regex;

use crate::Part;
use crate::python::{is_digit, is_word};

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
