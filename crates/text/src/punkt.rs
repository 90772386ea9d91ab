//! Sentences as NLTK 3.9.1's English Punkt model finds them, boundary realignment included.
//!
//! A mark `.`, `?` or `!` that is followed by a closing or opening mark, or by blanks and more text, is a
//! candidate. Around each candidate the words are looked up in the model's tables, which say whether the
//! mark ends a sentence. Line breaks alone end none. Closing quotes and brackets after a boundary are moved
//! to the sentence before it.

use memchr::memchr3_iter;

use super::Part;
use super::python::is_space;

mod context;
mod model;

/// A possible sentence end.
#[derive(Clone, Copy)]
struct Candidate {
    /// Where the word before the mark begins.
    word: usize,
    /// Offset of the mark, one byte.
    mark: usize,
    /// Where the text after the mark goes on: behind the blanks, or right after the mark.
    next: usize,
    /// End of what is looked at behind the mark: the next token, or one character.
    end: usize,
}

/// The sentences of `text`.
#[must_use]
pub fn sentences(text: &str) -> Vec<Part> {
    realign(text, &slices(text))
}

/// Marks that may stand right behind a sentence end.
pub(super) const fn is_non_word(byte: u8) -> bool {
    matches!(
        byte,
        b')' | b'"' | b';' | b'}' | b']' | b'*' | b':' | b'@' | b'\'' | b'(' | b'{' | b'[' | b'?' | b'!'
    )
}

fn rest(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}

/// What follows the mark before `after`, if that makes the mark a candidate.
fn following(text: &str, after: usize) -> Option<(usize, usize)> {
    let tail = rest(text, after);
    let first = tail.chars().next()?;
    if u8::try_from(first).is_ok_and(is_non_word) {
        return Some((after, after + 1));
    }
    if !is_space(first) {
        return None;
    }
    let token = tail.trim_start_matches(is_space);
    if token.is_empty() {
        return None;
    }
    let next = text.len() - token.len();
    Some((next, next + token.find(is_space).unwrap_or(token.len())))
}

/// Boundaries before realignment.
fn slices(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut last_break = 0;
    let mut decide = |candidate: Candidate| {
        if context::ends_sentence(context_of(text, candidate)) {
            found.push(Part::new(last_break, candidate.mark + 1));
            last_break = candidate.next;
        }
    };
    let mut previous: Option<Candidate> = None;
    for mark in memchr3_iter(b'.', b'?', b'!', text.as_bytes()) {
        let Some((next, end)) = following(text, mark + 1) else { continue };
        let (word, stop) = previous.map_or((0, 0), |p| (p.word, p.mark));
        // NLTK takes a blank at the very start of the stretch for none.
        let word = match last_ascii_blank(text, stop, mark) {
            Some(blank) if blank > stop => blank + 1,
            _ => word,
        };
        if let Some(before) = previous
            && before.mark <= word
        {
            decide(before);
        }
        previous = Some(Candidate { word, mark, next, end });
    }
    if let Some(last) = previous {
        decide(last);
    }
    found.push(Part::new(last_break, text.trim_end_matches(is_space).len()));
    found
}

fn context_of(text: &str, candidate: Candidate) -> &str {
    text.get(candidate.word..candidate.end).unwrap_or_default()
}

fn last_ascii_blank(text: &str, from: usize, to: usize) -> Option<usize> {
    let stretch = text.as_bytes().get(from..to)?;
    let found = stretch.iter().rposition(|b| matches!(b, b' ' | b'\t'..=b'\r'))?;
    Some(from + found)
}

/// Moves closing marks at the head of a sentence to the one before, and drops empty sentences.
fn realign(text: &str, slices: &[Part]) -> Vec<Part> {
    let mut found = Vec::with_capacity(slices.len());
    let mut moved = 0;
    let mut upcoming = slices.iter().skip(1);
    for &slice in slices {
        let here = Part { start: slice.start + moved, end: slice.end };
        let closers = upcoming.next().and_then(|next| Some((next, closing_head(next.of(text))?)));
        if let Some((next, (marks, blanks))) = closers {
            found.push(Part { start: here.start, end: next.start + marks });
            moved = marks + blanks;
        } else {
            moved = 0;
            if !here.is_empty() {
                found.push(here);
            }
        }
    }
    found
}

/// Lengths of the closing marks at the head of a sentence and of the blanks behind them, if what follows
/// lets them belong to the sentence before.
fn closing_head(sentence: &str) -> Option<(u32, u32)> {
    let after = sentence.trim_start_matches(['"', '\'', ')', ']', '}']);
    let body = after.trim_start_matches(is_space);
    let marks = sentence.len() - after.len();
    let blanks = after.len() - body.len();
    let belongs = marks > 0 && (blanks > 0 || after.is_empty() || after.starts_with("--"));
    belongs.then(|| Some((u32::try_from(marks).ok()?, u32::try_from(blanks).ok()?)))?
}

#[cfg(test)]
mod tests;
