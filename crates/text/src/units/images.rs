//! Images: Markdown's `![text](address)`.

use crate::Part;

/// The images of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::links::find(text).into_iter().filter(|link| link.of(text).starts_with('!')).collect()
}
