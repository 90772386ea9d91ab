//! Table rows that hold data: without the header, the row above the rule, and the rule. In a table without a
//! rule every row holds data.

use crate::text::Part;
use crate::text::lines::{LineKind, lines};

/// The data rows of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let above = std::iter::once(None).chain(lines.iter().map(Some));
    let below = lines.iter().skip(1).map(Some).chain(std::iter::once(None));
    let rows = lines.iter().zip(above).zip(below);
    rows.filter(|((line, above), below)| {
        let first = above.is_none_or(|a| !a.is_table());
        let header = first && below.is_some_and(|b| b.kind == LineKind::TableRule);
        line.kind == LineKind::TableRow && !header
    })
    .map(|((line, _), _)| line.content)
    .collect()
}
