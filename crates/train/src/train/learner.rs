//! A learner: a policy, its tokenizer and its optimiser, and the two kinds of update that it makes.

use super::logprobs::logprobs;
use super::optimiser::{AdamW, Gradients};
use super::options::{AdvantageEstimator, Options};
use super::policy_loss::{Clip, token_loss};
use super::samples::{Sample, micro_batches};
use super::seed;
use super::sft::Demonstration;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::logprobs::Scored;
use crate::model::parallel::par_map;
use crate::model::shared_prefix::Keep;
use crate::model::{Decoder, ModelError, Pair, Policy, PolicyVersion, Tokens};
use candle_core::Tensor;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// A policy that is trained.
#[derive(Debug)]
pub struct Learner {
    /// The policy.
    pub policy: Policy,
    /// Its tokenizer.
    pub tokens: Tokens,
    /// Its optimiser.
    pub optimiser: AdamW,
}

/// What one update, or several, did.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Update {
    /// Sum of the losses of all tokens.
    pub loss: f64,
    /// Tokens trained on.
    pub tokens: usize,
    /// Norm of the gradient before it was cut; of several updates the largest.
    pub gradient_norm: f64,
    /// Clipping of originals' tokens.
    pub clipped: ClipCount,
    /// Clipping of replays' tokens.
    pub clipped_replays: ClipCount,
    /// Largest |log ρ| of an original in the first update: 0 but for rounding, for it is on-policy.
    pub first_gap: f64,
    /// log π(y|x') − log π(y|x) over the tokens of replays.
    pub instruction_margin: Mean,
}

/// How many tokens a clip decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ClipCount {
    /// Tokens without a slope.
    pub clipped: usize,
    /// All tokens.
    pub tokens: usize,
}

impl ClipCount {
    /// The share of clipped tokens; 0 of none.
    pub fn share(&self) -> f64 {
        self.clipped as f64 / self.tokens.max(1) as f64
    }

    fn add(&mut self, other: ClipCount) {
        self.clipped += other.clipped;
        self.tokens += other.tokens;
    }
}

/// A mean that is being summed up.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Mean {
    /// The sum.
    pub sum: f64,
    /// Of how many.
    pub count: usize,
}

impl Mean {
    /// The mean; 0 of none.
    pub fn value(&self) -> f64 {
        self.sum / self.count.max(1) as f64
    }

    fn add(&mut self, other: Mean) {
        self.sum += other.sum;
        self.count += other.count;
    }
}

/// A sample with one advantage a token of its response.
#[derive(Clone, Copy)]
struct Row<'a> {
    sample: &'a Sample,
    advantages: &'a [f64],
}

impl Learner {
    /// log π of each pair's response tokens, by the current or the reference policy, in nats.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn logprobs(
        &self,
        pairs: &[Pair<'_>],
        version: PolicyVersion,
        options: &Options,
    ) -> Result<Vec<Vec<f64>>, ModelError> {
        logprobs(&self.policy.decoder(version)?, pairs, options.temperature, options.micro_batch_tokens)
    }

    /// Trains on a batch: one update a mini-batch.
    ///
    /// # Errors
    /// `diverged` for a loss or gradient that is no number.
    pub fn train(
        &mut self,
        samples: &[Sample],
        advantages: &[Vec<f64>],
        options: &Options,
        step: u32,
    ) -> Result<Update, Diagnostic> {
        let mut order: Vec<usize> = (0..samples.len()).collect();
        order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed(options.seed, &[u64::from(step), 0x0bda])));
        let mut out = Update::default();
        let size = samples.len().div_ceil(options.num_mini_batches).max(1);
        for (index, mini_batch) in order.chunks(size).enumerate() {
            let rows: Vec<Row<'_>> = mini_batch
                .iter()
                .filter_map(|&i| Some(Row { sample: samples.get(i)?, advantages: advantages.get(i)? }))
                .collect();
            self.update(&rows, options, index == 0, &mut out)?;
        }
        Ok(out)
    }

    /// One update. `first` says whether nothing was updated since the rows were sampled.
    fn update(
        &mut self,
        rows: &[Row<'_>],
        options: &Options,
        first: bool,
        out: &mut Update,
    ) -> Result<(), Diagnostic> {
        // The mean is over the tokens of the whole update, so that the split into micro-batches changes nothing.
        let total: usize = rows.iter().map(|r| r.sample.response.len()).sum();
        if total == 0 {
            return Ok(());
        }
        let clip =
            Clip { low: options.clip_ratio_low, high: options.clip_ratio_high, dual: options.dual_clip };
        let pairs: Vec<Pair<'_>> = rows.iter().map(|r| r.sample.pair()).collect();
        let batches = micro_batches(&pairs, options.micro_batch_tokens);
        let decoder = self.policy.decoder(PolicyVersion::Current)?;
        let work = |batch: &Vec<usize>| -> Result<(Update, Gradients), ModelError> {
            let mut out = Update::default();
            let chosen: Vec<&Row<'_>> = batch.iter().filter_map(|&i| rows.get(i)).collect();
            let pairs: Vec<Pair<'_>> = chosen.iter().map(|r| r.sample.pair()).collect();
            let scored = decoder.score(&pairs, options.temperature, keep(options))?;
            let logprobs = scored.logprobs.to_vec1::<f32>()?;
            let mut slopes: Vec<f32> = Vec::with_capacity(logprobs.len());
            let mut logprobs = logprobs.into_iter().map(f64::from);
            for Row { sample, advantages } in chosen {
                let own: Vec<f64> = logprobs.by_ref().take(sample.response.len()).collect();
                account(sample, &own, first, &mut out);
                for ((&logprob, &old), &advantage) in own.iter().zip(&sample.old).zip(*advantages) {
                    let token = token_loss(logprob, old, advantage, &clip);
                    out.loss += token.loss;
                    let count = if sample.replay { &mut out.clipped_replays } else { &mut out.clipped };
                    count.add(ClipCount { clipped: usize::from(token.clipped), tokens: 1 });
                    slopes.push((token.slope / total as f64) as f32);
                }
            }
            Ok((out, gradients(&decoder, scored, slopes)?))
        };
        let sums = gather(par_map(self.policy.device(), &batches, work), out)?;
        out.tokens += total;
        self.apply(&sums, options.learning_rate, options, out)
    }

    fn apply(
        &mut self,
        gradients: &Gradients,
        learning_rate: f64,
        options: &Options,
        out: &mut Update,
    ) -> Result<(), Diagnostic> {
        let norm = gradients.norm()?;
        if !norm.is_finite() || !out.loss.is_finite() {
            let message = format!("the loss is {} and the gradient's norm {norm}", out.loss);
            return Err(Diagnostic::error(Code::Diverged, message)
                .help("start a new run with a smaller `learning_rate`"));
        }
        out.gradient_norm = out.gradient_norm.max(norm);
        let rise = f64::from(self.optimiser.updates() + 1) / f64::from(options.lr_warmup_steps.max(1));
        let rate = learning_rate * rise.min(1.0);
        self.optimiser.update(self.policy.variables(), gradients, rate, options.max_grad_norm)?;
        Ok(())
    }

    /// One supervised update: the mean log-likelihood of the responses' tokens.
    ///
    /// # Errors
    /// `diverged` for a loss or gradient that is no number.
    pub fn sft_step(
        &mut self,
        demonstrations: &[&Demonstration],
        learning_rate: f64,
        options: &Options,
    ) -> Result<Update, Diagnostic> {
        let total: usize = demonstrations.iter().map(|d| d.response.len()).sum();
        let pairs: Vec<Pair<'_>> = demonstrations.iter().map(|d| d.pair()).collect();
        let mut out = Update { tokens: total, ..Update::default() };
        let batches = micro_batches(&pairs, options.micro_batch_tokens);
        let decoder = self.policy.decoder(PolicyVersion::Current)?;
        let work = |batch: &Vec<usize>| -> Result<(Update, Gradients), ModelError> {
            let chosen: Vec<Pair<'_>> = batch.iter().filter_map(|&i| pairs.get(i).copied()).collect();
            let scored = decoder.score(&chosen, 1.0, keep(options))?;
            let slopes = vec![-1.0 / total.max(1) as f32; scored.logprobs.elem_count()];
            let done = Update { loss: -sum(&scored.logprobs)?, ..Update::default() };
            Ok((done, gradients(&decoder, scored, slopes)?))
        };
        let sums = gather(par_map(self.policy.device(), &batches, work), &mut out)?;
        self.apply(&sums, learning_rate, options, &mut out)?;
        Ok(out)
    }

    /// Whether the divergence to the reference policy is needed.
    pub(super) fn needs_reference(options: &Options) -> bool {
        use AdvantageEstimator::{ReinforcePlusPlus, ReinforcePlusPlusBaseline};
        let in_reward = matches!(options.advantage_estimator, ReinforcePlusPlus | ReinforcePlusPlusBaseline);
        options.kl_coef > 0.0 && in_reward
    }
}

/// What the forward pass keeps for the backward pass.
fn keep(options: &Options) -> Keep {
    if options.gradient_checkpointing { Keep::Inputs } else { Keep::All }
}

/// The gradients of Σ slope · log π; none if all slopes are 0.
fn gradients(decoder: &Decoder, scored: Scored, slopes: Vec<f32>) -> Result<Gradients, ModelError> {
    let mut out = Gradients::default();
    if slopes.iter().any(|s| *s != 0.0) {
        scored.backward(decoder, slopes, &mut |name, gradient| out.add(name, &gradient))?;
    }
    Ok(out)
}

/// Adds up what micro-batches did, in their order: sums of floats depend on it.
fn gather(
    done: Vec<Result<(Update, Gradients), ModelError>>,
    out: &mut Update,
) -> Result<Gradients, ModelError> {
    let mut gradients = Gradients::default();
    for batch in done {
        let (update, own) = batch?;
        gradients.merge(own)?;
        out.loss += update.loss;
        out.clipped.add(update.clipped);
        out.clipped_replays.add(update.clipped_replays);
        out.first_gap = out.first_gap.max(update.first_gap);
        out.instruction_margin.add(update.instruction_margin);
    }
    Ok(gradients)
}

/// Counts what is logged of one sample's tokens.
fn account(sample: &Sample, logprobs: &[f64], first: bool, out: &mut Update) {
    if sample.replay {
        let gained: f64 = logprobs.iter().zip(&sample.original).map(|(now, under_x)| now - under_x).sum();
        out.instruction_margin.add(Mean { sum: gained, count: logprobs.len() });
    } else if first {
        let gaps = logprobs.iter().zip(&sample.old).map(|(now, old)| (now - old).abs());
        out.first_gap = gaps.fold(out.first_gap, f64::max);
    }
}

fn sum(values: &Tensor) -> Result<f64, ModelError> {
    Ok(values.to_vec1::<f32>()?.into_iter().map(f64::from).sum())
}
