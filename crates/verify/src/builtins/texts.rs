//! Builtins that give texts, or parts and counts of them.

use super::{Arguments, Fault, count};
use crate::program::Function as F;
use crate::text::{Part, csv, language, python, tables, units};
use crate::value::{Base, Context, Origin, Text, Value};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

pub(super) fn call(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Value, Fault> {
    if arguments.function == F::Join {
        return join(arguments, context);
    }
    let text = arguments.text(0)?;
    Ok(match arguments.function {
        F::Occurrences => Value::Int(count(arguments.search(1)?.count(text, context))),
        F::Matches => {
            let found = arguments.search(1)?.find_all(text, context);
            Value::Parts(found.base, found.parts)
        }
        F::Split => split(text, &arguments.search(1)?.find_all(text, context).parts),
        F::Section => section(text, arguments.text(1)?, context),
        F::DetectedLanguage => {
            let detected = match text.base {
                Base::Response if text.part == Part::whole(context.document.text()) => {
                    context.document.language().map(str::to_owned)
                }
                _ => language::detect(text.str(context)),
            };
            Value::Text(Text::constant(Arc::from(detected.unwrap_or_default())))
        }
        F::Lower => {
            cased(text, context, python::lower(text.str(context)), |c, out| out.extend(c.to_lowercase()))
        }
        F::Upper => cased(text, context, text.str(context).to_uppercase().into(), |c, out| {
            out.extend(c.to_uppercase());
        }),
        F::Trim | F::TrimStart | F::TrimEnd => Value::Text(trim(arguments, text, context)?),
        F::WithoutPrefix => {
            let prefix = arguments.text(1)?.str(context);
            let len = text.part.len();
            let cut = if text.str(context).starts_with(prefix) { prefix.len() } else { 0 };
            Value::Text(text.slice(cut, len))
        }
        F::WithoutSuffix => {
            let suffix = arguments.text(1)?.str(context);
            let len = text.part.len();
            let cut = if text.str(context).ends_with(suffix) { suffix.len() } else { 0 };
            Value::Text(text.slice(0, len - cut))
        }
        F::Before | F::After => beside(arguments, text, context)?,
        F::Without => replace(text, &arguments.search(1)?.find_all(text, context).parts, "", context),
        F::Replace => {
            let by = arguments.text(2)?.str(context);
            replace(text, &arguments.search(1)?.find_all(text, context).parts, by, context)
        }
        F::Ascii => ascii(text, context),
        F::RuleSentences => rule_sentences(text, context),
        F::Csv => csv_rows(arguments, text, context)?,
        F::Table => {
            let name = text.str(context);
            let words = tables::table(name)
                .ok_or_else(|| format!("no word list `{name}`: there are {}", tables::NAMES))?;
            Value::List(words.into_iter().map(|w| Value::Text(Text::constant(Arc::from(w)))).collect())
        }
        other => return Err(format!("internal: `{}` is no function of a text", other.name())),
    })
}

/// The pieces between separators. Parts are of the text's own base: a separator is found in the text as it is.
fn split(text: &Text, separators: &[Part]) -> Value {
    let mut parts = Vec::with_capacity(separators.len() + 1);
    let mut start = text.part.start;
    for separator in separators {
        parts.push(Part { start, end: separator.start.max(start) });
        start = separator.end;
    }
    parts.push(Part { start, end: text.part.end.max(start) });
    Value::Parts(text.base.clone(), Rc::from(parts))
}

fn section(text: &Text, heading: &Text, context: &Context<'_>) -> Value {
    match units::section(text.str(context), heading.str(context)) {
        Some(part) => Value::Text(text.slice(part.start as usize, part.end as usize)),
        None => Value::Missing,
    }
}

fn trim(arguments: &Arguments<'_>, text: &Text, context: &Context<'_>) -> Result<Text, Fault> {
    let source = text.str(context);
    let (at_start, at_end) = match arguments.function {
        F::TrimStart => (true, false),
        F::TrimEnd => (false, true),
        _ => (true, true),
    };
    let set = if arguments.given(1) { Some(arguments.text(1)?.str(context)) } else { None };
    let from_start = |t: &'_ str| match set {
        Some(set) => t.len() - t.trim_start_matches(|c| set.contains(c)).len(),
        None => t.len() - python::trim_start(t).len(),
    };
    let from_end = |t: &'_ str| match set {
        Some(set) => t.len() - t.trim_end_matches(|c| set.contains(c)).len(),
        None => t.len() - python::trim_end(t).len(),
    };
    let start = if at_start { from_start(source) } else { 0 };
    let rest = source.get(start..).unwrap_or("");
    let end = source.len() - if at_end { from_end(rest) } else { 0 };
    Ok(text.slice(start, end))
}

fn beside(arguments: &Arguments<'_>, text: &Text, context: &Context<'_>) -> Result<Value, Fault> {
    let found = arguments.search(1)?.find(text, context);
    let (start, end) = (text.part.start, text.part.end);
    let part = match (&found, arguments.function) {
        (Some(found), F::Before) => Part { start, end: found.part.start.max(start) },
        (Some(found), _) => Part { start: found.part.end.min(end), end },
        (None, F::Before) => text.part,
        (None, _) => Part { start: end, end },
    };
    let base = match found {
        Some(found) => found.base,
        None => text.base.clone(),
    };
    Ok(Value::Text(Text { base, part }))
}

/// The text with other words in some places.
fn replace(text: &Text, cut: &[Part], by: &str, context: &Context<'_>) -> Value {
    if cut.is_empty() {
        return Value::Text(text.clone());
    }
    let source = text.base.str(context);
    let mut out = String::with_capacity(text.part.len());
    let mut origin = Origin::new();
    let mut start = text.part.start;
    let keep = |start: u32, end: u32, out: &mut String, origin: &mut Origin| {
        let part = Part { start, end };
        if let Some(from) = text.base.locate(part) {
            origin.push((u32::try_from(out.len()).unwrap_or(u32::MAX), from.start));
        }
        out.push_str(part.of(source));
    };
    for part in cut {
        keep(start, part.start.max(start), &mut out, &mut origin);
        if let (false, Some(place)) = (by.is_empty(), text.base.locate(*part)) {
            origin.push((u32::try_from(out.len()).unwrap_or(u32::MAX), place.start));
            out.push_str(by);
        } else {
            out.push_str(by);
        }
        start = part.end;
    }
    keep(start, text.part.end.max(start), &mut out, &mut origin);
    Value::Text(Text::derived(out, origin))
}

/// The text without accents and without what is not ASCII then.
fn ascii(text: &Text, context: &Context<'_>) -> Value {
    let source = text.str(context);
    if source.is_ascii() {
        return Value::Text(text.clone());
    }
    Value::Text(text.read_as(Part::whole(source), source.nfkd().filter(char::is_ascii).collect()))
}

fn rule_sentences(text: &Text, context: &Context<'_>) -> Value {
    let sentences = crate::text::rule_sentences(text.str(context));
    let texts = sentences.into_iter().map(|sentence| {
        Value::Text(match sentence.text {
            Cow::Borrowed(_) => text.slice(sentence.place.start as usize, sentence.place.end as usize),
            Cow::Owned(read) => text.read_as(sentence.place, read),
        })
    });
    Value::List(texts.collect())
}

/// The one character of a delimiter.
pub(super) fn delimiter(
    arguments: &Arguments<'_>,
    index: usize,
    context: &Context<'_>,
) -> Result<char, Fault> {
    let given = if arguments.given(index) { arguments.text(index)?.str(context) } else { "," };
    let mut chars = given.chars();
    match (chars.next(), chars.next()) {
        (Some(delimiter), None) => Ok(delimiter),
        _ => Err(format!("{given:?} is no delimiter: expected one character")),
    }
}

fn csv_rows(arguments: &Arguments<'_>, text: &Text, context: &Context<'_>) -> Result<Value, Fault> {
    let delimiter = delimiter(arguments, 1, context)?;
    let Some(rows) = csv::rows(text.str(context), delimiter) else { return Ok(Value::Missing) };
    let field = |field: csv::Field| Value::Text(text.read(field.place, field.value));
    Ok(Value::List(rows.into_iter().map(|row| Value::List(row.into_iter().map(field).collect())).collect()))
}

fn join(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Value, Fault> {
    let separator = arguments.text(1)?.str(context);
    let mut out = String::new();
    let mut origin = Origin::new();
    for (i, element) in arguments.value(0)?.iter().enumerate() {
        let Value::Text(text) = element else { continue };
        if i > 0 {
            out.push_str(separator);
        }
        if let Some(span) = text.span() {
            origin.push((u32::try_from(out.len()).unwrap_or(u32::MAX), span.start));
        }
        out.push_str(text.str(context));
    }
    Ok(Value::Text(Text::derived(out, origin)))
}

/// A text in another case, with the way back: a stretch begins wherever a letter changed its length. A borrowed one is
/// the text itself.
fn cased(text: &Text, context: &Context<'_>, changed: Cow<'_, str>, of: fn(char, &mut String)) -> Value {
    let changed = match changed {
        Cow::Borrowed(_) => return Value::Text(text.clone()),
        Cow::Owned(changed) => changed,
    };
    let source = text.str(context);
    let mut origin = Origin::new();
    let mut mark = |here: usize, there: usize| {
        let at = text.part.start.saturating_add(u32::try_from(there).unwrap_or(u32::MAX));
        if let Some(span) = text.base.locate(Part { start: at, end: at }) {
            origin.push((u32::try_from(here).unwrap_or(u32::MAX), span.start));
        }
    };
    mark(0, 0);
    if !source.is_ascii() {
        let (mut here, mut buffer) = (0, String::new());
        for (there, c) in source.char_indices() {
            if c.is_ascii() {
                here += 1;
                continue;
            }
            buffer.clear();
            of(c, &mut buffer);
            here += buffer.len();
            if buffer.len() != c.len_utf8() {
                mark(here, there + c.len_utf8());
            }
        }
    }
    Value::Text(Text::derived(changed, origin))
}
