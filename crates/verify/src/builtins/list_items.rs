//! The nesting of list items and headings.

use crate::text::lines::{Line, LineKind, lines};
use crate::text::structure::lists;
use crate::value::{Base, Context, Text, Value};
use std::rc::Rc;

/// The level of a heading or list item. An item's depends on what stands before it in the text that it is a part of.
pub(super) fn level(text: &Text, context: &Context<'_>) -> Option<i64> {
    let source = text.str(context);
    if let Some(Line { kind: LineKind::Heading(level), .. }) = lines(source).first() {
        return Some(i64::from(*level));
    }
    let items = items(text, context);
    lists::at(&items, text.part.start).map(|(_, item)| i64::from(item.level))
}

pub(super) fn depth(text: &Text, context: &Context<'_>) -> i64 {
    let deepest = lists::items(text.str(context)).iter().map(|item| item.level).max();
    i64::from(deepest.unwrap_or(0))
}

pub(super) fn subitems(text: &Text, context: &Context<'_>) -> Option<Value> {
    let items = items(text, context);
    let (index, _) = lists::at(&items, text.part.start)?;
    Some(Value::Parts(text.base.clone(), lists::below(&items, index).collect()))
}

/// The list items of the whole text that this one is a part of.
fn items(text: &Text, context: &Context<'_>) -> Rc<[lists::Item]> {
    match text.base {
        Base::Response => context.document.items(),
        _ => lists::items(text.base.str(context)).into(),
    }
}
