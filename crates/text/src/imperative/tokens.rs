//! A sentence as words and marks.

use crate::python::is_space;

/// Longest sentence that is looked at, in words and marks: what an imperative begins with stands before.
const LONGEST: usize = 200;

/// A word or a mark between words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Token {
    /// A word in small letters, and whether it begins with a capital.
    Word { lower: String, capital: bool },
    /// `,`
    Comma,
    /// `:`
    Colon,
    /// Any mark that a clause does not go over: `;`, `–`, brackets, quotation marks.
    Break,
}

impl Token {
    /// The word; empty for a mark.
    pub(super) fn word(&self) -> &str {
        if let Self::Word { lower, .. } = self { lower } else { "" }
    }
}

/// The words and marks of a sentence without markup.
pub(super) fn tokens(sentence: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = sentence.trim_start_matches(is_space);
    while let Some(c) = rest.chars().next()
        && found.len() < LONGEST
    {
        let inside = |c: char| {
            c.is_alphanumeric()
                || matches!(c, '\'' | '’' | '-' | '‑' | '_' | '+' | '.' | '/' | '@' | '%' | '*')
        };
        let end = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(end).unwrap_or_default();
        let word = word.trim_matches(['.', '\'', '’', '*', '_']);
        if word.chars().any(char::is_alphanumeric) {
            found.push(Token::Word {
                lower: word.to_lowercase().replace('’', "'"),
                capital: word.starts_with(char::is_uppercase),
            });
            rest = behind;
            continue;
        }
        if end > 0 {
            rest = behind;
            continue;
        }
        match c {
            ',' => found.push(Token::Comma),
            ':' => found.push(Token::Colon),
            ';' | '–' | '—' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '„' | '«' | '»' | '|' | '→' =>
            {
                found.push(Token::Break);
            }
            _ => {}
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    found
}
