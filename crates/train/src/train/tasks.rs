//! The tasks of a run, and what a response to one is worth.
//!
//! In: tasks that were drawn from a suite, declared, or read from records. Out: instructions, verdicts, rewritten
//! instructions. INVARIANT (verified): a rewritten instruction was judged again before it is trained on.

use crate::diagnostic::Diagnostic;
use crate::hindsight::{Answer, Mode, rewrite};
use crate::phrase::Presentation;
use crate::program::{Instance, Program};
use crate::verify::compile;
use crate::verify::{CompiledPlan, Reading, Readings, check};

/// A request with constraints, ready to be trained on.
#[derive(Debug)]
pub struct Task {
    /// The prompt without constraints.
    pub request: String,
    /// The constraints, with their arguments.
    pub constraints: Vec<Instance>,
    /// How they are phrased and laid out.
    pub presentation: Presentation,
    /// The request with its constraints: what the policy reads.
    pub instruction: String,
    plan: CompiledPlan,
}

/// The verdicts on a response.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// One a constraint, in order.
    pub satisfied: Vec<bool>,
}

impl Judged {
    /// Whether all constraints hold: the binary reward.
    pub fn all(&self) -> bool {
        self.satisfied.iter().all(|s| *s)
    }

    /// The share of constraints that hold.
    pub fn share(&self) -> f64 {
        self.satisfied.iter().filter(|s| **s).count() as f64 / self.satisfied.len().max(1) as f64
    }
}

/// A rewritten instruction.
#[derive(Clone, PartialEq, Debug)]
pub struct Rewritten {
    /// The constraints that are left.
    pub constraints: Vec<Instance>,
    /// The request with these constraints.
    pub instruction: String,
}

impl Task {
    /// Compiles the constraints and phrases the instruction.
    ///
    /// # Errors
    /// A pattern that can't be compiled.
    pub fn new(
        program: &Program,
        request: String,
        constraints: Vec<Instance>,
        presentation: Presentation,
    ) -> Result<Task, Diagnostic> {
        let plan = compile(program, &constraints)?;
        let instruction = presentation.instruction(&request, &presentation.phrases(program, &constraints));
        Ok(Task { request, constraints, presentation, instruction, plan })
    }

    /// The compiled constraints.
    pub fn plan(&self) -> &CompiledPlan {
        &self.plan
    }

    /// The strict verdicts on a response.
    pub fn judge(&self, response: &str) -> Judged {
        Judged { satisfied: verdicts(&self.plan, response, &self.request) }
    }

    /// The instruction that a failed response did satisfy; `None` if nothing of it is left, or if the response fails
    /// what is left.
    pub fn rewrite(
        &self,
        program: &Program,
        response: &str,
        judged: &Judged,
        mode: Mode,
    ) -> Option<Rewritten> {
        let answer = Answer { program, response, prompt: Some(&self.request) };
        let rewritten = rewrite(&answer, &self.constraints, &judged.satisfied, mode)?;
        let constraints: Vec<Instance> = rewritten.into_iter().flat_map(|r| r.instances).collect();
        let plan = compile(program, &constraints).ok()?;
        if constraints.is_empty() || !verdicts(&plan, response, &self.request).iter().all(|s| *s) {
            return None;
        }
        let phrases = self.presentation.phrases(program, &constraints);
        let instruction = self.presentation.instruction(&self.request, &phrases);
        Some(Rewritten { constraints, instruction })
    }
}

/// Strict verdicts. A constraint that faults, or waits for a judge, is not satisfied.
fn verdicts(plan: &CompiledPlan, response: &str, request: &str) -> Vec<bool> {
    let readings = Readings::STRICT;
    let verdicts = check(plan, response, Some(request), readings, &|_| None);
    verdicts.iter().map(|v| v.is_satisfied(Reading::Strict)).collect()
}
