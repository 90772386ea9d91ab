//! Code blocks, and elements of XML and HTML.

use super::parts_of;
use crate::judgement::Judgement;
use crate::text::Part;
use crate::text::structure::{code, tags};
use crate::value::{Base, Context, Text, Value};

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
    let value = tags::attribute(source, tags::opening(source)?, name.str(context))?;
    Some(text.read(value, None))
}

pub(super) fn attributes(text: &Text, context: &Context<'_>) -> Option<Value> {
    let source = text.str(context);
    let named = tags::attributes(source, tags::opening(source)?);
    Some(parts_of(text, named.into_iter().map(|(name, _)| name)))
}

pub(super) fn inner(text: &Text, context: &Context<'_>) -> Option<Text> {
    // Nested elements of the response are read once, all together.
    if let Base::Response = text.base
        && let Some(part) = context.document.inner(text.part)
    {
        return Some(Text { base: Base::Response, part });
    }
    let source = text.str(context);
    let tag = tags::opening(source)?;
    let first = tags::elements(source).into_iter().next().filter(|first| first.tag == tag)?;
    Some(text.read(first.inner, None))
}

pub(super) fn is_xml(text: &Text, context: &Context<'_>) -> Judgement {
    super::class(tags::is_xml, text, context)
}
