//! Sentences of the prose: paragraphs, list items, headings and quotes are read one by one, so no sentence
//! runs from one into the next; code and tables have none. Inside, [`sentence_ends`] parts them. The marker of an
//! item, heading or quote is not part of a sentence. A piece without a letter or digit is none.

use crate::lines::{Line, LineKind, lines};
use crate::python::{is_space, is_word};
use super::record::*;
use crate::{Part, Unit, sentence_ends};

/// The sentences of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found = Vec::new();
    for block in blocks(&lines(text)) {
        let body = block.of(text);
        let mut start = 0;
        for end in sentence_ends(body).into_iter().chain([body.len()]) {
            keep(text, Part::new(start, end).shift(block.start), &mut found);
            start = end;
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

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "sentence",
    plural: "sentences",
    definition: "A sentence inside a paragraph, list item, heading or quote, with at least one letter or digit.",
    count: None,
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Sentences,
        ends: Ends::Inside,
        adds_up: AddsUp::InBlocks,
        in_lines: false,
        keeps_words: true,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: true,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Word], because: "a sentence has a word" },
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::PythonWord], because: "a sentence has a word" },
        ],
        comes_with: &[],
        needs: Needs::Somewhere(r"[\p{L}\p{N}\p{M}\p{Cn}_]"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Sentences,
        remove: Remove::Join { marks: true, close: false },
        masks: &[Mask::Header, Mask::Row, Mask::Code],
    },
};
