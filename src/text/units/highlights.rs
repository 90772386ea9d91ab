//! Highlights: `*so*`, `**so**` or `***so***` in one line, with no blank just inside the stars and no star between.
//! Hence a bullet's star opens none, nor does the sign in `2 * 3`. Of nested ones the inner counts. Stars in
//! code count like any others.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::Part;

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
