//! Sections: a heading and what follows, up to the next heading of the same or a higher level. Sections of
//! lower headings nest inside. Text before the first heading is in none.

use crate::Part;
use crate::lines::{Line, LineKind, lines};
use crate::python::{is_space, lower};
use super::record::*;
use crate::Unit;

/// The sections of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    sections(text).into_iter().map(|(_, part)| part).collect()
}

/// The body of the first section whose heading is `title`, ignoring case, blanks, emphasis and a colon at the
/// end.
#[must_use]
pub fn section(text: &str, title: &str) -> Option<Part> {
    let wanted = bare(title);
    let wanted = lower(wanted);
    let (heading, part) =
        sections(text).into_iter().find(|(line, _)| lower(bare(line.content.of(text))) == wanted)?;
    let body = Part { start: heading.part.end, end: part.end };
    let inner = body.of(text);
    let start = body.end as usize - inner.trim_start_matches(is_space).len();
    Some(Part::new(start, part.end as usize))
}

/// A title without markup.
fn bare(title: &str) -> &str {
    title.trim_matches(|c| is_space(c) || matches!(c, '#' | '*' | '_' | '`' | ':'))
}

fn sections(text: &str) -> Vec<(Line, Part)> {
    let mut found: Vec<(Line, Part)> = Vec::new();
    let mut open: Vec<(usize, u8)> = Vec::new();
    // The end of the last line that is not blank.
    let mut end = 0;
    for line in lines(text) {
        if let LineKind::Heading(level) = line.kind {
            close(&mut open, level, &mut found, end);
            open.push((found.len(), level));
            found.push((line, line.body()));
        }
        if line.kind != LineKind::Blank {
            end = line.content.end.max(line.marker.end);
        }
    }
    close(&mut open, 0, &mut found, end);
    found
}

/// Ends the open sections of `level` and below.
fn close(open: &mut Vec<(usize, u8)>, level: u8, found: &mut [(Line, Part)], end: u32) {
    while let Some(&(index, depth)) = open.last()
        && depth >= level
    {
        if let Some((_, part)) = found.get_mut(index) {
            part.end = end;
        }
        open.pop();
    }
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "section",
    plural: "sections",
    definition: "A heading and what follows, up to the next heading of its level or a higher one.",
    count: None,
    rests_on: None,
    fills_text: false,
    facts: UnitFacts {
        layout: Layout::Unknown,
        ends: Ends::Unknown,
        adds_up: AddsUp::Unknown,
        in_lines: false,
        keeps_words: false,
        size: Size::Unknown,
        embedding: Embedding::Unknown,
        outer_blanks: OuterBlanks::Unseen,
        in_any_answer: false,
        own_lines: 0,
        bounds: &[
            Bound { each: 1.0, with: &[], plus: 0.0, of: &[Unit::Heading], because: "a section has a heading" },
        ],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("# "), Piece::Phrase { words: 2, capital: true }],
                &[Piece::Text("## "), Piece::Phrase { words: 1, capital: true }, Piece::Text("\n"), Piece::Sentence(5)],
            ],
            own_lines: true,
            wraps: &[],
            apart: false,
            marker: None,
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
