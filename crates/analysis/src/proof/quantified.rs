//! Facts of claims about the elements of a list.

use super::facts::{Fact, Place, Reader, Subject};
use super::lines::{first_sentence, on_every_line};
use super::measure::{Linear, Measure, adds_up, covers, forbidden};
use crate::ops::Quantifier;
use crate::program::{Node, NodeId};
use crate::text::Unit;
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

    /// What a claim about every part of a unit says of the text at certain places: its first line, all its lines.
    fn of_places(&mut self, unit: Unit, local: u32, body: NodeId) -> Vec<Fact> {
        let places: &[Place] = match unit {
            Unit::Line => &[Place::FirstLine, Place::LastLine],
            Unit::Paragraph => &[Place::FirstParagraph, Place::LastParagraph],
            _ => &[],
        };
        let mut facts = Vec::new();
        for &place in places {
            facts.push(self.bound(Some(place), local, 1, |r| r.fact(body, true)));
        }
        let inside = self.about(Subject::Local(local), |r| r.fact(body, true));
        match unit {
            Unit::Line => facts.extend(on_every_line(&inside)),
            Unit::Sentence => facts.extend(of_first_sentence(&inside)),
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
            let (depends, subject, depth, parts) =
                (self.depends, self.subject, self.depth, self.parts.clone());
            let units = self.units.clone();
            let mut given = self.given.clone();
            given.extend(local..local + arity);
            facts.push(self.evaluator.bound(local, arity, element.clone(), |evaluator| {
                Reader { evaluator, depends, subject, parts, units, given, depth }.fact(body, each)
            }));
        }
        if together { Fact::All(facts) } else { Fact::Any(facts) }
    }
}

/// What holds of a text if its first sentence matches what a fact about each says.
pub(super) fn of_first_sentence(fact: &Fact) -> Vec<Fact> {
    match fact {
        Fact::All(facts) => facts.iter().flat_map(of_first_sentence).collect(),
        Fact::Text(pattern) if !pattern.negated => first_sentence(&pattern.source).map(Fact::text).into(),
        _ => Vec::new(),
    }
}
