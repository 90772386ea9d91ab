//! What stands before and behind an occurrence.

use crate::search::Search;
use crate::text::Part;
use crate::value::{Context, Text};

pub(super) fn before(text: &Text, search: &Search, context: &Context<'_>) -> Text {
    let start = text.part.start;
    match search.find(text, context) {
        Some(found) => Text { part: Part { start, end: found.part.start.max(start) }, base: found.base },
        None => text.clone(),
    }
}

pub(super) fn after(text: &Text, search: &Search, context: &Context<'_>) -> Text {
    let end = text.part.end;
    match search.find(text, context) {
        Some(found) => Text { part: Part { start: found.part.end.min(end), end }, base: found.base },
        None => Text { base: text.base.clone(), part: Part { start: end, end } },
    }
}
