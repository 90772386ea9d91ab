//! Texts made from others.

use super::arguments::List;
use crate::search::Search;
use crate::text::Part;
use crate::value::{Context, Origin, Text, Value};
use unicode_normalization::UnicodeNormalization;

pub(super) fn without(text: &Text, search: &Search, context: &Context<'_>) -> Text {
    replaced(text, search, "", context)
}

pub(super) fn replace(text: &Text, search: &Search, by: &Text, context: &Context<'_>) -> Text {
    replaced(text, search, by.str(context), context)
}

/// The text with other words in some places.
fn replaced(text: &Text, search: &Search, by: &str, context: &Context<'_>) -> Text {
    let cut = &search.places(text, context);
    if cut.is_empty() {
        return text.clone();
    }
    let source = text.base.str(context);
    let mut out = String::with_capacity(text.part.len());
    let mut origin = Origin::new();
    let mut start = text.part.start;
    let keep = |start: u32, end: u32, out: &mut String, origin: &mut Origin| {
        let part = Part { start, end };
        if let Some(from) = text.base.locate(part) {
            origin.push((u32::try_from(out.len()).unwrap_or(u32::MAX), from.start));
        }
        out.push_str(part.of(source));
    };
    for part in cut.iter() {
        keep(start, part.start.max(start), &mut out, &mut origin);
        if let (false, Some(place)) = (by.is_empty(), text.base.locate(*part)) {
            origin.push((u32::try_from(out.len()).unwrap_or(u32::MAX), place.start));
            out.push_str(by);
        } else {
            out.push_str(by);
        }
        start = part.end;
    }
    keep(start, text.part.end.max(start), &mut out, &mut origin);
    Text::derived(out, origin)
}

/// The text without accents and without what is not ASCII then.
pub(super) fn to_ascii(text: &Text, context: &Context<'_>) -> Text {
    let source = text.str(context);
    if source.is_ascii() {
        return text.clone();
    }
    text.read_as(Part::whole(source), source.nfkd().filter(char::is_ascii).collect())
}

pub(super) fn join(List(list): List<'_>, separator: &Text, context: &Context<'_>) -> Text {
    let separator = separator.str(context);
    let mut out = String::new();
    let mut origin = Origin::new();
    for (i, element) in list.iter().enumerate() {
        let Value::Text(text) = element else { continue };
        if i > 0 {
            out.push_str(separator);
        }
        if let Some(span) = text.span() {
            origin.push((u32::try_from(out.len()).unwrap_or(u32::MAX), span.start));
        }
        out.push_str(text.str(context));
    }
    Text::derived(out, origin)
}
