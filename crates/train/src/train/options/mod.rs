//! What decides how a run goes: one table, which the parser, `--help`, `--set`, `config.toml` and `hirc explain` read.
//!
//! Names are those of TRL or verl where one of them has the option.

mod choices;
mod explain;
mod parse;
#[cfg(test)]
mod tests;
mod value;

pub use choices::{AdvantageEstimator, Diversity, RatioBase, Replay, Reward, SelectionScope};
pub use explain::option_help;
pub use parse::{Resolved, option};
pub use value::{Choice, OptionKind, OptionSpec, Range};

use crate::hindsight::Mode;
use candle_core::Device;
use serde::{Serialize, Serializer, ser::SerializeMap};
use value::OptionValue;

/// Makes the options and their table: name, type, default for a language model, range, and old names. The
/// documentation is the description.
macro_rules! options {
    ($($(#[doc = $doc:literal])+ $name:ident: $ty:ty = $default:expr, $range:expr $(, was $old:literal)?;)+) => {
        /// Everything that decides how a run goes. Written to the run folder as `config.toml`.
        #[derive(Clone, PartialEq, Debug)]
        pub struct Options {
            $($(#[doc = $doc])+ pub $name: $ty,)+
        }

        /// Every option, in the order of `config.toml`.
        pub const OPTIONS: &[OptionSpec] = &[
            $(OptionSpec {
                name: stringify!($name),
                description: concat!($($doc, "\n"),+),
                kind: <$ty as OptionValue>::KIND,
                range: $range,
                old_names: &[$($old)?],
            },)+
        ];

        impl Options {
            /// Defaults of a language model: those of the released training code (64 instructions, 6 + 2 rows each),
            /// with the learning rate that adapters want.
            pub fn language_model() -> Options {
                Options { $($name: $default,)+ }
            }

            /// The value of an option by its name.
            pub fn get(&self, name: &str) -> Option<toml::Value> {
                match name {
                    $(stringify!($name) => Some(OptionValue::to_toml(&self.$name)),)+
                    _ => None,
                }
            }

            /// Sets an option by its name; whether there is one, and the value is of its type.
            fn assign(&mut self, name: &str, value: &toml::Value) -> bool {
                match name {
                    $(stringify!($name) => {
                        OptionValue::from_toml(value).map(|value| self.$name = value).is_some()
                    })+
                    _ => false,
                }
            }
        }
    };
}

options! {
    /// Seed of everything random: the same seed gives the same run.
    seed: u64 = 0, Range::All;
    /// Training steps. (TRL: max_steps)
    steps: u32 = 100, Range::All;
    /// Instructions a step (B of the paper). (verl: train_batch_size)
    prompts_per_step: usize = 64, Range::From(1.0), was "instructions";
    /// Responses sampled for each instruction (m of the paper).
    /// (TRL: num_generations; verl: rollout.n)
    samples_per_prompt: usize = 6, Range::From(1.0), was "responses";
    /// Longest response, in tokens; a response that is cut off fails.
    /// (TRL: max_completion_length; verl: max_response_length)
    max_tokens: usize = 512, Range::From(1.0);
    /// Temperature of sampling, and of every log-probability.
    temperature: f64 = 1.0, Range::Within(1e-3, 100.0);
    /// Samples among the likeliest tokens that together have this probability.
    /// Log-probabilities are of all tokens.
    top_p: f64 = 1.0, Range::Within(0.0, 1.0);
    /// Samples among so many likeliest tokens; 0 samples among all.
    top_k: usize = 0, Range::All;
    /// Responses decoded together, at most; bounds the memory of sampling.
    rollout_batch: usize = 96, Range::From(1.0), was "rollout_rows";
    /// What a response is rewarded for.
    reward: Reward = Reward::Ila, Range::All;
    /// Whether failures are replayed.
    replay: Replay = Replay::Hir, Range::All;
    /// Replays for each instruction (k of the paper), on the mean of a batch.
    replays_per_prompt: usize = 2, Range::All, was "replays";
    /// How far the instruction of a replay is rewritten.
    rewrite: Mode = Mode::Drop, Range::All;
    /// Among which responses replays are selected.
    /// Selected are those with the largest F = diversity + λ · integrity, where integrity is the share of constraints satisfied
    /// and λ = selection_lambda · (1 + selection_eta)^step.
    selection: SelectionScope = SelectionScope::Batch, Range::All, was "select";
    /// What counts as diversity in the selection (F_div of the paper).
    selection_diversity: Diversity = Diversity::Mean, Range::All, was "f_div";
    /// The weight of integrity in the selection before the first step (λ_0 of the paper).
    selection_lambda: f64 = 2.0, Range::From(0.0), was "lambda";
    /// How much that weight grows a step (η of the paper).
    selection_eta: f64 = 0.05, Range::Within(0.0, 1.0), was "eta";
    /// Whether more responses are sampled where too few can be replayed.
    resample: bool = true, Range::All;
    /// Under which instruction π_old of a replay is taken.
    /// The ratio of a replay is π(y|x') over this.
    ratio_base: RatioBase = RatioBase::Original, Range::All;
    /// How rewards become advantages. (verl: adv_estimator)
    advantage_estimator: AdvantageEstimator = AdvantageEstimator::ReinforcePlusPlus, Range::All, was "advantage";
    /// β, the weight of the KL divergence to the reference policy in the reward.
    /// The estimator is k1, log π_old − log π_ref a token; it counts with reinforce_plus_plus and its baseline form only.
    /// (verl: kl_coef; TRL: beta)
    kl_coef: f64 = 0.001, Range::From(0.0), was "kl";
    /// The ratio is clipped at 1 − this. (verl: clip_ratio_low; TRL: epsilon)
    clip_ratio_low: f64 = 0.2, Range::Within(0.0, 1.0), was "clip_low";
    /// The ratio is clipped at 1 + this. (verl: clip_ratio_high; TRL: epsilon_high)
    clip_ratio_high: f64 = 0.2, Range::From(0.0), was "clip_high";
    /// The loss of a token with a negative advantage A is at most −this · A. (verl: clip_ratio_c)
    dual_clip: f64 = 3.0, Range::From(1.0);
    /// Updates a step: the rows of the batch are split into so many parts.
    num_mini_batches: usize = 2, Range::From(1.0), was "updates";
    /// Tokens trained on together, padding counted; bounds the memory of training.
    /// The result does not depend on it. (verl: ppo_max_token_len_per_gpu)
    micro_batch_tokens: usize = 2048, Range::From(1.0), was "micro_tokens";
    /// Whether the backward pass computes the insides of blocks again instead of keeping them.
    /// Less memory, more time, the same gradient.
    gradient_checkpointing: bool = false, Range::All;
    /// Learning rate of AdamW.
    learning_rate: f64 = 1e-5, Range::Within(0.0, 1.0);
    /// Updates over which the learning rate rises to its value, in a straight line.
    /// (verl: lr_warmup_steps; TRL: warmup_steps)
    lr_warmup_steps: u32 = 0, Range::All, was "learning_rate_warmup";
    /// Weight decay of AdamW, on matrices only.
    weight_decay: f64 = 0.01, Range::Within(0.0, 1.0);
    /// A gradient whose norm is larger is scaled down to it.
    max_grad_norm: f64 = 1.0, Range::From(1e-9), was "max_gradient_norm";
    /// Rank of the adapter; 0 trains all parameters.
    lora_rank: usize = 16, Range::All;
    /// α of the adapter: what it gives is scaled by α / rank.
    lora_alpha: f64 = 32.0, Range::From(0.0);
    /// Supervised updates on (instruction, witness) pairs before the first step.
    /// The policy after them is the reference policy.
    sft_steps: u32 = 0, Range::All, was "warmup_steps";
    /// Pairs of a supervised update.
    sft_batch_size: usize = 64, Range::From(1.0), was "warmup_pairs";
    /// Learning rate of supervised updates; it falls to a tenth along a cosine.
    sft_learning_rate: f64 = 1e-3, Range::Within(0.0, 1.0), was "warmup_learning_rate";
    /// Constraints of a supervised instruction, at most.
    sft_max_constraints: usize = 1, Range::All, was "warmup_constraints";
    /// Steps between evaluations on held-out tasks. (verl: test_freq)
    eval_steps: u32 = 10, Range::From(1.0), was "eval_every";
    /// Held-out tasks that are evaluated, at most.
    eval_tasks: usize = 128, Range::From(1.0);
    /// Steps between checkpoints. (verl: save_freq)
    save_steps: u32 = 10, Range::From(1.0), was "checkpoint_every";
}

impl Options {
    /// Defaults of the built-in policy: minutes on two cores.
    pub fn nano() -> Options {
        Options {
            steps: 60,
            prompts_per_step: 16,
            max_tokens: 96,
            rollout_batch: 192,
            learning_rate: 1e-4,
            lr_warmup_steps: 2,
            lora_rank: 0,
            // With entropy the policy left its start twice as fast, for no gain (docs/benchmarks.md).
            selection_diversity: Diversity::None,
            eval_tasks: 64,
            ..Options::language_model()
        }
    }

    /// Defaults of a model by its name.
    pub fn of_model(model: &str) -> Options {
        let nano = [crate::model::NANO, crate::model::UNTRAINED].contains(&model);
        if nano { Options::nano() } else { Options::language_model() }
    }

    /// These options for a GPU, which does more side by side.
    #[must_use]
    pub fn on_gpu(self) -> Options {
        Options { rollout_batch: 384, micro_batch_tokens: 8192, ..self }
    }

    /// These options for a device.
    #[must_use]
    pub fn on(self, device: &Device) -> Options {
        if device.is_cuda() { self.on_gpu() } else { self }
    }
}

impl Options {
    /// All values by name.
    pub fn table(&self) -> toml::Table {
        OPTIONS.iter().filter_map(|option| Some((option.name.to_owned(), self.get(option.name)?))).collect()
    }
}

impl Serialize for Options {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(OPTIONS.len()))?;
        for option in OPTIONS {
            map.serialize_entry(option.name, &self.get(option.name))?;
        }
        map.end()
    }
}
