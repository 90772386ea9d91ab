//! Facts: what must be true of any response that satisfies a claim.
//!
//! In: a claim of a plan. Out: a [`Fact`], which is *necessary*: it may ask for less than the claim does, never for
//! more. Whatever is not understood asks for nothing.

use super::automaton::Membership;
use super::encodings::length;
use super::measure::{Linear, Measure};
use super::texts::{Texts, somewhere};
use crate::ops::{BlockKind, Quantifier};
use crate::program::{Node, NodeId, Origin};
use crate::text::Unit;
use crate::text::units::Layout;
use crate::verify::{Evaluator, Truth, Value};
use std::collections::HashMap;

/// What a response must fulfil.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Fact {
    /// Nothing.
    True,
    All(Vec<Fact>),
    Any(Vec<Fact>),
    /// The whole text is one of these, or is not.
    Text(Membership),
    /// A bound on measures.
    Count(Linear),
    /// Every element of a list, of which there is one, is a text of which this holds.
    Every(List, Box<Fact>),
    /// Some element is.
    One(List, Box<Fact>),
    /// No two parts of a unit are alike.
    Differ(Unit, Likeness),
    /// Two parts of a unit are.
    Same(Unit, Likeness),
}

/// A list that facts speak of.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct List {
    pub(super) id: NodeId,
    /// The unit, if it is all of one in the text that facts are about.
    pub(super) unit: Option<Unit>,
}

/// When two texts are alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Likeness {
    /// Character by character.
    Exact,
    /// In small letters.
    Lowered,
}

impl Fact {
    pub(super) fn text(texts: Texts) -> Fact {
        Fact::Text(Membership { texts, negated: false })
    }

    pub(super) fn no_text(texts: Texts) -> Fact {
        Fact::Text(Membership { texts, negated: true })
    }

    pub(super) fn count(measure: Measure, low: f64, high: f64) -> Fact {
        Fact::Count(Linear { terms: vec![(measure, 1.0)], low, high })
    }
}

/// The text that facts are about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Subject {
    Response,
    /// The element that a name is bound to.
    Local(u32),
    /// A part that an expression gives.
    Part(NodeId),
}

/// Where an element of a list stands in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Somewhere,
    /// From a line's start to a line's end, blanks aside.
    OnLines,
    FirstLine,
    LastLine,
    FirstParagraph,
    LastParagraph,
}

/// Reads facts off the claims of one plan.
pub(super) struct Reader<'a, 'p, 't> {
    pub(super) evaluator: &'a mut Evaluator<'p, 't>,
    /// For each node, whether its value depends on the response.
    pub(super) depends: &'a [bool],
    /// The text that facts are about.
    pub(super) subject: Subject,
    /// The bound names that stand for parts of that text as it is, and where they stand.
    pub(super) parts: HashMap<u32, Place>,
    /// The bound names that stand for one unit after the other.
    pub(super) units: HashMap<u32, Unit>,
    /// The bound names whose values are known.
    pub(super) given: Vec<u32>,
    pub(super) depth: u32,
}

/// Beyond this depth of a claim nothing is read.
const DEEPEST: u32 = 60;

impl Reader<'_, '_, '_> {
    /// What must hold for a claim to have this truth.
    pub(super) fn fact(&mut self, id: NodeId, want: bool) -> Fact {
        if self.depth > DEEPEST {
            return Fact::True;
        }
        self.depth += 1;
        let out = self.of_node(id, want);
        self.depth -= 1;
        out
    }

    fn of_node(&mut self, id: NodeId, want: bool) -> Fact {
        let Some(node) = self.evaluator.node(id).cloned() else { return Fact::True };
        match node {
            Node::Not(claim) => self.fact(claim, !want),
            Node::And(claims) => self.connective(&claims, want, want),
            Node::Or(claims) => self.connective(&claims, want, !want),
            Node::Block { kind, items } => {
                let claims: Vec<NodeId> = items.iter().map(|(id, _)| *id).collect();
                match kind {
                    BlockKind::All | BlockKind::InOrder => self.connective(&claims, want, want),
                    BlockKind::Any => self.connective(&claims, want, !want),
                    BlockKind::None => self.connective(&claims, !want, want),
                    BlockKind::AtLeast(k) if k as usize == claims.len() => {
                        self.connective(&claims, want, want)
                    }
                    BlockKind::AtLeast(_) => Fact::True,
                }
            }
            Node::Each { quantifier, claims } => match quantifier {
                Quantifier::Each => self.connective(&claims, want, want),
                Quantifier::Some => self.connective(&claims, want, !want),
                Quantifier::No if want => self.none_holds(&claims),
                Quantifier::No => self.connective(&claims, true, false),
            },
            Node::Scope { part, body, absence } => {
                if want && absence == crate::program::Absence::Passes {
                    return Fact::True;
                }
                let inside = self.of_element(part, |r| r.fact(body, want));
                Fact::All(vec![self.present(part), self.fact(body, want), inside])
            }
            Node::Quantify { quantifier, vacuous, local, arity, list, body } => {
                self.quantified((quantifier, vacuous), (local, arity), list, body, want)
            }
            Node::Guard { body, .. } => self.fact(body, want),
            Node::If { condition, then, otherwise } => {
                if let Some(Value::Bool(known)) = self.known(condition) {
                    match (&known.truth, otherwise) {
                        (Truth::Holds, _) => return self.fact(then, want),
                        (Truth::Fails, Some(otherwise)) => return self.fact(otherwise, want),
                        (Truth::Fails, None) => return Fact::True,
                        (Truth::Absent | Truth::Error(_), _) => {}
                    }
                }
                let first = Fact::All(vec![self.fact(condition, true), self.fact(then, want)]);
                // A condition that speaks of what is missing does not hold, nor does its negation.
                let second = match otherwise {
                    Some(otherwise) => self.fact(otherwise, want),
                    None if want => Fact::True,
                    None => return first,
                };
                Fact::Any(vec![first, second])
            }
            Node::Compare { operator, left, right, ignoring } => {
                let inside = self.of_element(left, |r| r.compare(operator, left, right, &ignoring, want));
                let compared = self.compare(operator, left, right, &ignoring, want);
                Fact::All(vec![self.present(left), compared, inside])
            }
            Node::Call { function, arguments } => {
                // What speaks of a part that is missing does not hold, nor does its negation.
                let Some(&subject) = arguments.first() else { return Fact::True };
                let claim = function.facts().claim;
                let inside = self.of_element(subject, |r| r.claim(claim, &arguments, want));
                Fact::All(vec![self.present(subject), self.claim(claim, &arguments, want), inside])
            }
            _ => Fact::True,
        }
    }

    /// What a claim says of the element of a list that it speaks of.
    fn of_element(&mut self, id: NodeId, claim: impl FnOnce(&mut Self) -> Fact) -> Fact {
        let Some((element, list)) = self.element_in(id) else { return Fact::True };
        let inside = Box::new(self.about(Subject::Part(element), claim));
        Fact::One(self.named(list), inside)
    }

    /// The element of a list of parts, and the list, that an expression is computed from.
    fn element_in(&self, id: NodeId) -> Option<(NodeId, NodeId)> {
        let mut at = id;
        loop {
            at = match self.evaluator.node(at)? {
                Node::Call { function, arguments } if function.facts().origin == Origin::Element => {
                    let list = *arguments.first()?;
                    let Node::Parts { of, .. } = self.evaluator.node(list)? else { return None };
                    if self.is_subject(*of) {
                        return Some((at, list));
                    }
                    *of
                }
                Node::Call { arguments, .. } => *arguments.first()?,
                Node::Parts { of, .. } => *of,
                _ => return None,
            };
        }
    }

    /// A list, with its unit if it is all of one.
    pub(super) fn named(&self, id: NodeId) -> List {
        let unit = match self.evaluator.node(id) {
            Some(Node::Parts { unit, of }) if self.is_subject(*of) => Some(*unit),
            _ => None,
        };
        List { id, unit }
    }

    /// No claim holds: each fails, or speaks of what is missing.
    fn none_holds(&mut self, claims: &[NodeId]) -> Fact {
        let fails = |reader: &mut Self, claim: NodeId| {
            if reader.may_be_untold(claim) { Fact::True } else { reader.fact(claim, false) }
        };
        Fact::All(claims.iter().map(|&claim| fails(self, claim)).collect())
    }

    /// Whether a claim speaks of what may be missing, or may be an error: then it neither holds nor fails.
    pub(super) fn may_be_untold(&self, claim: NodeId) -> bool {
        let mut open = vec![claim];
        while let Some(id) = open.pop() {
            let Some(node) = self.evaluator.node(id) else { return true };
            let untold = match node {
                Node::Scope { .. } | Node::Prompt | Node::Guard { .. } | Node::Pattern { .. } => true,
                Node::Call { function, .. } => !function.is_total(),
                _ => false,
            };
            if untold {
                return true;
            }
            node.reads(&mut |id| open.push(id));
        }
        false
    }

    /// Runs `inner` with facts being about another text.
    pub(super) fn about<T>(&mut self, subject: Subject, inner: impl FnOnce(&mut Self) -> T) -> T {
        let (before, parts) = (self.subject, std::mem::take(&mut self.parts));
        self.subject = subject;
        let out = inner(self);
        self.subject = before;
        self.parts = parts;
        out
    }

    /// Whether an expression is the text that facts are about.
    pub(super) fn is_subject(&self, id: NodeId) -> bool {
        match self.subject {
            Subject::Response => matches!(self.evaluator.node(id), Some(Node::Response)),
            Subject::Local(name) => matches!(self.evaluator.node(id), Some(Node::Local(n)) if *n == name),
            Subject::Part(part) => part == id,
        }
    }

    /// Runs `inner` with names bound to the elements of a list.
    pub(super) fn over<T>(
        &mut self,
        list: NodeId,
        local: u32,
        arity: u32,
        inner: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let unit = match self.evaluator.node(list) {
            Some(Node::Parts { unit, .. }) if arity == 1 => Some(*unit),
            _ => None,
        };
        for name in local..local + arity {
            match unit {
                Some(unit) => self.units.insert(name, unit),
                None => self.units.remove(&name),
            };
        }
        let place = self.list_of_response(list).then_some(match unit.map(|unit| unit.facts().layout) {
            Some(Layout::Lines) => Place::OnLines,
            _ => Place::Somewhere,
        });
        self.bound(place, local, arity, inner)
    }

    pub(super) fn bound<T>(
        &mut self,
        place: Option<Place>,
        local: u32,
        arity: u32,
        inner: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.parts.clone();
        for name in local..local + arity {
            match place {
                Some(place) => self.parts.insert(name, place),
                None => self.parts.remove(&name),
            };
        }
        let out = inner(self);
        self.parts = before;
        out
    }

    fn connective(&mut self, claims: &[NodeId], each: bool, together: bool) -> Fact {
        let facts = claims.iter().map(|&claim| self.fact(claim, each)).collect();
        if together { Fact::All(facts) } else { Fact::Any(facts) }
    }

    /// Whether an expression's value is the same for every response, names bound inside it and those in `bound` aside.
    pub(super) fn independent(&self, id: NodeId, bound: &mut Vec<u32>) -> bool {
        let Some(node) = self.evaluator.node(id) else { return false };
        match node {
            Node::Response => false,
            Node::Local(name) => bound.contains(name),
            Node::Collect { local, arity, list, item: inside }
            | Node::Quantify { local, arity, list, body: inside, .. } => {
                if !self.independent(*list, bound) {
                    return false;
                }
                let before = bound.len();
                bound.extend(*local..*local + *arity);
                let out = self.independent(*inside, bound);
                bound.truncate(before);
                out
            }
            Node::Filter { local, list, keep } => {
                if !self.independent(*list, bound) {
                    return false;
                }
                bound.push(*local);
                let out = self.independent(*keep, bound);
                bound.pop();
                out
            }
            other => {
                let mut out = true;
                other.reads(&mut |id| out = out && self.independent(id, bound));
                out
            }
        }
    }

    /// The value of what depends on no response.
    pub(super) fn known(&mut self, id: NodeId) -> Option<Value> {
        if self.depends.get(id as usize) != Some(&false) && !self.independent(id, &mut self.given.clone()) {
            return None;
        }
        self.evaluator.value(id).ok().filter(|v| !matches!(v, Value::Missing))
    }

    pub(super) fn known_text(&mut self, id: NodeId) -> Option<String> {
        match self.known(id)? {
            Value::Text(text) => Some(text.str(&self.evaluator.context()).to_owned()),
            _ => None,
        }
    }
}

/// What a measure being at least one, or none at all, says about the text.
pub(super) fn of_measure(measure: &Measure, some: bool) -> Fact {
    match (measure, some) {
        (Measure::Unit(unit), true) => {
            let text = length::with_one(*unit).map_or(Fact::True, Fact::text);
            let one = |&unit: &Unit| Fact::count(Measure::Unit(unit), 1.0, f64::INFINITY);
            let others = unit.facts().comes_with.iter().map(one);
            Fact::All(std::iter::once(text).chain(others).collect())
        }
        (Measure::Unit(unit), false) => length::certain(*unit).map_or(Fact::True, Fact::no_text),
        (Measure::Found(_, Some(pattern)), true) => Fact::text(pattern.occurring()),
        (Measure::Found(_, Some(pattern)), false) if pattern.exact => {
            Fact::no_text(somewhere(pattern.texts()))
        }
        (Measure::Kept { inside, .. }, true) => inside.as_ref().clone(),
        _ => Fact::True,
    }
}
