//! Placeholders: `[name]` in one line, with something inside that is not blank and holds no bracket, and no `(`
//! behind it (that is a link). A ticked box `[x]` and a footnote `[1]` are placeholders, `[ ]` is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::{Part, python};

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static BRACKETS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\[([^\[\]\n]+)\]").unwrap());

/// The placeholders of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = super::matches(&BRACKETS, text);
    found.retain(|part| {
        let name = part.of(text).trim_matches(['[', ']']);
        let link = text.get(part.end as usize..).is_some_and(|rest| rest.starts_with('('));
        !python::is_blank(name) && !link
    });
    found
}
