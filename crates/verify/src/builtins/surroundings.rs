//! What stands around a part of the response.

use crate::text::Part;
use crate::value::{Base, Context, Text};

pub(super) fn following(text: &Text, context: &Context<'_>) -> Option<Text> {
    let end = Part::whole(context.document.text()).end;
    Some(Text { base: Base::Response, part: Part { start: text.span()?.end, end } })
}

pub(super) fn preceding(text: &Text, _: &Context<'_>) -> Option<Text> {
    Some(Text { base: Base::Response, part: Part { start: 0, end: text.span()?.start } })
}
