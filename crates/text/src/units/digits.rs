//! Decimal digits of any script: `7`, `٣`, `७`. `²`, `½` and Roman numerals are none.

use crate::{Part, python};

/// The digits of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::chars(text, python::is_digit)
}
