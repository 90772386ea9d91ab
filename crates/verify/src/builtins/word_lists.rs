//! Word lists that ship with hirc.

use super::Fault;
use crate::judgement::Judgement;
use crate::text::tables;
use crate::value::{Context, Text, Value};
use std::sync::Arc;

pub(super) fn table(name: &Text, context: &Context<'_>) -> Result<Value, Fault> {
    let name = name.str(context);
    let words =
        tables::table(name).ok_or_else(|| format!("no word list `{name}`: there are {}", tables::NAMES))?;
    Ok(Value::List(words.into_iter().map(|w| Value::Text(Text::constant(Arc::from(w)))).collect()))
}

pub(super) fn is_verb(text: &Text, context: &Context<'_>) -> Judgement {
    super::class(tables::is_verb, text, context)
}
