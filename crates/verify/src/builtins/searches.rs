//! Searches: how often and where a text or pattern occurs.

use crate::judgement::{Bound, Judgement};
use crate::search::{Anchor, Search};
use crate::text::Part;
use crate::value::{Context, Text, Value};
use crate::verdict::Measured;
use std::rc::Rc;

pub(super) fn occurrences(text: &Text, search: &Search, context: &Context<'_>) -> usize {
    search.count(text, context)
}

pub(super) fn matches(text: &Text, search: &Search, context: &Context<'_>) -> Value {
    let found = search.find_all(text, context);
    Value::Parts(found.base, found.parts)
}

/// The pieces between separators. Parts are of the text's own base: a separator is found in the text as it is.
pub(super) fn split(text: &Text, separator: &Search, context: &Context<'_>) -> Value {
    let separators = separator.places(text, context);
    let mut parts = Vec::with_capacity(separators.len() + 1);
    let mut start = text.part.start;
    for separator in separators.iter() {
        parts.push(Part { start, end: separator.start.max(start) });
        start = separator.end;
    }
    parts.push(Part { start, end: text.part.end.max(start) });
    Value::Parts(text.base.clone(), Rc::from(parts))
}

pub(super) fn contains(text: &Text, search: &Search, context: &Context<'_>) -> Judgement {
    contained(search.find(text, context).map(|t| t.span()), text.span(), search, context)
}

/// Whether something was found, and where; if not, the text that was searched. What was found in a text made from the
/// response may have no place in it.
pub(crate) fn contained(
    found: Option<Option<Part>>,
    searched: Option<Part>,
    search: &Search,
    context: &Context<'_>,
) -> Judgement {
    match found {
        _ if !context.evidence => Judgement::plain(found.is_some()),
        Some(place) => Judgement::plain(true).at(place),
        None => {
            let mut out = Judgement::plain(false).at(searched);
            out.measured = Some(Measured::Text("not found".to_owned()));
            out.bound = Some(Bound::Words(search.described()));
            out
        }
    }
}

pub(super) fn starts_with(text: &Text, search: &Search, context: &Context<'_>) -> Judgement {
    anchored(Anchor::Start, text, search, context)
}

pub(super) fn ends_with(text: &Text, search: &Search, context: &Context<'_>) -> Judgement {
    anchored(Anchor::End, text, search, context)
}

pub(super) fn equals(text: &Text, search: &Search, context: &Context<'_>) -> Judgement {
    anchored(Anchor::Whole, text, search, context)
}

fn anchored(anchor: Anchor, text: &Text, search: &Search, context: &Context<'_>) -> Judgement {
    match search.anchored(anchor, text, context) {
        found if !context.evidence => Judgement::plain(found.is_some()),
        Some(found) => Judgement::plain(true).at(found.span()),
        None => {
            let source = text.str(context);
            let place = edge(source, anchor);
            let shown = Measured::Text(format!("\"{}\"", super::equal::short(place.of(source))));
            let mut out = Judgement::plain(false).at(text.base.locate(place.shift(text.part.start)));
            out.measured = Some(shown);
            out.bound = Some(Bound::Words(search.described()));
            out
        }
    }
}

/// Where something should have stood: the first or last few characters, as offsets into the text.
fn edge(source: &str, anchor: Anchor) -> Part {
    const SHOWN: usize = 40;
    match anchor {
        Anchor::Whole => Part::whole(source),
        Anchor::Start => {
            let end = source.char_indices().nth(SHOWN).map_or(source.len(), |(i, _)| i);
            Part::new(0, end)
        }
        Anchor::End => {
            let start = source.char_indices().rev().nth(SHOWN - 1).map_or(0, |(i, _)| i);
            Part::new(start, source.len())
        }
    }
}
