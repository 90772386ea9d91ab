//! Markdown headings: lines of one to six `#`, a blank and a title, outside code. A bold line is none.

use crate::Part;
use crate::lines::{LineKind, lines};

/// The headings of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    lines(text)
        .iter()
        .filter(|line| matches!(line.kind, LineKind::Heading(_)))
        .map(|line| Part { start: line.marker.start, end: line.content.end })
        .collect()
}
