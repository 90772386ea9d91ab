//! Tokens: what blanks separate, marks included (Python's `split()`). A lone dash is a token.

use crate::{Part, python};

/// The tokens of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    python::tokens(text)
}
