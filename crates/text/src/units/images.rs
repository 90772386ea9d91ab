//! Images: Markdown's `![text](address)`.

use crate::Part;
use super::record::*;

/// The images of `text`.
#[must_use]
pub fn find(text: &str) -> Vec<Part> {
    super::links::find(text).into_iter().filter(|link| link.of(text).starts_with('!')).collect()
}

/// All that is known of the unit.
pub(super) const RECORD: UnitRecord = UnitRecord {
    singular: "image",
    plural: "images",
    definition: "A Markdown image.",
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
