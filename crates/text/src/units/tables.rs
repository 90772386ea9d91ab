//! Tables: runs of lines that start with `|`, or that have a `|` and stand beside a table's rule (`--|--`).
//! A run without a header and a rule under it is none: no renderer of Markdown shows it as a table.

use crate::{Part, Unit};
use crate::lines::{LineKind, lines};
use super::record::*;

/// The tables of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let lines = lines(text);
    let rules: Vec<Part> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [header, rule] if header.kind == LineKind::TableRow && rule.kind == LineKind::TableRule => {
                Some(rule.part)
            }
            _ => None,
        })
        .collect();
    let has_rule = |run: &Part| {
        let next = rules.partition_point(|r| r.start < run.start);
        rules.get(next).is_some_and(|r| r.end <= run.end)
    };
    super::runs(&lines, |line| line.is_table()).into_iter().filter(has_rule).collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "table",
    plural: "tables",
    definition: "A Markdown table.",
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
        own_lines: 1,
        bounds: &[
            Bound { each: 2.0, with: &[], plus: 0.0, of: &[Unit::Line], because: "a table has two lines" },
        ],
        comes_with: &[],
        needs: Needs::Line(r"[[^\S\n]\x1c-\x1f|:>-]*(?:\|[ \t|:-]*-|-[ \t|:-]*\|)[[^\S\n]\x1c-\x1f|:-]*"),
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Samples(Samples {
            texts: &[
                &[Piece::Text("| "), Piece::Phrase { words: 1, capital: true }, Piece::Text(" | "), Piece::Phrase { words: 1, capital: true }, Piece::Text(" |\n|---|---|\n| "), Piece::Phrase { words: 1, capital: true }, Piece::Text(" | "), Piece::Phrase { words: 1, capital: true }, Piece::Text(" |")],
                &[Piece::Text("| 1 |\n|-|")],
                &[Piece::Text("| "), Piece::Phrase { words: 1, capital: true }, Piece::Text(" |\n|---|\n| "), Piece::Phrase { words: 1, capital: true }, Piece::Text(" |\n"), Piece::Sentence(4)],
            ],
            own_lines: true,
            wraps: &[],
            apart: true,
            marker: None,
        }),
        remove: Remove::Unmark,
        masks: &[],
    },
};
