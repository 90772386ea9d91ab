//! Judging a response by a plan, strictly and loosely.

use super::account::{Cost, Limits};
use super::context::Subject;
use super::eval::Evaluator;
use super::fault::Fault;
use super::judgement::Truth;
use super::loose_views::views;
use super::plan::CompiledPlan;
use super::{AS_GIVEN, ConstraintVerdict, Evidence, Outcome, PerReading, Reading, Readings, Verdict};
use crate::program::Root;
use crate::source::Span;
use crate::text::{Part, python};

/// Says what is written under a span, for explanations.
pub type Quote<'q> = &'q dyn Fn(Span) -> Option<String>;

/// Judges a response by every constraint of a plan, each under the limits that the response's size allows.
///
/// A blank response satisfies nothing, whatever is asked: there is no answer to judge.
pub fn check(
    plan: &CompiledPlan,
    response: &str,
    prompt: Option<&str>,
    readings: Readings,
    quote: Quote<'_>,
) -> Vec<ConstraintVerdict> {
    check_within(Limits::default(), plan, response, prompt, readings, quote)
}

/// The same, under these limits for each constraint and reading.
pub fn check_within(
    limits: Limits,
    plan: &CompiledPlan,
    response: &str,
    prompt: Option<&str>,
    readings: Readings,
    quote: Quote<'_>,
) -> Vec<ConstraintVerdict> {
    let subject = Subject::within(limits, response, prompt);
    let mut judge = Judge { evaluator: Evaluator::new(plan, subject), quote };
    let blank = python::is_blank(response);
    let mut out: Vec<ConstraintVerdict> = Vec::with_capacity(plan.plan.roots.len());
    for root in &plan.plan.roots {
        let verdict = judge.verdict(root, blank);
        let loose = readings.contains(Reading::Loose).then(|| verdict.clone());
        let strict = readings.contains(Reading::Strict).then_some(verdict);
        out.push(ConstraintVerdict {
            id: root.id.clone(),
            phrase: root.phrase.clone(),
            verdicts: PerReading::new(strict, loose),
            loose_view: AS_GIVEN,
        });
    }
    if readings.contains(Reading::Loose) && !blank {
        loosen(judge, limits, &mut out);
    }
    out
}

/// Tries the loose views, each for the constraints that none before satisfied. Where none does, the verdict on the
/// response as it is stands for all.
fn loosen(judge: Judge<'_, '_>, limits: Limits, out: &mut [ConstraintVerdict]) {
    let open = |c: &ConstraintVerdict| c.truth(Reading::Loose) == Some(false);
    let (response, prompt) = (judge.evaluator.response(), judge.evaluator.prompt());
    let Judge { mut evaluator, quote } = judge;
    for (view, name) in views(response) {
        if !out.iter().any(open) {
            return;
        }
        if python::is_blank(&view) {
            continue;
        }
        let mut judge = Judge { evaluator: evaluator.read(Subject::within(limits, &view, prompt)), quote };
        for (constraint, root) in out.iter_mut().zip(judge.evaluator.roots()) {
            let Ok(claim) = root.claim else { continue };
            if !open(constraint) {
                continue;
            }
            match judge.evaluator.truth(claim) {
                Truth::Holds => {
                    let mut verdict = judge.verdict(root, false);
                    // Offsets into a view mean nothing to a reader of the response.
                    verdict.evidence.spans = vec![Part::whole(response)];
                    constraint.verdicts[Reading::Loose] = Some(verdict);
                    constraint.loose_view = name;
                }
                // Whether this view would have done can't be told, nor then what all of them say.
                Truth::Error(fault) if fault.code().is_some() => {
                    constraint.verdicts[Reading::Loose] = Some(Verdict::error(Fault::clone(&fault)));
                }
                Truth::Fails | Truth::Absent | Truth::Error(_) => {}
            }
        }
        evaluator = judge.evaluator.read(Subject::within(limits, response, prompt));
    }
}

/// What judges one text by a plan.
struct Judge<'p, 't> {
    evaluator: Evaluator<'p, 't>,
    quote: Quote<'p>,
}

impl Judge<'_, '_> {
    fn verdict(&mut self, root: &Root, blank: bool) -> Verdict {
        let response = self.evaluator.response();
        match &root.claim {
            Err(reason) => Verdict::error(reason.as_str()),
            Ok(_) if blank => {
                let rule = Some("a blank response satisfies nothing".to_owned());
                let evidence = Evidence { rule, spans: vec![Part::whole(response)], ..Evidence::default() };
                Verdict { outcome: Outcome::Unsatisfied, score: 0.0, evidence }
            }
            Ok(claim) => {
                let judgement = self.evaluator.explain(*claim);
                let quote = |node| self.evaluator.span(node).and_then(self.quote);
                let computed = judgement.verdict(response, quote);
                if root.judge.is_empty() || !computed.outcome.is_satisfied() {
                    return computed;
                }
                Verdict { outcome: Outcome::Unverified(root.judge.clone()), score: 0.0, ..computed }
            }
        }
    }
}

/// What explaining every constraint of a plan costs on a response, strictly, without a limit.
pub fn cost(plan: &CompiledPlan, response: &str, prompt: Option<&str>) -> Cost {
    let subject = Subject::within(Limits { steps: Some(u64::MAX), memory: Some(u64::MAX) }, response, prompt);
    let mut evaluator = Evaluator::new(plan, subject);
    for claim in plan.plan.roots.iter().filter_map(|root| root.claim.as_ref().ok()) {
        evaluator.explain(*claim);
    }
    evaluator.cost()
}
