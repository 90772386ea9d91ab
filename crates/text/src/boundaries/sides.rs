//! What stands before and behind a mark that may end a sentence.

use super::marks::{is_middle, is_point, is_stop};
use crate::python::is_space;

/// Longest word that is looked at, in characters; longer ones are cut.
const LONGEST: usize = 24;

/// What stands before a full stop, no further back than the sentence begins.
#[derive(Clone, Debug)]
pub(super) struct Left<'t> {
    /// The word before the mark, without quotation marks and brackets around it.
    pub word: &'t str,
    /// Where it begins.
    pub start: usize,
    /// The word before that.
    pub previous: &'t str,
    /// The last character between the two that is not blank.
    pub between: Option<char>,
    /// The word and the short words with full stops before it, without blanks: `z.B`; longest first.
    pub joined: Vec<String>,
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric()
        || is_point(c)
        || matches!(c, '-' | '‐' | '‑' | '_' | '°' | '&')
        || is_apostrophe(c)
        || is_mark(c)
}

/// Vowel signs and accents.
fn is_mark(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as Category, get_general_category};
    !c.is_ascii()
        && matches!(
            get_general_category(c),
            Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
        )
}

/// The word that ends `text`, and where it begins.
fn last_word(text: &str) -> (&str, usize) {
    let tail = text.char_indices().rev().take(LONGEST).take_while(|(_, c)| in_word(*c));
    let from = tail.last().map_or(text.len(), |(at, _)| at);
    let word = text.get(from..).unwrap_or_default();
    let trimmed = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    (trimmed, text.len() - trimmed.len())
}

/// Cuts blanks off the end, no more than a few.
fn trim_blanks(text: &str) -> &str {
    let blanks = text.char_indices().rev().take(LONGEST).take_while(|(_, c)| is_space(*c));
    let to = blanks.last().map_or(text.len(), |(at, _)| at);
    text.get(..to).unwrap_or_default()
}

impl<'t> Left<'t> {
    /// What stands at the end of `before`, a sentence so far.
    pub(super) fn read(before: &'t str) -> Self {
        let (word, start) = last_word(before);
        let head = before.get(..start).unwrap_or_default();
        let between = head
            .chars()
            .rev()
            .take(LONGEST)
            .find(|c| !is_space(*c) && !matches!(c, '*' | '_' | '"' | '(' | '“' | '‘' | '„'));
        let mut rest = trim_blanks(head.strip_suffix('°').unwrap_or(head));
        let (previous, _) = last_word(rest);
        let mut joined = vec![word.to_owned()];
        for _ in 0..3 {
            let Some(shorter) = rest.strip_suffix('.') else { break };
            let (part, from) = last_word(shorter);
            if part.is_empty() || part.chars().count() > 5 {
                break;
            }
            let key = format!("{part}.{}", joined.first().map_or("", String::as_str));
            joined.insert(0, key);
            rest = trim_blanks(shorter.get(..from).unwrap_or_default());
        }
        Self { word, start, previous, between, joined }
    }
}

/// How the text behind a mark begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum First {
    /// Nothing is left but blanks and marks.
    End,
    /// A small letter.
    Lower,
    /// A capital.
    Upper,
    /// A digit.
    Digit,
    /// A letter of a script without capitals.
    Uncased,
    /// Another mark that may end a sentence, or a comma.
    Mark,
}

/// What stands behind a mark and what closes there.
#[derive(Clone, Debug)]
pub(super) struct Right<'t> {
    /// Whether a blank comes first.
    pub spaced: bool,
    /// The first character, blank or not.
    pub attached: Option<char>,
    /// Whether a dash stands before the first word.
    pub dash: bool,
    /// How the text goes on.
    pub first: First,
    /// The first word, cut if it is long.
    pub word: &'t str,
    /// Whether a full stop stands right behind the first word.
    pub abbreviated: bool,
    /// All from the first word on.
    pub rest: &'t str,
}

/// The word at the head of `text`.
pub(super) fn first_word(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || is_apostrophe(c) || is_mark(c);
    let end = text.char_indices().take(LONGEST).take_while(|(_, c)| inside(*c)).last();
    text.get(..end.map_or(0, |(at, c)| at + c.len_utf8())).unwrap_or_default()
}

impl<'t> Right<'t> {
    /// What stands at the head of `rest`.
    pub(super) fn read(rest: &'t str) -> Self {
        let attached = rest.chars().next();
        let mut dash = false;
        let begins = rest.char_indices().find(|&(_, c)| {
            dash |= matches!(c, '—' | '–');
            c.is_alphanumeric() || is_stop(c) || is_middle(c)
        });
        let body = rest.get(begins.map_or(rest.len(), |(at, _)| at)..).unwrap_or_default();
        let word = first_word(body);
        let first = match begins.map(|(_, c)| c) {
            None => First::End,
            Some(c) if c.is_lowercase() => First::Lower,
            Some(c) if c.is_uppercase() => First::Upper,
            Some(c) if c.is_numeric() => First::Digit,
            Some(c) if c.is_alphabetic() => First::Uncased,
            Some(_) => First::Mark,
        };
        let behind = body.get(word.len()..).unwrap_or_default();
        Self {
            spaced: attached.is_some_and(is_space),
            attached,
            dash,
            first,
            word,
            abbreviated: behind.starts_with('.'),
            rest: body,
        }
    }
}
