//! Facts of claims about the elements of a list.

use super::encodings::length::forbidden;
use super::encodings::lines::{first_sentence, on_every_line};
use super::facts::{Fact, Place, Reader, Subject};
use super::measure::{Linear, Measure, adds_up, covers};
use crate::ops::Quantifier;
use crate::program::{Node, NodeId, Origin};
use crate::text::Unit;
use crate::text::units::Layout;
use crate::verify::Value;

impl Reader<'_, '_, '_> {
    pub(super) fn quantified(
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
        if let Some(elements) = self.numbered(list).filter(|_| arity == 2) {
            return self.over_numbered((quantifier, vacuous), local, elements, body, want);
        }
        let (some_hold, all_hold) = match (quantifier, want) {
            (Quantifier::Each, true) if !vacuous => (true, true),
            (Quantifier::Some, true) => (true, false),
            // Something held, or failed, of which the claim speaks.
            (Quantifier::No, false) => (true, false),
            _ => return Fact::True,
        };
        let mut facts = vec![self.at_least(list, 1.0)];
        if some_hold {
            facts.push(self.over(list, local, arity, |r| r.fact(body, true)));
            if arity == 1 {
                let inside = Box::new(self.about(Subject::Local(local), |r| r.fact(body, true)));
                let list = self.named(list);
                facts.push(if all_hold { Fact::Every(list, inside) } else { Fact::One(list, inside) });
            }
        }
        if let Some(Node::Parts { unit, of }) = self.evaluator.node(list).cloned()
            && self.is_subject(of)
            && arity == 1
        {
            if all_hold {
                facts.extend(self.of_places(unit, local, body));
            }
            facts.extend(self.of_counts(unit, local, body, all_hold));
        }
        Fact::All(facts)
    }

    /// The list of which another has the elements behind their positions.
    fn numbered(&self, list: NodeId) -> Option<NodeId> {
        match self.evaluator.node(list) {
            Some(Node::Call { function, arguments }) if function.facts().origin == Origin::Numbered => {
                arguments.first().copied()
            }
            _ => None,
        }
    }

    /// A claim about elements behind their positions: of each element, wherever it stands, and of the first.
    fn over_numbered(
        &mut self,
        how: (Quantifier, bool),
        position: u32,
        list: NodeId,
        body: NodeId,
        want: bool,
    ) -> Fact {
        let (element, each) = (position + 1, self.quantified(how, (position + 1, 1), list, body, want));
        if how != (Quantifier::Each, false) || !want {
            return each;
        }
        let layout = match self.evaluator.node(list) {
            Some(Node::Parts { unit, .. }) => unit.facts().layout,
            _ => Layout::Unknown,
        };
        let place = self.list_of_response(list).then_some(match layout {
            Layout::Lines => Place::FirstLine,
            Layout::Paragraphs => Place::FirstParagraph,
            _ => Place::Somewhere,
        });
        let first = self
            .given_as((position, 1), Value::Int(1), |r| r.bound(place, element, 1, |r| r.fact(body, true)));
        Fact::All(vec![each, first])
    }

    /// What a claim about every part of a unit says of the text at certain places: its first line, all its lines.
    fn of_places(&mut self, unit: Unit, local: u32, body: NodeId) -> Vec<Fact> {
        let layout = unit.facts().layout;
        let places: &[Place] = match layout {
            Layout::Lines => &[Place::FirstLine, Place::LastLine],
            Layout::Paragraphs => &[Place::FirstParagraph, Place::LastParagraph],
            _ => &[],
        };
        let mut facts = Vec::new();
        for &place in places {
            facts.push(self.bound(Some(place), local, 1, |r| r.fact(body, true)));
        }
        let inside = self.about(Subject::Local(local), |r| r.fact(body, true));
        match layout {
            Layout::Lines => facts.extend(on_every_line(&inside)),
            Layout::Sentences => facts.extend(of_first_sentence(&inside)),
            _ => {}
        }
        facts
    }

    /// What bounds on counts in each part, or in some part, of a unit say of the counts of the whole text.
    fn of_counts(&mut self, unit: Unit, local: u32, body: NodeId, all_hold: bool) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (inner, low, high) in self.per_element(body, local) {
            if all_hold {
                facts.extend(forbidden(unit, inner, low, high).into_iter().map(Fact::no_text));
            }
            if !adds_up(inner, unit) {
                continue;
            }
            if all_hold {
                // Each of n parts has at least `low`: together at least n times as many.
                let terms = vec![(Measure::Unit(inner), 1.0), (Measure::Unit(unit), -low)];
                facts.push(Fact::Count(Linear { terms, low: 0.0, high: f64::INFINITY }));
                if high.is_finite() && covers(inner, unit) {
                    let terms = vec![(Measure::Unit(inner), 1.0), (Measure::Unit(unit), -high)];
                    facts.push(Fact::Count(Linear { terms, low: f64::NEG_INFINITY, high: 0.0 }));
                }
            }
            facts.push(Fact::count(Measure::Unit(inner), low, f64::INFINITY));
        }
        facts
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
            facts.push(self.given_as((local, arity), element.clone(), |r| r.fact(body, each)));
        }
        if together { Fact::All(facts) } else { Fact::Any(facts) }
    }

    /// Runs `inner` with names whose values are known.
    fn given_as<T>(
        &mut self,
        (local, arity): (u32, u32),
        value: Value,
        inner: impl FnOnce(&mut Reader<'_, '_, '_>) -> T,
    ) -> T {
        let (depends, subject, depth) = (self.depends, self.subject, self.depth);
        let (parts, units) = (self.parts.clone(), self.units.clone());
        let mut given = self.given.clone();
        given.extend(local..local + arity);
        self.evaluator.bound(local, arity, value, |evaluator| {
            inner(&mut Reader { evaluator, depends, subject, parts, units, given, depth })
        })
    }
}

/// What holds of a text if its first sentence matches what a fact about each says.
pub(super) fn of_first_sentence(fact: &Fact) -> Vec<Fact> {
    match fact {
        Fact::All(facts) => facts.iter().flat_map(of_first_sentence).collect(),
        Fact::Text(text) if !text.negated => first_sentence(&text.texts).map(Fact::text).into(),
        _ => Vec::new(),
    }
}
