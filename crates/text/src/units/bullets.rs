//! Bulleted list items: from `-`, `*`, `+` or `•` and a blank, at any indentation, to the line's end, with the
//! indented lines that continue it. A nested item is an item of its own. Bullets in code are none, and a rule
//! like `* * *` is none.

use crate::Part;
use crate::lines::LineKind;

/// The bulleted items of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::items(text, LineKind::Bullet)
}
