//! Block quotes: runs of lines that start with `>`. A lazy line without `>` ends the quote.

use crate::Part;
use crate::lines::{LineKind, lines};

/// The block quotes of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::runs(&lines(text), |line| line.kind == LineKind::Quote)
}
