//! Whether the words around a mark make it the end of a sentence.

use super::{is_non_word, model};
use crate::python::{is_digit, is_space, is_word, lower};

// What the tables remember of a word: the cases it was seen in, by position in the sentence.
const INSIDE_UPPER: u8 = 1 << 2;
const ANY_UPPER: u8 = 1 << 1 | 1 << 2 | 1 << 3;
const START_LOWER: u8 = 1 << 4;
const ANY_LOWER: u8 = 1 << 4 | 1 << 5 | 1 << 6;

const NUMBER: &str = "##number##";

/// Whether some token of `context` but the last ends a sentence.
pub(super) fn ends_sentence(context: &str) -> bool {
    let mut before: Option<&str> = None;
    for token in context.split('\n').flat_map(|line| Tokens { line }) {
        if before.is_some_and(|first| breaks_before(first, token)) {
            return true;
        }
        before = Some(token);
    }
    false
}

/// Cuts a line into words and marks; a full stop stays with its word.
struct Tokens<'t> {
    line: &'t str,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let line = self.line.trim_start_matches(is_space);
        let first = line.chars().next()?;
        let len = multi_mark(line).unwrap_or_else(|| {
            if starts_word(first) { word_len(line, first.len_utf8()) } else { first.len_utf8() }
        });
        let (token, rest) = line.split_at_checked(len)?;
        self.line = rest;
        Some(token)
    }
}

const fn starts_word(c: char) -> bool {
    !matches!(
        c,
        '(' | '"' | '`' | '{' | '[' | ':' | ';' | '&' | '#' | '*' | '@' | ')' | '}' | ']' | '-' | ','
    )
}

/// Length of a mark of several characters at the head: dashes, dots, or dots with blanks between.
fn multi_mark(text: &str) -> Option<usize> {
    let first = *text.as_bytes().first()?;
    if !matches!(first, b'-' | b'.') {
        return None;
    }
    let run = text.bytes().take_while(|&b| b == first).count();
    if run > 1 {
        return Some(run);
    }
    if first == b'-' { None } else { spaced_dots(text) }
}

/// Length of `. . .` (three dots or more, one blank between).
fn spaced_dots(text: &str) -> Option<usize> {
    let (mut pairs, mut rest, mut found) = (0, text, None);
    while let Some(after) = rest.strip_prefix('.') {
        if pairs >= 2 {
            found = Some(text.len() - after.len());
        }
        let mut chars = after.chars();
        if !chars.next().is_some_and(is_space) {
            break;
        }
        rest = chars.as_str();
        pairs += 1;
    }
    found
}

/// Whether [`multi_mark`] matches at the head, without looking further than needed.
fn has_multi_mark(text: &str) -> bool {
    if text.starts_with("--") || text.starts_with("..") {
        return true;
    }
    let mut chars = text.chars();
    (0..2).all(|_| chars.next() == Some('.') && chars.next().is_some_and(is_space))
        && chars.next() == Some('.')
}

/// Length of the word at the head, of which `first` bytes are sure.
fn word_len(line: &str, first: usize) -> usize {
    let mut at = first;
    for c in line.get(first..).unwrap_or_default().chars() {
        let rest = line.get(at..).unwrap_or_default();
        let after_comma = rest.strip_prefix(',');
        if ends_word(rest, c) || after_comma.is_some_and(|r| r.chars().next().is_none_or(|c| ends_word(r, c)))
        {
            break;
        }
        at += c.len_utf8();
    }
    at
}

fn ends_word(rest: &str, first: char) -> bool {
    is_space(first)
        || u8::try_from(first).is_ok_and(is_non_word)
        || (matches!(first, '-' | '.') && has_multi_mark(rest))
}

/// What the word alone says.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Ellipsis,
    Abbreviation,
    End,
}

fn kind(token: &str) -> Kind {
    if matches!(token, "." | "?" | "!") {
        return Kind::End;
    }
    let Some(stem) = token.strip_suffix('.') else { return Kind::Plain };
    if stem.ends_with('.') {
        let dots_only = token.bytes().all(|b| b == b'.');
        return if dots_only { Kind::Ellipsis } else { Kind::Plain };
    }
    let stem = lower(stem);
    let last = stem.rsplit('-').next().unwrap_or_default();
    if model::is_abbreviation(&stem) || model::is_abbreviation(last) { Kind::Abbreviation } else { Kind::End }
}

/// `-?[.,]?\d[\d,.-]*\.?`
fn is_number(token: &str) -> bool {
    let token = token.strip_prefix('-').unwrap_or(token);
    let token = token.strip_prefix(['.', ',']).unwrap_or(token);
    token.starts_with(is_digit) && token.chars().all(|c| is_digit(c) || matches!(c, ',' | '.' | '-'))
}

/// The word as the tables have it; without its full stop if `bare`.
fn table_form(token: &str, bare: bool) -> std::borrow::Cow<'_, str> {
    if is_number(token) {
        return NUMBER.into();
    }
    match token.strip_suffix('.') {
        Some(stem) if bare && !stem.is_empty() => lower_all(token, stem),
        _ => lower(token),
    }
}

/// `stem` in lower case, as the head of `token` (a final sigma depends on what follows).
fn lower_all<'t>(token: &'t str, stem: &'t str) -> std::borrow::Cow<'t, str> {
    if stem.is_ascii() {
        return lower(stem);
    }
    let mut all = token.to_lowercase();
    all.pop();
    all.into()
}

/// A letter and a full stop.
fn is_initial(token: &str) -> bool {
    let mut chars = token.chars();
    chars.next().is_some_and(|c| is_word(c) && !is_digit(c)) && chars.as_str() == "."
}

/// Whether a sentence ends between `first` and `second`.
fn breaks_before(first: &str, second: &str) -> bool {
    let kind_alone = kind(first);
    let by_word = kind_alone == Kind::End;
    if !first.ends_with('.') {
        return by_word;
    }
    let left = table_form(first, true);
    let right = table_form(second, kind(second) == Kind::End);
    if model::is_collocation(&left, &right) {
        return false;
    }
    let initial = is_initial(first);
    let unsure = matches!(kind_alone, Kind::Abbreviation | Kind::Ellipsis) && !initial;
    let upper = second.starts_with(char::is_uppercase);
    if unsure && (starts_sentence(second, &right) == Some(true) || upper && model::is_starter(&right)) {
        return true;
    }
    if initial || left == NUMBER {
        let never_lower = model::cases(&right) & ANY_LOWER == 0;
        match starts_sentence(second, &right) {
            Some(false) => return false,
            None if initial && upper && never_lower => return false,
            _ => {}
        }
    }
    by_word
}

/// What the case of `word` says of its place in the sentence, if anything.
fn starts_sentence(word: &str, form: &str) -> Option<bool> {
    if matches!(word, ";" | ":" | "," | "." | "!" | "?") {
        return Some(false);
    }
    let seen = model::cases(form);
    let first = word.chars().next()?;
    if first.is_uppercase() && seen & ANY_LOWER != 0 && seen & INSIDE_UPPER == 0 {
        return Some(true);
    }
    if first.is_lowercase() && (seen & ANY_UPPER != 0 || seen & START_LOWER == 0) {
        return Some(false);
    }
    None
}
