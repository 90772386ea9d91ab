//! Judging a response by a plan, strictly and loosely.

use super::evaluate::Evaluator;
use super::judgement::Truth;
use super::prepare::Prepared;
use super::value::Context;
use super::views::views;
use super::{AS_GIVEN, ConstraintVerdict, Evidence, Outcome, PerReading, Reading, Readings, Verdict};
use crate::program::Root;
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
    readings: Readings,
    quote: Quote<'_>,
) -> Vec<ConstraintVerdict> {
    let mut judge = Judge { evaluator: Evaluator::new(prepared, Context::new(response, prompt)), quote };
    let strict = judge.judge_all(|_| true);
    let mut out: Vec<ConstraintVerdict> = Vec::with_capacity(strict.len());
    for (root, verdict) in prepared.plan.roots.iter().zip(strict) {
        let verdict = verdict.unwrap_or_else(|| Verdict::error("internal: not judged"));
        let loose = readings.contains(Reading::Loose).then(|| verdict.clone());
        let strict = readings.contains(Reading::Strict).then_some(verdict);
        out.push(ConstraintVerdict {
            id: root.id.clone(),
            phrase: root.phrase.clone(),
            verdicts: PerReading::new(strict, loose),
            loose_view: AS_GIVEN,
        });
    }
    if readings.contains(Reading::Loose) {
        loosen(judge, &mut out);
    }
    out
}

/// Tries the loose views, each for the constraints that none before satisfied. Where none does, the verdict on the
/// response as it is stands for all.
fn loosen(judge: Judge<'_, '_>, out: &mut [ConstraintVerdict]) {
    let open = |c: &ConstraintVerdict| c.truth(Reading::Loose) == Some(false);
    let (response, prompt) = (judge.evaluator.context.document.text(), judge.evaluator.context.prompt);
    if python::is_blank(response) {
        return;
    }
    let Judge { mut evaluator, quote } = judge;
    for (view, name) in views(response) {
        if !out.iter().any(open) {
            return;
        }
        if python::is_blank(&view) {
            continue;
        }
        let mut viewer = evaluator.read(Context { evidence: false, ..Context::new(&view, prompt) });
        let holding: Vec<bool> = out
            .iter()
            .zip(viewer.roots())
            .map(|(c, root)| open(c) && root.claim.as_ref().is_ok_and(|&id| viewer.truth(id) == Truth::Holds))
            .collect();
        if holding.contains(&true) {
            let mut judge = Judge { evaluator: viewer.read(Context::new(&view, prompt)), quote };
            let verdicts = judge.judge_all(|i| holding.get(i) == Some(&true));
            for (constraint, verdict) in out.iter_mut().zip(verdicts) {
                let Some(mut verdict) = verdict else { continue };
                // Offsets into a view mean nothing to a reader of the response.
                verdict.evidence.spans = vec![Part::whole(response)];
                constraint.verdicts[Reading::Loose] = Some(verdict);
                constraint.loose_view = name;
            }
            viewer = judge.evaluator;
        }
        evaluator = viewer.read(Context::new(response, prompt));
    }
}

/// What judges one text by a plan.
struct Judge<'p, 't> {
    evaluator: Evaluator<'p, 't>,
    quote: Quote<'p>,
}

impl Judge<'_, '_> {
    /// The verdicts on those constraints that `wanted` picks.
    fn judge_all(&mut self, wanted: impl Fn(usize) -> bool) -> Vec<Option<Verdict>> {
        let blank = python::is_blank(self.evaluator.context.document.text());
        let roots = self.evaluator.roots().iter().enumerate();
        roots.map(|(index, root)| wanted(index).then(|| self.verdict(root, blank))).collect()
    }

    fn verdict(&mut self, root: &Root, blank: bool) -> Verdict {
        let response = self.evaluator.context.document.text();
        match &root.claim {
            Err(reason) => Verdict::error(reason),
            Ok(_) if blank => {
                let rule = Some("a blank response satisfies nothing".to_owned());
                let evidence = Evidence { rule, spans: vec![Part::whole(response)], ..Evidence::default() };
                Verdict { outcome: Outcome::Unsatisfied, score: 0.0, evidence }
            }
            Ok(claim) => {
                let judgement = self.evaluator.judge(*claim);
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
