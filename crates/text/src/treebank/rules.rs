//! The Treebank rules on a stretch without blanks.

use super::{Kind, contractions};
use crate::Part;
use crate::python::{is_digit, is_word};

const GAP: u8 = 1;
const OPEN: u8 = 2;

/// A stretch without blanks and what stands around it.
pub(super) struct Chunk<'t> {
    pub(super) text: &'t str,
    /// It begins the sentence.
    pub(super) first: bool,
    /// U+0020 stands before it.
    pub(super) after_blank: bool,
    /// It ends the sentence.
    pub(super) last: bool,
    /// U+0020 stands behind it.
    pub(super) before_blank: bool,
    /// The sentence's full stop, relative to the chunk.
    pub(super) full_stop: Option<usize>,
    /// The sentence has a full stop.
    pub(super) has_full_stop: bool,
}

/// The gaps (by the offset they precede) and opening quotes noted so far.
pub(super) struct Marks<'g> {
    notes: &'g mut [u8],
}

impl Marks<'_> {
    pub(super) fn gap(&self, at: usize) -> bool {
        self.has(at, GAP)
    }

    pub(super) fn open(&mut self, at: usize) {
        self.set(at, GAP);
    }

    fn around(&mut self, at: usize, len: usize) {
        self.open(at);
        self.open(at + len);
    }

    fn has(&self, at: usize, bit: u8) -> bool {
        self.notes.get(at).is_some_and(|n| n & bit != 0)
    }

    fn set(&mut self, at: usize, bit: u8) {
        if let Some(note) = self.notes.get_mut(at) {
            *note |= bit;
        }
    }
}

/// Offset of the sentence's full stop: its last dot, if only closing marks and blanks follow and no dot
/// stands before.
pub(super) fn full_stop(sentence: &str) -> Option<usize> {
    let closing = |c: char| matches!(c, ']' | ')' | '}' | '>' | '"' | '\'' | '»' | '”' | '’' | ' ');
    let head = sentence.trim_end_matches(closing);
    let before = head.strip_suffix('.')?;
    let tail = sentence.get(head.len()..)?;
    // After a blank these have become opening quotes by then.
    let opens = tail.contains(" \"") || tail.contains(" ''");
    (!before.is_empty() && !before.ends_with('.') && !opens).then_some(before.len())
}

/// Applies all rules to a chunk and hands over its tokens.
pub(super) fn split(chunk: &Chunk<'_>, notes: &mut Vec<u8>, mut token: impl FnMut(Part, Kind)) {
    notes.clear();
    notes.resize(chunk.text.len() + 1, 0);
    let mut marks = Marks { notes };
    let bytes = chunk.text.as_bytes();
    starting_quotes(chunk, &mut marks);
    punctuation(chunk, &mut marks);
    let apostrophes = memchr::memchr(b'\'', bytes).is_some();
    if apostrophes {
        closing_apostrophes(chunk, &mut marks);
    }
    brackets_and_quotes(chunk.text, &mut marks);
    if apostrophes {
        clitics(bytes, &mut marks);
    }
    contractions::mark(chunk.text, apostrophes, &mut marks);
    let mut start = 0;
    for end in 1..=bytes.len() {
        if marks.gap(end) || end == bytes.len() {
            let kind = if marks.has(start, OPEN) {
                Kind::OpenQuote
            } else if end - start == 1 && bytes.get(start) == Some(&b'"') {
                Kind::CloseQuote
            } else {
                Kind::Plain
            };
            token(Part::new(start, end), kind);
            start = end;
        }
    }
}

fn starting_quotes(chunk: &Chunk<'_>, marks: &mut Marks<'_>) {
    let mut skip_to = 0;
    // The gap behind a quote that the general rule opened does not make the next quote an opening one.
    let mut opened_to = 0;
    let mut before = None;
    for (at, c) in chunk.text.char_indices() {
        let previous = before.replace(c);
        if at < skip_to {
            continue;
        }
        let rest = chunk.text.get(at..).unwrap_or_default();
        let opens = match previous {
            None => chunk.after_blank,
            Some('(' | '[' | '{' | '<') => true,
            Some(_) => marks.gap(at) && at != opened_to,
        };
        match c {
            '«' | '“' | '‘' | '„' => marks.around(at, c.len_utf8()),
            '`' => {
                let run = rest.bytes().take_while(|&b| b == b'`').count();
                for pair in (0..run).step_by(2) {
                    marks.open(at + pair);
                }
                marks.open(at + run);
                skip_to = at + run;
            }
            '"' if at == 0 && chunk.first => open_quote(at, 1, marks),
            '"' if opens => {
                open_quote(at, 1, marks);
                opened_to = at + 1;
            }
            '\'' if opens && rest.starts_with("''") => {
                open_quote(at, 2, marks);
                opened_to = at + 2;
                skip_to = at + 2;
            }
            '\'' => lone_letter(rest, at, marks),
            _ => {}
        }
    }
}

fn open_quote(at: usize, len: usize, marks: &mut Marks<'_>) {
    marks.around(at, len);
    marks.set(at, OPEN);
}

/// An apostrophe before a single word character other than the clitics' letters.
fn lone_letter(rest: &str, at: usize, marks: &mut Marks<'_>) {
    let mut chars = rest.chars().skip(1);
    if let Some(letter) = chars.next()
        && is_word(letter)
        && !matches!(letter.to_ascii_lowercase(), 'm' | 't' | 's' | 'd' | 'n' | 'ſ')
        && !chars.next().is_some_and(is_word)
    {
        marks.open(at + 1);
    }
}

fn punctuation(chunk: &Chunk<'_>, marks: &mut Marks<'_>) {
    let bytes = chunk.text.as_bytes();
    if let Some(dot) = chunk.full_stop.filter(|&dot| dot < bytes.len()) {
        marks.around(dot, 1);
    }
    let mut consumed = usize::MAX;
    let mut dots = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte == b'.' {
            dots += 1;
        } else if dots > 0 {
            dot_run(at, dots, marks);
            dots = 0;
        }
        match byte {
            b':' | b',' => {
                let next = chunk.text.get(at + 1..).and_then(|r| r.chars().next());
                let apart = match next {
                    // The rule for a mark at the very end holds even if the pair rule has passed it.
                    None if chunk.last => true,
                    _ if consumed == at => false,
                    None => true,
                    Some(c) => marks.gap(at + 1) || !is_digit(c),
                };
                if apart {
                    if !marks.gap(at + 1) {
                        consumed = at + 1;
                    }
                    marks.around(at, 1);
                }
            }
            b';' | b'@' | b'#' | b'$' | b'%' | b'&' | b'?' | b'!' => marks.around(at, 1),
            _ => {}
        }
    }
    dot_run(bytes.len(), dots, marks);
}

fn dot_run(end: usize, dots: usize, marks: &mut Marks<'_>) {
    if dots > 1 {
        marks.open(end - dots);
        marks.open(end);
    }
}

/// A single apostrophe at a word's end.
fn closing_apostrophes(chunk: &Chunk<'_>, marks: &mut Marks<'_>) {
    let bytes = chunk.text.as_bytes();
    let blank_behind = chunk.before_blank || (chunk.last && chunk.has_full_stop);
    for (at, pair) in bytes.windows(2).enumerate().map(|(i, pair)| (i + 1, pair)) {
        let ends = marks.gap(at + 1) || (at + 1 == bytes.len() && blank_behind);
        if let &[before, b'\''] = pair
            && before != b'\''
            && ends
        {
            marks.open(at);
        }
    }
}

fn brackets_and_quotes(text: &str, marks: &mut Marks<'_>) {
    let bytes = text.as_bytes();
    let mut pair_end = 0;
    for (at, c) in text.char_indices() {
        match c {
            '*' | '[' | ']' | '(' | ')' | '{' | '}' | '<' | '>' | '»' | '”' | '’' => {
                marks.around(at, c.len_utf8());
            }
            '"' => marks.around(at, 1),
            '-' | '\'' if at >= pair_end && bytes.get(at + 1) == bytes.get(at) && !marks.gap(at + 1) => {
                if !marks.has(at, OPEN) {
                    marks.around(at, 2);
                }
                pair_end = at + 2;
            }
            _ => {}
        }
    }
}

/// `'s`, `'m`, `'d`, a closing apostrophe; then `'ll`, `'re`, `'ve`, `n't`.
fn clitics(bytes: &[u8], marks: &mut Marks<'_>) {
    let ends = |marks: &Marks<'_>, at: usize| at == bytes.len() || marks.gap(at);
    let attached = |marks: &Marks<'_>, at: usize| {
        at > 0 && !marks.gap(at) && bytes.get(at - 1).is_some_and(|&b| b != b'\'')
    };
    for at in memchr::memchr_iter(b'\'', bytes).filter(|&at| at > 0) {
        let letter = matches!(bytes.get(at + 1), Some(b's' | b'S' | b'm' | b'M' | b'd' | b'D'));
        let clitic = ends(marks, at + 1) || (letter && !marks.gap(at + 1) && ends(marks, at + 2));
        if clitic && attached(marks, at) {
            marks.open(at);
        }
    }
    for at in memchr::memchr_iter(b'\'', bytes).filter(|&at| at > 0) {
        let tail = bytes.get(at + 1..at + 3).unwrap_or_default();
        let long = matches!(tail, b"ll" | b"LL" | b"re" | b"RE" | b"ve" | b"VE")
            && !marks.gap(at + 1)
            && !marks.gap(at + 2)
            && ends(marks, at + 3);
        if long && attached(marks, at) {
            marks.open(at);
        }
        let not = matches!(
            (bytes.get(at - 1), bytes.get(at + 1)),
            (Some(b'n'), Some(b't')) | (Some(b'N'), Some(b'T'))
        ) && !marks.gap(at)
            && !marks.gap(at + 1)
            && ends(marks, at + 2);
        if not && attached(marks, at - 1) {
            marks.open(at - 1);
        }
    }
}
