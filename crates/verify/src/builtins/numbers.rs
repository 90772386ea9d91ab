//! Builtins on numbers, arithmetic, and conversions of arguments.

use super::{Arguments, Fault};
use crate::ops::Arithmetic;
use crate::program::{Function as F, Number, PatternSource, Range, Real};
use crate::resolve::as_f64;
use crate::value::{Context, Value};
use std::sync::Arc;

pub(super) fn call(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Value, Fault> {
    Ok(match arguments.function {
        F::Sum => arguments
            .value(0)?
            .iter()
            .try_fold(Value::Int(0), |sum, v| arithmetic(Arithmetic::Add, &sum, &v))?,
        F::Min => extreme(arguments, |a, b| a < b)?,
        F::Max => extreme(arguments, |a, b| a > b)?,
        F::Mean => {
            let numbers = arguments.numbers(0)?;
            match numbers.len() {
                0 => Value::Missing,
                n => Value::Float(numbers.iter().sum::<f64>() / as_f64(super::count(n))),
            }
        }
        F::Ratio => match arguments.number(1)? {
            0.0 => Value::Missing,
            whole => Value::Float(arguments.number(0)? / whole),
        },
        F::Remainder => {
            let (n, divisor) = (arguments.int(0)?, arguments.int(1)?);
            let rest = n.checked_rem_euclid(divisor);
            Value::Int(rest.ok_or_else(|| format!("remainder({n}, {divisor}): there is none"))?)
        }
        F::Bound => Value::Range(bound(arguments.text(0)?.str(context), arguments.int(1)?)?),
        F::Pattern => {
            let ignore_case = arguments.given(1) && arguments.truth(1)?;
            let source = PatternSource { source: Arc::from(arguments.text(0)?.str(context)), ignore_case };
            crate::search::pattern(&source)?;
            Value::Pattern(source)
        }
        other => return Err(format!("internal: `{}` is no function of numbers", other.name())),
    })
}

fn extreme(arguments: &Arguments<'_>, better: fn(f64, f64) -> bool) -> Result<Value, Fault> {
    let mut best: Option<Value> = None;
    for value in arguments.value(0)?.iter() {
        let better = match (&best, value.number()) {
            (Some(best), Some(n)) => best.number().is_some_and(|b| better(n, b)),
            _ => true,
        };
        if better {
            best = Some(value);
        }
    }
    Ok(best.unwrap_or(Value::Missing))
}

/// The relations of IFEval and its relatives.
fn bound(relation: &str, n: i64) -> Result<Range, Fault> {
    let end = |n: i64| Some(Real(as_f64(n)));
    let (low, high) = match relation {
        "at least" => (end(n), None),
        "at most" => (None, end(n)),
        "less than" => (None, end(n.saturating_sub(1))),
        "more than" => (end(n.saturating_add(1)), None),
        "exactly" => (end(n), end(n)),
        other => {
            return Err(format!(
                "unknown relation `{other}`: expected `at least`, `at most`, `less than`, `more than` or `exactly`"
            ));
        }
    };
    Ok(Range { low, high, of: Number::Int })
}

/// `a + b` and the like. Whole numbers stay whole, and beyond 64 bits is an error.
pub(crate) fn arithmetic(operator: Arithmetic, left: &Value, right: &Value) -> Result<Value, Fault> {
    if matches!((left, right), (Value::Missing, _) | (_, Value::Missing)) {
        return Ok(Value::Missing);
    }
    if let (Value::Int(a), Value::Int(b)) = (left, right)
        && operator != Arithmetic::Divide
    {
        let result = match operator {
            Arithmetic::Add => a.checked_add(*b),
            Arithmetic::Subtract => a.checked_sub(*b),
            _ => a.checked_mul(*b),
        };
        return result.map(Value::Int).ok_or_else(|| "the result is too large for 64 bits".to_owned());
    }
    let (Some(a), Some(b)) = (left.number(), right.number()) else {
        return Err("internal: arithmetic on what is no number".to_owned());
    };
    Ok(match operator {
        Arithmetic::Add => Value::Float(a + b),
        Arithmetic::Subtract => Value::Float(a - b),
        Arithmetic::Multiply => Value::Float(a * b),
        Arithmetic::Divide if b == 0.0 => return Err("division by zero".to_owned()),
        Arithmetic::Divide => Value::Float(a / b),
    })
}
