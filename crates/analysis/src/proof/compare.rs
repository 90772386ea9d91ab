//! Facts of comparisons of texts and of lists of texts.

use super::encodings::length::without_sentence;
use super::encodings::lines::{first_sentence, lines_in_order};
use super::facts::{Fact, Place, Reader, Subject};
use super::measure::Linear;
use super::preimage::in_either_case;
use super::texts::{self, Texts, choice};
use crate::ops::{Comparison, Normalisation};
use crate::program::{Node, NodeId};
use crate::text::units::Layout;
use crate::verify::Value;

impl Reader<'_, '_, '_> {
    pub(super) fn compare(
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
        let literal =
            |text: &str| if ignoring.is_empty() { texts::literal(text) } else { in_either_case(text) };
        if let Some(text) = self.known_text(right) {
            return self.preimage(left, literal(&text)).map_or(Fact::True, Fact::text);
        }
        let Some(list) = self.known(right) else { return Fact::True };
        let words: Option<Vec<String>> = list
            .elements()
            .iter()
            .map(|v| match v {
                Value::Text(text) => Some(text.str(&self.evaluator.context()).to_owned()),
                _ => None,
            })
            .collect();
        let Some(words) = words else { return Fact::True };
        let wanted: Vec<Texts> = words.iter().map(|text| literal(text)).collect();
        if operator == Comparison::In {
            return self.preimage(left, choice(wanted)).map_or(Fact::True, Fact::text);
        }
        let Some(Node::Collect { list: source, item, local, arity }) = self.evaluator.node(left).cloned()
        else {
            return Fact::True;
        };
        // Each wanted text is read off some element.
        let mut facts: Vec<Fact> = self.over(source, local, arity, |r| {
            wanted.iter().filter_map(|t| Some(Fact::text(r.preimage(item, t.clone())?))).collect()
        });
        if arity == 1 {
            let worded = words.iter().all(|text| text.chars().any(char::is_alphanumeric));
            facts.extend(self.read_off(source, (local, item), &wanted, worded));
        }
        if let Some((terms, constant)) = self.length(source) {
            let n = f64::from(u32::try_from(wanted.len()).unwrap_or(u32::MAX)) - constant;
            facts.push(Fact::Count(Linear { terms, low: n, high: n }));
        }
        Fact::All(facts)
    }

    /// What it says of the elements of a list that certain texts are read off them, one each, in their order. `worded`:
    /// each of these has a letter or digit.
    fn read_off(
        &mut self,
        source: NodeId,
        (local, item): (u32, NodeId),
        wanted: &[Texts],
        worded: bool,
    ) -> Vec<Fact> {
        let list = self.named(source);
        let layout = list.unit.map_or(Layout::Unknown, |unit| unit.facts().layout);
        let lines = layout == Layout::Lines;
        let about = |r: &mut Self, texts: Texts| r.about(Subject::Local(local), |r| r.preimage(item, texts));
        let mut facts = Vec::new();
        if !wanted.is_empty() {
            let inside = about(self, choice(wanted.iter().cloned()));
            facts.extend(inside.map(|p| Fact::Every(list, Box::new(Fact::text(p)))));
        }
        for text in wanted {
            let inside = about(self, text.clone());
            facts.extend(inside.map(|p| Fact::One(list, Box::new(Fact::text(p)))));
        }
        if lines && worded {
            facts.extend(without_sentence().into_iter().map(Fact::no_text));
        }
        if let (Layout::Sentences, Some(first)) = (layout, wanted.first()) {
            let first = about(self, first.clone());
            facts.extend(first.into_iter().flat_map(|p| first_sentence(&p)).map(Fact::text));
        }
        if lines && !wanted.is_empty() {
            let each: Option<Vec<Texts>> = wanted.iter().map(|t| about(self, t.clone())).collect();
            facts.extend(each.and_then(|each| lines_in_order(&each)).map(Fact::text));
        }
        for (place, text) in [(Place::FirstLine, wanted.first()), (Place::LastLine, wanted.last())] {
            let Some(text) = text.filter(|_| lines) else { continue };
            let found = self.bound(Some(place), local, 1, |r| r.preimage(item, text.clone()));
            facts.extend(found.map(Fact::text));
        }
        facts
    }
}
