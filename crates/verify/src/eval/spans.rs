//! Where in the response what a verdict speaks of stands.

use super::Evaluator;
use super::memo::Detail;
use crate::judgement::MAX_SPANS;
use crate::program::{Function, Node, NodeId, Quantity, Real};
use crate::search::Search;
use crate::text::Part;
use crate::value::Value;
use std::collections::HashSet;

impl Evaluator<'_, '_> {
    /// Where what a number counts stands; with a bound that was passed, only what is beyond it.
    pub(super) fn counted(&mut self, id: NodeId, excess: Option<Real>) -> Vec<Part> {
        let Some(node) = self.node(id) else { return Vec::new() };
        let found: Vec<Part> = match node {
            Node::Call { function, arguments } if function.facts().quantity == Quantity::Length => {
                let Some(&list) = arguments.first() else { return Vec::new() };
                let cheap =
                    matches!(self.node(list), Some(Node::Parts { unit, .. }) if unit.record().fills_text);
                if cheap {
                    return self.beyond(list, excess);
                }
                match self.valued(list, Detail::Evidence) {
                    Ok(Value::Parts(base, parts)) => parts.iter().filter_map(|&p| base.locate(p)).collect(),
                    // Runs have no place, and there may be too many to make.
                    Ok(Value::Windows(_)) | Err(_) => Vec::new(),
                    Ok(list) => list.iter().filter_map(|element| place(&element)).collect(),
                }
            }
            Node::Call { function, arguments } if function.facts().quantity == Quantity::Occurrences => {
                let search = arguments.get(1).and_then(|&id| self.plan.searches.get(id as usize)?.as_deref());
                if search.is_some_and(Search::fills_text) && excess.is_none() {
                    return Vec::new();
                }
                match self.call(Function::Matches, arguments, Detail::Evidence) {
                    Ok(Value::Parts(base, parts)) => parts.iter().filter_map(|&p| base.locate(p)).collect(),
                    _ => Vec::new(),
                }
            }
            Node::Arithmetic { .. } => {
                let mut terms = Vec::new();
                self.terms(id, &mut HashSet::new(), &mut terms);
                terms.into_iter().flat_map(|term| self.counted(term, None)).collect()
            }
            _ => Vec::new(),
        };
        let skip = excess.and_then(|high| usize::try_from(high.0 as i64).ok()).unwrap_or(0);
        found.into_iter().skip(skip).take(MAX_SPANS).collect()
    }

    /// What a computation is made of, from left to right, each once however often it comes.
    fn terms(&self, id: NodeId, seen: &mut HashSet<NodeId>, terms: &mut Vec<NodeId>) {
        if !seen.insert(id) {
            return;
        }
        match self.node(id) {
            Some(Node::Arithmetic { left, right, .. }) => {
                self.terms(*left, seen, terms);
                self.terms(*right, seen, terms);
            }
            _ => terms.push(id),
        }
    }

    /// Units that fill the text are not shown one by one: the whole text, or all that is beyond the bound.
    fn beyond(&mut self, list: NodeId, excess: Option<Real>) -> Vec<Part> {
        if let Some(high) = excess
            && let Ok(Value::Parts(base, parts)) = self.valued(list, Detail::Evidence)
            && let Some(from) = usize::try_from(high.0 as i64).ok().and_then(|n| parts.get(n))
            && let Some(last) = parts.last()
        {
            return base.locate(Part { start: from.start, end: last.end }).into_iter().collect();
        }
        let of = match self.node(list) {
            Some(Node::Parts { of, .. }) => *of,
            _ => return Vec::new(),
        };
        match self.valued(of, Detail::Evidence) {
            Ok(value) => place(&value).into_iter().collect(),
            Err(_) => Vec::new(),
        }
    }
}

/// Where a value stands in the response.
pub fn place(value: &Value) -> Option<Part> {
    match value {
        Value::Text(text) => text.span(),
        Value::Tuple(items) => items
            .iter()
            .filter_map(place)
            .reduce(|a, b| Part { start: a.start.min(b.start), end: a.end.max(b.end) }),
        _ => None,
    }
}
