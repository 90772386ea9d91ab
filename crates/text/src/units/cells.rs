//! Cells of the rows of Markdown tables, below the rule, without blanks around. A table row by itself is all data.

use crate::Part;
use crate::structure::tables;

/// The cells of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    if !text.contains('|') {
        return Vec::new();
    }
    if !text.contains('\n') {
        return tables::cells(text, Part::whole(text));
    }
    tables::tables(text).into_iter().flat_map(|table| table.rows).flatten().collect()
}
