//! Literal search: where a text occurs, from left to right, without overlap.

use super::Part;
use memchr::{memchr2, memmem};

/// Letters outside ASCII that differ from an ASCII letter only by case: the Kelvin sign and the long s.
const FOLD_TO_ASCII: [char; 2] = ['\u{212A}', '\u{17F}'];

/// Whether comparing ASCII letters by ASCII case alone is right for this text.
pub fn folds_as_ascii(text: &str) -> bool {
    text.is_ascii()
        || !FOLD_TO_ASCII
            .iter()
            .any(|&c| memmem::find(text.as_bytes(), c.encode_utf8(&mut [0; 4]).as_bytes()).is_some())
}

/// All occurrences of a text, exactly. The empty text occurs nowhere.
pub fn exact(text: &str, needle: &str) -> Vec<Part> {
    crate::work::read(text.len());
    if needle.is_empty() {
        return Vec::new();
    }
    memmem::find_iter(text.as_bytes(), needle.as_bytes()).map(|at| Part::new(at, at + needle.len())).collect()
}

/// All occurrences of an ASCII text in either case. Right only where [`folds_as_ascii`].
pub fn ignoring_ascii_case(text: &str, needle: &str) -> Vec<Part> {
    let (bytes, needle) = (text.as_bytes(), needle.as_bytes());
    let Some(&first) = needle.first() else { return Vec::new() };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = bytes.get(from..).and_then(|rest| memchr2(lower, upper, rest)) {
        let at = from + found;
        let here = bytes.get(at..at + needle.len());
        if here.is_some_and(|here| here.eq_ignore_ascii_case(needle)) {
            out.push(Part::new(at, at + needle.len()));
            from = at + needle.len();
        } else {
            from = at + 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{exact, folds_as_ascii, ignoring_ascii_case};

    #[test]
    fn occurrences_do_not_overlap() {
        assert_eq!(exact("aaaa", "aa").len(), 2);
        assert_eq!(ignoring_ascii_case("aAaAa", "AA").len(), 2);
        assert!(exact("abc", "").is_empty());
    }

    #[test]
    fn the_kelvin_sign_is_a_k_in_another_case() {
        assert!(folds_as_ascii("größer"));
        assert!(!folds_as_ascii("300 \u{212A}"));
    }
}
