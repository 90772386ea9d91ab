//! Word lists that ship with hirc.

use super::Fault;
use crate::judgement::Judgement;
use crate::text::{Verbs, is_imperative as is_imperative_sentence, tables};
use crate::value::{Context, Text, Value};
use std::sync::Arc;

pub(super) fn table(name: &Text, context: &Context<'_>) -> Result<Value, Fault> {
    let name = name.str(context);
    let words = tables::table(name).ok_or_else(|| Fault::UnknownTable {
        kind: "word list",
        name: name.into(),
        known: tables::NAMES,
    })?;
    Ok(Value::List(words.into_iter().map(|w| Value::Text(Text::constant(Arc::from(w)))).collect()))
}

pub(super) fn is_verb(text: &Text, list: Option<&Text>, context: &Context<'_>) -> Result<Judgement, Fault> {
    let verbs = match list {
        None => Verbs::Second,
        Some(name) => named(name.str(context))?,
    };
    Ok(super::class(|word| verbs.have_form(word), text, context))
}

fn named(name: &str) -> Result<Verbs, Fault> {
    Verbs::from_name(name).ok_or_else(|| Fault::UnknownTable {
        kind: "list of verbs",
        name: name.into(),
        known: "`verbs.en@1` and `verbs.en@2`",
    })
}

pub(super) fn is_imperative(text: &Text, context: &Context<'_>) -> Judgement {
    super::class(is_imperative_sentence, text, context)
}
