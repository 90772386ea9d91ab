//! Markdown tables.

use super::parts_of;
use crate::text::structure::tables;
use crate::value::{Context, Text, Value};

pub(super) fn header(text: &Text, context: &Context<'_>) -> Option<Value> {
    let first = tables::tables(text.str(context)).into_iter().next()?;
    Some(parts_of(text, first.header))
}

pub(super) fn column(text: &Text, name: &Text, context: &Context<'_>) -> Option<Value> {
    tables::column(text.str(context), name.str(context)).map(|cells| parts_of(text, cells))
}
