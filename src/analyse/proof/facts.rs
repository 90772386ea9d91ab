//! Facts: what must be true of any response that satisfies a claim.
//!
//! In: a claim of a plan. Out: a [`Fact`], which is *necessary*: it may ask for less than the claim does, never for
//! more. Whatever is not understood asks for nothing.

use super::measure::{Linear, Measure};
use super::regular::Pattern;
use crate::program::{Function as F, Node, NodeId};
use crate::syntax::ast::{BlockKind, Comparison, Normalisation, Quantifier};
use crate::text::Unit;
use crate::verify::{Evaluator, Search, Value};
use std::collections::HashMap;
use std::rc::Rc;

/// Any text.
pub(super) const ANY: &str = "(?s:.*)";

/// Blanks, Python's and everyone else's.
const BLANKS: &str = r"[\s\x1c-\x1f]*";

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
    fn text(source: String) -> Fact {
        Fact::Text(Pattern { source, negated: false })
    }

    fn no_text(source: String) -> Fact {
        Fact::Text(Pattern { source, negated: true })
    }

    fn count(measure: Measure, low: f64, high: f64) -> Fact {
        Fact::Count(Linear { terms: vec![(measure, 1.0)], low, high })
    }

    /// Something stands somewhere in the text.
    fn somewhere(inner: &str) -> Fact {
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

/// The texts whose lower case matches a pattern; at least those. One letter's lower case is two characters: `İ`.
fn lowered(source: &str) -> String {
    let dotted = Pattern { source: format!("{ANY}i\u{307}{ANY}"), negated: false };
    let itself = Pattern { source: source.to_owned(), negated: false };
    match super::regular::meet(&[itself, dotted]) {
        super::regular::Meeting::Never => format!("(?i:{source})"),
        super::regular::Meeting::Perhaps => format!("(?i:{source})|{ANY}\u{130}{ANY}"),
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
                Quantifier::No => self.connective(&claims, !want, want),
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

    /// Runs `inner` with facts being about another text.
    fn about<T>(&mut self, subject: Subject, inner: impl FnOnce(&mut Self) -> T) -> T {
        let (before, parts) = (self.subject, std::mem::take(&mut self.parts));
        self.subject = subject;
        let out = inner(self);
        self.subject = before;
        self.parts = parts;
        out
    }

    /// Whether an expression is the text that facts are about.
    fn is_subject(&self, id: NodeId) -> bool {
        match self.subject {
            Subject::Response => matches!(self.evaluator.node(id), Some(Node::Response)),
            Subject::Local(name) => matches!(self.evaluator.node(id), Some(Node::Local(n)) if *n == name),
            Subject::Part(part) => part == id,
        }
    }

    /// Runs `inner` with names bound to the elements of a list.
    fn over<T>(&mut self, list: NodeId, local: u32, arity: u32, inner: impl FnOnce(&mut Self) -> T) -> T {
        let place = self.list_of_response(list).then_some(Place::Somewhere);
        self.bound(place, local, arity, inner)
    }

    fn bound<T>(
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

    fn list_of_response(&mut self, list: NodeId) -> bool {
        match self.evaluator.node(list).cloned() {
            Some(Node::Parts { of, .. }) => self.part_of_response(of),
            Some(Node::Filter { list, .. }) => self.list_of_response(list),
            Some(Node::Call { function, arguments }) => match (function, arguments.first()) {
                (F::Matches | F::Split, Some(&text)) => self.part_of_response(text),
                (F::Pairs | F::Odd | F::Even | F::Reversed | F::WithoutBlankEnds, Some(&list)) => {
                    self.list_of_response(list)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a text is a stretch of the response, unchanged.
    fn part_of_response(&mut self, id: NodeId) -> bool {
        if self.is_subject(id) {
            return true;
        }
        match self.evaluator.node(id).cloned() {
            Some(Node::Local(name)) => self.parts.contains_key(&name),
            Some(Node::Call { function, arguments }) => match (function, arguments.first()) {
                (F::At, Some(&list)) => self.list_of_response(list),
                (
                    F::Trim | F::TrimStart | F::TrimEnd | F::WithoutPrefix | F::WithoutSuffix | F::Section,
                    Some(&text),
                ) => self.part_of_response(text),
                _ => false,
            },
            _ => false,
        }
    }

    fn connective(&mut self, claims: &[NodeId], each: bool, together: bool) -> Fact {
        let facts = claims.iter().map(|&claim| self.fact(claim, each)).collect();
        if together { Fact::All(facts) } else { Fact::Any(facts) }
    }

    /// A part that a claim speaks of must be there.
    fn present(&mut self, part: NodeId) -> Fact {
        match self.evaluator.node(part).cloned() {
            Some(Node::Call { function: F::At, arguments }) => {
                let [list, position] = arguments.as_slice() else { return Fact::True };
                let Some(Value::Int(at)) = self.known(*position) else { return Fact::True };
                let least = f64::from(u32::try_from(at.unsigned_abs()).unwrap_or(u32::MAX));
                self.at_least(*list, least)
            }
            Some(Node::Call { function: F::Section, arguments }) => {
                let some = Fact::count(Measure::Unit(Unit::Heading), 1.0, f64::INFINITY);
                let [subject, title] = arguments.as_slice() else { return some };
                let Some(title) = self.known_text(*title).filter(|_| self.is_subject(*subject)) else {
                    return some;
                };
                // The heading's own line, whatever its case and the marks around it.
                let title = regex_syntax::escape(title.trim_matches(|c: char| !c.is_alphanumeric()));
                let marks = r"[^\n\p{L}\p{N}]*";
                let line = format!(r"[^\S\n]*#{{1,6}}{marks}(?i:{title}){marks}");
                let mut facts = vec![some, Fact::text(format!(r"(?:{ANY}\n)?{line}(?:\n{ANY})?"))];
                facts.extend(self.units(Unit::Line).map(|list| Fact::One(list, Box::new(Fact::text(line)))));
                // A title without marks inside is one sentence.
                if !title.contains(['.', '!', '?']) {
                    let sentence = format!("{marks}(?i:{title}){marks}");
                    facts.extend(
                        self.units(Unit::Sentence)
                            .map(|list| Fact::One(list, Box::new(Fact::text(sentence)))),
                    );
                }
                Fact::All(facts)
            }
            _ => Fact::True,
        }
    }

    /// The list of all of a unit, if the plan speaks of it.
    fn units(&self, unit: Unit) -> Option<NodeId> {
        let count = u32::try_from(self.depends.len()).ok()?;
        (0..count).find(|&id| {
            matches!(self.evaluator.node(id), Some(Node::Parts { unit: u, of }) if *u == unit && self.is_subject(*of))
        })
    }

    /// A list must have so many elements.
    fn at_least(&mut self, list: NodeId, least: f64) -> Fact {
        match self.length(list) {
            Some((terms, constant)) => {
                Fact::Count(Linear { terms, low: least - constant, high: f64::INFINITY })
            }
            None => Fact::True,
        }
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

    /// Bounds on counts of units in the element of a quantifier that its claim asks for.
    fn per_element(&mut self, body: NodeId, local: u32) -> Vec<(Unit, f64, f64)> {
        match self.evaluator.node(body).cloned() {
            Some(Node::And(claims)) => claims.into_iter().flat_map(|c| self.per_element(c, local)).collect(),
            Some(Node::Compare { operator, left, right, .. }) => {
                let unit = match self.evaluator.node(left).cloned() {
                    Some(Node::Call { function: F::Count, arguments }) => arguments
                        .first()
                        .and_then(|&list| match self.evaluator.node(list) {
                            Some(Node::Parts { unit, of }) => Some((*unit, *of)),
                            _ => None,
                        })
                        .filter(
                            |(_, of)| matches!(self.evaluator.node(*of), Some(Node::Local(l)) if *l == local),
                        )
                        .map(|(unit, _)| unit),
                    _ => None,
                };
                match (unit, self.bounds(operator, right)) {
                    (Some(unit), Some((low, high))) => vec![(unit, low.max(0.0), high)],
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
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
    fn independent(&self, id: NodeId, bound: &mut Vec<u32>) -> bool {
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
    fn known(&mut self, id: NodeId) -> Option<Value> {
        if self.depends.get(id as usize) != Some(&false) && !self.independent(id, &mut self.given.clone()) {
            return None;
        }
        self.evaluator.value(id).ok().filter(|v| !matches!(v, Value::Missing))
    }

    fn known_text(&mut self, id: NodeId) -> Option<String> {
        match self.known(id)? {
            Value::Text(text) => Some(text.str(&self.evaluator.context).to_owned()),
            _ => None,
        }
    }

    /// The bounds that a comparison with a known right side puts on its left side.
    fn bounds(&mut self, operator: Comparison, right: NodeId) -> Option<(f64, f64)> {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        match (operator, self.known(right)?) {
            (Comparison::In, Value::Range(range)) => {
                Some((range.low.map_or(low, |r| r.0), range.high.map_or(high, |r| r.0)))
            }
            (operator, value) => {
                let n = value.number()?;
                match operator {
                    Comparison::AtLeast | Comparison::Greater => Some((n, high)),
                    Comparison::AtMost | Comparison::Less => Some((low, n)),
                    Comparison::Equal => Some((n, n)),
                    Comparison::In | Comparison::NotEqual => None,
                }
            }
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

    fn compare_numbers(
        &mut self,
        operator: Comparison,
        left: NodeId,
        right: NodeId,
        want: bool,
    ) -> Option<Fact> {
        if let Some(Node::Call { function: F::Ratio, arguments }) = self.evaluator.node(left).cloned() {
            let [part, whole] = arguments.as_slice() else { return None };
            let ((part, a), (whole, b)) = (self.linear(*part)?, self.linear(*whole)?);
            let (low, high) = self.bounds(operator, right)?;
            if !want || a != 0.0 || b != 0.0 {
                return None;
            }
            let against = |share: f64| -> Vec<(Measure, f64)> {
                part.iter().cloned().chain(whole.iter().map(|(m, c)| (m.clone(), -share * c))).collect()
            };
            let mut facts = vec![Fact::Count(Linear { terms: whole.clone(), low: 1.0, high: f64::INFINITY })];
            // Shares are compared as floating-point numbers; a little is given.
            if low.is_finite() {
                facts.push(Fact::Count(Linear { terms: against(low - 1e-9), low: 0.0, high: f64::INFINITY }));
            }
            if high.is_finite() {
                facts.push(Fact::Count(Linear {
                    terms: against(high + 1e-9),
                    low: f64::NEG_INFINITY,
                    high: 0.0,
                }));
            }
            return Some(Fact::All(facts));
        }
        if let Some(Node::Call { function: F::Mean, arguments }) = self.evaluator.node(left).cloned() {
            return self.mean(*arguments.first()?, operator, right, want);
        }
        if let Some(fact) = self.sum_of_conditions(operator, left, right, want) {
            return Some(fact);
        }
        let (mut terms, constant) = self.linear(left)?;
        let (low, high) = match self.bounds(operator, right) {
            Some(bounds) => bounds,
            None => {
                let (others, other) = self.linear(right)?;
                terms.extend(others.into_iter().map(|(m, c)| (m, -c)));
                return self.difference(operator, terms, other - constant, want);
            }
        };
        let strict = matches!(operator, Comparison::Less | Comparison::Greater);
        let (low, high) = (low - constant, high - constant);
        // Measures are whole numbers: more than n is at least n + 1.
        let (low, high) = if strict { (low + 1.0, high - 1.0) } else { (low, high) };
        let linear = |low: f64, high: f64| Fact::Count(Linear { terms: terms.clone(), low, high });
        Some(if want {
            linear(low, high)
        } else {
            let mut sides = Vec::new();
            if low.is_finite() {
                sides.push(linear(f64::NEG_INFINITY, low.ceil() - 1.0));
            }
            if high.is_finite() {
                sides.push(linear(high.floor() + 1.0, f64::INFINITY));
            }
            Fact::Any(sides)
        })
    }

    /// So many of several conditions hold, written as a sum of ones and zeros.
    fn sum_of_conditions(
        &mut self,
        operator: Comparison,
        left: NodeId,
        right: NodeId,
        want: bool,
    ) -> Option<Fact> {
        let Node::Call { function: F::Sum, arguments } = self.evaluator.node(left).cloned()? else {
            return None;
        };
        let Node::List(items) = self.evaluator.node(*arguments.first()?).cloned()? else { return None };
        let (low, _) = self.bounds(operator, right).filter(|_| want)?;
        let mut conditions = Vec::new();
        for item in &items {
            let Node::If { condition, then, otherwise: Some(otherwise) } =
                self.evaluator.node(*item).cloned()?
            else {
                return None;
            };
            let (one, zero) = (self.known(then)?.number()?, self.known(otherwise)?.number()?);
            if (one, zero) != (1.0, 0.0) {
                return None;
            }
            conditions.push(condition);
        }
        let count = f64::from(u32::try_from(conditions.len()).ok()?);
        let facts = conditions.into_iter().map(|c| self.fact(c, true)).collect();
        Some(match low {
            low if low >= count => Fact::All(facts),
            low if low >= 1.0 => Fact::Any(facts),
            _ => Fact::True,
        })
    }

    /// `left − right` compared with a number.
    fn difference(
        &mut self,
        operator: Comparison,
        terms: Vec<(Measure, f64)>,
        n: f64,
        want: bool,
    ) -> Option<Fact> {
        let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        let (low, high) = match (operator, want) {
            (Comparison::Greater, true) | (Comparison::AtMost, false) => (n + 1.0, most),
            (Comparison::AtLeast, true) | (Comparison::Less, false) => (n, most),
            (Comparison::Less, true) | (Comparison::AtLeast, false) => (least, n - 1.0),
            (Comparison::AtMost, true) | (Comparison::Greater, false) => (least, n),
            (Comparison::Equal, true) | (Comparison::NotEqual, false) => (n, n),
            _ => return Some(Fact::True),
        };
        Some(Fact::Count(Linear { terms, low, high }))
    }

    /// The mean of a count over the parts of one unit: what they have together is at least that many times.
    fn mean(&mut self, list: NodeId, operator: Comparison, right: NodeId, want: bool) -> Option<Fact> {
        let (low, _) = self.bounds(operator, right)?;
        let Some(Node::Collect { list: source, item, local, .. }) = self.evaluator.node(list).cloned() else {
            return None;
        };
        let Some(Node::Parts { unit, of }) = self.evaluator.node(source).cloned() else { return None };
        let Some(Node::Call { function: F::Count, arguments }) = self.evaluator.node(item).cloned() else {
            return None;
        };
        let Some(Node::Parts { unit: inner, of: element }) =
            self.evaluator.node(*arguments.first()?).cloned()
        else {
            return None;
        };
        let direct = self.is_subject(of)
            && matches!(self.evaluator.node(element), Some(Node::Local(l)) if *l == local)
            && super::measure::adds_up(inner, unit);
        let mut facts = vec![Fact::count(Measure::Unit(unit), 1.0, f64::INFINITY)];
        if direct && want && low.is_finite() {
            let terms = vec![(Measure::Unit(inner), 1.0), (Measure::Unit(unit), -low)];
            facts.push(Fact::Count(Linear { terms, low: -1e-6, high: f64::INFINITY }));
        }
        Some(Fact::All(facts))
    }

    /// A number as a sum of measures and a constant.
    fn linear(&mut self, id: NodeId) -> Option<(Vec<(Measure, f64)>, f64)> {
        if let Some(value) = self.known(id) {
            return Some((Vec::new(), value.number()?));
        }
        match self.evaluator.node(id).cloned()? {
            Node::Call { function: F::Count, arguments } => self.length(*arguments.first()?),
            Node::Call { function: F::Occurrences, arguments } => {
                let [subject, needle] = arguments.as_slice() else { return None };
                self.occurrences(*subject, *needle)
            }
            Node::Arithmetic { operator: crate::syntax::ast::Arithmetic::Add, left, right } => {
                let ((mut a, x), (b, y)) = (self.linear(left)?, self.linear(right)?);
                a.extend(b);
                Some((a, x + y))
            }
            Node::Arithmetic { operator: crate::syntax::ast::Arithmetic::Subtract, left, right } => {
                let ((mut a, x), (b, y)) = (self.linear(left)?, self.linear(right)?);
                a.extend(b.into_iter().map(|(m, c)| (m, -c)));
                Some((a, x - y))
            }
            _ => None,
        }
    }

    fn occurrences(&mut self, subject: NodeId, needle: NodeId) -> Option<(Vec<(Measure, f64)>, f64)> {
        if !self.is_subject(subject) {
            return None;
        }
        let Value::Search(search) = self.known(needle)? else { return None };
        if search.fills_text() {
            return Some((vec![(Measure::Unit(Unit::PythonWord), 1.0)], 0.0));
        }
        Some((
            vec![(Measure::Found(Rc::from(format!("{:?}", search.needle)), Needle::of(&search)), 1.0)],
            0.0,
        ))
    }

    /// The length of a list as a sum of measures and a constant.
    fn length(&mut self, list: NodeId) -> Option<(Vec<(Measure, f64)>, f64)> {
        match self.evaluator.node(list).cloned()? {
            Node::Parts { unit, of } if self.is_subject(of) => Some((vec![(Measure::Unit(unit), 1.0)], 0.0)),
            Node::Collect { list, .. } => self.length(list),
            Node::Filter { list: source, keep, local } => {
                let whole = self.length(source).map(|(terms, _)| terms).unwrap_or_default();
                let inside = Fact::All(vec![
                    self.over(source, local, 1, |r| r.fact(keep, true)),
                    Fact::One(source, Box::new(self.about(Subject::Local(local), |r| r.fact(keep, true)))),
                ]);
                let whole = match whole.as_slice() {
                    [(measure, c)] if *c == 1.0 => Some(Box::new(measure.clone())),
                    _ => None,
                };
                Some((vec![(Measure::Kept { list, whole, inside: Box::new(inside) }, 1.0)], 0.0))
            }
            Node::Call { function: F::Matches, arguments } => {
                let [subject, needle] = arguments.as_slice() else { return None };
                self.occurrences(*subject, *needle)
            }
            Node::Call { function: F::Split, arguments } => {
                let [subject, needle] = arguments.as_slice() else { return None };
                let (terms, constant) = self.occurrences(*subject, *needle)?;
                Some((terms, constant + 1.0))
            }
            Node::Call { function: F::Distinct, arguments } => {
                let source = *arguments.first()?;
                let whole = match self.length(source)?.0.as_slice() {
                    [(measure, c)] if *c == 1.0 => Some(Box::new(measure.clone())),
                    _ => None,
                };
                Some((vec![(Measure::Distinct { list: source, whole }, 1.0)], 0.0))
            }
            _ => None,
        }
    }

    /// Which responses there are for which an expression's text matches a pattern; at least those.
    fn preimage(&mut self, id: NodeId, source: String) -> Option<String> {
        let inside = |source: &str| format!("{ANY}(?:{source}){ANY}");
        if self.is_subject(id) {
            return Some(source);
        }
        match self.evaluator.node(id).cloned()? {
            // An element of a list of parts stands somewhere in the text, if its list does.
            Node::Local(name) => self.parts.get(&name).map(|place| match place {
                Place::Somewhere => inside(&source),
                Place::FirstLine => format!("{BLANKS}(?:{source})(?:\\s{ANY})?"),
                Place::LastLine => format!("(?:{ANY}\\n)?{BLANKS}(?:{source}){BLANKS}"),
            }),
            Node::Call { function, arguments } => {
                let subject = *arguments.first()?;
                let second = arguments.get(1).copied();
                let text = second.and_then(|id| self.known_text(id)).map(|t| regex_syntax::escape(&t));
                let source = match (function, second) {
                    (F::Trim, None) => format!("{BLANKS}(?:{source}){BLANKS}"),
                    (F::TrimStart, None) => format!("{BLANKS}(?:{source})"),
                    (F::TrimEnd, None) => format!("(?:{source}){BLANKS}"),
                    (F::Lower, _) => lowered(&source),
                    (F::WithoutPrefix, _) => format!("(?:{})?(?:{source})", text?),
                    (F::WithoutSuffix, _) => format!("(?:{source})(?:{})?", text?),
                    (F::Section, _) | (F::Before, _) | (F::After, _) => inside(&source),
                    (F::At, Some(position)) => return self.element(subject, position, source),
                    _ => return None,
                };
                self.preimage(subject, source)
            }
            _ => None,
        }
    }

    /// The same for an element of a list.
    fn element(&mut self, list: NodeId, position: NodeId, source: String) -> Option<String> {
        let at = match self.known(position) {
            Some(Value::Int(n)) => n,
            _ => 0,
        };
        let (unit, of) = match self.evaluator.node(list).cloned()? {
            Node::Parts { unit, of } => (Some(unit), of),
            Node::Call { function: F::Matches | F::Split, arguments } => (None, *arguments.first()?),
            Node::Filter { list, .. } => return self.element(list, list, source),
            _ => return None,
        };
        let source = match (unit, at) {
            (Some(Unit::Line | Unit::Token), 1) => format!("{BLANKS}(?:{source}){ANY}"),
            (Some(Unit::Line | Unit::Token), -1) => format!("{ANY}(?:{source}){BLANKS}"),
            // Before the first word there is no letter or digit; of the ASCII ones that is certain.
            (Some(Unit::Word | Unit::PythonWord), 1) => {
                format!("[^A-Za-z0-9]*(?:{source})(?:[^A-Za-z0-9]{ANY})?")
            }
            (Some(Unit::Word | Unit::PythonWord), -1) => {
                format!("(?:{ANY}[^A-Za-z0-9])?(?:{source})[^A-Za-z0-9]*")
            }
            (Some(Unit::Letter), 1) => format!("[^A-Za-z]*(?:{source}){ANY}"),
            (Some(Unit::Letter), -1) => format!("{ANY}(?:{source})[^A-Za-z]*"),
            (Some(Unit::Character), 1) => format!("(?:{source}){ANY}"),
            (Some(Unit::Character), -1) => format!("{ANY}(?:{source})"),
            _ => format!("{ANY}(?:{source}){ANY}"),
        };
        self.preimage(of, source)
    }

    fn claim(&mut self, function: F, arguments: &[NodeId], want: bool) -> Fact {
        let Some(&subject) = arguments.first() else { return Fact::True };
        let direct = self.is_subject(subject);
        match function {
            F::Contains | F::StartsWith | F::EndsWith | F::Equals => {
                let Some(Value::Search(search)) = arguments.get(1).and_then(|&n| self.known(n)) else {
                    return Fact::True;
                };
                self.search(function, subject, &search, want)
            }
            F::IsLowercase | F::IsUppercase if want => {
                let (has, lacks, rest) = match function {
                    F::IsLowercase => (r"\p{Lowercase}", r"[\p{Lu}\p{Lt}]", r"[^\p{Lu}\p{Lt}]*"),
                    _ => (r"\p{Uppercase}", r"[\p{Ll}\p{Lt}]", r"[^\p{Ll}\p{Lt}]*"),
                };
                let has = self.preimage(subject, format!("{rest}{has}{rest}")).map_or(Fact::True, Fact::text);
                let lacks = if direct { Fact::no_text(format!("{ANY}{lacks}{ANY}")) } else { Fact::True };
                Fact::All(vec![has, lacks])
            }
            F::IsTitlecase if want => {
                let has = self
                    .preimage(subject, format!(r"{ANY}[\p{{Lu}}\p{{Lt}}]{ANY}"))
                    .map_or(Fact::True, Fact::text);
                // A small letter behind a blank begins a word.
                let lacks =
                    if direct { Fact::no_text(format!(r"(?:{ANY}\s)?[a-z]{ANY}")) } else { Fact::True };
                Fact::All(vec![has, lacks])
            }
            F::IsBlank if !want => {
                self.preimage(subject, format!(r"{ANY}[^\s\x1c-\x1f]{ANY}")).map_or(Fact::True, Fact::text)
            }
            F::IsJson | F::IsPythonJson if want => {
                // Of JSON's grammar, all but the nesting: no line break stands in a text.
                let number = r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?";
                let text = r#""(?:[^"\\\n]|\\[^\n])*""#;
                let value =
                    format!(r"(?:[\s\x1c-\x1f{{}}\[\],:]|{number}|{text}|true|false|null|NaN|-?Infinity)*");
                self.preimage(subject, value).map_or(Fact::True, Fact::text)
            }
            F::AllEqual | F::AllDifferent if want => self.alike(function, subject),
            F::Increasing | F::Decreasing if want => self.at_least(subject, 2.0),
            _ => Fact::True,
        }
    }

    /// Values all equal are one different value; all different, as many as there are.
    fn alike(&mut self, function: F, list: NodeId) -> Fact {
        let Some((terms, constant)) = self.length(list) else { return Fact::True };
        let whole = match terms.as_slice() {
            [(measure, c)] if *c == 1.0 && constant == 0.0 => Some(Box::new(measure.clone())),
            _ => None,
        };
        let distinct = Measure::Distinct { list, whole };
        let enough = Fact::Count(Linear { terms: terms.clone(), low: 2.0 - constant, high: f64::INFINITY });
        let same = if function == F::AllEqual {
            Fact::count(distinct, 1.0, 1.0)
        } else {
            let mut all = vec![(distinct, 1.0)];
            all.extend(terms.into_iter().map(|(m, c)| (m, -c)));
            Fact::Count(Linear { terms: all, low: constant, high: constant })
        };
        Fact::All(vec![enough, same])
    }

    fn search(&mut self, function: F, subject: NodeId, search: &Search, want: bool) -> Fact {
        let Some(needle) = Needle::of(search) else { return Fact::True };
        let source = &needle.source;
        let whole = match function {
            F::Contains => format!("{ANY}(?:{source}){ANY}"),
            F::StartsWith => format!("(?:{source}){ANY}"),
            F::EndsWith => format!("{ANY}(?:{source})"),
            _ => source.clone(),
        };
        if want {
            let Some(found) = self.preimage(subject, whole) else { return Fact::True };
            let mut facts = vec![Fact::text(found)];
            // A text that stands somewhere brings its words and characters.
            for (unit, n) in needle.brings {
                facts.push(Fact::count(Measure::Unit(unit), f64::from(n), f64::INFINITY));
            }
            return Fact::All(facts);
        }
        let direct = self.is_subject(subject);
        if direct && needle.exact { Fact::no_text(whole) } else { Fact::True }
    }
}

/// What a search looks for, as a pattern.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Needle {
    pub(super) source: String,
    /// Whether every match of the pattern is a hit.
    pub(super) exact: bool,
    /// The least number of characters of a hit.
    pub(super) least: u32,
    /// What one hit brings at least.
    pub(super) brings: [(Unit, u32); 2],
}

impl Needle {
    pub(super) fn of(search: &Search) -> Option<Needle> {
        let needle = &search.needle;
        let fold = needle.ignoring.contains(&Normalisation::Case);
        if needle.ignoring.iter().any(|n| *n != Normalisation::Case) {
            return None;
        }
        let source = match &needle.target {
            crate::program::Target::Text(text) if fold => format!("(?i:{})", regex_syntax::escape(text)),
            crate::program::Target::Text(text) => regex_syntax::escape(text),
            crate::program::Target::Pattern(_) => {
                let (source, ignore_case) = search.pattern_source()?;
                if ignore_case { format!("(?i:{source})") } else { source }
            }
        };
        let parsed = regex_syntax::ParserBuilder::new().multi_line(true).build().parse(&source).ok()?;
        let bytes = parsed.properties().minimum_len().unwrap_or(0);
        let count = |n: usize| u32::try_from(n).unwrap_or(0);
        let least = count(bytes.div_ceil(4));
        let brings = match &needle.target {
            crate::program::Target::Text(text) if !fold => [
                (Unit::Word, count(Unit::Word.find(text).len())),
                (Unit::CodePoint, count(text.chars().count())),
            ],
            _ => [(Unit::Word, 0), (Unit::CodePoint, least)],
        };
        Some(Needle { source, exact: !needle.whole_word, least, brings })
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
