//! Which elements of a list are equal.

use super::arguments::List;
use super::equal::shown;
use super::key::Key;
use super::positions::select;
use super::{share, too_few};
use crate::judgement::{Bound, Judgement};
use crate::value::{Context, Value};
use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

pub(super) fn distinct(List(list): List<'_>, context: &Context<'_>) -> Value {
    let first = match numbers(list, context) {
        Some(numbers) => first_seen(list.len(), numbers.into_iter()),
        None => first_seen(list.len(), Key::of(list, context).elements()),
    };
    select(list, first)
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

pub(super) fn repeats(List(list): List<'_>, context: &Context<'_>) -> usize {
    let mut seen: HashMap<Key<'_>, usize, RandomState> = HashMap::default();
    for key in Key::of(list, context).elements() {
        *seen.entry(key).or_default() += 1;
    }
    seen.into_values().max().unwrap_or(0)
}

pub(super) fn common(List(list): List<'_>, List(other): List<'_>, context: &Context<'_>) -> Value {
    select(list, shared(list, other, context))
}

/// Whether each element is one of another list.
fn shared(list: &Value, other: &Value, context: &Context<'_>) -> Vec<bool> {
    if let (Value::Windows(runs), Value::Windows(others)) = (list, other)
        && runs.size == others.size
        && let (Some(numbers), Some(known)) = (runs.numbers(context), others.known(context))
    {
        return numbers.iter().map(|number| known.contains(number)).collect();
    }
    let known: HashSet<Key<'_>, RandomState> = Key::of(other, context).elements().collect();
    Key::of(list, context).elements().map(|key| known.contains(&key)).collect()
}

pub(super) fn all_equal(list: List<'_>, context: &Context<'_>) -> Judgement {
    alike(list, true, context)
}

pub(super) fn all_different(list: List<'_>, context: &Context<'_>) -> Judgement {
    alike(list, false, context)
}

fn alike(List(list): List<'_>, same: bool, context: &Context<'_>) -> Judgement {
    let elements = list.elements();
    if elements.len() < 2 {
        return too_few(elements.len());
    }
    let span = |v: &Value| match v {
        Value::Text(text) => text.span(),
        _ => None,
    };
    let mut seen: HashSet<Key<'_>, RandomState> = HashSet::default();
    let mut wrong = Vec::new();
    for element in &elements {
        let new = seen.insert(Key::of(element, context));
        if new == same && !(same && seen.len() == 1) {
            wrong.push(element);
        }
    }
    let mut out = Judgement::plain(wrong.is_empty()).at(wrong.iter().filter_map(|v| span(v)));
    if let Some(first) = wrong.first() {
        out.score = share(elements.len() - wrong.len(), elements.len());
        out.measured = Some(shown(first, context));
        out.bound = Some(Bound::Words(if same { "all equal" } else { "all different" }.to_owned()));
    }
    out
}
