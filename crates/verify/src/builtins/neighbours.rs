//! Elements side by side.

use super::Fault;
use super::arguments::List;
use super::positions::least_one;
use crate::program::Function;
use crate::value::{Context, Value, Windows};
use std::rc::Rc;

pub(super) fn pairs(List(list): List<'_>, _: &Context<'_>) -> Value {
    let elements = list.elements();
    let pairs = elements.iter().zip(elements.iter().skip(1));
    Value::List(pairs.map(|(a, b)| pair(a.clone(), b.clone())).collect())
}

pub(super) fn zip(List(list): List<'_>, List(other): List<'_>, _: &Context<'_>) -> Value {
    Value::List(list.iter().zip(other.iter()).map(|(a, b)| pair(a, b)).collect())
}

pub(super) fn pair(a: Value, b: Value) -> Value {
    Value::Tuple(Rc::from([a, b]))
}

pub(super) fn windows(n: i64, List(list): List<'_>, _: &Context<'_>) -> Result<Value, Fault> {
    let n = least_one(Function::Windows, n)?;
    Ok(match list {
        Value::Parts(base, parts) => {
            let starts = (0..(parts.len() + 1).saturating_sub(n)).collect();
            Value::Windows(Rc::new(Windows::new(base.clone(), Rc::clone(parts), n, starts)))
        }
        other => Value::List(other.elements().windows(n).map(|run| Value::List(Rc::from(run))).collect()),
    })
}
