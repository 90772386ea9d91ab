//! Sections of Markdown and sentences by rule.

use crate::text::units;
use crate::value::{Context, Text, Value};
use std::borrow::Cow;

pub(super) fn section(text: &Text, heading: &Text, context: &Context<'_>) -> Option<Text> {
    let part = units::section(text.str(context), heading.str(context))?;
    Some(text.slice(part.start as usize, part.end as usize))
}

pub(super) fn rule_sentences(text: &Text, context: &Context<'_>) -> Value {
    let sentences = crate::text::rule_sentences(text.str(context));
    let texts = sentences.into_iter().map(|sentence| {
        Value::Text(match sentence.text {
            Cow::Borrowed(_) => text.slice(sentence.place.start as usize, sentence.place.end as usize),
            Cow::Owned(read) => text.read_as(sentence.place, read),
        })
    });
    Value::List(texts.collect())
}
