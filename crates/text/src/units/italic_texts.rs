//! Italic text: `*so*`, `***so***` or `_so_`.

use crate::Part;

/// The italic texts of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::highlights::emphases(text).into_iter().filter(|(marks, _)| *marks != 2).map(|(_, part)| part).collect()
}
