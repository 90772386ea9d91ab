//! Comparisons of values.

use super::builtins::{equal, values_equal};
use super::combine::compare_numbers;
use super::judgement::{Bound, Judgement};
use super::value::Value;
use super::verdict::Measured;
use crate::context::Context;
use crate::fault::Fault;
use crate::ops::{Comparison, Normalisation};

/// Judges `left OPERATOR right`.
pub(crate) fn compare(
    operator: Comparison,
    left: &Value,
    right: &Value,
    ignoring: &[Normalisation],
    context: &Context<'_>,
) -> Judgement {
    let missing = |value: &Value| matches!(value, Value::Missing) || value.lacks_an_element();
    if missing(left) || missing(right) {
        return Judgement::absent();
    }
    let measured = |value: &Value| match value {
        Value::Int(n) => Measured::Int(*n),
        other => Measured::Float(other.number().unwrap_or(f64::NAN)),
    };
    match (operator, left.number(), right) {
        (Comparison::In, Some(n), Value::Range(range)) => Judgement::number(n, measured(left), *range),
        (Comparison::In, _, list @ (Value::List(_) | Value::Parts(..) | Value::Windows(_))) => {
            member(left, list, ignoring, context)
        }
        (_, Some(a), _) => match right.number() {
            Some(b) => compare_numbers(operator, a, b, measured(left)),
            None => Judgement::error(Fault::internal("a number compared with what is none")),
        },
        (Comparison::Equal, None, _) => equal(left, right, ignoring, context),
        (Comparison::NotEqual, None, _) => equal(left, right, ignoring, context).not(),
        _ => Judgement::error(Fault::internal("an order of what has none")),
    }
}

fn member(item: &Value, list: &Value, ignoring: &[Normalisation], context: &Context<'_>) -> Judgement {
    let holds = if ignoring.is_empty() {
        list.iter().any(|e| values_equal(item, &e, context))
    } else {
        list.iter().any(|e| equal(item, &e, ignoring, context).holds())
    };
    if !context.evidence {
        return Judgement::plain(holds);
    }
    let elements = list.elements();
    // Compared with the first only for the sake of what is shown.
    let shown = elements.first().map(|first| equal(item, first, ignoring, context));
    let words: Vec<String> = elements
        .iter()
        .take(5)
        .map(|e| equal(e, e, &[], context).bound.map(|b| b.text()).unwrap_or_default())
        .collect();
    let more = if elements.len() > words.len() { ", …" } else { "" };
    let base = shown.unwrap_or_else(|| Judgement::plain(false));
    let truth = Judgement::plain(holds);
    let bound = Some(Bound::Words(format!("one of {}{more}", words.join(", "))));
    Judgement { truth: truth.truth, score: truth.score, bound, ..base }
}
