//! JSON values as arguments.

use crate::program::{Constant, Number, Range, Real, Type};
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
