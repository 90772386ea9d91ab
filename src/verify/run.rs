//! Judging a response by a plan, strictly and loosely.

use super::evaluate::Evaluator;
use super::prepare::Prepared;
use super::value::Context;
use super::views::views;
use super::{ConstraintVerdict, Evidence, Modes, Outcome, Verdict};
use crate::source::Span;
use crate::text::{Part, python};

/// Says what is written under a span, for explanations.
pub type Quote<'q> = &'q dyn Fn(Span) -> Option<String>;

/// Judges a response by every constraint of a plan.
///
/// A blank response satisfies nothing, whatever is asked: there is no answer to judge.
pub fn check(
    prepared: &Prepared,
    response: &str,
    prompt: Option<&str>,
    modes: Modes,
    quote: Quote<'_>,
) -> Vec<ConstraintVerdict> {
    let strict = judge_all(prepared, response, prompt, quote, |_| true);
    let mut out: Vec<ConstraintVerdict> = Vec::with_capacity(strict.len());
    for (root, verdict) in prepared.plan.roots.iter().zip(strict) {
        let verdict = verdict.unwrap_or_else(|| Verdict::error("internal: not judged"));
        let loose = modes.loose.then(|| (verdict.clone(), "as given"));
        let strict = modes.strict.then_some(verdict);
        out.push(ConstraintVerdict { id: root.id.clone(), phrase: root.phrase.clone(), strict, loose });
    }
    if modes.loose {
        loosen(prepared, response, prompt, quote, &mut out);
    }
    out
}

/// Tries the loose views, each for the constraints that none before satisfied.
fn loosen(
    prepared: &Prepared,
    response: &str,
    prompt: Option<&str>,
    quote: Quote<'_>,
    out: &mut [ConstraintVerdict],
) {
    let open =
        |c: &ConstraintVerdict| c.loose.as_ref().is_some_and(|(v, _)| v.outcome == Outcome::Unsatisfied);
    if python::is_blank(response) {
        return;
    }
    for (view, name) in views(response) {
        if !out.iter().any(open) {
            return;
        }
        if python::is_blank(&view) {
            continue;
        }
        let verdicts = judge_all(prepared, &view, prompt, quote, |i| out.get(i).is_some_and(open));
        for (constraint, verdict) in out.iter_mut().zip(verdicts) {
            let Some(mut verdict) = verdict else { continue };
            let better = match &verdict.outcome {
                Outcome::Error(_) => false,
                Outcome::Unverified(_) => true,
                Outcome::Satisfied | Outcome::Unsatisfied => {
                    constraint.loose.as_ref().is_some_and(|(known, _)| verdict.score > known.score)
                }
            };
            if better {
                // Offsets into a view mean nothing to a reader of the response.
                verdict.evidence.spans = vec![Part::whole(response)];
                constraint.loose = Some((verdict, name));
            }
        }
    }
}

/// The verdicts on those constraints that `wanted` picks.
fn judge_all(
    prepared: &Prepared,
    response: &str,
    prompt: Option<&str>,
    quote: Quote<'_>,
    wanted: impl Fn(usize) -> bool,
) -> Vec<Option<Verdict>> {
    let whole = Part::whole(response);
    let blank = python::is_blank(response);
    let mut evaluator = Evaluator::new(prepared, Context::new(response, prompt));
    let rule = |node: u32| prepared.plan.spans.get(node as usize).and_then(|&span| quote(span));
    let judge = |(index, root): (usize, &crate::program::Root)| {
        if !wanted(index) {
            return None;
        }
        Some(match &root.claim {
            Err(reason) => Verdict::error(reason),
            Ok(_) if blank => {
                let rule = Some("a blank response satisfies nothing".to_owned());
                let evidence = Evidence { rule, spans: vec![whole], ..Evidence::default() };
                Verdict { outcome: Outcome::Unsatisfied, score: 0.0, evidence }
            }
            Ok(claim) => {
                let computed = evaluator.judge(*claim).verdict(response, rule);
                if root.judge.is_empty() || !computed.outcome.is_satisfied() {
                    return Some(computed);
                }
                Verdict { outcome: Outcome::Unverified(root.judge.clone()), score: 0.0, ..computed }
            }
        })
    };
    prepared.plan.roots.iter().enumerate().map(judge).collect()
}
