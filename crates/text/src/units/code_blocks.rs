//! Code blocks between fences of three or more `` ` `` or `~`, fences included. One left open runs to the end.
//! Indented code and code in a line are none.

use crate::Part;
use crate::lines::{LineKind, lines};

/// The code blocks of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut open = false;
    for line in lines(text) {
        match (line.kind, found.last_mut()) {
            (LineKind::Fence, Some(block)) if open => {
                block.end = line.content.end;
                open = false;
            }
            (LineKind::Fence, _) => {
                found.push(Part { start: line.marker.start, end: line.content.end });
                open = true;
            }
            (LineKind::Code, Some(block)) => block.end = line.part.end,
            _ => {}
        }
    }
    found
}
