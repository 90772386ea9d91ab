//! The order of lists.

use super::arguments::{List, Numbers};
use super::{share, too_few};
use crate::eval::refill;
use crate::judgement::{Bound, Judgement};
use crate::value::{Context, Value};
use crate::verdict::Measured;

pub(super) fn reversed(List(list): List<'_>, _: &Context<'_>) -> Value {
    match list {
        Value::Parts(base, parts) => Value::Parts(base.clone(), parts.iter().rev().copied().collect()),
        other => Value::List(other.elements().into_iter().rev().collect()),
    }
}

pub(super) fn sorted(List(list): List<'_>, context: &Context<'_>) -> Value {
    let mut elements = list.elements();
    elements.sort_by(|a, b| match (a, b, a.number(), b.number()) {
        (Value::Text(a), Value::Text(b), ..) => a.str(context).cmp(b.str(context)),
        (.., Some(a), Some(b)) => a.total_cmp(&b),
        _ => std::cmp::Ordering::Equal,
    });
    refill(list, elements)
}

pub(super) fn increasing(numbers: Numbers, by: Option<f64>, _: &Context<'_>) -> Judgement {
    steps(numbers, 1.0, by)
}

pub(super) fn decreasing(numbers: Numbers, by: Option<f64>, _: &Context<'_>) -> Judgement {
    steps(numbers, -1.0, by)
}

/// Whether each number is beyond the one before, in the direction of `sign`.
fn steps(Numbers(numbers): Numbers, sign: f64, by: Option<f64>) -> Judgement {
    let mut right = 0usize;
    let mut first_wrong = None;
    for (a, b) in numbers.iter().zip(numbers.iter().skip(1)) {
        let step = (b - a) * sign;
        let holds = match by {
            Some(by) => (step - by).abs() < 1e-9,
            None => step > 0.0,
        };
        if holds {
            right += 1;
        } else {
            first_wrong = first_wrong.or(Some((*a, *b)));
        }
    }
    if numbers.len() < 2 {
        return too_few(numbers.len());
    }
    let mut out = Judgement::plain(first_wrong.is_none());
    if let Some((a, b)) = first_wrong {
        out.score = share(right, numbers.len() - 1);
        out.measured = Some(Measured::Text(format!("{a} then {b}")));
        let direction = if sign > 0.0 { "increasing" } else { "decreasing" };
        out.bound =
            Some(Bound::Words(by.map_or_else(|| direction.to_owned(), |by| format!("{direction} by {by}"))));
    }
    out
}
