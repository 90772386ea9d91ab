//! Tables: runs of lines that start with `|`, or that have a `|` and stand beside a table's rule (`--|--`).

use crate::text::Part;
use crate::text::lines::lines;

/// The tables of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::runs(&lines(text), |line| line.is_table())
}
