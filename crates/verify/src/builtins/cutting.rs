//! What stands before and behind an occurrence.

use crate::search::Search;
use crate::text::Part;
use crate::value::{Context, Text};

pub(super) fn before(text: &Text, search: &Search, context: &Context<'_>) -> Text {
    let Some(found) = search.find(text, context) else { return text.clone() };
    let start = search.view(text, context).part.start;
    Text { part: Part { start, end: found.part.start.max(start) }, base: found.base }
}

pub(super) fn after(text: &Text, search: &Search, context: &Context<'_>) -> Text {
    let Some(found) = search.find(text, context) else {
        let end = text.part.end;
        return Text { base: text.base.clone(), part: Part { start: end, end } };
    };
    let end = search.view(text, context).part.end;
    Text { part: Part { start: found.part.end.min(end), end }, base: found.base }
}
