//! Repairs: ways to make a claim true (or false) by changing the text, found by walking the claim backwards.
//!
//! In: a claim and the text that it fails on. Out: edits. None is trusted: the search tries each and keeps what the
//! verifier likes best.

use super::edit::{Edit, combine, insert};
use super::lexicon::Lexicon;
use crate::ops::{BlockKind, Comparison, Quantifier};
use crate::program::{Constant, Node, NodeId};
use crate::text::Part;
use crate::verify::{Evaluator, Text, Truth, Value};

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
            Node::Call { function, arguments } => self.claim(function, &arguments, want),
            _ => Vec::new(),
        }
    }

    pub(super) fn holds(&mut self, id: NodeId) -> bool {
        self.evaluator.judge(id).truth == Truth::Holds
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
                let holds = evaluator.judge(body).truth == Truth::Holds;
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
        if let Some(Node::Parts { unit, .. }) = self.evaluator.node(list) {
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
            Value::Text(text) => Some(text.str(&r.evaluator.context).to_owned()),
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
                let words = text.str(&self.evaluator.context).split_whitespace().count();
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

    /// Ways to make an expression over the text be a given text.
    pub(super) fn set_text(&mut self, id: NodeId, text: &str) -> Vec<Edit> {
        use crate::program::Function as F;
        if let Some(Node::Call { function, arguments }) = self.evaluator.node(id).cloned()
            && let (F::Lower | F::Upper | F::Trim | F::TrimStart | F::TrimEnd, [of, ..]) =
                (function, arguments.as_slice())
        {
            return self.set_text(*of, text);
        }
        let Some(part) = self.span(id) else { return self.create(id) };
        let capital = super::lexicon::capitalised(text);
        let mut out: Vec<Edit> = vec![vec![(part, text.to_owned())]];
        for other in [self.lexicon.case.write(text, true), self.lexicon.case.write(text, false), capital] {
            if out.iter().all(|e| e.iter().all(|(_, t)| *t != other)) {
                out.push(vec![(part, other)]);
            }
        }
        // A word may also come before what is there: the first word becomes the second.
        out.push(vec![insert(part.start, format!("{text} "))]);
        out.push(vec![insert(part.end, format!(" {text}"))]);
        // Where it is no sentence and no paragraph: in a table's header, in code.
        out.push(vec![insert(0, format!("| {text}\n"))]);
        out.push(vec![insert(0, format!("{text} |\n|-|\n\n"))]);
        out.push(vec![insert(self.end(), format!("\n\n{text}"))]);
        out.push(vec![insert(self.end(), format!("\n\n| {text}"))]);
        out.push(vec![insert(self.end(), format!("\n\n```\n{text}"))]);
        out
    }

    /// Where an expression's text stands in the response.
    pub(super) fn span(&mut self, id: NodeId) -> Option<Part> {
        match self.evaluator.value(id) {
            Ok(Value::Text(text)) => text.span(),
            Ok(list @ Value::Parts(..)) => list
                .elements()
                .iter()
                .filter_map(crate::verify::place)
                .reduce(|a, b| Part { start: a.start.min(b.start), end: a.end.max(b.end) }),
            _ => None,
        }
    }

    /// Ways to bring about a part that is missing.
    pub(super) fn create(&mut self, id: NodeId) -> Vec<Edit> {
        use crate::program::Function as F;
        match self.evaluator.node(id).cloned() {
            Some(Node::Call { function: F::At, arguments }) => {
                let [list, position] = arguments.as_slice() else { return Vec::new() };
                let position = match self.evaluator.value(*position) {
                    Ok(Value::Int(n)) => n.unsigned_abs(),
                    _ => 1,
                };
                self.grow(*list, usize::try_from(position).unwrap_or(1))
            }
            Some(Node::Call { function: F::Section, arguments }) => {
                let heading = arguments.get(1).and_then(|&id| self.constant_text(id)).unwrap_or_default();
                let body = self.lexicon.sentence(6);
                let end = self.end();
                vec![
                    vec![insert(end, format!("\n\n# {heading}\n\n{body}"))],
                    vec![insert(0, format!("# {heading}\n\n{body}\n\n"))],
                    vec![insert(end, format!("\n# {heading}\n{body}"))],
                ]
            }
            Some(Node::Call { function: F::After | F::Before, arguments }) => match arguments.as_slice() {
                [text, needle] => self.adjust_found(*text, *needle, 1.0, f64::INFINITY),
                _ => Vec::new(),
            },
            Some(Node::Call { arguments, .. }) => {
                let missing =
                    arguments.into_iter().find(|&a| matches!(self.evaluator.value(a), Ok(Value::Missing)));
                match missing {
                    Some(argument) => self.create(argument),
                    None => match self.evaluator.node(id).cloned() {
                        Some(Node::Call { arguments, .. }) => {
                            arguments.first().map(|&a| self.grow(a, 2)).unwrap_or_default()
                        }
                        _ => Vec::new(),
                    },
                }
            }
            Some(Node::Parts { of, .. } | Node::Filter { list: of, .. } | Node::Collect { list: of, .. }) => {
                self.create(of)
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn constant_text(&mut self, id: NodeId) -> Option<String> {
        match self.evaluator.node(id)? {
            Node::Const(Constant::Text(text)) => Some(text.to_string()),
            _ => match self.evaluator.value(id) {
                Ok(Value::Text(text)) => Some(text.str(&self.evaluator.context).to_owned()),
                _ => None,
            },
        }
    }

    pub(super) fn end(&self) -> u32 {
        Part::whole(self.text).end
    }

    pub(super) fn string(&self, text: &Text) -> String {
        text.str(&self.evaluator.context).to_owned()
    }

    /// Ways to give a list at least so many elements.
    pub(super) fn grow(&mut self, list: NodeId, count: usize) -> Vec<Edit> {
        self.adjust_length(list, f64::from(u32::try_from(count).unwrap_or(u32::MAX)), f64::INFINITY)
    }
}
