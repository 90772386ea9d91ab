//! What a step reports: numbers, and the responses that they are of.

use super::learner::Update;
use super::tasks::{Judged, Rewritten};
use std::time::Duration;

/// What came of a step.
#[derive(Clone, Debug, Default)]
pub struct StepReport {
    /// Its numbers, which go to `metrics.jsonl`.
    pub metrics: StepMetrics,
    /// Its responses, some of which go to `samples.jsonl`.
    pub samples: Vec<SampleRecord>,
}

/// The numbers of a step. Means are over the responses to what was asked, replays not counted.
#[derive(Clone, Debug, Default)]
pub struct StepMetrics {
    /// Mean binary reward.
    pub ila: f64,
    /// Mean share of constraints satisfied.
    pub cla: f64,
    /// Responses sampled.
    pub responses: usize,
    /// Responses that could be replayed.
    pub eligible: usize,
    /// Replays among the rows trained on.
    pub replays: usize,
    /// Rows trained on: responses and replays.
    pub rows: usize,
    /// Mean share of constraints satisfied by what is replayed.
    pub replay_integrity: f64,
    /// Mean entropy of the policy along what is replayed, in nats a token.
    pub replay_entropy: f64,
    /// Share of instructions whose responses all passed or all failed.
    pub no_signal: f64,
    /// Responses that were cut at the longest length; they fail.
    pub truncated: usize,
    /// Mean entropy of the policy where it sampled, in nats a token.
    pub entropy: f64,
    /// Mean length of a response, in tokens.
    pub length: f64,
    /// Mean log π_old − log π_ref a token (k1), in nats.
    pub kl: f64,
    /// Mean log π of successes less that of failures, a token; `None` if there are not both.
    pub response_margin: Option<f64>,
    /// What learning did; `None` if the batch had no signal and was skipped.
    pub update: Option<Update>,
    /// Tokens sampled.
    pub sampled_tokens: usize,
    /// Where the time went.
    pub times: StepTimes,
    /// Pass rates by constraint.
    pub pass_rates: Vec<PassRate>,
}

/// Wall time of a step's parts.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct StepTimes {
    /// Sampling.
    pub rollout: Duration,
    /// Judging and rewriting.
    pub verify: Duration,
    /// Log-probabilities and updates.
    pub learn: Duration,
}

/// How often a constraint was satisfied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PassRate {
    /// Its index in the program.
    pub constraint: u32,
    /// Responses that satisfy it.
    pub satisfied: usize,
    /// Responses to instructions that ask for it.
    pub judged: usize,
}

/// A response with what became of it.
#[derive(Clone, Debug)]
pub struct SampleRecord {
    /// The index of its task among the tasks of the run.
    pub task: usize,
    /// Its text.
    pub response: String,
    /// The verdicts.
    pub judged: Judged,
    /// The instruction that it is replayed for; `None` if it is not.
    pub rewritten: Option<Rewritten>,
}
