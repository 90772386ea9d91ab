//! Sentences of the prose: paragraphs, list items, headings and quotes are read one by one, so no sentence
//! runs from one into the next; code and tables have none. Inside, boundaries are Punkt's, and also follow
//! runs of `。`, `！`, `？`, `؟` and `।` with the quotes and brackets that close after them. The marker of an
//! item, heading or quote is not part of a sentence. A piece without a letter or digit is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::lines::{Line, LineKind, lines};
use crate::text::python::{is_space, is_word};
use crate::text::{Part, punkt};

#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static WIDE_END: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[。！？؟।]+[”’\"'」』）】》〉)\\]]*").unwrap());

/// The sentences of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    for block in blocks(&lines(text)) {
        for sentence in punkt::sentences(block.of(text)) {
            split_wide(text, sentence.shift(block.start), &mut found);
        }
    }
    found
}

/// What one sentence may not leave.
fn blocks(lines: &[Line]) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut above: Option<LineKind> = None;
    for line in lines {
        let goes_on = match line.kind {
            LineKind::Prose if line.in_item => above.is_some(),
            LineKind::Prose | LineKind::Quote => above == Some(line.kind),
            _ => false,
        };
        let spoken = matches!(
            line.kind,
            LineKind::Prose | LineKind::Quote | LineKind::Bullet | LineKind::Numbered | LineKind::Heading(_)
        );
        above = spoken.then_some(line.kind);
        match found.last_mut() {
            Some(block) if goes_on => block.end = line.content.end,
            _ if spoken => found.push(line.content),
            _ => {}
        }
    }
    found
}

fn split_wide(text: &str, sentence: Part, found: &mut Vec<Part>) {
    let body = sentence.of(text);
    let mut start = 0;
    if !body.is_ascii() {
        for end in WIDE_END.find_iter(body) {
            keep(text, Part::new(start, end.end()).shift(sentence.start), found);
            start = end.end();
        }
    }
    keep(text, Part::new(start, body.len()).shift(sentence.start), found);
}

/// Adds a piece, less the blanks and quote markers at its head.
fn keep(text: &str, piece: Part, found: &mut Vec<Part>) {
    let body = piece.of(text);
    let head = body.trim_start_matches(|c| is_space(c) || c == '>');
    let start = piece.start as usize + body.len() - head.len();
    let body = head.trim_end_matches(is_space);
    if body.chars().any(is_word) {
        found.push(Part::new(start, start + body.len()));
    }
}
