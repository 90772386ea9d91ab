//! Links: Markdown's `[text](address)`, images too, and bare `http://` and `https://` addresses. Marks at a bare
//! address's end (`.`, `,`, `)`, …) are not part of it. Reference links and other schemes are none.

use std::sync::LazyLock;

use regex::Regex;

use crate::Part;
use super::record::*;
use crate::Unit;

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

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "link",
    plural: "links",
    definition: "A Markdown link or a bare http(s) address.",
    count: None,
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Unknown,
        ends: Ends::Unknown,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: false,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: false,
        own_lines: 0,
        bounds: &[
            Bound { each: 4.0, with: &[], plus: 0.0, of: &[Unit::CodePoint], because: "a link has four code points" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"\]\(|https?://"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("https://example.org")],
                &[Piece::Text("["), Piece::Phrase { words: 1, capital: true }, Piece::Text("](https://example.org)")],
                &[Piece::Text("HTTPS://EXAMPLE.ORG")],
                &[Piece::Text("[1](2)")],
            ],
            own_lines: false,
            wraps: &[],
            apart: false,
            marker: None,
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
