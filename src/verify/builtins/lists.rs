//! Builtins on lists.

use super::claims::{Key, key};
use super::{Arguments, Fault};
use crate::program::Function as F;
use crate::text::{Part, python};
use crate::verify::value::{Context, Value};
use std::collections::HashSet;
use std::rc::Rc;

pub(super) fn call(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Value, Fault> {
    let list = arguments.value(if arguments.function == F::Every { 1 } else { 0 })?;
    Ok(match arguments.function {
        F::At => at(list, arguments.int(1)?),
        F::WithoutBlankEnds => without_blank_ends(list, context),
        F::Distinct => {
            let mut seen: HashSet<Key> = HashSet::new();
            let elements = list.elements();
            select(list, elements.iter().map(|v| seen.insert(key(v, context))).collect())
        }
        F::Reversed => match list {
            Value::Parts(base, parts) => Value::Parts(base.clone(), parts.iter().rev().copied().collect()),
            other => Value::List(other.elements().into_iter().rev().collect()),
        },
        F::Odd => select(list, (0..list.len()).map(|i| i % 2 == 0).collect()),
        F::Even => select(list, (0..list.len()).map(|i| i % 2 == 1).collect()),
        F::Every => {
            let n = arguments.int(0)?;
            let n = usize::try_from(n)
                .ok()
                .filter(|&n| n > 0)
                .ok_or_else(|| format!("every({n}, …): positions are counted from 1"))?;
            select(list, (1..=list.len()).map(|i| i.is_multiple_of(n)).collect())
        }
        F::Pairs => {
            let elements = list.elements();
            let pairs = elements.iter().zip(elements.iter().skip(1));
            Value::List(pairs.map(|(a, b)| Value::Tuple(Rc::from([a.clone(), b.clone()]))).collect())
        }
        other => return Err(format!("internal: `{}` is no function of a list", other.name())),
    })
}

fn at(list: &Value, position: i64) -> Value {
    let len = list.len();
    let from_end = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    let index = match position {
        0 => None,
        n if n > 0 => from_end.checked_sub(1),
        _ => len.checked_sub(from_end),
    };
    match (list, index) {
        (Value::Parts(base, parts), Some(index)) => match parts.get(index) {
            Some(&part) => Value::Text(crate::verify::value::Text { base: base.clone(), part }),
            None => Value::Missing,
        },
        (Value::List(items), Some(index)) => items.get(index).cloned().unwrap_or(Value::Missing),
        _ => Value::Missing,
    }
}

/// The elements whose flag is set.
fn select(list: &Value, keep: Vec<bool>) -> Value {
    match list {
        Value::Parts(base, parts) => {
            let kept: Rc<[Part]> =
                parts.iter().zip(keep).filter_map(|(p, keep)| keep.then_some(*p)).collect();
            Value::Parts(base.clone(), kept)
        }
        other => Value::List(
            other.elements().into_iter().zip(keep).filter_map(|(v, keep)| keep.then_some(v)).collect(),
        ),
    }
}

fn without_blank_ends(list: &Value, context: &Context<'_>) -> Value {
    let blank = |v: Option<&Value>| matches!(v, Some(Value::Text(t)) if python::is_blank(t.str(context)));
    let elements = list.elements();
    let last = elements.len().saturating_sub(1);
    let (cut_first, cut_last) = (blank(elements.first()), blank(elements.last()));
    select(list, (0..=last).map(|i| !((i == 0 && cut_first) || (i == last && cut_last))).collect())
}
