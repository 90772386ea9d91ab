//! What a run is told: defaults of the model, then `--config`, then the command line.

use crate::diagnostic::{Code, Diagnostic};
use crate::hindsight::Mode;
use candle_core::Device;
use serde::{Deserialize, Serialize};

/// Everything that decides how a run goes. Written to the run folder as `config.toml`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// Seed of everything random.
    pub seed: u64,
    /// Training steps.
    pub steps: u32,
    /// Instructions a step (B).
    pub instructions: usize,
    /// Responses an instruction (m).
    pub responses: usize,
    /// Longest response, in tokens.
    pub max_tokens: usize,
    /// Temperature of sampling, and of every log-probability.
    pub temperature: f64,
    /// Samples among the likeliest tokens that together have this probability; log-probabilities are of all.
    pub top_p: f64,
    /// Samples among so many likeliest tokens; 0 samples among all.
    pub top_k: usize,
    /// Responses that are decoded side by side.
    pub rollout_rows: usize,
    /// What a response is rewarded for.
    pub reward: Reward,
    /// Whether failures are replayed.
    pub replay: Replay,
    /// Replays an instruction (k).
    pub replays: usize,
    /// How far rewritten instructions go.
    pub rewrite: Mode,
    /// λ_0 of the selection.
    pub lambda: f64,
    /// η of the selection.
    pub eta: f64,
    /// What counts as diversity in the selection.
    pub f_div: Diversity,
    /// Among which responses replays are selected.
    pub select: Select,
    /// Whether more responses are sampled where replays are missing.
    pub resample: bool,
    /// Which policy a replay's ratio is against: the one that was asked the original, or the rewritten instruction.
    pub ratio_base: RatioBase,
    /// How rewards become advantages.
    pub advantage: Advantage,
    /// β, the weight of the KL divergence to the reference policy in the reward.
    pub kl: f64,
    /// The ratio is clipped at 1 − this.
    pub clip_low: f64,
    /// The ratio is clipped at 1 + this.
    pub clip_high: f64,
    /// The loss of a token with a negative advantage is at most this times −advantage.
    pub dual_clip: f64,
    /// Updates a step: the batch is split into so many parts.
    pub updates: usize,
    /// Tokens that are trained on side by side.
    pub micro_tokens: usize,
    /// Whether the backward pass computes what happened inside of blocks again, instead of keeping it: less memory, more
    /// time.
    pub gradient_checkpointing: bool,
    /// Learning rate of AdamW.
    pub learning_rate: f64,
    /// Updates over which the learning rate rises to its value.
    pub learning_rate_warmup: u32,
    /// Weight decay of AdamW.
    pub weight_decay: f64,
    /// The gradient's norm is cut to this.
    pub max_gradient_norm: f64,
    /// Rank of the adapter; 0 trains all parameters.
    pub lora_rank: usize,
    /// α of the adapter.
    pub lora_alpha: f64,
    /// Supervised updates on (instruction, witness) pairs before the first step.
    pub warmup_steps: u32,
    /// Pairs a supervised update.
    pub warmup_pairs: usize,
    /// Learning rate of the supervised updates.
    pub warmup_learning_rate: f64,
    /// Constraints of a supervised instruction, at most.
    pub warmup_constraints: usize,
    /// Steps between evaluations on held-out tasks.
    pub eval_every: u32,
    /// Held-out tasks that are evaluated, at most.
    pub eval_tasks: usize,
    /// Steps between checkpoints.
    pub checkpoint_every: u32,
}

/// What a response is rewarded for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Reward {
    /// 1 if it satisfies all constraints, else 0.
    Ila,
    /// The share of the constraints that it satisfies.
    Cla,
}

/// Whether failures are replayed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Replay {
    /// As successes of the instruction that they did satisfy (arXiv 2512.23457).
    Hir,
    /// Not at all.
    None,
}

/// What counts as diversity in the selection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Diversity {
    /// The mean entropy of the policy along the response.
    Mean,
    /// Its sum.
    Sum,
    /// Nothing.
    None,
}

/// Among which responses replays are selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Select {
    /// The best of the whole batch.
    Batch,
    /// The best of each instruction.
    Group,
    /// Any of the batch.
    Random,
}

/// The instruction that the ratio of a replay is conditioned on below the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RatioBase {
    /// The one that the response was sampled for.
    Original,
    /// The one that it is replayed for.
    Rewritten,
}

/// How rewards become advantages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Advantage {
    /// Returns, whitened over the tokens of the batch.
    Reinforce,
    /// Rewards less their instruction's mean, whitened over the tokens of the batch.
    ReinforceBaseline,
    /// Rewards less their instruction's mean, over its standard deviation.
    Grpo,
    /// Rewards less their instruction's mean.
    DrGrpo,
    /// Rewards less the mean of the instruction's other responses.
    Rloo,
}

impl Options {
    /// Defaults of the built-in policy: minutes on two cores.
    pub fn nano() -> Options {
        Options {
            steps: 60,
            instructions: 16,
            max_tokens: 96,
            rollout_rows: 192,
            learning_rate: 1e-4,
            learning_rate_warmup: 2,
            micro_tokens: 2048,
            lora_rank: 0,
            // With entropy the policy left its start twice as fast, for no gain (docs/benchmarks.md).
            f_div: Diversity::None,
            eval_every: 10,
            eval_tasks: 64,
            checkpoint_every: 10,
            ..Options::language_model()
        }
    }

    /// Defaults of a language model: those of the released training code (64 instructions, 6 + 2 rows each), with the
    /// learning rate that adapters want.
    pub fn language_model() -> Options {
        Options {
            seed: 0,
            steps: 100,
            instructions: 64,
            responses: 6,
            max_tokens: 512,
            temperature: 1.0,
            top_p: 1.0,
            top_k: 0,
            rollout_rows: 96,
            reward: Reward::Ila,
            replay: Replay::Hir,
            replays: 2,
            rewrite: Mode::Drop,
            lambda: 2.0,
            eta: 0.05,
            f_div: Diversity::Mean,
            select: Select::Batch,
            resample: true,
            ratio_base: RatioBase::Original,
            advantage: Advantage::Reinforce,
            kl: 0.001,
            clip_low: 0.2,
            clip_high: 0.2,
            dual_clip: 3.0,
            updates: 2,
            micro_tokens: 2048,
            gradient_checkpointing: false,
            learning_rate: 1e-5,
            learning_rate_warmup: 0,
            weight_decay: 0.01,
            max_gradient_norm: 1.0,
            lora_rank: 16,
            lora_alpha: 32.0,
            warmup_steps: 0,
            warmup_pairs: 64,
            warmup_learning_rate: 1e-3,
            warmup_constraints: 1,
            eval_every: 10,
            eval_tasks: 128,
            checkpoint_every: 10,
        }
    }

    /// These options on a device: a GPU does more side by side.
    pub fn on(self, device: &Device) -> Options {
        if !device.is_cuda() {
            return self;
        }
        Options { rollout_rows: 384, micro_tokens: 8192, ..self }
    }

    /// These options with others written over them: a TOML table, then `key=value` pairs.
    ///
    /// # Errors
    /// An option that does not exist, or a value that does not fit.
    pub fn with(&self, file: Option<&str>, pairs: &[(String, String)]) -> Result<Options, Diagnostic> {
        let wrong = |reason: String| Diagnostic::error(Code::BadOption, reason);
        let mut table = toml::Table::try_from(self).map_err(|e| wrong(e.to_string()))?;
        let known: Vec<String> = table.keys().cloned().collect();
        let mut set = |key: &str, value: toml::Value| {
            if !table.contains_key(key) {
                let problem = wrong(format!("no option `{key}`"));
                return Err(problem.suggest(key, known.iter().map(String::as_str)));
            }
            // A whole number is a fine fraction.
            let value = match (table.get(key), value) {
                (Some(toml::Value::Float(_)), toml::Value::Integer(n)) => toml::Value::Float(n as f64),
                (_, value) => value,
            };
            table.insert(key.to_owned(), value);
            Ok(())
        };
        if let Some(text) = file {
            let given: toml::Table = text.parse().map_err(|e: toml::de::Error| wrong(e.to_string()))?;
            for (key, value) in given {
                set(&key, value)?;
            }
        }
        for (key, value) in pairs {
            let typed = format!("it = {value}").parse::<toml::Table>().ok().and_then(|mut t| t.remove("it"));
            set(key, typed.unwrap_or_else(|| toml::Value::String(value.clone())))?;
        }
        let options: Options =
            table.try_into().map_err(|e: toml::de::Error| wrong(e.message().to_owned()))?;
        options.checked()
    }

    fn checked(self) -> Result<Options, Diagnostic> {
        let positive = [
            ("instructions", self.instructions),
            ("responses", self.responses),
            ("max_tokens", self.max_tokens),
            ("rollout_rows", self.rollout_rows),
            ("updates", self.updates),
            ("micro_tokens", self.micro_tokens),
            ("warmup_pairs", self.warmup_pairs),
            ("eval_tasks", self.eval_tasks),
        ];
        let wrong = |reason: String| Err(Diagnostic::error(Code::BadOption, reason));
        if let Some((name, _)) = positive.iter().find(|(_, n)| *n == 0) {
            return wrong(format!("`{name}` must be at least 1"));
        }
        for (name, every) in [("eval_every", self.eval_every), ("checkpoint_every", self.checkpoint_every)] {
            if every == 0 {
                return wrong(format!("`{name}` must be at least 1"));
            }
        }
        let numbers = [
            ("temperature", self.temperature, 1e-3, 100.0),
            ("top_p", self.top_p, 0.0, 1.0),
            ("learning_rate", self.learning_rate, 0.0, 1.0),
            ("warmup_learning_rate", self.warmup_learning_rate, 0.0, 1.0),
            ("kl", self.kl, 0.0, f64::MAX),
            ("clip_low", self.clip_low, 0.0, 1.0),
            ("clip_high", self.clip_high, 0.0, f64::MAX),
            ("dual_clip", self.dual_clip, 1.0, f64::MAX),
            ("max_gradient_norm", self.max_gradient_norm, 1e-9, f64::MAX),
            ("weight_decay", self.weight_decay, 0.0, 1.0),
            ("lora_alpha", self.lora_alpha, 0.0, f64::MAX),
            ("lambda", self.lambda, 0.0, f64::MAX),
            ("eta", self.eta, 0.0, 1.0),
        ];
        if let Some((name, x, low, high)) =
            numbers.iter().find(|(_, x, low, high)| !(*low..=*high).contains(x))
        {
            let expected =
                if *high == f64::MAX { format!("at least {low}") } else { format!("{low} to {high}") };
            return wrong(format!("`{name}` is {x}, expected {expected}"));
        }
        if self.advantage == Advantage::Rloo && self.responses < 2 {
            return wrong("`rloo` compares responses: `responses` must be at least 2".to_owned());
        }
        Ok(self)
    }
}
