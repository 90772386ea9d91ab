//! Whether an English sentence is an imperative, by where its verb stands.
//!
//! The verb of an imperative is a base form that comes first: behind the marker of a list, a label (`Step 1:`), politeness
//! and adverbs, a name that is called, or a clause or phrase that a comma ends (`If it rains, stay.`). Words that are nouns
//! as well, as half of all base forms are, count unless a subject and its verb can be made out (`Water boils.`). A question
//! is none; neither is a heading without a full stop that may be a noun (`Travel tips`).

mod clause;
mod tokens;
mod words;

use clause::Clause;
use tokens::{Token, tokens};

/// How many commas are tried for the end of what stands before an imperative.
const COMMAS: usize = 4;

/// Whether `sentence`, one sentence of English, is an imperative.
#[must_use]
pub fn is_imperative(sentence: &str) -> bool {
    let Some(body) = bare(sentence) else { return false };
    let finished = body.ends_with(['.', '!', '…']);
    if body.ends_with('?') {
        return false;
    }
    let tokens = tokens(body);
    let clause = Clause { tokens: &tokens, finished, follows: false };
    labelled(clause).unwrap_or_else(|| told(clause))
}

/// A sentence without the marker of a list, emphasis and quotation marks around all of it; `None` for a quotation that
/// the sentence goes on behind.
fn bare(sentence: &str) -> Option<&str> {
    let mut body = sentence.trim();
    loop {
        let start = body.trim_start_matches(|c: char| !c.is_alphanumeric() && !is_quote(c) && c != '(');
        let digits = start.len() - start.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let marker = start
            .get(digits..)
            .and_then(|rest| rest.strip_prefix(['.', ')']))
            .filter(|rest| digits > 0 && rest.starts_with(' '));
        body = marker.unwrap_or(start);
        if marker.is_none() {
            break;
        }
    }
    body = body.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
    let Some(open) = body.chars().next().filter(|&c| is_quote(c) || c == '(') else { return Some(body) };
    let inside = body.get(open.len_utf8()..)?;
    let close = inside.find(|c| closes(open, c))?;
    let (quoted, behind) = inside.split_at_checked(close)?;
    if behind.chars().skip(1).any(char::is_alphanumeric) {
        return None;
    }
    Some(quoted.trim().trim_end_matches(','))
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '„' | '«' | '‘' | '\'')
}

const fn closes(open: char, c: char) -> bool {
    match open {
        '(' => c == ')',
        '"' => c == '"',
        '\'' => c == '\'',
        '“' | '„' => matches!(c, '”' | '“'),
        '‘' => c == '’',
        _ => c == '»',
    }
}

/// A sentence with a label before a colon (`Note: Keep out.`), or one that goes on behind it (`Stay calm: it helps.`).
fn labelled(clause: Clause<'_>) -> Option<bool> {
    const LONGEST: usize = 4;
    let colon = clause.tokens.iter().take(LONGEST + 1).position(|token| *token == Token::Colon)?;
    let (head, rest) = (clause.tokens.get(..colon)?, clause.tokens.get(colon + 1..)?);
    if rest.is_empty() || head.is_empty() {
        return None;
    }
    let before = Clause { tokens: head, finished: false, follows: false };
    let numbered = head.last().is_some_and(|token| token.word().starts_with(|c: char| c.is_numeric()));
    let spoken = head.len() > 1 && !numbered && before.is_imperative();
    Some(spoken || told(Clause { tokens: rest, ..clause }))
}

/// Whether the clause, or one behind a comma, begins with its verb.
fn told(clause: Clause<'_>) -> bool {
    clause.is_imperative() || (may_lead(clause.tokens) && behind_comma(clause))
}

/// Whether the beginning may stand before an imperative: a subordinate clause, a phrase, or somebody who is called.
fn may_lead(tokens: &[Token]) -> bool {
    const LONGEST_NAME: usize = 3;
    let first = tokens.first().map_or("", Token::word);
    let second = tokens.get(1).map_or("", Token::word);
    if words::is_intro(first) || (words::is_lead(first) && words::is_intro(second)) {
        return true;
    }
    let comma = tokens.iter().position(|token| *token == Token::Comma);
    let called = |token: &Token| match token {
        Token::Word { lower, .. } => {
            !words::is_finite(lower)
                && !words::is_subject(lower)
                && !words::is_third_person(lower)
                && !crate::verbs::is_irregular_past(lower)
        }
        _ => false,
    };
    comma.is_some_and(|at| (1..=LONGEST_NAME).contains(&at) && tokens.iter().take(at).all(called))
}

fn behind_comma(clause: Clause<'_>) -> bool {
    let commas =
        clause.tokens.iter().enumerate().filter(|(_, token)| matches!(token, Token::Comma | Token::Break));
    commas.take(COMMAS).any(|(at, _)| {
        let rest = clause.tokens.get(at + 1..).unwrap_or_default();
        Clause { tokens: rest, follows: true, ..clause }.is_imperative()
    })
}

#[cfg(test)]
mod tests;
