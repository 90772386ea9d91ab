//! Unicode code points, what Python's `len` counts. `é` may be one or two of them, a flag is two.

use crate::Part;

/// The code points of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::chars(text, |_| true)
}
