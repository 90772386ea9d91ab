//! Turns of a dialogue: a line that begins with a name and a colon (`Ada: Hello.`), and the lines up to the next such line.

use crate::Part;
use crate::lines::raw_lines;
use crate::structure::fields::speaker;
use super::record::*;

/// The turns of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    for line in raw_lines(text) {
        let body = line.of(text);
        let end = Part::new(0, body.trim_end().len()).shift(line.start).end;
        if speaker(text, line).is_some() {
            let start = Part::new(body.len() - body.trim_start().len(), 0).shift(line.start).start;
            found.push(Part { start, end });
        } else if let (Some(turn), false) = (found.last_mut(), body.trim().is_empty()) {
            turn.end = end;
        }
    }
    found
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "turn",
    plural: "turns",
    definition: "A turn of a dialogue: from a name with a colon at a line's start to the next.",
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
        bounds: &[],
        comes_with: &[],
        needs: Needs::Nothing,
        suffices: Suffices::Nothing,
    },
    edits: UnitEdits {
        insert: Insert::Nothing,
        remove: Remove::Unmark,
        masks: &[],
    },
};
