//! Numbers: runs of decimal digits, joined by a single `.` or `,` between digits. `1,000.5` is one, `10-12` is
//! two, `v2` holds one; a sign or unit is not part of it. Number words are none.

use std::sync::LazyLock;

use regex::Regex;

use crate::Part;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d+(?:[.,]\d+)*").unwrap());

/// The numbers of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::matches(&NUMBER, text)
}
