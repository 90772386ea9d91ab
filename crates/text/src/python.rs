//! Text rules of CPython 3.11: what `\w`, `\d`, `\s`, `split()`, `strip()`, `isupper()` and their kin accept.
//!
//! Characters that Unicode added or reclassed after version 14, CPython 3.11's, follow the later version here.

use std::borrow::Cow;

use unicode_general_category::{GeneralCategory as Category, get_general_category};

use super::Part;

const fn ascii_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

const fn ascii_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r' | 0x1c..=0x1f)
}

/// `\w`: letters, numeric characters and `_`. Combining marks are not word characters.
#[must_use]
#[inline]
pub fn is_word(c: char) -> bool {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => ascii_word(byte),
        _ => is_wide_word(c),
    }
}

fn is_wide_word(c: char) -> bool {
    use Category::{
        DecimalNumber, LetterNumber, LowercaseLetter, ModifierLetter, OtherLetter, OtherNumber,
        TitlecaseLetter, UppercaseLetter,
    };
    matches!(
        get_general_category(c),
        UppercaseLetter
            | LowercaseLetter
            | TitlecaseLetter
            | ModifierLetter
            | OtherLetter
            | DecimalNumber
            | LetterNumber
            | OtherNumber
    )
}

/// `\s` and `isspace`: Unicode's White_Space and the separators U+001C to U+001F.
#[must_use]
#[inline]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `\d`: every decimal digit of Unicode.
#[must_use]
#[inline]
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { get_general_category(c) == Category::DecimalNumber }
}

/// `strip()`.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `lstrip()`.
#[must_use]
pub fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_space)
}

/// `rstrip()`.
#[must_use]
pub fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// Whether nothing is left after `strip()`; true of the empty text.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

fn is_title(c: char) -> bool {
    !c.is_ascii() && get_general_category(c) == Category::TitlecaseLetter
}

/// `isupper()`: at least one cased character, and none of lower or title case.
#[must_use]
pub fn is_upper(text: &str) -> bool {
    crate::work::read(text.len());
    let mut cased = false;
    for c in text.chars() {
        if c.is_lowercase() || is_title(c) {
            return false;
        }
        cased |= c.is_uppercase();
    }
    cased
}

/// `islower()`: at least one cased character, and none of upper or title case.
#[must_use]
pub fn is_lower(text: &str) -> bool {
    crate::work::read(text.len());
    let mut cased = false;
    for c in text.chars() {
        if c.is_uppercase() || is_title(c) {
            return false;
        }
        cased |= c.is_lowercase();
    }
    cased
}

/// `lower()`, final sigma included; borrowed where nothing changes.
#[must_use]
pub fn lower(text: &str) -> Cow<'_, str> {
    crate::work::read(text.len());
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// The matches of `\w+`.
#[must_use]
pub fn words(text: &str) -> Vec<Part> {
    runs(text, ascii_word, is_wide_word)
}

/// How many matches `\w+` has.
#[must_use]
pub fn count_words(text: &str) -> usize {
    count_runs(text, ascii_word, is_wide_word)
}

/// The pieces of `split()`.
#[must_use]
pub fn tokens(text: &str) -> Vec<Part> {
    runs(text, |b| !ascii_space(b), |c| !c.is_whitespace())
}

/// How many pieces `split()` gives.
#[must_use]
pub fn count_tokens(text: &str) -> usize {
    count_runs(text, |b| !ascii_space(b), |c| !c.is_whitespace())
}

/// Maximal runs of the characters that `ascii` and `wide` accept.
fn runs(text: &str, ascii: impl Fn(u8) -> bool, wide: impl Fn(char) -> bool) -> Vec<Part> {
    let mut found = Vec::with_capacity(text.len() / 6);
    let mut start = None;
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let (inside, width) = if byte.is_ascii() {
            (ascii(byte), 1)
        } else {
            text.get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or((false, 1), |c| (wide(c), c.len_utf8()))
        };
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Part::new(from, at));
                start = None;
            }
            _ => {}
        }
        at += width;
    }
    if let Some(from) = start {
        found.push(Part::new(from, at));
    }
    found
}

/// The number of [`runs`]. ASCII stretches are counted without a branch per byte.
fn count_runs(text: &str, ascii: impl Fn(u8) -> bool, wide: impl Fn(char) -> bool) -> usize {
    let mut count = 0;
    let mut inside = false;
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.len().min(ascii_len(rest.as_bytes()));
        let (stretch, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        if let (Some(&first), Some(&last)) = (stretch.as_bytes().first(), stretch.as_bytes().last()) {
            count += usize::from(!inside && ascii(first)) + count_starts(stretch.as_bytes(), &ascii);
            inside = ascii(last);
        }
        let mut chars = after.chars();
        while let Some(c) = chars.clone().next().filter(|c| !c.is_ascii()) {
            let now = wide(c);
            count += usize::from(now && !inside);
            inside = now;
            chars.next();
        }
        rest = chars.as_str();
    }
    count
}

/// How many bytes at the head of `bytes` are ASCII.
fn ascii_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    for block in bytes.chunks(64) {
        if !block.is_ascii() {
            return len + block.iter().take_while(|b| b.is_ascii()).count();
        }
        len += block.len();
    }
    len
}

/// How often a byte inside follows one outside. Sums are kept in a byte per block so that the compiler can
/// use vector instructions.
fn count_starts(bytes: &[u8], inside: impl Fn(u8) -> bool) -> usize {
    let next = bytes.get(1..).unwrap_or_default();
    bytes
        .chunks(128)
        .zip(next.chunks(128))
        .map(|(before, here)| {
            let starts: u8 = before.iter().zip(here).map(|(&a, &b)| u8::from(!inside(a) & inside(b))).sum();
            usize::from(starts)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str, parts: &[Part]) -> Vec<String> {
        parts.iter().map(|p| p.of(text).to_owned()).collect()
    }

    #[test]
    fn words_are_letters_and_numbers_without_marks() {
        let text = "don't x² ½_Ⅳ हिन्दी";
        assert_eq!(texts(text, &words(text)), ["don", "t", "x²", "½_Ⅳ", "ह", "न", "द"]);
        assert_eq!(count_words(text), 7);
        assert_eq!(count_words(""), 0);
    }

    #[test]
    fn split_knows_unicode_blanks_and_separators() {
        let text = " a\u{a0}b\u{1c}c\u{3000}d\u{200b}e\n";
        assert_eq!(texts(text, &tokens(text)), ["a", "b", "c", "d\u{200b}e"]);
        assert_eq!(trim(text), "a\u{a0}b\u{1c}c\u{3000}d\u{200b}e");
        assert!(is_blank("\u{85}\u{1f} \n") && is_blank("") && !is_blank("\u{200b}"));
    }

    #[test]
    fn case_needs_a_cased_character_and_no_other_case() {
        assert!(is_upper("U.S. 1!") && !is_upper("1!") && !is_upper("Ab") && !is_upper("ǅ"));
        assert!(is_upper("Ⅳ") && is_lower("ª") && is_lower("ß.") && !is_lower("aǅ"));
        assert!(!is_lower("你好") && !is_upper("你好"));
    }

    #[test]
    fn lower_knows_the_final_sigma() {
        assert_eq!(lower("ΟΔΟΣ ΣΑΣ"), "οδος σας");
        assert_eq!(lower("İ"), "i\u{307}");
        assert!(matches!(lower("plain"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn counting_agrees_with_finding(text in "(?s)[a-z '.\u{a0}éक्–]{0,300}|.{0,40}") {
            prop_assert_eq!(count_words(&text), words(&text).len());
            prop_assert_eq!(count_tokens(&text), tokens(&text).len());
            prop_assert!(words(&text).iter().all(|p| p.of(&text).chars().all(is_word)));
            let split: Vec<_> = text.split(is_space).filter(|t| !t.is_empty()).collect();
            prop_assert_eq!(texts(&text, &tokens(&text)), split);
        }
    }
}
