//! How well a policy does on held-out tasks.

use super::learner::Learner;
use super::options::Options;
use super::tasks::{Judged, Task};
use crate::diagnostic::Diagnostic;
use crate::model::PolicyVersion;
use crate::rollout::{Limits, SampleRequest, Sampling, rollout};

/// How well a policy does on tasks.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Share of the tasks whose constraints are all satisfied.
    pub instruction_accuracy: f64,
    /// Share of the constraints that are satisfied.
    pub constraint_accuracy: f64,
    /// The responses, one a task, in order.
    pub responses: Vec<String>,
    /// The verdicts on them.
    pub judged: Vec<Judged>,
}

/// Answers each task once, taking the likeliest token each time.
///
/// # Errors
/// What the tensor library fails with.
pub fn evaluate(
    learner: &Learner,
    version: PolicyVersion,
    tasks: &[Task],
    options: &Options,
) -> Result<Evaluation, Diagnostic> {
    let instructions: Vec<Vec<u32>> =
        tasks.iter().map(|t| learner.tokens.instruction(&t.instruction)).collect::<Result<_, _>>()?;
    let requests: Vec<SampleRequest> =
        (0..tasks.len()).map(|instruction| SampleRequest { instruction, seed: 0 }).collect();
    let decoder = learner.policy.decoder(version)?;
    let limits = Limits { rows: options.rollout_batch, tokens: options.max_tokens };
    let stops = learner.tokens.stops();
    let responses = rollout(&decoder, &instructions, &requests, stops, &Sampling::GREEDY, limits)?;
    let mut out = Evaluation::default();
    let (mut good, mut constraints) = (0usize, 0usize);
    for (task, response) in tasks.iter().zip(responses) {
        let text = learner.tokens.text(response.content())?;
        let judged = task.judge(&text);
        good += judged.satisfied.iter().filter(|s| **s).count();
        constraints += judged.satisfied.len();
        out.responses.push(text);
        out.judged.push(judged);
    }
    let passed = out.judged.iter().filter(|j| j.all()).count();
    out.instruction_accuracy = passed as f64 / tasks.len().max(1) as f64;
    out.constraint_accuracy = good as f64 / constraints.max(1) as f64;
    Ok(out)
}
