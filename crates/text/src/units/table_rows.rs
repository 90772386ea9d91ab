//! Table rows that hold data: those below a table's rule.

use crate::Part;
use crate::lines::{LineKind, lines};

/// The data rows of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut ruled = false;
    let mut rows = Vec::new();
    let mut above = None;
    for line in lines(text) {
        match line.kind {
            LineKind::TableRule => ruled |= above == Some(LineKind::TableRow),
            LineKind::TableRow if ruled => rows.push(line.content),
            LineKind::TableRow => {}
            _ => ruled = false,
        }
        above = Some(line.kind);
    }
    rows
}
