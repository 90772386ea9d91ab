//! JSON values as arguments.

use crate::program::{Constant, Number, PatternSource, Range, Real, Type, range_source};
use serde_json::Value;
use std::sync::Arc;

/// The argument of a type that a JSON value means. Whole numbers may be written `3.0`.
///
/// # Errors
/// What was expected and found.
pub(super) fn constant(value: &Value, ty: &Type) -> Result<Constant, String> {
    let misfit = || format!("expected {ty}, found {}", shown(value));
    match (ty, value) {
        (Type::Number(Number::Int), Value::Number(_)) => whole(value).map(Constant::Int).ok_or_else(misfit),
        (Type::Number(_), Value::Number(n)) => {
            n.as_f64().map(|x| Constant::Float(Real(x))).ok_or_else(misfit)
        }
        (Type::Bool, Value::Bool(b)) => Ok(Constant::Bool(*b)),
        (Type::Text | Type::Language, Value::String(s)) => Ok(Constant::Text(Arc::from(s.as_str()))),
        (Type::Range(Number::Int), Value::Number(_)) => match (whole(value), value.as_f64()) {
            (Some(_), Some(n)) => Ok(Constant::Range(Range::exactly(n, Number::Int))),
            _ => Err(misfit()),
        },
        (Type::Range(of), Value::Number(n)) => {
            n.as_f64().map(|n| Constant::Range(Range::exactly(n, *of))).ok_or_else(misfit)
        }
        (Type::Range(of), Value::String(s)) => written_range(s, *of).map(Constant::Range).ok_or_else(misfit),
        (Type::Pattern, Value::String(s)) => {
            Ok(Constant::Pattern(PatternSource { source: Arc::from(s.as_str()), ignore_case: false }))
        }
        (Type::List(element), Value::Array(items)) => {
            items.iter().map(|v| constant(v, element)).collect::<Result<_, _>>().map(Constant::List)
        }
        (Type::Tuple(types), Value::Array(items)) if types.len() == items.len() => items
            .iter()
            .zip(types)
            .map(|(v, t)| constant(v, t))
            .collect::<Result<_, _>>()
            .map(Constant::Tuple),
        _ => Err(misfit()),
    }
}

/// A whole number, also written with a zero fraction.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let x = value.as_f64()?;
        // Exactly representable, so the text of the number is the integer's.
        (x.fract() == 0.0 && x.abs() < 9e15).then(|| format!("{x:.0}").parse().ok()).flatten()
    })
}

/// A range as HIR writes it: `3..`, `..50`, `40..60`, `30%..80%`, `3`.
fn written_range(text: &str, of: Number) -> Option<Range> {
    let end = |text: &str| -> Option<Option<Real>> {
        let text = text.trim();
        if text.is_empty() {
            return Some(None);
        }
        let number = match of {
            Number::Int => text.parse::<i64>().ok().map(crate::resolve::as_f64)?,
            Number::Float => text.parse::<f64>().ok()?,
            Number::Percent => text.strip_suffix('%')?.parse::<f64>().ok()? / 100.0,
        };
        number.is_finite().then_some(Some(Real(number)))
    };
    let (low, high) = match text.split_once("..") {
        Some((low, high)) => (end(low)?, end(high)?),
        None => (end(text)?, end(text)?),
    };
    let range = Range { low, high, of };
    (!range.is_empty() && !text.trim().is_empty()).then_some(range)
}

/// An argument as JSON: what [`constant`] reads back.
pub(super) fn json(value: &Constant) -> Value {
    match value {
        Constant::Int(n) => Value::from(*n),
        Constant::Float(x) => Value::from(x.0),
        Constant::Bool(b) => Value::from(*b),
        Constant::Text(text) => Value::from(text.as_ref()),
        Constant::Pattern(pattern) => Value::from(pattern.source.as_ref()),
        Constant::Needle(needle) => match &needle.target {
            crate::program::Target::Text(text) => Value::from(text.as_ref()),
            crate::program::Target::Pattern(pattern) => Value::from(pattern.source.as_ref()),
        },
        Constant::Range(range) => Value::from(range_source(range)),
        Constant::List(items) | Constant::Tuple(items) => Value::Array(items.iter().map(json).collect()),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => format!("`{b}`"),
        Value::Number(n) => format!("`{n}`"),
        Value::String(s) => format!("the text \"{}\"", s.chars().take(40).collect::<String>()),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}
