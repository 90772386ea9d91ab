//! Rollout: responses sampled from a policy, many at once.
//!
//! In: a decoder, instructions as tokens, how to sample. Out: responses with the log-probability and the entropy of every
//! token. INVARIANT (own randomness): a response depends on its own seed, not on what is sampled beside it.

mod batch;
mod sample;
#[cfg(test)]
mod tests;

pub use sample::Sampling;

use crate::model::parallel::{par_map, workers};
use crate::model::{Decoder, ModelError};
use batch::{Batch, DecodeShape};

/// One response to sample.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SampleRequest {
    /// Which instruction it answers.
    pub instruction: usize,
    /// What its randomness begins with.
    pub seed: u64,
}

/// A sampled response.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Response {
    /// Its tokens, with the one that ends it if it ended by itself.
    pub tokens: Vec<u32>,
    /// log π of each token at the temperature of sampling, in nats.
    pub logprobs: Vec<f32>,
    /// The entropy of each token's distribution, in nats.
    pub entropies: Vec<f32>,
    /// Whether it ended by itself; if not, it was cut at the longest length.
    pub ended: bool,
}

impl Response {
    /// Mean entropy of its tokens, in nats; 0 for an empty one.
    pub fn mean_entropy(&self) -> f64 {
        let sum: f64 = self.entropies.iter().map(|&e| f64::from(e)).sum();
        sum / self.entropies.len().max(1) as f64
    }

    /// The tokens without the one that ends it.
    pub fn content(&self) -> &[u32] {
        let end = self.tokens.len() - usize::from(self.ended);
        self.tokens.get(..end).unwrap_or_default()
    }
}

/// How many responses are decoded together at most, and how long they may be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// Rows decoded together.
    pub rows: usize,
    /// Tokens of a response.
    pub tokens: usize,
}

/// Samples responses, in the order in which they are requests.
///
/// # Errors
/// An instruction that leaves no room for a response, logits that are no numbers, or what the tensor library fails with.
pub fn rollout(
    decoder: &Decoder,
    instructions: &[Vec<u32>],
    requests: &[SampleRequest],
    stops: &[u32],
    sampling: &Sampling,
    limits: Limits,
) -> Result<Vec<Response>, ModelError> {
    let mut out: Vec<Response> = vec![Response::default(); requests.len()];
    // Instructions of like length together: short ones waste no room beside long ones.
    let mut order: Vec<usize> = (0..requests.len()).collect();
    let length =
        |index: usize| requests.get(index).and_then(|r| instructions.get(r.instruction)).map_or(0, Vec::len);
    order.sort_by_key(|&index| (length(index), requests.get(index).map(|r| r.instruction)));
    // As many batches as there are workers, but not more rows than allowed.
    let rows = limits.rows.min(requests.len().div_ceil(workers(decoder.device()))).max(1);
    let batches: Vec<&[usize]> = order.chunks(rows).collect();
    let shape = DecodeShape { max_tokens: limits.tokens, steady: decoder.device().is_cuda() };
    let finished = par_map(decoder.device(), &batches, |chosen| {
        Batch::begin(decoder, instructions, requests, chosen, shape)?.decode(decoder, stops, sampling)
    });
    for batch in finished {
        for (request, response) in batch? {
            if let Some(slot) = out.get_mut(request) {
                *slot = response;
            }
        }
    }
    Ok(out)
}
