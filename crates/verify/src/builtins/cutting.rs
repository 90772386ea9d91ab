//! What stands before and behind an occurrence.

use crate::search::Search;
use crate::text::Part;
use crate::value::{Context, Text};

pub(super) fn before(text: &Text, search: &Search, context: &Context<'_>) -> Text {
    let (base, start) = (text.base.clone(), text.part.start);
    match search.first_place(text, context) {
        Some(found) => Text { part: Part { start, end: found.start.max(start) }, base },
        None => text.clone(),
    }
}

pub(super) fn after(text: &Text, search: &Search, context: &Context<'_>) -> Text {
    let (base, end) = (text.base.clone(), text.part.end);
    let start = search.first_place(text, context).map_or(end, |found| found.end.min(end));
    Text { part: Part { start, end }, base }
}
