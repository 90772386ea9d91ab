//! One page on a run, for the person who started it.

use super::metrics::Metrics;
use super::run_dir::RunDir;
use super::svg_chart::curves;
use crate::diagnostic::Diagnostic;
use crate::train::{Evaluation, Options};
use std::fmt::Write;

/// The numbers of all steps of a run, as its folder holds them.
#[derive(Clone, Debug, Default)]
pub struct History {
    steps: Vec<Metrics>,
}

/// A measure before training, or at its first measurement, and at its last.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BeforeAfter {
    /// The first value.
    pub before: f64,
    /// The last value.
    pub after: f64,
}

/// Steps that a rate at the beginning or the end is taken over.
const SPAN: usize = 5;

impl History {
    /// Reads a run's metrics.
    ///
    /// # Errors
    /// `bad-run` if they can't be read.
    pub fn read(run: &RunDir) -> Result<History, Diagnostic> {
        let lines = run.lines("metrics.jsonl", u32::MAX)?;
        Ok(History { steps: lines.values.into_iter().filter_map(Metrics::from_json).collect() })
    }

    /// A held-out accuracy before and after training; `None` if it was not measured.
    pub fn accuracy(&self, name: &str) -> Option<BeforeAfter> {
        let measured: Vec<f64> = self.steps.iter().filter_map(|m| m.get(&format!("eval/{name}"))).collect();
        let baseline = self.steps.iter().find_map(|m| m.get(&format!("baseline/{name}")));
        Some(BeforeAfter {
            before: baseline.or_else(|| measured.first().copied())?,
            after: *measured.last()?,
        })
    }

    /// The last evaluation, without its responses, and after which step it was; 0 is before training.
    pub fn last_evaluation(&self) -> Option<(u32, Evaluation)> {
        let of = |kind: &str, metrics: &Metrics| {
            let get = |name: &str| metrics.get(&format!("{kind}/{name}_accuracy"));
            let (instruction, constraint) = (get("instruction")?, get("constraint")?);
            Some(Evaluation {
                instruction_accuracy: instruction,
                constraint_accuracy: constraint,
                ..Evaluation::default()
            })
        };
        let last = self.steps.iter().rev().find_map(|m| Some((m.step(), of("eval", m)?)));
        last.or_else(|| self.steps.iter().find_map(|m| Some((0, of("baseline", m)?))))
    }

    /// Writes `curves.svg` and `summary.md`.
    ///
    /// # Errors
    /// `bad-run` if they can't be written.
    pub fn write(&self, run: &RunDir, options: &Options, model: &str) -> Result<(), Diagnostic> {
        run.write("curves.svg", curves(&self.steps).as_bytes())?;
        run.write("summary.md", self.summary(run, options, model).as_bytes())
    }

    fn summary(&self, run: &RunDir, options: &Options, model: &str) -> String {
        let name = run.path().file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let mut out = format!("# Run {name}\n\n");
        let steps = self.steps.last().map_or(0, Metrics::step);
        let _ = writeln!(
            out,
            "{steps} steps of {} instructions × {} responses on `{model}`; reward `{}`, replay `{}`, seed {}.\n",
            options.prompts_per_step,
            options.samples_per_prompt,
            options.reward.name(),
            options.replay.name(),
            options.seed
        );
        out.push_str("| held-out tasks | before | after |\n|---|---:|---:|\n");
        for (name, shown) in
            [("instruction_accuracy", "all constraints"), ("constraint_accuracy", "single constraints")]
        {
            if let Some(BeforeAfter { before, after }) = self.accuracy(name) {
                let _ = writeln!(out, "| {shown} | {} | {} |", percent(before), percent(after));
            }
        }
        out.push_str("\n![curves](curves.svg)\n\n| pass rate in training | first steps | last steps |\n|---|---:|---:|\n");
        for name in self.names("constraint/") {
            let (first, last) = (self.mean(&name, false), self.mean(&name, true));
            let shown = name.trim_start_matches("constraint/");
            let _ = writeln!(out, "| {shown} | {} | {} |", percent(first), percent(last));
        }
        out.push_str("\n| | last steps |\n|---|---:|\n");
        for (name, shown) in [
            ("replay/share", "share of replays among the rows"),
            ("frac_reward_zero_std", "instructions without signal"),
            ("completions/clipped_ratio", "responses cut at the longest length"),
            ("margin/instruction", "log π(y\\|x') − log π(y\\|x), a token"),
            ("margin/response", "log π(y⁺\\|x) − log π(y⁻\\|x), a token"),
            ("logprob_gap", "largest \\|log π\\| gap of rollout and training"),
            ("tokens_per_second", "tokens sampled a second"),
            ("trained_tokens_per_second", "tokens trained a second"),
        ] {
            let _ = writeln!(out, "| {shown} | {:.4} |", self.mean(name, true));
        }
        let verify =
            self.total("time/verify") / (self.total("time/rollout") + self.total("time/learn")).max(1e-9);
        let _ = writeln!(out, "| time for verification and rewriting | {} |", percent(verify));
        out
    }

    fn names(&self, prefix: &str) -> Vec<String> {
        let mut out: Vec<String> = self
            .steps
            .iter()
            .flat_map(|m| m.numbers().map(|(n, _)| n.to_owned()).collect::<Vec<_>>())
            .filter(|n| n.starts_with(prefix))
            .collect();
        out.sort();
        out.dedup();
        out
    }

    fn mean(&self, name: &str, at_end: bool) -> f64 {
        let all: Vec<f64> = self.steps.iter().filter_map(|m| m.get(name)).collect();
        let skip = if at_end { all.len().saturating_sub(SPAN) } else { 0 };
        let span: Vec<f64> = all.into_iter().skip(skip).take(SPAN).collect();
        span.iter().sum::<f64>() / span.len().max(1) as f64
    }

    fn total(&self, name: &str) -> f64 {
        self.steps.iter().filter_map(|m| m.get(name)).sum()
    }
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}
