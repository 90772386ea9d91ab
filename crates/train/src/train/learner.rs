//! What learns: a policy, its tokenizer and its optimiser.

use super::forward::logprobs;
use super::objective::{Clip, token_loss};
use super::optimiser::{AdamW, Gradients};
use super::options::{Advantage, Options};
use super::samples::{Sample, micro_batches};
use super::seed;
use super::supervised::Lesson;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::parallel::side_by_side;
use crate::model::score::Scored;
use crate::model::shared::Keep;
use crate::model::{Decoder, ModelError, Pair, Policy, Tokens, View};
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
    /// Clipped tokens and tokens, of originals.
    pub clipped: (usize, usize),
    /// Clipped tokens and tokens, of replays.
    pub clipped_replays: (usize, usize),
    /// Largest |log ρ| of an original in the first update: 0 but for rounding, for it is on-policy.
    pub first_gap: f64,
    /// Sum over replays' tokens of log π(y|x') − log π(y|x), and their number.
    pub instruction_margin: (f64, usize),
}

impl Learner {
    /// log π of pairs, now or in the reference policy.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn logprobs(
        &self,
        pairs: &[Pair<'_>],
        view: View,
        options: &Options,
    ) -> Result<Vec<Vec<f64>>, ModelError> {
        logprobs(&self.policy.decoder(view)?, pairs, options.temperature, options.micro_tokens)
    }

    /// Trains on a batch, in as many updates as the options say.
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
        let part = samples.len().div_ceil(options.updates).max(1);
        for (index, places) in order.chunks(part).enumerate() {
            let rows: Vec<(&Sample, &[f64])> = places
                .iter()
                .filter_map(|&i| Some((samples.get(i)?, advantages.get(i)?.as_slice())))
                .collect();
            self.update(&rows, options, index == 0, &mut out)?;
        }
        Ok(out)
    }

    /// One update.
    fn update(
        &mut self,
        rows: &[(&Sample, &[f64])],
        options: &Options,
        first: bool,
        out: &mut Update,
    ) -> Result<(), Diagnostic> {
        // The mean is over the tokens of the whole update, so that the split into micro-batches changes nothing.
        let total: usize = rows.iter().map(|(s, _)| s.response.len()).sum();
        if total == 0 {
            return Ok(());
        }
        let clip = Clip { low: options.clip_low, high: options.clip_high, dual: options.dual_clip };
        let pairs: Vec<Pair<'_>> = rows.iter().map(|(s, _)| s.pair()).collect();
        let batches = micro_batches(&pairs, options.micro_tokens);
        let decoder = self.policy.decoder(View::Current)?;
        let work = |batch: &Vec<usize>| -> Result<(Update, Gradients), ModelError> {
            let mut out = Update::default();
            let chosen: Vec<&(&Sample, &[f64])> = batch.iter().filter_map(|&i| rows.get(i)).collect();
            let pairs: Vec<Pair<'_>> = chosen.iter().map(|(s, _)| s.pair()).collect();
            let scored = decoder.score(&pairs, options.temperature, keep(options))?;
            let logprobs = scored.logprobs.to_vec1::<f32>()?;
            let mut slopes: Vec<f32> = Vec::with_capacity(logprobs.len());
            let mut logprobs = logprobs.into_iter().map(f64::from);
            for (sample, advantages) in chosen {
                let own: Vec<f64> = logprobs.by_ref().take(sample.response.len()).collect();
                account(sample, &own, first, &mut out);
                for ((&logprob, &old), &advantage) in own.iter().zip(&sample.old).zip(*advantages) {
                    let token = token_loss(logprob, old, advantage, &clip);
                    out.loss += token.loss;
                    let count = if sample.replay { &mut out.clipped_replays } else { &mut out.clipped };
                    count.0 += usize::from(token.clipped);
                    count.1 += 1;
                    slopes.push((token.slope / total as f64) as f32);
                }
            }
            Ok((out, gradients(&decoder, scored, slopes)?))
        };
        let sums = gather(side_by_side(self.policy.device(), &batches, work), out)?;
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
                .help("resume from the last checkpoint with a smaller learning_rate"));
        }
        out.gradient_norm = out.gradient_norm.max(norm);
        let rise = f64::from(self.optimiser.updates() + 1) / f64::from(options.learning_rate_warmup.max(1));
        let rate = learning_rate * rise.min(1.0);
        self.optimiser.update(self.policy.variables(), gradients, rate, options.max_gradient_norm)?;
        Ok(())
    }

    /// One supervised update: the mean log-likelihood of the responses' tokens.
    ///
    /// # Errors
    /// `diverged` for a loss or gradient that is no number.
    pub fn imitate(
        &mut self,
        lessons: &[&Lesson],
        learning_rate: f64,
        options: &Options,
    ) -> Result<Update, Diagnostic> {
        let total: usize = lessons.iter().map(|l| l.response.len()).sum();
        let pairs: Vec<Pair<'_>> = lessons.iter().map(|l| (&l.instruction[..], &l.response[..])).collect();
        let mut out = Update { tokens: total, ..Update::default() };
        let batches = micro_batches(&pairs, options.micro_tokens);
        let decoder = self.policy.decoder(View::Current)?;
        let work = |batch: &Vec<usize>| -> Result<(Update, Gradients), ModelError> {
            let chosen: Vec<Pair<'_>> = batch.iter().filter_map(|&i| pairs.get(i).copied()).collect();
            let scored = decoder.score(&chosen, 1.0, keep(options))?;
            let slopes = vec![-1.0 / total.max(1) as f32; scored.logprobs.elem_count()];
            let done = Update { loss: -sum(&scored.logprobs)?, ..Update::default() };
            Ok((done, gradients(&decoder, scored, slopes)?))
        };
        let sums = gather(side_by_side(self.policy.device(), &batches, work), &mut out)?;
        self.apply(&sums, learning_rate, options, &mut out)?;
        Ok(out)
    }

    /// Whether the divergence to the reference policy is needed.
    pub(super) fn needs_reference(options: &Options) -> bool {
        options.kl > 0.0 && matches!(options.advantage, Advantage::Reinforce | Advantage::ReinforceBaseline)
    }
}

/// What the forward pass keeps.
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

/// Adds up what batches did, in their order.
fn gather(
    done: Vec<Result<(Update, Gradients), ModelError>>,
    out: &mut Update,
) -> Result<Gradients, ModelError> {
    let mut gradients = Gradients::default();
    for batch in done {
        let (update, own) = batch?;
        gradients.merge(own)?;
        out.loss += update.loss;
        out.clipped = (out.clipped.0 + update.clipped.0, out.clipped.1 + update.clipped.1);
        out.clipped_replays.0 += update.clipped_replays.0;
        out.clipped_replays.1 += update.clipped_replays.1;
        out.first_gap = out.first_gap.max(update.first_gap);
        out.instruction_margin.0 += update.instruction_margin.0;
        out.instruction_margin.1 += update.instruction_margin.1;
    }
    Ok(gradients)
}

/// Counts what is logged of one sample's tokens.
fn account(sample: &Sample, logprobs: &[f64], first: bool, out: &mut Update) {
    if sample.replay {
        let gained: f64 = logprobs.iter().zip(&sample.original).map(|(now, under_x)| now - under_x).sum();
        out.instruction_margin.0 += gained;
        out.instruction_margin.1 += logprobs.len();
    } else if first {
        let gaps = logprobs.iter().zip(&sample.old).map(|(now, old)| (now - old).abs());
        out.first_gap = gaps.fold(out.first_gap, f64::max);
    }
}

fn sum(values: &Tensor) -> Result<f64, ModelError> {
    Ok(values.to_vec1::<f32>()?.into_iter().map(f64::from).sum())
}
