//! Repairs: ways to make a claim true (or false) by changing the text, found by walking the claim backwards.
//!
//! In: a claim and the text that it fails on. Out: edits. None is trusted: the search tries each and keeps what the
//! verifier likes best.

use super::edit::{Edit, combine, insert};
use super::lexicon::Lexicon;
use crate::ops::{BlockKind, Comparison, Quantifier};
use crate::program::{Node, NodeId, Origin};
use crate::verify::{Evaluator, Truth, Value};

/// How many ways of changing several elements at once are tried.
const COMBINATIONS: usize = 4;

/// Beyond this depth of a claim nothing is repaired.
const DEEPEST: u32 = 60;

/// Finds edits of one text.
pub(super) struct Repairer<'a, 'p, 't> {
    pub(super) evaluator: &'a mut Evaluator<'p, 't>,
    pub(super) text: &'t str,
    pub(super) lexicon: &'a Lexicon,
    /// Which of several equal choices comes first.
    pub(super) turn: usize,
    pub(super) depth: u32,
}

impl Repairer<'_, '_, '_> {
    /// Ways to give a claim this truth.
    pub(super) fn make(&mut self, id: NodeId, want: bool) -> Vec<Edit> {
        if self.depth > DEEPEST {
            return Vec::new();
        }
        self.depth += 1;
        let out = self.make_node(id, want);
        self.depth -= 1;
        out
    }

    fn make_node(&mut self, id: NodeId, want: bool) -> Vec<Edit> {
        let Some(node) = self.evaluator.node(id).cloned() else { return Vec::new() };
        match node {
            Node::Not(claim) => self.make(claim, !want),
            Node::And(claims) => self.connective(&claims, want, want),
            Node::Or(claims) => self.connective(&claims, want, !want),
            Node::Block { kind, items } => {
                let claims: Vec<NodeId> = items.iter().map(|(id, _)| *id).collect();
                match kind {
                    BlockKind::All | BlockKind::InOrder => self.connective(&claims, want, want),
                    BlockKind::Any | BlockKind::AtLeast(_) => self.connective(&claims, want, !want),
                    BlockKind::None => self.connective(&claims, !want, want),
                }
            }
            Node::Each { quantifier, claims } => match quantifier {
                Quantifier::Each => self.connective(&claims, want, want),
                Quantifier::Some => self.connective(&claims, want, !want),
                Quantifier::No => self.connective(&claims, !want, want),
            },
            Node::Scope { part, body, .. } => match self.evaluator.value(part) {
                Ok(Value::Missing) => self.create(part),
                Ok(_) => self.make(body, want),
                Err(_) => Vec::new(),
            },
            Node::Quantify { quantifier, local, arity, list, body, .. } => {
                self.quantified(quantifier, (local, arity), list, body, want)
            }
            Node::Guard { body, .. } => self.make(body, want),
            Node::If { condition, then, otherwise } => {
                let holds = self.holds(condition);
                let mut out = match (holds, otherwise) {
                    (true, _) => self.make(then, want),
                    (false, Some(otherwise)) => self.make(otherwise, want),
                    (false, None) => Vec::new(),
                };
                out.extend(self.make(condition, !holds));
                out
            }
            Node::Compare { operator, left, right, .. } => self.compare(operator, left, right, want),
            Node::Call { function, arguments } => self.claim(function.facts().claim, &arguments, want),
            _ => Vec::new(),
        }
    }

    pub(super) fn holds(&mut self, id: NodeId) -> bool {
        self.evaluator.explain(id).truth == Truth::Holds
    }

    /// Claims of which those whose truth differs from `each` have to change: all of them at once, or any one.
    fn connective(&mut self, claims: &[NodeId], each: bool, together: bool) -> Vec<Edit> {
        let mut all = Vec::new();
        for &claim in claims {
            if self.holds(claim) != each {
                all.push(self.make(claim, each));
            }
        }
        let mut out: Vec<Edit> = Vec::new();
        if together && all.len() > 1 {
            out.extend((0..COMBINATIONS).filter_map(|choice| combine(&all, choice)));
        }
        let most = if together && all.len() > 1 { 3 } else { usize::MAX };
        out.extend(all.into_iter().flat_map(|edits| edits.into_iter().take(most)));
        out
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        (local, arity): (u32, u32),
        list: NodeId,
        body: NodeId,
        want: bool,
    ) -> Vec<Edit> {
        let Ok(value) = self.evaluator.value(list) else { return Vec::new() };
        let elements = value.elements();
        if elements.is_empty() {
            return if want && quantifier != Quantifier::No { self.grow(list, 1) } else { Vec::new() };
        }
        let all_of = match (quantifier, want) {
            (Quantifier::Each, true) => Some(true),
            (Quantifier::No, true) | (Quantifier::Some, false) => Some(false),
            _ => None,
        };
        let target = all_of
            .unwrap_or(matches!((quantifier, want), (Quantifier::Some, true) | (Quantifier::No, false)));
        let mut edits = Vec::new();
        let mut wrong = Vec::new();
        let count = elements.len();
        for i in 0..count {
            let Some(element) =
                elements.get((i + self.turn) % count).filter(|_| all_of.is_none()).or(elements.get(i))
            else {
                continue;
            };
            let place = crate::verify::place(element);
            let depth = self.depth;
            let (turn, text, lexicon) = (self.turn, self.text, self.lexicon);
            let found = self.evaluator.bound(local, arity, element.clone(), |evaluator| {
                let holds = evaluator.explain(body).truth == Truth::Holds;
                let mut inner = Repairer { evaluator, text, lexicon, turn, depth };
                (holds != target).then(|| inner.make(body, target))
            });
            if let Some(found) = found {
                edits.push(found);
                wrong.extend(place);
            }
            if all_of.is_none() && edits.len() >= 3 {
                break;
            }
        }
        if all_of.is_none() {
            return edits.into_iter().flatten().collect();
        }
        let mut out: Vec<Edit> = (0..COMBINATIONS).filter_map(|choice| combine(&edits, choice)).collect();
        out.extend(self.one_by_one(edits));
        if wrong.len() < count && !wrong.is_empty() {
            out.push(wrong.iter().map(|&part| super::edit::delete(self.text, part)).collect());
        }
        let parts = match self.evaluator.node(list) {
            Some(Node::Call { function, arguments }) if function.facts().origin == Origin::Numbered => {
                arguments.first().and_then(|&list| self.evaluator.node(list))
            }
            other => other,
        };
        if let Some(Node::Parts { unit, .. }) = parts {
            out.extend(self.hidden(*unit, &wrong));
        }
        if arity == 2 && want {
            out.extend(self.framed(list));
        }
        out
    }

    /// Of edits for several elements those for one or two, which change from turn to turn.
    pub(super) fn one_by_one(&self, mut edits: Vec<Vec<Edit>>) -> Vec<Edit> {
        if !edits.is_empty() {
            let shift = self.turn % edits.len();
            edits.rotate_left(shift);
        }
        edits.into_iter().take(2).flat_map(|edits| edits.into_iter().take(14)).collect()
    }

    fn compare(&mut self, operator: Comparison, left: NodeId, right: NodeId, want: bool) -> Vec<Edit> {
        let (Ok(a), Ok(b)) = (self.evaluator.value(left), self.evaluator.value(right)) else {
            return Vec::new();
        };
        if matches!(a, Value::Missing) {
            return self.create(left);
        }
        if matches!(b, Value::Missing) {
            return self.create(right);
        }
        if let Some(edits) = self.language(left, &b) {
            return edits;
        }
        if a.number().is_none() {
            return self.compare_texts(operator, (left, &a), (right, &b), want);
        }
        let (low, high) = match &b {
            Value::Range(range) => (range.low.map(|r| r.0), range.high.map(|r| r.0)),
            other => {
                let Some(n) = other.number() else { return Vec::new() };
                match operator {
                    Comparison::AtLeast => (Some(n), None),
                    Comparison::AtMost => (None, Some(n)),
                    Comparison::Less => (None, Some(n - 1.0)),
                    Comparison::Greater => (Some(n + 1.0), None),
                    Comparison::Equal | Comparison::In | Comparison::NotEqual => (Some(n), Some(n)),
                }
            }
        };
        let asked = want != (operator == Comparison::NotEqual);
        let mut out = Vec::new();
        if asked {
            out.extend(self.adjust(left, low.unwrap_or(0.0), high.unwrap_or(f64::INFINITY)));
        } else {
            out.extend(high.into_iter().flat_map(|high| self.adjust(left, high + 1.0, f64::INFINITY)));
            out.extend(
                low.filter(|low| *low >= 1.0).into_iter().flat_map(|low| self.adjust(left, 0.0, low - 1.0)),
            );
        }
        if asked && let (Some(n), Some(m)) = (a.number(), b.number()) {
            out.extend(match operator {
                Comparison::Greater => self.adjust(right, 0.0, n - 1.0),
                Comparison::Less => self.adjust(right, n + 1.0, f64::INFINITY),
                Comparison::Equal if n != m => self.adjust(right, n, n),
                _ => Vec::new(),
            });
        }
        out
    }

    fn compare_texts(
        &mut self,
        operator: Comparison,
        (left, a): (NodeId, &Value),
        (right, b): (NodeId, &Value),
        want: bool,
    ) -> Vec<Edit> {
        let asked = want != (operator == Comparison::NotEqual);
        let string = |v: &Value, r: &Self| match v {
            Value::Text(text) => Some(text.str(&r.evaluator.context()).to_owned()),
            _ => None,
        };
        match (a, b, asked) {
            (Value::Text(_), Value::Text(_), true) => {
                let (a, b) = (string(a, self), string(b, self));
                let mut out = b.map(|b| self.set_text(left, &b)).unwrap_or_default();
                out.extend(a.map(|a| self.set_text(right, &a)).unwrap_or_default());
                out
            }
            (Value::Text(_), list, true) if operator == Comparison::In => {
                let options: Vec<String> = list.elements().iter().filter_map(|v| string(v, self)).collect();
                options.iter().take(8).flat_map(|option| self.set_text(left, option)).collect()
            }
            (Value::Text(text), _, false) => {
                let words = text.str(&self.evaluator.context()).split_whitespace().count();
                let fresh = self.lexicon.phrase(words.max(1), false);
                let mut out = self.set_text(left, &fresh);
                // Something between the two, where it is no sentence.
                out.extend(self.span(right).map(|p| vec![insert(p.start, format!("\n| {fresh}\n"))]));
                out
            }
            (list, target, true) => {
                let wanted: Vec<String> = target.elements().iter().filter_map(|v| string(v, self)).collect();
                self.set_list(left, list.len(), &wanted)
            }
            _ => Vec::new(),
        }
    }

    /// Ways to make a list of values computed from parts of the text equal to given texts.
    fn set_list(&mut self, list: NodeId, count: usize, wanted: &[String]) -> Vec<Edit> {
        let Some(Node::Collect { local, arity, list: source, item }) = self.evaluator.node(list).cloned()
        else {
            return Vec::new();
        };
        if count != wanted.len() {
            let n = f64::from(u32::try_from(wanted.len()).unwrap_or(u32::MAX));
            return self.adjust_length(source, n, n);
        }
        let Ok(elements) = self.evaluator.value(source) else { return Vec::new() };
        let mut all = Vec::new();
        for (element, text) in elements.elements().into_iter().zip(wanted) {
            all.push(self.within((local, arity), element, |r| r.set_text(item, text)));
        }
        (0..COMBINATIONS).filter_map(|choice| combine(&all, choice)).collect()
    }

    /// Runs `inner` with an element bound.
    pub(super) fn within<T>(
        &mut self,
        (local, arity): (u32, u32),
        element: Value,
        inner: impl FnOnce(&mut Repairer<'_, '_, '_>) -> T,
    ) -> T {
        let (turn, text, lexicon, depth) = (self.turn, self.text, self.lexicon, self.depth);
        self.evaluator.bound(local, arity, element, |evaluator| {
            // The text outlives the borrow of the evaluator, so the repairer inside sees the same one.
            inner(&mut Repairer { evaluator, text, lexicon, turn, depth })
        })
    }
}
