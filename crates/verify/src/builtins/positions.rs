//! Elements of a list by their positions, which are counted from 1, or from the end if negative.

use super::Fault;
use super::arguments::List;
use crate::program::Function;
use crate::text::Part;
use crate::value::{Context, Value, Windows};
use std::rc::Rc;

pub(super) fn at(List(list): List<'_>, position: i64, _: &Context<'_>) -> Option<Value> {
    index_of(position, list.len()).and_then(|index| list.get(index))
}

pub(super) fn odd(List(list): List<'_>, _: &Context<'_>) -> Value {
    select(list, (0..list.len()).map(|i| i % 2 == 0).collect())
}

pub(super) fn even(List(list): List<'_>, _: &Context<'_>) -> Value {
    select(list, (0..list.len()).map(|i| i % 2 == 1).collect())
}

pub(super) fn every(n: i64, List(list): List<'_>, _: &Context<'_>) -> Result<Value, Fault> {
    let n = least_one(Function::Every, n)?;
    Ok(select(list, (1..=list.len()).map(|i| i.is_multiple_of(n)).collect()))
}

/// A number of elements: at least 1.
pub(super) fn least_one(function: Function, n: i64) -> Result<usize, Fault> {
    let valid = usize::try_from(n).ok().filter(|&n| n > 0);
    valid.ok_or_else(|| Fault::BadPosition { function: function.name(), position: n })
}

/// The index of a position from 1, or from the end if negative.
fn index_of(position: i64, len: usize) -> Option<usize> {
    let distance = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    match position {
        0 => None,
        n if n > 0 => distance.checked_sub(1),
        _ => len.checked_sub(distance),
    }
}

pub(super) fn slice(List(list): List<'_>, from: i64, to: Option<i64>, _: &Context<'_>) -> Value {
    let to = to.unwrap_or(-1);
    let len = list.len();
    let first = match index_of(from, len) {
        Some(index) => index,
        None if from < 0 => 0,
        None => len,
    };
    let last = index_of(to, len).map_or(0, |index| index + 1);
    select(list, (0..len).map(|i| i >= first && i < last).collect())
}

/// The elements whose flag is set.
pub(super) fn select(list: &Value, keep: Vec<bool>) -> Value {
    match list {
        Value::Parts(base, parts) => {
            let kept: Rc<[Part]> =
                parts.iter().zip(keep).filter_map(|(p, keep)| keep.then_some(*p)).collect();
            Value::Parts(base.clone(), kept)
        }
        Value::Windows(windows) => {
            let Windows { base, parts, size, starts, .. } = &**windows;
            let starts = starts.iter().zip(keep).filter_map(|(&s, keep)| keep.then_some(s)).collect();
            Value::Windows(Rc::new(Windows::new(base.clone(), Rc::clone(parts), *size, starts)))
        }
        other => Value::List(other.iter().zip(keep).filter_map(|(v, keep)| keep.then_some(v)).collect()),
    }
}
