//! Arguments as JSON: the one place that writes and reads them. What [`json`] writes, [`constant`] reads back as the
//! same value, of any type.

use crate::program::{Constant, Needle, Number, PatternSource, Range, Real, Type};
use serde_json::{Value, json as object};
use std::sync::Arc;

/// A pattern with a flag. One without is written as its source alone, so no source can be taken for a flag.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Flagged {
    pattern: Arc<str>,
    #[serde(default)]
    ignore_case: bool,
}

/// The argument of a type that a JSON value means. Whole numbers may be written `3.0`.
///
/// # Errors
/// What was expected and found.
pub(crate) fn constant(value: &Value, ty: &Type) -> Result<Constant, String> {
    let misfit = || format!("expected {ty}, found {}", shown(value));
    let all = |items: &[Value], types: &mut dyn Iterator<Item = &Type>| {
        items.iter().zip(types).map(|(v, t)| constant(v, t)).collect::<Result<Vec<_>, _>>()
    };
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
        (Type::Range(of), Value::String(s)) => {
            // Ends in the wrong order are nearest to those in the right one.
            let turned = || s.split_once("..").map(|(low, high)| format!("{}..{}", high.trim(), low.trim()));
            let hint = || turned().filter(|turned| Range::from_record(turned, *of).is_some());
            let problem = || {
                hint().map_or_else(misfit, |nearest| {
                    format!("{}, which holds nothing: the nearest is {nearest}", misfit())
                })
            };
            Range::from_record(s, *of).map(Constant::Range).ok_or_else(problem)
        }
        (Type::Pattern, Value::String(s)) => {
            Ok(Constant::Pattern(PatternSource { source: Arc::from(s.as_str()), ignore_case: false }))
        }
        (Type::Pattern, Value::Object(_)) => match serde_json::from_value(value.clone()) {
            Ok(Flagged { pattern, ignore_case }) => {
                Ok(Constant::Pattern(PatternSource { source: pattern, ignore_case }))
            }
            Err(_) => {
                Err(misfit() + "; a pattern with a flag is {\"pattern\": \"…\", \"ignore_case\": true}")
            }
        },
        (Type::Needle, Value::Object(_)) => {
            serde_json::from_value::<Needle>(value.clone()).map(Constant::Needle).map_err(|_| misfit())
        }
        (Type::List(element), Value::Array(items)) => {
            all(items, &mut std::iter::repeat(element.as_ref())).map(Constant::List)
        }
        (Type::Tuple(types), Value::Array(items)) if types.len() == items.len() => {
            all(items, &mut types.iter()).map(Constant::Tuple)
        }
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

/// An argument of its type ([`Constant::of_type`]) as JSON.
pub(crate) fn json(value: &Constant) -> Value {
    match value {
        Constant::Int(n) => Value::from(*n),
        Constant::Float(x) => Value::from(x.0),
        Constant::Bool(b) => Value::from(*b),
        Constant::Text(text) => Value::from(text.as_ref()),
        Constant::Pattern(PatternSource { source, ignore_case: false }) => Value::from(source.as_ref()),
        Constant::Pattern(PatternSource { source, ignore_case: true }) => {
            object!({"pattern": source.as_ref(), "ignore_case": true})
        }
        Constant::Needle(needle) => object!(needle),
        Constant::Range(range) => Value::from(range.record_text()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_term_reads_back() {
        for text in ["\"a\" ignoring case", "word(/b/i)", "\"plain\""] {
            let needle = Constant::read(text, &Type::Needle).unwrap();
            assert_eq!(constant(&json(&needle), &Type::Needle), Ok(needle), "{text}");
        }
    }

    #[test]
    fn a_misfit_says_what_was_expected() {
        let misfit = |value: Value, ty: Type| constant(&value, &ty).unwrap_err();
        assert_eq!(misfit(object!(".."), Type::Range(Number::Int)), "expected range, found the text \"..\"");
        assert_eq!(
            misfit(object!({"pattern": "a", "flags": "i"}), Type::Pattern),
            "expected pattern, found an object; a pattern with a flag is {\"pattern\": \"…\", \"ignore_case\": true}"
        );
        assert_eq!(misfit(object!(["a", 1]), Type::texts()), "expected text, found `1`");
    }
}
