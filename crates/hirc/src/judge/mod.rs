//! The judge: a language model that answers what can't be computed.
//!
//! In: questions about a response, from `judge "…"` clauses. Out: yes, no, or why neither.
//! INVARIANT (never assumed): only a plain yes satisfies; everything else is no, or could not be told.

mod cache;
mod chat;
#[cfg(test)]
mod tests;

pub use chat::{Judge, Settings};

use crate::diagnostic::Diagnostic;
use crate::task::{Checker, Record, RecordChecker};
use crate::verify::{ConstraintVerdict, Evidence, Measured, Outcome, Readings, Verdict};

/// How many questions are asked at the same time unless `--jobs` says otherwise.
pub const JOBS: usize = 8;

/// A checker that asks a judge about what the library leaves open.
#[derive(Debug)]
pub struct Judged<'a> {
    library: &'a Checker,
    judge: &'a Judge,
}

impl<'a> Judged<'a> {
    /// The library computes what can be computed; the judge answers the rest.
    pub fn new(library: &'a Checker, judge: &'a Judge) -> Judged<'a> {
        Judged { library, judge }
    }
}

impl RecordChecker for Judged<'_> {
    /// The judge reads the response as given, in the loose reading too.
    fn judge(&self, record: &Record, readings: Readings) -> Result<Vec<ConstraintVerdict>, Diagnostic> {
        let mut verdicts = self.library.judge(record, readings)?;
        let prompt = self.library.prompt_of(record);
        for constraint in &mut verdicts {
            for verdict in constraint.verdicts.values_mut().into_iter().flatten() {
                settle(self.judge, verdict, prompt, &record.response);
            }
        }
        Ok(verdicts)
    }
}

/// Answers what a verdict leaves open. The first no decides.
pub fn settle(judge: &Judge, verdict: &mut Verdict, prompt: Option<&str>, response: &str) {
    let Outcome::Unverified(questions) = &verdict.outcome else { return };
    for question in questions {
        match judge.ask(question, prompt, response) {
            Ok(true) => {}
            Ok(false) => {
                let evidence = Evidence {
                    measured: Some(Measured::Text("no".to_owned())),
                    bound: Some(format!("yes to “{question}”")),
                    ..std::mem::take(&mut verdict.evidence)
                };
                *verdict = Verdict { outcome: Outcome::Unsatisfied, score: 0.0, evidence };
                return;
            }
            Err(reason) => {
                *verdict = Verdict::error(reason);
                return;
            }
        }
    }
    verdict.outcome = Outcome::Satisfied;
    verdict.score = 1.0;
}
