//! Links: Markdown's `[text](address)`, images too, and bare `http://` and `https://` addresses. Marks at a bare
//! address's end (`.`, `,`, `)`, …) are not part of it. Reference links and other schemes are none.

use std::sync::LazyLock;

use regex::Regex;

use crate::Part;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    let markdown = r#"!?\[[^\[\]\n]*\]\([^()\s]+(?:\([^()\s]*\)[^()\s]*)*(?:[ \t]+"[^"\n]*")?\)"#;
    let bare = r"https?://[^\s<>\[\]()]*(?:\([^\s<>\[\]()]*\)[^\s<>\[\]()]*)*";
    Regex::new(&format!("{markdown}|{bare}")).unwrap()
});

/// The links of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let link = |found: regex::Match<'_>| {
        let body = found.as_str();
        let kept = if body.starts_with("http") {
            body.trim_end_matches(['.', ',', ';', ':', '!', '?', '"', '\'', '*', '_', '`', '”', '’'])
        } else {
            body
        };
        let address = kept.ends_with(')') || kept.len() > "https://".len();
        address.then(|| Part::new(found.start(), found.start() + kept.len()))
    };
    LINK.find_iter(text).filter_map(link).collect()
}
