//! Numbered list items: from a number of at most nine digits, `.` or `)` and a blank to the line's end, with
//! the indented lines that continue it. The numbers need not be in order.

use crate::Part;
use crate::lines::LineKind;

/// The numbered items of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::items(text, LineKind::Numbered)
}
