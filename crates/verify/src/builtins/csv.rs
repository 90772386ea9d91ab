//! Comma-separated values.

use super::Fault;
use crate::text::csv;
use crate::text::structure::code;
use crate::value::{Context, Text, Value};

/// The one character of a delimiter.
fn delimiter(given: Option<&Text>, context: &Context<'_>) -> Result<char, Fault> {
    let given = given.map_or(",", |text| text.str(context));
    let mut chars = given.chars();
    match (chars.next(), chars.next()) {
        (Some(delimiter), None) => Ok(delimiter),
        _ => Err(Fault::BadDelimiter(given.into())),
    }
}

/// What stands in a text's one code fence, if it is that and nothing else; else the text itself.
fn unfenced(text: &Text, context: &Context<'_>) -> Text {
    let inner = code::unfenced(text.str(context));
    text.slice(inner.start as usize, inner.end as usize)
}

pub(super) fn rows(text: &Text, given: Option<&Text>, context: &Context<'_>) -> Result<Value, Fault> {
    python_rows(&unfenced(text, context), given, context)
}

pub(super) fn python_rows(text: &Text, given: Option<&Text>, context: &Context<'_>) -> Result<Value, Fault> {
    let delimiter = delimiter(given, context)?;
    let Some(rows) = csv::rows(text.str(context), delimiter) else { return Ok(Value::Missing) };
    let field = |field: csv::Field| Value::Text(text.read(field.place, field.value));
    Ok(Value::List(rows.into_iter().map(|row| Value::List(row.into_iter().map(field).collect())).collect()))
}

pub(super) fn column(
    text: &Text,
    name: &Text,
    given: Option<&Text>,
    context: &Context<'_>,
) -> Result<Value, Fault> {
    let name = name.str(context);
    let delimiter = delimiter(given, context)?;
    let text = &unfenced(text, context);
    let source = text.str(context);
    let mut rows = csv::rows(source, delimiter).unwrap_or_default().into_iter();
    let said = |field: &csv::Field| field.value.clone().unwrap_or_else(|| field.place.of(source).to_owned());
    let index = rows.next().and_then(|header| header.iter().position(|field| said(field).trim() == name));
    let Some(index) = index else { return Ok(Value::Missing) };
    let fields = rows.filter_map(|row| row.into_iter().nth(index));
    Ok(Value::List(fields.map(|field| Value::Text(text.read(field.place, field.value))).collect()))
}
