//! What could stand at an offset of a source that is being written.

use super::expected::Expectation;
use super::grammar::{self, Rule};
use super::lexer::{clauses, declaration_lines, quoted_at, scan};
use super::parse::blank;
use crate::source::FileId;

/// Where a cursor stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Context<'t> {
    /// The part of a word that stands before the cursor.
    pub word: &'t str,
    /// The name in front of a dot before the word: `length` in `length.wo`.
    pub module: Option<&'t str>,
    /// Whether the word names a class: it stands behind `is`, or `is not`.
    pub behind_is: bool,
    /// What the grammar takes instead of the word; `None` if it can't read what stands before.
    pub expected: Option<Expectation>,
}

/// No token begins with it, so the grammar stops there and says what it would have taken.
const STOP: char = '\u{1}';

/// So many broken clauses are looked past.
const MOST: usize = 8;

/// What could stand at an offset; `None` inside of quotes and comments.
pub fn context(text: &str, offset: usize) -> Option<Context<'_>> {
    let before = text.get(..offset)?;
    // A quote that is not closed in a declaration above is no quote here.
    let start = declaration_lines(before).last().copied().unwrap_or(0);
    let (text, before, offset) = (text.get(start..)?, before.get(start..)?, offset - start);
    if quoted_at(text, offset) {
        return None;
    }
    let ends_word = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let start = before.rfind(ends_word).map_or(0, |at| at + before.get(at..).map_or(1, first_length));
    let (before, word) = (before.get(..start)?, before.get(start..)?);
    let path = before.strip_suffix('.').filter(|path| !path.ends_with('.'));
    let module = path.and_then(|path| path.rsplit(ends_word).next()).filter(|name| !name.is_empty());
    let mut words = before.split_whitespace().rev();
    let last = words.next();
    let behind_is = last == Some("is") || (last == Some("not") && words.next() == Some("is"));
    Some(Context { word, module, behind_is, expected: expected(before) })
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// What could stand behind a text.
fn expected(before: &str) -> Option<Expectation> {
    let scan = scan(FileId::default(), before);
    if !scan.problems.is_empty() {
        return None;
    }
    let clean = blank(before, &scan.comments);
    let start = scan.chunks.last().map_or(clean.len(), |chunk| chunk.start);
    let mut source = clean.get(start..)?.to_owned();
    let end = source.len();
    source.push(STOP);
    for _ in 0..MOST {
        let (at, expected) = grammar::expected(Rule::lone_item, &source)?;
        if at == end {
            return Some(expected);
        }
        // A clause above is broken: an error at the first word of a clause is the one's before it. The clause at the
        // end is what is being written.
        let found = clauses(&source).starts;
        let clause = found.iter().rposition(|&clause| clause < at)?;
        let (from, to) = (*found.get(clause)?, *found.get(clause + 1)?);
        source.replace_range(from..to, &" ".repeat(to - from));
    }
    None
}
