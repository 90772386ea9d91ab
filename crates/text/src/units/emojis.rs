//! Emoji as a reader sees them: a character that is shown as a picture by default (😀), or one that U+FE0F makes a
//! picture (❤️, 1️⃣). A flag, a skin tone or a family is one emoji. `©` and `✓` without U+FE0F are none.

use std::sync::LazyLock;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use crate::Part;
use super::record::*;
use crate::Unit;

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static PICTURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\p{Emoji_Presentation}|\p{Emoji}\x{FE0F}").unwrap());

/// The emoji of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    if text.is_ascii() || !PICTURE.is_match(text) {
        return Vec::new();
    }
    text.grapheme_indices(true)
        .filter(|(_, cluster)| !cluster.is_ascii() && PICTURE.is_match(cluster))
        .map(|(at, cluster)| Part::new(at, at + cluster.len()))
        .collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "emoji",
    plural: "emojis",
    definition: "A character shown as a picture.",
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
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Character], because: "an emoji is a character" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"[^\x00-\x7F]"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("🙂")],
                &[Piece::Text("🌊")],
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
