//! Builtins on lists.

use super::key::Key;
use super::{Arguments, Fault};
use crate::evaluate::refill;
use crate::program::Function as F;
use crate::text::{Part, python};
use crate::value::{Context, Value, Windows};
use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::rc::Rc;

pub(super) fn call(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Value, Fault> {
    let list = arguments.value(usize::from(matches!(arguments.function, F::Every | F::Windows)))?;
    Ok(match arguments.function {
        F::At => at(list, arguments.int(1)?),
        F::WithoutBlankEnds => without_blank_ends(list, context),
        F::Distinct => select(
            list,
            match numbers(list, context) {
                Some(numbers) => first_seen(list.len(), numbers.into_iter()),
                None => first_seen(list.len(), Key::of(list, context).elements()),
            },
        ),
        F::Reversed => match list {
            Value::Parts(base, parts) => Value::Parts(base.clone(), parts.iter().rev().copied().collect()),
            other => Value::List(other.elements().into_iter().rev().collect()),
        },
        F::Odd => select(list, (0..list.len()).map(|i| i % 2 == 0).collect()),
        F::Even => select(list, (0..list.len()).map(|i| i % 2 == 1).collect()),
        F::Every => {
            let n = position(arguments, 0)?;
            select(list, (1..=list.len()).map(|i| i.is_multiple_of(n)).collect())
        }
        F::Pairs => {
            let elements = list.elements();
            let pairs = elements.iter().zip(elements.iter().skip(1));
            Value::List(pairs.map(|(a, b)| Value::Tuple(Rc::from([a.clone(), b.clone()]))).collect())
        }
        F::Zip => {
            let (left, right) = (list.elements(), arguments.value(1)?.elements());
            let pairs = left.into_iter().zip(right);
            Value::List(pairs.map(|(a, b)| Value::Tuple(Rc::from([a, b]))).collect())
        }
        F::Windows => windows(list, position(arguments, 0)?),
        F::Slice => {
            let (from, to) = (arguments.int(1)?, if arguments.given(2) { arguments.int(2)? } else { -1 });
            slice(list, from, to)
        }
        F::Sorted => sorted(list, context),
        F::Repeats => {
            let mut seen: HashMap<Key<'_>, usize, RandomState> = HashMap::default();
            for key in Key::of(list, context).elements() {
                *seen.entry(key).or_default() += 1;
            }
            Value::Int(super::count(seen.into_values().max().unwrap_or(0)))
        }
        F::Common => {
            let other = arguments.value(1)?;
            select(list, common(list, other, context))
        }
        other => return Err(format!("internal: `{}` is no function of a list", other.name())),
    })
}

/// The elements as numbers, if they are runs of few characters.
fn numbers(list: &Value, context: &Context<'_>) -> Option<Vec<u64>> {
    if let Value::Windows(windows) = list { windows.numbers(context) } else { None }
}

/// Whether each is the first of its kind.
fn first_seen<T: Eq + Hash>(len: usize, elements: impl Iterator<Item = T>) -> Vec<bool> {
    let mut seen = HashSet::with_capacity_and_hasher(len, RandomState::default());
    elements.map(|element| seen.insert(element)).collect()
}

/// Whether each element is one of another list.
fn common(list: &Value, other: &Value, context: &Context<'_>) -> Vec<bool> {
    if let (Value::Windows(runs), Value::Windows(others)) = (list, other)
        && runs.size == others.size
        && let (Some(numbers), Some(known)) = (runs.numbers(context), others.known(context))
    {
        return numbers.iter().map(|number| known.contains(number)).collect();
    }
    let known: HashSet<Key<'_>, RandomState> = Key::of(other, context).elements().collect();
    Key::of(list, context).elements().map(|key| known.contains(&key)).collect()
}

/// A number of elements: at least 1.
fn position(arguments: &Arguments<'_>, index: usize) -> Result<usize, Fault> {
    let n = arguments.int(index)?;
    let valid = usize::try_from(n).ok().filter(|&n| n > 0);
    valid.ok_or_else(|| format!("{}({n}, …): positions are counted from 1", arguments.function.name()))
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

fn slice(list: &Value, from: i64, to: i64) -> Value {
    let len = list.len();
    let first = match index_of(from, len) {
        Some(index) => index,
        None if from < 0 => 0,
        None => len,
    };
    let last = index_of(to, len).map_or(0, |index| index + 1);
    select(list, (0..len).map(|i| i >= first && i < last).collect())
}

fn windows(list: &Value, n: usize) -> Value {
    match list {
        Value::Parts(base, parts) => {
            let starts = (0..(parts.len() + 1).saturating_sub(n)).collect();
            Value::Windows(Rc::new(Windows::new(base.clone(), Rc::clone(parts), n, starts)))
        }
        other => Value::List(other.elements().windows(n).map(|run| Value::List(Rc::from(run))).collect()),
    }
}

/// In order; a list with something missing in it has none.
fn sorted(list: &Value, context: &Context<'_>) -> Value {
    let mut elements = list.elements();
    if elements.iter().any(|e| matches!(e, Value::Missing)) {
        return Value::Missing;
    }
    elements.sort_by(|a, b| match (a, b, a.number(), b.number()) {
        (Value::Text(a), Value::Text(b), ..) => a.str(context).cmp(b.str(context)),
        (.., Some(a), Some(b)) => a.total_cmp(&b),
        _ => std::cmp::Ordering::Equal,
    });
    refill(list, elements)
}

fn at(list: &Value, position: i64) -> Value {
    index_of(position, list.len()).and_then(|index| list.get(index)).unwrap_or(Value::Missing)
}

/// The elements whose flag is set.
fn select(list: &Value, keep: Vec<bool>) -> Value {
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

fn without_blank_ends(list: &Value, context: &Context<'_>) -> Value {
    let blank = |v: Option<&Value>| matches!(v, Some(Value::Text(t)) if python::is_blank(t.str(context)));
    let elements = list.elements();
    let last = elements.len().saturating_sub(1);
    let (cut_first, cut_last) = (blank(elements.first()), blank(elements.last()));
    select(list, (0..=last).map(|i| !((i == 0 && cut_first) || (i == last && cut_last))).collect())
}
