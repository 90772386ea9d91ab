//! Characters as a reader sees them: extended grapheme clusters. `é` is one however it is encoded, and so are
//! a flag, a family emoji and a CRLF line break. Blanks and line breaks count.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::Part;

/// The characters of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    text.grapheme_indices(true).map(|(at, c)| Part::new(at, at + c.len())).collect()
}

pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() {
        text.len() - memchr::memmem::find_iter(text.as_bytes(), "\r\n").count()
    } else {
        text.graphemes(true).count()
    }
}
