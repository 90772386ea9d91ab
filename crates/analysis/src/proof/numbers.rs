//! Facts about numbers: sums of measures between bounds.

use super::facts::{Fact, Reader, Subject};
use super::measure::{Linear, Measure};
use super::search_pattern::SearchPattern;
use crate::ops::Comparison;
use crate::program::{Length, Node, NodeId, Quantity};
use crate::text::Unit;
use crate::verify::Value;
use std::rc::Rc;

impl Reader<'_, '_, '_> {
    /// A list must have so many elements.
    pub(super) fn at_least(&mut self, list: NodeId, least: f64) -> Fact {
        match self.length(list) {
            Some((terms, constant)) => {
                Fact::Count(Linear { terms, low: least - constant, high: f64::INFINITY })
            }
            None => Fact::True,
        }
    }

    /// Bounds on counts of units in the element of a quantifier that its claim asks for.
    pub(super) fn per_element(&mut self, body: NodeId, local: u32) -> Vec<(Unit, f64, f64)> {
        match self.evaluator.node(body).cloned() {
            Some(Node::And(claims)) => claims.into_iter().flat_map(|c| self.per_element(c, local)).collect(),
            Some(Node::Compare { operator, left, right, .. }) => {
                let unit = match self.evaluator.node(left).cloned() {
                    Some(Node::Call { function, arguments })
                        if function.facts().quantity == Quantity::Length =>
                    {
                        arguments
                        .first()
                        .and_then(|&list| match self.evaluator.node(list) {
                            Some(Node::Parts { unit, of }) => Some((*unit, *of)),
                            _ => None,
                        })
                        .filter(
                            |(_, of)| matches!(self.evaluator.node(*of), Some(Node::Local(l)) if *l == local),
                        )
                        .map(|(unit, _)| unit)
                    }
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

    /// The bounds that a comparison with a known right side puts on its left side.
    pub(super) fn bounds(&mut self, operator: Comparison, right: NodeId) -> Option<(f64, f64)> {
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

    pub(super) fn compare_numbers(
        &mut self,
        operator: Comparison,
        left: NodeId,
        right: NodeId,
        want: bool,
    ) -> Option<Fact> {
        let (quantity, arguments) = match self.evaluator.node(left).cloned() {
            Some(Node::Call { function, arguments }) => (function.facts().quantity, arguments),
            _ => (Quantity::Unknown, Vec::new()),
        };
        if quantity == Quantity::Ratio {
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
        if quantity == Quantity::Mean {
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
        // Measures are whole numbers: more than 2 or 2.5 is at least 3.
        let (low, high) = if strict { (low.floor() + 1.0, high.ceil() - 1.0) } else { (low, high) };
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
    pub(super) fn sum_of_conditions(
        &mut self,
        operator: Comparison,
        left: NodeId,
        right: NodeId,
        want: bool,
    ) -> Option<Fact> {
        let Node::Call { function, arguments } = self.evaluator.node(left).cloned()? else { return None };
        if function.facts().quantity != Quantity::Sum {
            return None;
        }
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
    pub(super) fn difference(
        &mut self,
        operator: Comparison,
        terms: Vec<(Measure, f64)>,
        n: f64,
        want: bool,
    ) -> Option<Fact> {
        let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        let (low, high) = match (operator, want) {
            (Comparison::Greater, true) | (Comparison::AtMost, false) => (n.floor() + 1.0, most),
            (Comparison::AtLeast, true) | (Comparison::Less, false) => (n, most),
            (Comparison::Less, true) | (Comparison::AtLeast, false) => (least, n.ceil() - 1.0),
            (Comparison::AtMost, true) | (Comparison::Greater, false) => (least, n),
            (Comparison::Equal, true) | (Comparison::NotEqual, false) => (n, n),
            _ => return Some(Fact::True),
        };
        Some(Fact::Count(Linear { terms, low, high }))
    }

    /// The mean of a count over the parts of one unit: what they have together is at least that many times.
    pub(super) fn mean(
        &mut self,
        list: NodeId,
        operator: Comparison,
        right: NodeId,
        want: bool,
    ) -> Option<Fact> {
        let (low, _) = self.bounds(operator, right)?;
        let Some(Node::Collect { list: source, item, local, .. }) = self.evaluator.node(list).cloned() else {
            return None;
        };
        let Some(Node::Parts { unit, of }) = self.evaluator.node(source).cloned() else { return None };
        let Some(Node::Call { function, arguments }) = self.evaluator.node(item).cloned() else {
            return None;
        };
        if function.facts().quantity != Quantity::Length {
            return None;
        }
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
    pub(super) fn linear(&mut self, id: NodeId) -> Option<(Vec<(Measure, f64)>, f64)> {
        if let Some(value) = self.known(id) {
            return Some((Vec::new(), value.number()?));
        }
        match self.evaluator.node(id).cloned()? {
            Node::Call { function, arguments } => match (function.facts().quantity, arguments.as_slice()) {
                (Quantity::Length, [list]) => self.length(*list),
                (Quantity::Occurrences, [subject, needle]) => self.occurrences(*subject, *needle),
                _ => None,
            },
            Node::Arithmetic { operator: crate::ops::Arithmetic::Add, left, right } => {
                let ((mut a, x), (b, y)) = (self.linear(left)?, self.linear(right)?);
                a.extend(b);
                Some((a, x + y))
            }
            Node::Arithmetic { operator: crate::ops::Arithmetic::Subtract, left, right } => {
                let ((mut a, x), (b, y)) = (self.linear(left)?, self.linear(right)?);
                a.extend(b.into_iter().map(|(m, c)| (m, -c)));
                Some((a, x - y))
            }
            _ => None,
        }
    }

    pub(super) fn occurrences(
        &mut self,
        subject: NodeId,
        needle: NodeId,
    ) -> Option<(Vec<(Measure, f64)>, f64)> {
        if !self.is_subject(subject) {
            return None;
        }
        let Value::Search(search) = self.known(needle)? else { return None };
        if search.fills_text() {
            return Some((vec![(Measure::Unit(Unit::PythonWord), 1.0)], 0.0));
        }
        Some((
            vec![(Measure::Found(Rc::from(format!("{:?}", search.needle)), SearchPattern::of(&search)), 1.0)],
            0.0,
        ))
    }

    /// The length of a list as a sum of measures and a constant.
    pub(super) fn length(&mut self, list: NodeId) -> Option<(Vec<(Measure, f64)>, f64)> {
        match self.evaluator.node(list).cloned()? {
            Node::Parts { unit, of } if self.is_subject(of) => Some((vec![(Measure::Unit(unit), 1.0)], 0.0)),
            Node::Collect { list, .. } => self.length(list),
            Node::Filter { list: source, keep, local } => {
                let whole = self.length(source).map(|(terms, _)| terms).unwrap_or_default();
                let inside = Fact::All(vec![
                    self.over(source, local, 1, |r| r.fact(keep, true)),
                    Fact::One(
                        self.named(source),
                        Box::new(self.about(Subject::Local(local), |r| r.fact(keep, true))),
                    ),
                ]);
                let whole = match whole.as_slice() {
                    [(measure, c)] if *c == 1.0 => Some(Box::new(measure.clone())),
                    _ => None,
                };
                Some((vec![(Measure::Kept { list, whole, inside: Box::new(inside) }, 1.0)], 0.0))
            }
            Node::Call { function, arguments } => match (function.facts().length, arguments.as_slice()) {
                (Length::Occurrences { more }, [subject, needle]) => {
                    let (terms, constant) = self.occurrences(*subject, *needle)?;
                    Some((terms, constant + f64::from(more)))
                }
                (Length::Distinct, [source]) => {
                    let whole = match self.length(*source)?.0.as_slice() {
                        [(measure, c)] if *c == 1.0 => Some(Box::new(measure.clone())),
                        _ => None,
                    };
                    Some((vec![(Measure::Distinct { list: *source, whole }, 1.0)], 0.0))
                }
                (Length::Same, [source, ..]) => self.length(*source),
                _ => None,
            },
            _ => None,
        }
    }
}
