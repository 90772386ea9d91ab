//! Drawing one token a row from logits.

use candle_core::{D, Result, Tensor};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// How tokens are drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sampling {
    /// Divides the logits; 0 takes the likeliest token.
    pub temperature: f64,
    /// Draws among the likeliest tokens that together have this probability; 1 draws among all.
    pub top_p: f64,
    /// Draws among so many likeliest tokens; 0 draws among all.
    pub top_k: usize,
}

impl Sampling {
    /// The likeliest token each time.
    pub const GREEDY: Sampling = Sampling { temperature: 0.0, top_p: 1.0, top_k: 0 };

    fn cuts(&self, vocab: usize) -> bool {
        self.top_p < 1.0 || (self.top_k > 0 && self.top_k < vocab)
    }
}

impl Default for Sampling {
    fn default() -> Sampling {
        Sampling { temperature: 1.0, top_p: 1.0, top_k: 0 }
    }
}

/// A token that was drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Drawn {
    /// Its number in the vocabulary.
    pub(super) token: u32,
    /// Its log-probability at the temperature, before top-p and top-k cut the tail, in nats.
    pub(super) logprob: f32,
    /// The entropy of that distribution, in nats.
    pub(super) entropy: f32,
}

/// The randomness of one response.
#[derive(Debug)]
pub(super) struct Sampler {
    rng: ChaCha8Rng,
}

impl Sampler {
    /// A sampler that draws the same for the same seed.
    pub(super) fn new(seed: u64) -> Sampler {
        Sampler { rng: ChaCha8Rng::seed_from_u64(seed) }
    }
}

/// Weights that are looked at together: a row's block is chosen by the sums of its blocks, then a token in it.
const BLOCK: usize = 256;

/// Draws a token for each row of `logits: [rows, vocab]` (f32). Each sampler gives one random number, whatever the
/// settings. Only sums and one block a row leave the device, unless the tail is cut.
///
/// # Errors
/// What the tensor library fails with.
pub(super) fn draw<'s>(
    logits: &Tensor,
    samplers: impl Iterator<Item = &'s mut Sampler>,
    sampling: &Sampling,
) -> Result<Vec<Drawn>> {
    let temperature = if sampling.temperature > 0.0 { sampling.temperature } else { 1.0 };
    let scaled = (logits.broadcast_sub(&logits.max_keepdim(D::Minus1)?)? / temperature)?;
    // Nothing weighs less than nothing, and 0 · −∞ is no number.
    let scaled = scaled.clamp(-1e4f32, 0f32)?;
    let weights = scaled.exp()?;
    let at: Vec<f64> = samplers.map(|s| s.rng.random()).collect();
    let tokens = if sampling.temperature <= 0.0 {
        logits.argmax(D::Minus1)?.to_vec1::<u32>()?
    } else if sampling.cuts(logits.dim(1)?) {
        let rows = weights.to_vec2::<f32>()?;
        rows.iter().zip(at).map(|(row, at)| among_likeliest(row, at, sampling)).collect()
    } else {
        among_all(&weights, &at)?
    };
    let normal = weights.sum_keepdim(D::Minus1)?;
    // H = log Z − Σ p · logit
    let mean = (weights * &scaled)?.sum_keepdim(D::Minus1)?.div(&normal)?;
    let log_normal = normal.log()?;
    let entropies = (&log_normal - mean)?.squeeze(1)?.to_vec1::<f32>()?;
    let chosen = Tensor::new(&tokens[..], logits.device())?.unsqueeze(1)?;
    let logprobs = (scaled.gather(&chosen, 1)? - log_normal)?.squeeze(1)?.to_vec1::<f32>()?;
    let drawn = tokens.into_iter().zip(logprobs).zip(entropies);
    Ok(drawn.map(|((token, logprob), entropy)| Drawn { token, logprob, entropy }).collect())
}

/// The token of each row where the running sum of the weights passes a share of their total.
fn among_all(weights: &Tensor, at: &[f64]) -> Result<Vec<u32>> {
    let (rows, vocab) = weights.dims2()?;
    let blocks = vocab.div_ceil(BLOCK);
    let padded = weights.pad_with_zeros(1, 0, blocks * BLOCK - vocab)?.reshape((rows * blocks, BLOCK))?;
    let sums = padded.sum(1)?.reshape((rows, blocks))?.to_vec2::<f32>()?;
    let mut chosen = Vec::with_capacity(rows);
    for (row, (sums, at)) in sums.iter().zip(at).enumerate() {
        let total: f64 = sums.iter().map(|&s| f64::from(s)).sum();
        let (block, left) = pass(sums.iter().map(|&s| f64::from(s)).enumerate(), at * total);
        chosen.push((row * blocks + block, block, left));
    }
    let index: Vec<u32> =
        chosen.iter().map(|(place, ..)| u32::try_from(*place).unwrap_or(u32::MAX)).collect();
    let parts = padded.index_select(&Tensor::new(index, weights.device())?, 0)?.to_vec2::<f32>()?;
    let token = |(part, (_, block, left)): (&Vec<f32>, &(usize, usize, f64))| {
        let (inside, _) = pass(part.iter().map(|&w| f64::from(w)).enumerate(), *left);
        u32::try_from(block * BLOCK + inside).unwrap_or(u32::MAX)
    };
    Ok(parts.iter().zip(&chosen).map(token).collect())
}

/// The same among the likeliest tokens only.
fn among_likeliest(weights: &[f32], at: f64, sampling: &Sampling) -> u32 {
    let mut order: Vec<(usize, f64)> = weights.iter().map(|&w| f64::from(w)).enumerate().collect();
    let total: f64 = order.iter().map(|(_, w)| w).sum();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    if sampling.top_k > 0 {
        order.truncate(sampling.top_k);
    }
    let mut sum = 0.0;
    // The token that reaches the share is among them.
    let enough = order.iter().position(|(_, w)| {
        sum += w;
        sum >= sampling.top_p * total
    });
    order.truncate(enough.map_or(order.len(), |i| i + 1));
    let kept: f64 = order.iter().map(|(_, w)| w).sum();
    u32::try_from(pass(order.into_iter(), at * kept).0).unwrap_or(u32::MAX)
}

/// Where the running sum passes a threshold, and what of the threshold is left there. Rounding may leave the threshold
/// beyond the end: then it is the last that has a weight.
fn pass(weights: impl Iterator<Item = (usize, f64)>, threshold: f64) -> (usize, f64) {
    let (mut sum, mut last) = (0.0, (0, 0.0));
    for (index, weight) in weights {
        if weight > 0.0 {
            last = (index, threshold - sum);
            sum += weight;
            if sum > threshold {
                break;
            }
        }
    }
    last
}
