//! Code blocks, and elements of XML and HTML.

use super::parts_of;
use crate::judgement::Judgement;
use crate::text::Part;
use crate::text::structure::{code, tags};
use crate::value::{Context, Text, Value};

pub(super) fn code(text: &Text, language: Option<&Text>, context: &Context<'_>) -> Value {
    let source = text.str(context);
    let wanted = language.map(|text| text.str(context));
    let fits = |language: Part| wanted.is_none_or(|w| w.eq_ignore_ascii_case(language.of(source)));
    parts_of(text, code::blocks(source).into_iter().filter(|c| fits(c.language)).map(|c| c.body))
}

pub(super) fn elements(text: &Text, name: Option<&Text>, context: &Context<'_>) -> Value {
    let source = text.str(context);
    let wanted = name.map(|text| text.str(context));
    let fits = |name: Part| wanted.is_none_or(|w| w == name.of(source));
    parts_of(text, tags::elements(source).into_iter().filter(|e| fits(e.name)).map(|e| e.part))
}

pub(super) fn attribute(text: &Text, name: &Text, context: &Context<'_>) -> Option<Text> {
    let source = text.str(context);
    let value = tags::attribute(source, element(source)?.tag, name.str(context))?;
    Some(text.read(value, None))
}

pub(super) fn attributes(text: &Text, context: &Context<'_>) -> Option<Value> {
    let source = text.str(context);
    let named = tags::attributes(source, element(source)?.tag);
    Some(parts_of(text, named.into_iter().map(|(name, _)| name)))
}

pub(super) fn inner(text: &Text, context: &Context<'_>) -> Option<Text> {
    element(text.str(context)).map(|element| text.read(element.inner, None))
}

pub(super) fn is_xml(text: &Text, context: &Context<'_>) -> Judgement {
    super::class(tags::is_xml, text, context)
}

/// The element that a text is, from its first character on.
fn element(source: &str) -> Option<tags::Element> {
    let start = source.len() - source.trim_start().len();
    let first = tags::elements(source).into_iter().next()?;
    (first.part.start as usize == start).then_some(first)
}
