//! Labelled lines, speakers and addresses.

use crate::text::Part;
use crate::text::structure::fields;
use crate::text::units::links;
use crate::value::{Context, Text};

pub(super) fn field(text: &Text, name: &Text, context: &Context<'_>) -> Option<Text> {
    fields::field(text.str(context), name.str(context)).map(|part| text.read(part, None))
}

pub(super) fn speaker(text: &Text, context: &Context<'_>) -> Option<Text> {
    let source = text.str(context);
    let line = source.split('\n').next().map_or(0, str::len);
    fields::speaker(source, Part::new(0, line)).map(|part| text.read(part, None))
}

pub(super) fn address(text: &Text, context: &Context<'_>) -> Option<Text> {
    address_in(text.str(context)).map(|part| text.read(part, None))
}

/// The address of `[text](address "title")`, `![text](address)` or a bare address.
fn address_in(source: &str) -> Option<Part> {
    let first = links::find(source).into_iter().next()?;
    let link = first.of(source);
    if !link.ends_with(')') || link.starts_with("http") {
        return Some(first);
    }
    let open = link.find("](")? + 2;
    let inner = link.get(open..link.len() - 1)?;
    let len = inner.find([' ', '\t']).unwrap_or(inner.len());
    Some(Part::new(open, open + len).shift(first.start))
}
