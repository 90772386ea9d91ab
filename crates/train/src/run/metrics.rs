//! The numbers of a step, under TRL's names where it has one.

use crate::program::{Constraint, Program};
use crate::train::{Evaluation, PassRate, StepMetrics};
use serde_json::{Map, Value};
use std::time::Duration;

/// Numbers by name, in order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Metrics {
    values: Map<String, Value>,
}

impl Metrics {
    /// Numbers of a step.
    pub fn new(step: u32) -> Metrics {
        let mut out = Metrics::default();
        out.values.insert("step".to_owned(), step.into());
        out
    }

    /// Numbers that were read; `None` for what is no object with a step.
    pub fn from_json(value: Value) -> Option<Metrics> {
        let Value::Object(values) = value else { return None };
        values.get("step")?.as_u64()?;
        Some(Metrics { values })
    }

    /// The step.
    pub fn step(&self) -> u32 {
        self.values.get("step").and_then(Value::as_u64).and_then(|s| u32::try_from(s).ok()).unwrap_or(0)
    }

    /// Adds a number; what is no number is left out.
    pub fn set(&mut self, name: &str, value: f64) {
        if let Some(number) = serde_json::Number::from_f64(value) {
            self.values.insert(name.to_owned(), number.into());
        }
    }

    /// A number.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.values.get(name)?.as_f64()
    }

    /// All numbers but the step.
    pub fn numbers(&self) -> impl Iterator<Item = (&str, f64)> {
        self.values
            .iter()
            .filter(|(name, _)| *name != "step")
            .filter_map(|(n, v)| Some((n.as_str(), v.as_f64()?)))
    }

    /// As one JSON object.
    pub fn json(&self) -> Value {
        Value::Object(self.values.clone())
    }

    /// Adds those of a step.
    pub fn add_step(&mut self, step: &StepMetrics, program: &Program) {
        self.set("reward/mean", step.ila);
        self.set("reward/constraints", step.cla);
        self.set("replay/share", share(step.replays, step.rows));
        self.set("replay/eligible", share(step.eligible, step.responses));
        self.set("replay/mean_integrity", step.replay_integrity);
        self.set("replay/mean_entropy", step.replay_entropy);
        self.set("frac_reward_zero_std", step.no_signal);
        self.set("completions/mean_length", step.length);
        self.set("completions/clipped_ratio", share(step.truncated, step.responses));
        self.set("entropy", step.entropy);
        self.set("skipped", f64::from(u8::from(step.update.is_none())));
        // Without a replay, or without both successes and failures, there is no preference to learn.
        let margin = step.update.as_ref().map_or(0.0, |update| update.instruction_margin.value());
        self.set("margin/instruction", margin);
        self.set("margin/response", step.response_margin.unwrap_or(0.0));
        if let Some(update) = &step.update {
            self.set("kl", step.kl);
            self.set("loss", update.loss / update.tokens.max(1) as f64);
            self.set("gradient_norm", update.gradient_norm);
            self.set("clip_ratio/region_mean", update.clipped.share());
            self.set("clip_ratio/replay", update.clipped_replays.share());
            self.set("logprob_gap", update.first_gap);
            self.set("trained_tokens_per_second", rate(update.tokens, step.times.learn));
        }
        self.set("tokens_per_second", rate(step.sampled_tokens, step.times.rollout));
        self.set("time/rollout", step.times.rollout.as_secs_f64());
        self.set("time/verify", step.times.verify.as_secs_f64());
        self.set("time/learn", step.times.learn.as_secs_f64());
        for PassRate { constraint, satisfied, judged } in &step.pass_rates {
            let found = program.constraints.get(*constraint as usize);
            let name = found.map(Constraint::full_name).unwrap_or_default();
            self.set(&format!("constraint/{name}"), share(*satisfied, *judged));
        }
    }

    /// Adds those of an evaluation.
    pub fn add_evaluation(&mut self, evaluation: &Evaluation) {
        self.set("eval/instruction_accuracy", evaluation.instruction_accuracy);
        self.set("eval/constraint_accuracy", evaluation.constraint_accuracy);
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64().max(1e-9)
}
