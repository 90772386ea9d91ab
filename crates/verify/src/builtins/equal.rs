//! Equality of values, and values as a reader sees them.

use super::key::Key;
use crate::judgement::{Bound, Judgement};
use crate::normalise::normalise;
use crate::ops::Normalisation;
use crate::program::{Number, Range};
use crate::value::{Context, Value};
use crate::verdict::Measured;

/// Whether two values are equal, with what was compared.
pub(crate) fn equal(
    left: &Value,
    right: &Value,
    ignoring: &[Normalisation],
    context: &Context<'_>,
) -> Judgement {
    if let (Some(a), Some(b)) = (left.number(), right.number()) {
        let of = if matches!(left, Value::Int(_)) { Number::Int } else { Number::Float };
        return Judgement::number(a, shown(left, context), Range::exactly(b, of));
    }
    let holds = match (left, right) {
        (Value::Text(a), Value::Text(b)) if !ignoring.is_empty() => {
            normalise(a.str(context), ignoring).0 == normalise(b.str(context), ignoring).0
        }
        _ => values_equal(left, right, context),
    };
    if !context.evidence {
        return Judgement::plain(holds);
    }
    let span = match left {
        Value::Text(text) => text.span(),
        _ => None,
    };
    let mut out = Judgement::plain(holds).at(span);
    out.measured = Some(shown(left, context));
    out.bound = Some(Bound::Words(match shown(right, context) {
        Measured::Text(text) => text,
        Measured::Int(n) => n.to_string(),
        Measured::Float(x) => x.to_string(),
    }));
    out
}

/// Whether two values are the same.
pub(crate) fn values_equal(left: &Value, right: &Value, context: &Context<'_>) -> bool {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => a.str(context) == b.str(context),
        _ => Key::of(left, context) == Key::of(right, context),
    }
}

/// A value as a reader sees it.
pub(super) fn shown(value: &Value, context: &Context<'_>) -> Measured {
    match value {
        Value::Int(n) => Measured::Int(*n),
        Value::Float(x) => Measured::Float(*x),
        Value::Text(text) => Measured::Text(format!("\"{}\"", short(text.str(context)))),
        Value::Bool(judgement) => Measured::Text(judgement.holds().to_string()),
        Value::Range(range) => Measured::Text(range.to_string()),
        Value::Missing => Measured::Text("nothing".to_owned()),
        list => Measured::Text(listed(list, context)),
    }
}

/// The first elements of a list.
fn listed(list: &Value, context: &Context<'_>) -> String {
    const SHOWN: usize = 5;
    let elements = match list {
        Value::Tuple(items) => items.to_vec(),
        other => other.elements(),
    };
    let texts: Vec<String> = elements
        .iter()
        .take(SHOWN)
        .map(|element| match shown(element, context) {
            Measured::Text(text) => text,
            Measured::Int(n) => n.to_string(),
            Measured::Float(x) => x.to_string(),
        })
        .collect();
    let more = elements.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("[{}{rest}]", texts.join(", "))
}

/// A text cut to what a reader takes in.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}
