//! How judgements combine: connectives, quantifiers, blocks. Both evaluators use these.
//!
//! Scores: `all` is the weighted geometric mean of its claims, `any` the greatest, `each` the mean over the parts,
//! `not` all or nothing, `in order` counts a step only as far as every step before it holds.

use super::judgement::{Bound, Judgement, MAX_SPANS, Truth};
use super::verdict::Measured;
use crate::program::{NodeId, Number, Range, Real};
use crate::resolve::as_f64;
use crate::syntax::ast::{BlockKind, Comparison, Quantifier};
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
    Judgement { truth, score, ..out }
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
        truth,
        score,
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
    Judgement { score, ..all(claims) }
}

/// The judgement of a claim about each element, with where the element stands.
pub(crate) fn quantify(
    quantifier: Quantifier,
    vacuous: bool,
    parts: Vec<(Judgement, Option<Part>)>,
) -> Judgement {
    let count = parts.len();
    if count == 0 && quantifier != Quantifier::No {
        if vacuous {
            return Judgement::plain(true);
        }
        let mut out = Judgement::plain(false);
        out.measured = Some(Measured::Int(0));
        out.bound = Some(Bound::Words("at least 1 to speak of".to_owned()));
        return out;
    }
    let truths = parts.iter().map(|(j, _)| &j.truth);
    match quantifier {
        Quantifier::Some => {
            let truth = disjunction(truths);
            let score = parts.iter().map(|(j, _)| j.score).fold(0.0, f64::max);
            let out = pointed(parts, |j| j.holds());
            Judgement { truth, score, ..out }
        }
        Quantifier::Each => {
            let truth = conjunction(truths);
            let score = mean(parts.iter().map(|(j, _)| j.score), count);
            let out = pointed(parts, |j| !j.holds());
            Judgement { truth, score, ..out }
        }
        Quantifier::No => {
            let held = parts.iter().filter(|(j, _)| j.holds()).count();
            let error =
                parts.iter().find(|(j, _)| matches!(j.truth, Truth::Error(_))).map(|(j, _)| j.truth.clone());
            let truth = if held > 0 { Truth::Fails } else { error.unwrap_or(Truth::Holds) };
            let score = if count == 0 {
                1.0
            } else {
                mean(parts.iter().map(|(j, _)| f64::from(u8::from(!j.holds()))), count)
            };
            let out = pointed(parts, Judgement::holds);
            Judgement { truth, score, measured: None, bound: None, ..out }
        }
    }
}

/// The evidence of the elements that decided; their own places where a claim has none.
fn pointed(parts: Vec<(Judgement, Option<Part>)>, decided: impl Fn(&Judgement) -> bool) -> Judgement {
    let mut out: Option<Judgement> = None;
    for (judgement, place) in parts {
        if !decided(&judgement) {
            continue;
        }
        let spans =
            if judgement.spans.is_empty() { place.into_iter().collect() } else { judgement.spans.clone() };
        match &mut out {
            Some(first) if first.spans.len() >= MAX_SPANS => break,
            Some(first) => first.spans.extend(spans),
            None => out = Some(Judgement { spans, ..judgement }),
        }
    }
    out.unwrap_or_else(|| Judgement::plain(true))
}

fn mean(scores: impl Iterator<Item = f64>, count: usize) -> f64 {
    scores.sum::<f64>() / as_f64(super::builtins::count(count.max(1)))
}

fn conjunction<'a>(truths: impl Iterator<Item = &'a Truth>) -> Truth {
    truths.fold(Truth::Holds, |all, one| match (all, one) {
        (Truth::Fails, _) | (_, Truth::Fails) => Truth::Fails,
        (Truth::Absent, _) | (_, Truth::Absent) => Truth::Absent,
        (error @ Truth::Error(_), _) => error,
        (_, error @ Truth::Error(_)) => error.clone(),
        (Truth::Holds, Truth::Holds) => Truth::Holds,
    })
}

fn disjunction<'a>(truths: impl Iterator<Item = &'a Truth>) -> Truth {
    truths.fold(Truth::Fails, |all, one| match (all, one) {
        (Truth::Holds, _) | (_, Truth::Holds) => Truth::Holds,
        (error @ Truth::Error(_), _) => error,
        (_, error @ Truth::Error(_)) => error.clone(),
        (Truth::Absent, _) | (_, Truth::Absent) => Truth::Absent,
        (Truth::Fails, Truth::Fails) => Truth::Fails,
    })
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
                out.score = super::judgement::nearly((-(left - right).abs() / right.abs().max(1.0)).exp());
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
