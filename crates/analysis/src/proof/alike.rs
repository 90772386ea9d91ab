//! Facts of values that are all equal or all different, and of texts that bring the same word twice.

use super::facts::{Fact, Likeness, Reader};
use super::measure::{Linear, Measure};
use crate::program::{Function as F, Node, NodeId};
use crate::text::Unit;
use std::collections::HashSet;

impl Reader<'_, '_, '_> {
    /// Values all equal are one different value; all different, as many as there are.
    pub(super) fn alike(&mut self, function: F, list: NodeId) -> Fact {
        let Some((terms, constant)) = self.length(list) else { return Fact::True };
        let whole = match terms.as_slice() {
            [(measure, c)] if *c == 1.0 && constant == 0.0 => Some(Box::new(measure.clone())),
            _ => None,
        };
        let distinct = Measure::Distinct { list, whole };
        let enough = Fact::Count(Linear { terms: terms.clone(), low: 2.0 - constant, high: f64::INFINITY });
        let values = self.parts_alike(function, list);
        let same = if function == F::AllEqual {
            Fact::count(distinct, 1.0, 1.0)
        } else {
            let mut all = vec![(distinct, 1.0)];
            all.extend(terms.into_iter().map(|(m, c)| (m, -c)));
            Fact::Count(Linear { terms: all, low: constant, high: constant })
        };
        Fact::All(vec![enough, same, values])
    }

    /// What values all equal or all different say of the words of the text.
    fn parts_alike(&self, function: F, list: NodeId) -> Fact {
        let Some(Node::Collect { local, arity: 1, list, item }) = self.evaluator.node(list) else {
            return Fact::True;
        };
        let Some(unit) = self.named(*list).unit else { return Fact::True };
        let (how, item) = match self.evaluator.node(*item) {
            Some(Node::Call { function: F::Lower, arguments }) => (Likeness::Lowered, arguments.first()),
            _ => (Likeness::Exact, Some(item)),
        };
        let itself = |id: NodeId| matches!(self.evaluator.node(id), Some(Node::Local(name)) if name == local);
        match (function, item.and_then(|&id| Some((id, self.evaluator.node(id)?)))) {
            (F::AllDifferent, Some((id, _))) if itself(id) => Fact::Differ(unit, how),
            // A word of each of several parts, or a sentence with all its words.
            (F::AllEqual, Some((_, Node::Call { function: F::At, arguments })))
                if matches!(unit, Unit::Line | Unit::Paragraph | Unit::Sentence) =>
            {
                match arguments.first().and_then(|&inner| self.evaluator.node(inner)) {
                    Some(Node::Parts { unit: Unit::Word, of }) if itself(*of) => Fact::Same(Unit::Word, how),
                    Some(Node::Parts { unit: Unit::Sentence, of })
                        if itself(*of) && how == Likeness::Exact =>
                    {
                        Fact::Same(Unit::Word, how)
                    }
                    _ => Fact::True,
                }
            }
            _ => Fact::True,
        }
    }
}

/// What a text that must occur as it is brings twice. Words at its ends may go on in what stands beside it.
pub(super) fn said_twice(text: &str) -> Fact {
    let inner =
        text.split_once(char::is_whitespace).and_then(|(_, rest)| rest.rsplit_once(char::is_whitespace));
    let Some((inner, _)) = inner else { return Fact::True };
    let mut seen = HashSet::new();
    let words = Unit::Word.find(inner);
    let again = words.iter().any(|p| !seen.insert(crate::text::python::lower(p.of(inner))));
    if again { Fact::Same(Unit::Word, Likeness::Lowered) } else { Fact::True }
}
