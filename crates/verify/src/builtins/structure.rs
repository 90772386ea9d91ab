//! Builtins that read structured text: lists, tables, code, JSON, elements, fields.

use super::{Arguments, Fault, count, schema, texts};
use crate::judgement::{Bound, Judgement};
use crate::program::Function as F;
use crate::text::structure::{code, fields, json_tree, lists, tables, tags};
use crate::text::{Part, Unit, csv};
use crate::value::{Base, Context, Text, Value};
use crate::verdict::Measured;
use std::rc::Rc;
use std::sync::Arc;

pub(super) fn call(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Value, Fault> {
    let text = arguments.text(0)?;
    let source = text.str(context);
    let argument = |index| -> Result<&str, Fault> { Ok(arguments.text(index)?.str(context)) };
    let one = |part: Option<Part>| part.map_or(Value::Missing, |part| Value::Text(text.read(part, None)));
    let all = |parts: Vec<Part>| {
        let shifted = parts.into_iter().map(|part| part.shift(text.part.start));
        Value::Parts(text.base.clone(), shifted.collect())
    };
    Ok(match arguments.function {
        F::CsvColumn => csv_column(arguments, text, context)?,
        F::Header => {
            tables::tables(source).into_iter().next().map_or(Value::Missing, |table| all(table.header))
        }
        F::Column => tables::column(source, argument(1)?).map_or(Value::Missing, all),
        F::Level => level(text, context).map_or(Value::Missing, |level| Value::Int(i64::from(level))),
        F::ListDepth => {
            let deepest = lists::items(source).iter().map(|item| item.level).max();
            Value::Int(i64::from(deepest.unwrap_or(0)))
        }
        F::Subitems => subitems(text, context),
        F::Code => {
            let wanted = if arguments.given(1) { Some(argument(1)?) } else { None };
            let fits = |language: Part| wanted.is_none_or(|w| w.eq_ignore_ascii_case(language.of(source)));
            all(code::blocks(source).into_iter().filter(|c| fits(c.language)).map(|c| c.body).collect())
        }
        F::Json | F::JsonKeys | F::JsonDepth | F::FitsSchema => json(arguments, text, context)?,
        F::Elements => {
            let wanted = if arguments.given(1) { Some(argument(1)?) } else { None };
            let fits = |name: Part| wanted.is_none_or(|w| w == name.of(source));
            all(tags::elements(source).into_iter().filter(|e| fits(e.name)).map(|e| e.part).collect())
        }
        F::Attribute => {
            let wanted = argument(1)?;
            one(element(source).and_then(|e| tags::attribute(source, e.tag, wanted)))
        }
        F::Attributes => element(source).map_or(Value::Missing, |e| {
            all(tags::attributes(source, e.tag).into_iter().map(|(name, _)| name).collect())
        }),
        F::Inner => one(element(source).map(|e| e.inner)),
        F::Field => one(fields::field(source, argument(1)?)),
        F::Speaker => {
            let line = source.split('\n').next().map_or(0, str::len);
            one(fields::speaker(source, Part::new(0, line)))
        }
        F::Address => one(address(source)),
        F::Following | F::Preceding => beside(arguments.function, text, context),
        other => return Err(format!("internal: `{}` reads no structure", other.name())),
    })
}

fn csv_column(arguments: &Arguments<'_>, text: &Text, context: &Context<'_>) -> Result<Value, Fault> {
    let name = arguments.text(1)?.str(context);
    let delimiter = texts::delimiter(arguments, 2, context)?;
    let source = text.str(context);
    let mut rows = csv::rows(source, delimiter).unwrap_or_default().into_iter();
    let said = |field: &csv::Field| field.value.clone().unwrap_or_else(|| field.place.of(source).to_owned());
    let index = rows.next().and_then(|header| header.iter().position(|field| said(field).trim() == name));
    let Some(index) = index else { return Ok(Value::Missing) };
    let fields = rows.filter_map(|row| row.into_iter().nth(index));
    Ok(Value::List(fields.map(|field| Value::Text(text.read(field.place, field.value))).collect()))
}

/// The level of a heading or list item. An item's depends on what stands before it in the text that it is a part of.
fn level(text: &Text, context: &Context<'_>) -> Option<u32> {
    let source = text.str(context);
    let marks = source.bytes().take_while(|&b| b == b'#').count();
    if marks > 0 {
        let heading = Unit::Heading.find(source.lines().next()?);
        return (!heading.is_empty()).then(|| u32::try_from(marks).ok())?;
    }
    let items = items(text, context);
    lists::at(&items, text.part.start).map(|(_, item)| item.level)
}

/// The list items of the whole text that this one is a part of.
fn items(text: &Text, context: &Context<'_>) -> Rc<[lists::Item]> {
    match text.base {
        Base::Response => context.document.items(),
        _ => lists::items(text.base.str(context)).into(),
    }
}

fn subitems(text: &Text, context: &Context<'_>) -> Value {
    let items = items(text, context);
    match lists::at(&items, text.part.start) {
        Some((index, _)) => Value::Parts(text.base.clone(), lists::below(&items, index).collect()),
        None => Value::Missing,
    }
}

/// The element that a text is, from its first character on.
fn element(source: &str) -> Option<tags::Element> {
    let start = source.len() - source.trim_start().len();
    let first = tags::elements(source).into_iter().next()?;
    (first.part.start as usize == start).then_some(first)
}

/// The address of `[text](address "title")`, `![text](address)` or a bare address.
fn address(source: &str) -> Option<Part> {
    let first = Unit::Link.find(source).into_iter().next()?;
    let link = first.of(source);
    if !link.ends_with(')') || link.starts_with("http") {
        return Some(first);
    }
    let open = link.find("](")? + 2;
    let inner = link.get(open..link.len() - 1)?;
    let len = inner.find([' ', '\t']).unwrap_or(inner.len());
    Some(Part::new(open, open + len).shift(first.start))
}

fn beside(function: F, text: &Text, context: &Context<'_>) -> Value {
    let Some(place) = text.span() else { return Value::Missing };
    let whole = Part::whole(context.document.text());
    let part = match function {
        F::Following => Part { start: place.end, end: whole.end },
        _ => Part { start: 0, end: place.start },
    };
    Value::Text(Text { base: Base::Response, part })
}

/// The JSON that a text is, alone or in one code fence, and where it stands in the text.
fn tree(text: &Text, context: &Context<'_>) -> Option<(Part, Rc<json_tree::JsonTree>)> {
    let source = text.str(context);
    let inner = code::unfenced(source);
    let whole = text.part == Part::whole(context.document.text());
    if let (Base::Response, true) = (&text.base, whole) {
        return context.document.json(inner).map(|tree| (inner, tree));
    }
    json_tree::read(inner.of(source)).map(|tree| (inner, Rc::new(tree)))
}

fn json(arguments: &Arguments<'_>, text: &Text, context: &Context<'_>) -> Result<Value, Fault> {
    let source = text.str(context);
    let Some((place, tree)) = tree(text, context) else {
        let mut none = Judgement::plain(false).at(text.span());
        none.measured = Some(Measured::Text("no JSON".to_owned()));
        if arguments.function != F::FitsSchema {
            return Ok(Value::Missing);
        }
        // A schema that is none is an error, whatever the response.
        schema::validator(arguments.text(1)?.str(context))?;
        return Ok(Value::Bool(Rc::new(none)));
    };
    Ok(match arguments.function {
        F::Json => {
            let found = tree.select(place.of(source), arguments.text(1)?.str(context))?;
            let values =
                found.into_iter().map(|f| Value::Text(text.read(f.place.shift(place.start), f.value)));
            Value::List(values.collect())
        }
        F::JsonKeys => tree.keys().map_or(Value::Missing, |keys| {
            Value::List(keys.into_iter().map(|key| Value::Text(Text::constant(Arc::from(key)))).collect())
        }),
        F::JsonDepth => Value::Int(count(tree.depth())),
        _ => {
            let misfit = schema::misfit(arguments.text(1)?.str(context), tree.value())?;
            let mut out = Judgement::plain(misfit.is_none()).at(text.span());
            if let Some((at, reason)) = misfit {
                let at = if at.is_empty() { String::new() } else { format!(" at {at}") };
                out.measured = Some(Measured::Text(format!("{reason}{at}")));
                out.bound = Some(Bound::Words("what the schema accepts".to_owned()));
            }
            Value::Bool(Rc::new(out))
        }
    })
}
