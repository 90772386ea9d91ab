//! Facts of values that are all equal or all different, and of texts that bring the same word twice.

use super::facts::{Fact, Likeness, Reader};
use super::measure::{Linear, Measure};
use crate::program::{Node, NodeId, Origin, Preimage};
use crate::text::Unit;
use crate::text::units::Layout;
use std::collections::HashSet;

impl Reader<'_, '_, '_> {
    /// Values all equal are one different value; all different, as many as there are.
    pub(super) fn alike(&mut self, same: bool, list: NodeId) -> Fact {
        let Some((terms, constant)) = self.length(list) else { return Fact::True };
        let whole = match terms.as_slice() {
            [(measure, c)] if *c == 1.0 && constant == 0.0 => Some(Box::new(measure.clone())),
            _ => None,
        };
        let distinct = Measure::Distinct { list, whole };
        let enough = Fact::Count(Linear { terms: terms.clone(), low: 2.0 - constant, high: f64::INFINITY });
        let values = self.parts_alike(same, list);
        let distinct = if same {
            Fact::count(distinct, 1.0, 1.0)
        } else {
            let mut all = vec![(distinct, 1.0)];
            all.extend(terms.into_iter().map(|(m, c)| (m, -c)));
            Fact::Count(Linear { terms: all, low: constant, high: constant })
        };
        Fact::All(vec![enough, distinct, values])
    }

    /// What values all equal or all different say of the words of the text.
    fn parts_alike(&self, same: bool, list: NodeId) -> Fact {
        let Some(Node::Collect { local, arity: 1, list, item }) = self.evaluator.node(list) else {
            return Fact::True;
        };
        let Some(unit) = self.named(*list).unit else { return Fact::True };
        let (how, item) = match self.evaluator.node(*item) {
            Some(Node::Call { function, arguments }) if function.facts().preimage == Preimage::Lowered => {
                (Likeness::Lowered, arguments.first())
            }
            _ => (Likeness::Exact, Some(item)),
        };
        let itself = |id: NodeId| matches!(self.evaluator.node(id), Some(Node::Local(name)) if name == local);
        let Some(&item) = item else { return Fact::True };
        if !same {
            return if itself(item) { Fact::Differ(unit, how) } else { Fact::True };
        }
        // A word of each of several parts, or a sentence with all its words.
        let Some(Node::Call { function, arguments }) = self.evaluator.node(item) else { return Fact::True };
        if function.facts().origin != Origin::Element || !unit.facts().keeps_words {
            return Fact::True;
        }
        match arguments.first().and_then(|&inner| self.evaluator.node(inner)) {
            Some(Node::Parts { unit: inner, of }) if itself(*of) => match inner.facts().layout {
                Layout::Words => Fact::Same(*inner, how),
                Layout::Sentences if how == Likeness::Exact => Fact::Same(Unit::Word, how),
                _ => Fact::True,
            },
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
