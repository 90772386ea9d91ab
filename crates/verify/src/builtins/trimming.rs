//! Texts and lists without what stands at their ends.

use super::arguments::List;
use super::positions::select;
use crate::text::python;
use crate::value::{Context, Text, Value};

pub(super) fn trim(text: &Text, characters: Option<&Text>, context: &Context<'_>) -> Text {
    trim_end(&trim_start(text, characters, context), characters, context)
}

pub(super) fn trim_start(text: &Text, characters: Option<&Text>, context: &Context<'_>) -> Text {
    let source = text.str(context);
    let kept = match characters.map(|set| set.str(context)) {
        Some(set) => source.trim_start_matches(|c| set.contains(c)),
        None => python::trim_start(source),
    };
    text.slice(source.len() - kept.len(), source.len())
}

pub(super) fn trim_end(text: &Text, characters: Option<&Text>, context: &Context<'_>) -> Text {
    let source = text.str(context);
    let kept = match characters.map(|set| set.str(context)) {
        Some(set) => source.trim_end_matches(|c| set.contains(c)),
        None => python::trim_end(source),
    };
    text.slice(0, kept.len())
}

pub(super) fn without_prefix(text: &Text, prefix: &Text, context: &Context<'_>) -> Text {
    let prefix = prefix.str(context);
    let cut = if text.str(context).starts_with(prefix) { prefix.len() } else { 0 };
    text.slice(cut, text.part.len())
}

pub(super) fn without_suffix(text: &Text, suffix: &Text, context: &Context<'_>) -> Text {
    let suffix = suffix.str(context);
    let cut = if text.str(context).ends_with(suffix) { suffix.len() } else { 0 };
    text.slice(0, text.part.len() - cut)
}

pub(super) fn without_blank_ends(List(list): List<'_>, context: &Context<'_>) -> Value {
    let blank = |v: Option<&Value>| matches!(v, Some(Value::Text(t)) if python::is_blank(t.str(context)));
    let elements = list.elements();
    let last = elements.len().saturating_sub(1);
    let (cut_first, cut_last) = (blank(elements.first()), blank(elements.last()));
    select(list, (0..=last).map(|i| !((i == 0 && cut_first) || (i == last && cut_last))).collect())
}
