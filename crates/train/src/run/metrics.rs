//! The numbers of a step, under the names that TRL gave them where it has one.

use crate::program::{Constraint, Program};
use crate::train::{Evaluation, Step};
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

    /// What a step did.
    pub fn add_step(&mut self, step: &Step, program: &Program) {
        self.set("reward/mean", step.ila);
        self.set("reward/constraints", step.cla);
        self.set("replay/share", share(step.replays, step.rows));
        self.set("replay/eligible", share(step.eligible, step.responses));
        self.set("replay/mean_integrity", step.selected.0);
        self.set("replay/mean_entropy", step.selected.1);
        self.set("frac_reward_zero_std", step.no_signal);
        self.set("completions/mean_length", step.length);
        self.set("completions/clipped_ratio", share(step.truncated, step.responses));
        self.set("entropy", step.entropy);
        self.set("skipped", f64::from(u8::from(step.update.is_none())));
        // Without a replay, or without both successes and failures, there is no preference to learn.
        let margin = step.update.as_ref().map_or((0.0, 0), |update| update.instruction_margin);
        self.set("margin/instruction", mean(margin.0, margin.1));
        self.set("margin/response", step.response_margin.unwrap_or(0.0));
        if let Some(update) = &step.update {
            self.set("kl", step.divergence);
            self.set("loss", mean(update.loss, update.tokens));
            self.set("gradient_norm", update.gradient_norm);
            self.set("clip_ratio/region_mean", share(update.clipped.0, update.clipped.1));
            self.set("clip_ratio/replay", share(update.clipped_replays.0, update.clipped_replays.1));
            self.set("logprob_gap", update.first_gap);
            self.set("trained_tokens_per_second", rate(update.tokens, step.times.2));
        }
        self.set("tokens_per_second", rate(step.sampled, step.times.0));
        self.set("time/rollout", step.times.0.as_secs_f64());
        self.set("time/verify", step.times.1.as_secs_f64());
        self.set("time/learn", step.times.2.as_secs_f64());
        for (kind, good, all) in &step.constraints {
            let name = program.constraints.get(*kind as usize).map(Constraint::full_name).unwrap_or_default();
            self.set(&format!("constraint/{name}"), share(*good, *all));
        }
    }

    /// What an evaluation found.
    pub fn add_evaluation(&mut self, evaluation: &Evaluation) {
        self.set("eval/instruction_accuracy", evaluation.instruction_accuracy);
        self.set("eval/constraint_accuracy", evaluation.constraint_accuracy);
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

fn mean(sum: f64, count: usize) -> f64 {
    sum / count.max(1) as f64
}

fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64().max(1e-9)
}
