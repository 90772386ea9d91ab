//! Facts: what must be true of any response that satisfies a claim.
//!
//! In: a claim of a plan. Out: a [`Fact`], which is *necessary*: it may ask for less than the claim does, never for
//! more. Whatever is not understood asks for nothing.

use super::measure::{Linear, Measure};
use super::regular::Pattern;
use crate::program::{Function as F, Node, NodeId};
use crate::syntax::ast::{BlockKind, Comparison, Normalisation, Quantifier};
use crate::text::Unit;
use crate::verify::{Evaluator, Value};
use std::collections::HashMap;

/// Any text.
pub(super) const ANY: &str = "(?s:.*)";

/// Blanks, Python's and everyone else's.
pub(super) const BLANKS: &str = r"[\s\x1c-\x1f]*";

/// What a response must fulfil.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Fact {
    /// Nothing.
    True,
    All(Vec<Fact>),
    Any(Vec<Fact>),
    /// The whole text matches, or does not.
    Text(Pattern),
    /// A bound on measures.
    Count(Linear),
    /// Every element of a list, of which there is one, is a text of which this holds.
    Every(NodeId, Box<Fact>),
    /// Some element is.
    One(NodeId, Box<Fact>),
}

impl Fact {
    pub(super) fn text(source: String) -> Fact {
        Fact::Text(Pattern { source, negated: false })
    }

    pub(super) fn no_text(source: String) -> Fact {
        Fact::Text(Pattern { source, negated: true })
    }

    pub(super) fn count(measure: Measure, low: f64, high: f64) -> Fact {
        Fact::Count(Linear { terms: vec![(measure, 1.0)], low, high })
    }

    /// Something stands somewhere in the text.
    pub(super) fn somewhere(inner: &str) -> Fact {
        Fact::text(somewhere(inner))
    }
}

/// A text with a match of a pattern in it. One that is bound to a line's ends is so bound here too.
fn somewhere(inner: &str) -> String {
    match inner.strip_prefix('^').and_then(|inner| inner.strip_suffix('$')) {
        Some(line) if !line.ends_with('\\') && !has_choice(line) => {
            format!(r"(?:{ANY}\n)?(?:{line})(?:\n{ANY})?")
        }
        _ => format!("{ANY}(?:{inner}){ANY}"),
    }
}

/// Whether a pattern may have alternatives: a bar that is neither escaped nor in a class.
fn has_choice(pattern: &str) -> bool {
    let (mut class, mut escaped) = (false, false);
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '|' if !class => return true,
            _ => {}
        }
    }
    false
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
    FirstLine,
    LastLine,
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
                let mut facts = vec![self.present(part), self.fact(body, want)];
                if let Some(Node::Call { function: F::At, arguments }) = self.evaluator.node(part).cloned()
                    && let Some(&list) = arguments.first()
                {
                    facts.push(Fact::One(
                        list,
                        Box::new(self.about(Subject::Part(part), |r| r.fact(body, want))),
                    ));
                }
                Fact::All(facts)
            }
            Node::Quantify { quantifier, vacuous, local, arity, list, body } => {
                self.quantified((quantifier, vacuous), (local, arity), list, body, want)
            }
            Node::Guard { body, .. } => self.fact(body, want),
            Node::If { condition, then, otherwise } => {
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
                Fact::All(vec![self.present(left), self.compare(operator, left, right, &ignoring, want)])
            }
            Node::Call { function, arguments } => {
                // What speaks of a part that is missing does not hold, nor does its negation.
                let there = arguments.first().map_or(Fact::True, |&subject| self.present(subject));
                Fact::All(vec![there, self.claim(function, &arguments, want)])
            }
            _ => Fact::True,
        }
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
        let place = self.list_of_response(list).then_some(Place::Somewhere);
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

    fn quantified(
        &mut self,
        (quantifier, vacuous): (Quantifier, bool),
        (local, arity): (u32, u32),
        list: NodeId,
        body: NodeId,
        want: bool,
    ) -> Fact {
        if let Some(elements) = self.known(list).map(|v| v.elements()).filter(|e| e.len() <= 64) {
            return self.over_known(quantifier, (local, arity), &elements, body, want);
        }
        let (some_hold, all_hold) = match (quantifier, want) {
            (Quantifier::Each, true) if !vacuous => (true, true),
            (Quantifier::Some, true) => (true, false),
            // Something held, or failed, of which the claim speaks.
            (Quantifier::No, false) => (true, false),
            _ => return Fact::True,
        };
        let truth = true;
        let mut facts = vec![self.at_least(list, 1.0)];
        if some_hold {
            facts.push(self.over(list, local, arity, |r| r.fact(body, truth)));
            if arity == 1 {
                let inside = Box::new(self.about(Subject::Local(local), |r| r.fact(body, truth)));
                facts.push(if all_hold { Fact::Every(list, inside) } else { Fact::One(list, inside) });
            }
        }
        if let Some(Node::Parts { unit, of }) = self.evaluator.node(list).cloned()
            && self.is_subject(of)
        {
            if all_hold && unit == Unit::Line && arity == 1 {
                for place in [Place::FirstLine, Place::LastLine] {
                    facts.push(self.bound(Some(place), local, 1, |r| r.fact(body, truth)));
                }
            }
            for (inner, low, high) in self.per_element(body, local) {
                if all_hold {
                    facts.extend(
                        super::measure::forbidden(unit, inner, low, high).into_iter().map(Fact::no_text),
                    );
                }
                if !super::measure::adds_up(inner, unit) {
                    continue;
                }
                if all_hold {
                    // Each of n parts has at least `low`: together at least n times as many.
                    let terms = vec![(Measure::Unit(inner), 1.0), (Measure::Unit(unit), -low)];
                    facts.push(Fact::Count(Linear { terms, low: 0.0, high: f64::INFINITY }));
                    if high.is_finite() && super::measure::covers(inner, unit) {
                        let terms = vec![(Measure::Unit(inner), 1.0), (Measure::Unit(unit), -high)];
                        facts.push(Fact::Count(Linear { terms, low: f64::NEG_INFINITY, high: 0.0 }));
                    }
                }
                facts.push(Fact::count(Measure::Unit(inner), low, f64::INFINITY));
            }
        }
        Fact::All(facts)
    }

    /// A claim about each element of a list that does not depend on the response.
    fn over_known(
        &mut self,
        quantifier: Quantifier,
        (local, arity): (u32, u32),
        elements: &[Value],
        body: NodeId,
        want: bool,
    ) -> Fact {
        let (each, together) = match quantifier {
            Quantifier::Each => (want, want),
            Quantifier::Some => (want, !want),
            // What can't be told of an element does not speak against it.
            Quantifier::No if want && self.may_be_untold(body) => return Fact::True,
            Quantifier::No => (!want, want),
        };
        let mut facts = Vec::new();
        for element in elements {
            let (depends, subject, depth, parts) =
                (self.depends, self.subject, self.depth, self.parts.clone());
            let mut given = self.given.clone();
            given.extend(local..local + arity);
            facts.push(self.evaluator.bound(local, arity, element.clone(), |evaluator| {
                Reader { evaluator, depends, subject, parts, given, depth }.fact(body, each)
            }));
        }
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
            Value::Text(text) => Some(text.str(&self.evaluator.context).to_owned()),
            _ => None,
        }
    }

    fn compare(
        &mut self,
        operator: Comparison,
        left: NodeId,
        right: NodeId,
        ignoring: &[Normalisation],
        want: bool,
    ) -> Fact {
        if let Some(fact) = self.compare_numbers(operator, left, right, want) {
            return fact;
        }
        let asked = want != (operator == Comparison::NotEqual);
        if !asked || ignoring.iter().any(|n| *n != Normalisation::Case) {
            return Fact::True;
        }
        let literal = |text: &str| {
            let text = regex_syntax::escape(text);
            if ignoring.is_empty() { text } else { format!("(?i:{text})") }
        };
        if let Some(text) = self.known_text(right) {
            return self.preimage(left, literal(&text)).map_or(Fact::True, Fact::text);
        }
        let Some(list) = self.known(right) else { return Fact::True };
        let texts: Option<Vec<String>> = list
            .elements()
            .iter()
            .map(|v| match v {
                Value::Text(text) => Some(text.str(&self.evaluator.context).to_owned()),
                _ => None,
            })
            .collect();
        let Some(texts) = texts else { return Fact::True };
        if operator == Comparison::In {
            let options: Vec<String> = texts.iter().map(|t| literal(t)).collect();
            return self.preimage(left, options.join("|")).map_or(Fact::True, Fact::text);
        }
        let Some(Node::Collect { list: source, item, local, arity }) = self.evaluator.node(left).cloned()
        else {
            return Fact::True;
        };
        // Each wanted text is read off some element.
        let mut facts: Vec<Fact> = self.over(source, local, arity, |r| {
            texts.iter().filter_map(|t| Some(Fact::text(r.preimage(item, literal(t))?))).collect()
        });
        if arity == 1 {
            let any: Vec<String> = texts.iter().map(|t| literal(t)).collect();
            let inside = self.about(Subject::Local(local), |r| r.preimage(item, any.join("|")));
            facts.extend(
                inside.filter(|_| !texts.is_empty()).map(|p| Fact::Every(source, Box::new(Fact::text(p)))),
            );
            for text in &texts {
                let inside = self.about(Subject::Local(local), |r| r.preimage(item, literal(text)));
                facts.extend(inside.map(|p| Fact::One(source, Box::new(Fact::text(p)))));
            }
            let lines = matches!(self.evaluator.node(source), Some(Node::Parts { unit: Unit::Line, of }) if self.is_subject(*of));
            if lines && texts.iter().all(|t| t.chars().any(char::is_alphanumeric)) {
                let wordless = super::measure::forbidden(Unit::Line, Unit::Sentence, 1.0, f64::INFINITY);
                facts.extend(wordless.into_iter().map(Fact::no_text));
            }
            for (place, text) in [(Place::FirstLine, texts.first()), (Place::LastLine, texts.last())] {
                let Some(text) = text.filter(|_| lines) else { continue };
                let found = self.bound(Some(place), local, 1, |r| r.preimage(item, literal(text)));
                facts.extend(found.map(Fact::text));
            }
        }
        if let Some((terms, constant)) = self.length(source) {
            let n = f64::from(u32::try_from(texts.len()).unwrap_or(u32::MAX)) - constant;
            facts.push(Fact::Count(Linear { terms, low: n, high: n }));
        }
        Fact::All(facts)
    }
}

/// What a measure being at least one, or none at all, says about the text.
pub(super) fn of_measure(measure: &Measure, some: bool) -> Fact {
    match (measure, some) {
        (Measure::Unit(unit), true) => {
            let text = super::measure::needs(*unit).map_or(Fact::True, Fact::somewhere);
            match unit {
                Unit::TableRow => {
                    Fact::All(vec![text, Fact::count(Measure::Unit(Unit::Table), 1.0, f64::INFINITY)])
                }
                _ => text,
            }
        }
        (Measure::Unit(unit), false) => match super::measure::suffices(*unit) {
            Some(source) => Fact::no_text(source),
            None => Fact::True,
        },
        (Measure::Found(_, Some(needle)), true) => Fact::somewhere(&needle.source),
        (Measure::Found(_, Some(needle)), false) if needle.exact => {
            Fact::no_text(format!("{ANY}(?:{}){ANY}", needle.source))
        }
        (Measure::Kept { inside, .. }, true) => inside.as_ref().clone(),
        _ => Fact::True,
    }
}
