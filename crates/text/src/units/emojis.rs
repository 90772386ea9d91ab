//! Emoji as a reader sees them: a character that is shown as a picture by default (😀), or one that U+FE0F makes a
//! picture (❤️, 1️⃣). A flag, a skin tone or a family is one emoji. `©` and `✓` without U+FE0F are none.

use std::sync::LazyLock;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use crate::Part;

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
