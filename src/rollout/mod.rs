//! Rollout: responses sampled from a policy, many at once.
//!
//! In: a decoder, instructions as tokens, how to sample. Out: responses with the log-probability and the entropy of every
//! token. INVARIANT (own randomness): a response depends on its own seed, not on what is sampled beside it.

mod sample;
#[cfg(test)]
mod tests;

pub use sample::Sampling;

use sample::{Sampler, draw};

use crate::model::parallel::{side_by_side, workers};
use crate::model::{Cache, Decoder, ModelError, Positions};
use candle_core::{DType, Device, Tensor};

/// One response to sample.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
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
    pub fn said(&self) -> &[u32] {
        let end = self.tokens.len() - usize::from(self.ended);
        self.tokens.get(..end).unwrap_or_default()
    }
}

/// How many responses are decoded side by side at most, and how long they may be.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// Rows decoded side by side.
    pub rows: usize,
    /// Tokens of a response.
    pub tokens: usize,
}

/// Samples responses, in the order in which they are wanted.
///
/// # Errors
/// An instruction that leaves no room for a response, or what the tensor library fails with.
pub fn rollout(
    decoder: &Decoder,
    instructions: &[Vec<u32>],
    wanted: &[Wanted],
    stops: &[u32],
    sampling: &Sampling,
    limits: Limits,
) -> Result<Vec<Response>, ModelError> {
    let mut out: Vec<Response> = vec![Response::default(); wanted.len()];
    // Instructions of like length together: short ones waste no room beside long ones.
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    let length =
        |place: usize| wanted.get(place).and_then(|w| instructions.get(w.instruction)).map_or(0, Vec::len);
    order.sort_by_key(|&place| (length(place), wanted.get(place).map(|w| w.instruction)));
    // As many batches as there are workers, but not more rows than allowed.
    let rows = limits.rows.min(wanted.len().div_ceil(workers(decoder.device()))).max(1);
    let batches: Vec<&[usize]> = order.chunks(rows).collect();
    let finished = side_by_side(decoder.device(), &batches, |places| {
        let mut batch = Batch::begin(decoder, instructions, wanted, places, limits.tokens)?;
        batch.decode(decoder, stops, sampling, limits.tokens)
    });
    for batch in finished {
        for (place, response) in batch? {
            if let Some(slot) = out.get_mut(place) {
                *slot = response;
            }
        }
    }
    Ok(out)
}

/// A response that is being sampled.
struct Row {
    /// Where it goes in the result.
    place: usize,
    /// Tokens of its instruction.
    instruction: usize,
    sampler: Sampler,
    response: Response,
}

/// Responses that are decoded side by side.
struct Batch {
    rows: Vec<Row>,
    cache: Cache,
    /// Width of the longest instruction: shorter ones are padded behind, and the padding is masked.
    width: usize,
    /// Logits after the last token of each row, `[rows, vocab]`.
    logits: Tensor,
}

impl Batch {
    /// Reads each instruction once and shares its cache among its responses.
    fn begin(
        decoder: &Decoder,
        instructions: &[Vec<u32>],
        wanted: &[Wanted],
        places: &[usize],
        longest: usize,
    ) -> Result<Batch, ModelError> {
        let mut read: Vec<usize> = Vec::new();
        let mut rows = Vec::new();
        let mut from: Vec<u32> = Vec::new();
        for &place in places {
            let Some(&Wanted { instruction, seed }) = wanted.get(place) else { continue };
            let known = read.iter().position(|&i| i == instruction).unwrap_or_else(|| {
                read.push(instruction);
                read.len() - 1
            });
            from.push(u32::try_from(known).unwrap_or(u32::MAX));
            let length = instructions.get(instruction).map_or(0, Vec::len);
            let (sampler, response) = (Sampler::new(seed), Response::default());
            rows.push(Row { place, instruction: length, sampler, response });
        }
        let texts: Vec<&[u32]> =
            read.iter().map(|&i| instructions.get(i).map(Vec::as_slice).unwrap_or_default()).collect();
        let width = texts.iter().map(|t| t.len()).max().unwrap_or(0);
        let room = decoder.config().positions;
        if width + longest > room || texts.iter().any(|t| t.is_empty()) {
            return Err(ModelError::Config(format!(
                "an instruction of {width} tokens and a response of {longest} do not fit into {room} positions; lower `max_tokens`"
            )));
        }
        let device = decoder.device();
        let padded: Vec<u32> = texts
            .iter()
            .flat_map(|t| t.iter().copied().chain(std::iter::repeat_n(0, width - t.len())))
            .collect();
        let tokens = Tensor::from_vec(padded, (texts.len(), width), device)?;
        let mut cache = decoder.cache(texts.len(), width + longest)?;
        let hidden = decoder.forward(&tokens, &Positions::FromZero, None, Some(&mut cache))?;
        let ends: Vec<u32> = texts
            .iter()
            .enumerate()
            .map(|(row, t)| u32::try_from(row * width + t.len() - 1).unwrap_or(0))
            .collect();
        let ends = Tensor::new(ends, device)?;
        let last = hidden.flatten_to(1)?.index_select(&ends, 0)?;
        let from = Tensor::new(from, device)?;
        cache.keep(&from)?;
        let logits = decoder.logits(&last.index_select(&from, 0)?)?;
        Ok(Batch { rows, cache, width, logits })
    }

    /// Decodes until every row is finished.
    fn decode(
        &mut self,
        decoder: &Decoder,
        stops: &[u32],
        sampling: &Sampling,
        longest: usize,
    ) -> Result<Vec<(usize, Response)>, ModelError> {
        let mut finished = Vec::new();
        for step in 0..longest {
            let drawn = draw(&self.logits, self.rows.iter_mut().map(|r| &mut r.sampler), sampling)?;
            let mut next = Vec::new();
            let mut left = Vec::new();
            for (index, (row, drawn)) in self.rows.iter_mut().zip(drawn).enumerate() {
                row.response.tokens.push(drawn.token);
                row.response.logprobs.push(drawn.logprob);
                row.response.entropies.push(drawn.entropy);
                row.response.ended = stops.contains(&drawn.token);
                if !row.response.ended && step + 1 < longest {
                    next.push(drawn.token);
                    left.push(index);
                }
            }
            self.retire(&left, &mut finished)?;
            if self.rows.is_empty() {
                break;
            }
            self.step(decoder, next, step)?;
        }
        Ok(finished)
    }

    /// Takes finished rows out, so that nothing is computed for them.
    fn retire(&mut self, left: &[usize], finished: &mut Vec<(usize, Response)>) -> Result<(), ModelError> {
        if left.len() == self.rows.len() {
            return Ok(());
        }
        let mut kept = Vec::with_capacity(left.len());
        for (index, row) in std::mem::take(&mut self.rows).into_iter().enumerate() {
            if left.binary_search(&index).is_ok() {
                kept.push(row);
            } else {
                finished.push((row.place, row.response));
            }
        }
        self.rows = kept;
        if !left.is_empty() {
            let rows: Vec<u32> = left.iter().map(|&i| u32::try_from(i).unwrap_or(u32::MAX)).collect();
            self.cache.keep(&Tensor::new(rows, self.logits.device())?)?;
        }
        Ok(())
    }

    /// One more token for every row.
    fn step(&mut self, decoder: &Decoder, next: Vec<u32>, step: usize) -> Result<(), ModelError> {
        let (device, rows) = (decoder.device(), next.len());
        let tokens = Tensor::from_vec(next, (rows, 1), device)?;
        let at: Vec<u32> =
            self.rows.iter().map(|r| u32::try_from(r.instruction + step).unwrap_or(u32::MAX)).collect();
        let positions = Positions::Each(Tensor::new(at, device)?);
        let mask = self.mask(self.cache.len() + 1, self.logits_dtype(decoder), device)?;
        let hidden = decoder.forward(&tokens, &positions, mask.as_ref(), Some(&mut self.cache))?;
        self.logits = decoder.logits(&hidden.squeeze(1)?)?;
        Ok(())
    }

    fn logits_dtype(&self, decoder: &Decoder) -> DType {
        decoder.head().dtype()
    }

    /// −∞ over the padding behind short instructions, `[rows, 1, 1, keys]`; `None` if there is none.
    fn mask(&self, keys: usize, dtype: DType, device: &Device) -> Result<Option<Tensor>, ModelError> {
        if self.rows.iter().all(|r| r.instruction == self.width) {
            return Ok(None);
        }
        let hidden = |row: &Row, key: usize| key >= row.instruction && key < self.width;
        let mask: Vec<f32> = self
            .rows
            .iter()
            .flat_map(|row| (0..keys).map(move |key| if hidden(row, key) { f32::NEG_INFINITY } else { 0.0 }))
            .collect();
        Ok(Some(Tensor::from_vec(mask, (self.rows.len(), 1, 1, keys), device)?.to_dtype(dtype)?))
    }
}
