//! How judgements combine: connectives, quantifiers, blocks. Both evaluators use these.
//!
//! Scores: `all` is the weighted geometric mean of its claims, `any` the greatest, `each` the mean over the parts,
//! `not` all or nothing, `in order` counts a step only as far as every step before it holds.

use super::judgement::{Bound, Judgement, MAX_SPANS, Truth, nearly};
use super::verdict::Measured;
use crate::ops::{BlockKind, Comparison, Quantifier};
use crate::program::{NodeId, Number, Range, Real};
use crate::resolve::as_f64;
use crate::text::Part;

/// A claim with its weight in the score.
pub(crate) type Weighted = (Judgement, f64);

/// All claims hold.
pub(crate) fn all(claims: Vec<Weighted>) -> Judgement {
    let weight: f64 = claims.iter().map(|(_, w)| w).sum();
    let log: f64 = claims.iter().map(|(j, w)| j.score.max(0.0).ln() * w).sum();
    let score = if weight > 0.0 { (log / weight).exp() } else { 1.0 };
    let truth = conjunction(claims.iter().map(|(j, _)| &j.truth));
    let out = match truth {
        Truth::Holds => merge(claims.into_iter().map(|(j, _)| j)),
        _ => decisive(claims.into_iter().map(|(j, _)| j), &truth),
    };
    Judgement { score: short_of(score, &truth), truth, ..out }
}

/// A mean of scores of which one is below 1 may round to 1: what does not hold stays below.
fn short_of(score: f64, truth: &Truth) -> f64 {
    if *truth == Truth::Holds { score } else { nearly(score) }
}

/// One claim holds.
pub(crate) fn any(claims: Vec<Weighted>) -> Judgement {
    let score = claims.iter().map(|(j, _)| j.score).fold(0.0, f64::max);
    let truth = disjunction(claims.iter().map(|(j, _)| &j.truth));
    let out = match truth {
        Truth::Holds => claims.into_iter().map(|(j, _)| j).find(Judgement::holds),
        // The nearest miss tells most.
        _ => claims.into_iter().map(|(j, _)| j).max_by(|a, b| a.score.total_cmp(&b.score)),
    };
    Judgement { truth, score, ..out.unwrap_or_else(|| Judgement::plain(false)) }
}

/// A block of claims.
pub(crate) fn block(kind: BlockKind, claims: Vec<Weighted>) -> Judgement {
    match kind {
        BlockKind::All => all(claims),
        BlockKind::Any => any(claims),
        BlockKind::None => all(claims.into_iter().map(|(j, w)| (j.not(), w)).collect()),
        BlockKind::AtLeast(k) => at_least(k, claims),
        BlockKind::InOrder => in_order(claims),
    }
}

fn at_least(k: u32, claims: Vec<Weighted>) -> Judgement {
    let needed = k as usize;
    let held = claims.iter().filter(|(j, _)| j.holds()).count();
    let unsure =
        claims.iter().find(|(j, _)| matches!(j.truth, Truth::Error(_))).map(|(j, _)| j.truth.clone());
    let unsure_count = claims.iter().filter(|(j, _)| matches!(j.truth, Truth::Error(_))).count();
    let mut scores: Vec<f64> = claims.iter().map(|(j, _)| j.score).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    let score = if needed == 0 { 1.0 } else { scores.iter().take(needed).sum::<f64>() / f64::from(k) };
    let truth = match unsure {
        _ if held >= needed => Truth::Holds,
        Some(error) if held + unsure_count >= needed => error,
        _ => Truth::Fails,
    };
    let out = decisive(claims.into_iter().map(|(j, _)| j), &truth);
    let low = Some(Real(f64::from(k)));
    let bound = Some(Bound::Range(Range { low, high: None, of: Number::Int }));
    Judgement {
        score: short_of(score, &truth),
        truth,
        measured: Some(Measured::Int(super::builtins::count(held))),
        bound,
        rule: None,
        ..out
    }
}

fn in_order(claims: Vec<Weighted>) -> Judgement {
    let weight: f64 = claims.iter().map(|(_, w)| w).sum();
    let mut reached = 1.0;
    let mut score = 0.0;
    for (judgement, w) in &claims {
        reached *= judgement.score;
        score += w * reached;
    }
    let score = if weight > 0.0 { score / weight } else { 1.0 };
    let out = all(claims);
    Judgement { score: short_of(score, &out.truth), ..out }
}

/// The judgement of a claim about each element of a list, gathered one by one.
pub(crate) struct Quantified {
    quantifier: Quantifier,
    count: usize,
    truth: Truth,
    /// Sum of the scores, or with `some` the greatest.
    score: f64,
    /// Of the elements that decided.
    evidence: Option<Judgement>,
}

impl Quantified {
    pub(crate) fn new(quantifier: Quantifier) -> Quantified {
        let truth = if quantifier == Quantifier::Some { Truth::Fails } else { Truth::Holds };
        Quantified { quantifier, count: 0, truth, score: 0.0, evidence: None }
    }

    /// Whether an element's judgement is shown: it decides, and not too many did before.
    pub(crate) fn shows(&self, judgement: &Judgement) -> bool {
        let room = self.evidence.as_ref().is_none_or(|first| first.spans.len() < MAX_SPANS);
        room && judgement.holds() != (self.quantifier == Quantifier::Each)
    }

    /// Whether an element of this truth settles the truth of all.
    pub(crate) fn settled_by(&self, truth: &Truth) -> bool {
        match self.quantifier {
            Quantifier::Each => *truth == Truth::Fails,
            Quantifier::Some | Quantifier::No => *truth == Truth::Holds,
        }
    }

    /// The truth of all when one element settled it.
    pub(crate) fn settled(&self) -> Truth {
        if self.quantifier == Quantifier::Some { Truth::Holds } else { Truth::Fails }
    }

    /// Adds an element's judgement, and where the element stands.
    pub(crate) fn add(&mut self, judgement: Judgement, place: Option<Part>) {
        self.count += 1;
        let decided = self.shows(&judgement);
        let known = std::mem::replace(&mut self.truth, Truth::Holds);
        match self.quantifier {
            Quantifier::Some => {
                self.truth = either(known, &judgement.truth);
                self.score = self.score.max(judgement.score);
            }
            Quantifier::Each => {
                self.truth = both(known, &judgement.truth);
                self.score += judgement.score;
            }
            Quantifier::No => {
                self.truth = match &judgement.truth {
                    Truth::Holds => Truth::Fails,
                    error @ Truth::Error(_) if known == Truth::Holds => error.clone(),
                    _ => known,
                };
                // What can't be told is not known to be absent.
                let spared = matches!(judgement.truth, Truth::Fails | Truth::Absent);
                self.score += f64::from(u8::from(spared));
            }
        }
        if decided {
            self.point(judgement, place);
        }
    }

    /// Keeps the evidence of an element; its own place where the claim about it has none.
    fn point(&mut self, judgement: Judgement, place: Option<Part>) {
        match &mut self.evidence {
            Some(first) if judgement.spans.is_empty() => first.spans.extend(place),
            Some(first) => first.spans.extend(judgement.spans),
            None if judgement.spans.is_empty() => {
                self.evidence = Some(Judgement { spans: place.into_iter().collect(), ..judgement });
            }
            None => self.evidence = Some(judgement),
        }
    }

    /// The judgement of all. `vacuous`: whether it holds of no elements.
    pub(crate) fn judgement(self, vacuous: bool) -> Judgement {
        if self.count == 0 && self.quantifier != Quantifier::No {
            if vacuous {
                return Judgement::plain(true);
            }
            let mut out = Judgement::plain(false);
            out.measured = Some(Measured::Int(0));
            out.bound = Some(Bound::Words("at least 1 to speak of".to_owned()));
            return out;
        }
        let mean = self.score / as_f64(super::builtins::count(self.count.max(1)));
        let out = self.evidence.unwrap_or_else(|| Judgement::plain(true));
        let truth = self.truth;
        match self.quantifier {
            Quantifier::Some => Judgement { truth, score: self.score, ..out },
            Quantifier::Each => Judgement { score: short_of(mean, &truth), truth, ..out },
            Quantifier::No => {
                let score = if self.count == 0 { 1.0 } else { mean };
                Judgement { score: short_of(score, &truth), truth, measured: None, bound: None, ..out }
            }
        }
    }
}

fn conjunction<'a>(truths: impl Iterator<Item = &'a Truth>) -> Truth {
    truths.fold(Truth::Holds, both)
}

fn disjunction<'a>(truths: impl Iterator<Item = &'a Truth>) -> Truth {
    truths.fold(Truth::Fails, either)
}

/// The truth of two claims that must both hold.
pub(crate) fn both(one: Truth, other: &Truth) -> Truth {
    match (one, other) {
        (Truth::Fails, _) | (_, Truth::Fails) => Truth::Fails,
        (Truth::Absent, _) | (_, Truth::Absent) => Truth::Absent,
        (error @ Truth::Error(_), _) => error,
        (_, error @ Truth::Error(_)) => error.clone(),
        (Truth::Holds, Truth::Holds) => Truth::Holds,
    }
}

/// The truth of two claims of which one must hold.
pub(crate) fn either(one: Truth, other: &Truth) -> Truth {
    match (one, other) {
        (Truth::Holds, _) | (_, Truth::Holds) => Truth::Holds,
        (error @ Truth::Error(_), _) => error,
        (_, error @ Truth::Error(_)) => error.clone(),
        (Truth::Absent, _) | (_, Truth::Absent) => Truth::Absent,
        (Truth::Fails, Truth::Fails) => Truth::Fails,
    }
}

/// Joins the evidence of claims that all hold.
fn merge(claims: impl Iterator<Item = Judgement>) -> Judgement {
    claims
        .reduce(|a, b| Judgement {
            measured: a.measured.clone().or(b.measured),
            bound: a.bound.clone().or(b.bound),
            rule: a.rule.or(b.rule),
            ..a.at(b.spans)
        })
        .unwrap_or_else(|| Judgement::plain(true))
}

/// The evidence of the claim that decided: the first that is not met.
fn decisive(claims: impl Iterator<Item = Judgement>, truth: &Truth) -> Judgement {
    let mut all: Vec<Judgement> = claims.collect();
    let at = all
        .iter()
        .position(|j| j.truth == *truth)
        .or_else(|| all.iter().position(|j| !j.holds()))
        .unwrap_or(0);
    if at < all.len() { all.swap_remove(at) } else { Judgement::plain(true) }
}

/// A comparison of numbers.
pub(crate) fn compare_numbers(operator: Comparison, left: f64, right: f64, measured: Measured) -> Judgement {
    let whole = matches!(measured, Measured::Int(_)) && right.fract() == 0.0;
    let of = if whole { Number::Int } else { Number::Float };
    let range = |low: Option<f64>, high: Option<f64>| Range { low: low.map(Real), high: high.map(Real), of };
    match operator {
        Comparison::AtMost => Judgement::number(left, measured, range(None, Some(right))),
        Comparison::AtLeast => Judgement::number(left, measured, range(Some(right), None)),
        Comparison::Less if whole => Judgement::number(left, measured, range(None, Some(right - 1.0))),
        Comparison::Greater if whole => Judgement::number(left, measured, range(Some(right + 1.0), None)),
        Comparison::Less | Comparison::Greater => {
            let (holds, word) = if operator == Comparison::Less {
                (left < right, "less than")
            } else {
                (left > right, "more than")
            };
            let mut out = Judgement::plain(holds);
            if !holds {
                out.score = nearly((-(left - right).abs() / right.abs().max(1.0)).exp());
            }
            Judgement { measured: Some(measured), bound: Some(Bound::number(word, right)), ..out }
        }
        Comparison::Equal | Comparison::In => {
            Judgement::number(left, measured, range(Some(right), Some(right)))
        }
        Comparison::NotEqual => Judgement::number(left, measured, range(Some(right), Some(right))).not(),
    }
}

/// Names the comparison that decided, unless one inside it has.
pub(crate) fn ruled(judgement: Judgement, node: NodeId) -> Judgement {
    Judgement { rule: judgement.rule.or(Some(node)), ..judgement }
}
