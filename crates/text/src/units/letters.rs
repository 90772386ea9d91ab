//! Letters of any script (Unicode's Alphabetic). Digits, marks and blanks are none; a combining accent is none.

use crate::Part;

pub(super) fn is_letter(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as Category, get_general_category};
    let accent = || matches!(get_general_category(c), Category::NonspacingMark | Category::SpacingMark);
    c.is_alphabetic() && (c.is_ascii() || !accent())
}

/// The letters of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::chars(text, is_letter)
}
