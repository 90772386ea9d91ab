//! Facts of comparisons of texts and of lists of texts.

use super::facts::{Fact, Place, Reader, Subject};
use super::lines::{first_sentence, lines_in_order};
use super::measure::{Linear, forbidden};
use super::places::in_either_case;
use crate::ops::{Comparison, Normalisation};
use crate::program::{Node, NodeId};
use crate::text::Unit;
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
        let literal = |text: &str| {
            if ignoring.is_empty() { regex_syntax::escape(text) } else { in_either_case(text) }
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
                inside
                    .filter(|_| !texts.is_empty())
                    .map(|p| Fact::Every(self.named(source), Box::new(Fact::text(p)))),
            );
            for text in &texts {
                let inside = self.about(Subject::Local(local), |r| r.preimage(item, literal(text)));
                facts.extend(inside.map(|p| Fact::One(self.named(source), Box::new(Fact::text(p)))));
            }
            let lines = matches!(self.evaluator.node(source), Some(Node::Parts { unit: Unit::Line, of }) if self.is_subject(*of));
            if lines && texts.iter().all(|t| t.chars().any(char::is_alphanumeric)) {
                let wordless = forbidden(Unit::Line, Unit::Sentence, 1.0, f64::INFINITY);
                facts.extend(wordless.into_iter().map(Fact::no_text));
            }
            let unit = self.named(source).unit;
            if unit == Some(Unit::Sentence) && !texts.is_empty() {
                let first = texts.first().map(|t| literal(t)).unwrap_or_default();
                let first = self.about(Subject::Local(local), |r| r.preimage(item, first));
                facts.extend(first.into_iter().flat_map(|p| first_sentence(&p)).map(Fact::text));
            }
            if lines && !texts.is_empty() {
                let each: Option<Vec<String>> = texts
                    .iter()
                    .map(|t| self.about(Subject::Local(local), |r| r.preimage(item, literal(t))))
                    .collect();
                facts.extend(each.and_then(|each| lines_in_order(&each)).map(Fact::text));
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
