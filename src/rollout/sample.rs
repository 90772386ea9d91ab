//! Drawing one token from logits.

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
}

impl Default for Sampling {
    fn default() -> Sampling {
        Sampling { temperature: 1.0, top_p: 1.0, top_k: 0 }
    }
}

/// A token that was drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Drawn {
    /// Which.
    pub token: u32,
    /// Its log-probability at the temperature, before top-p and top-k cut the tail, in nats.
    pub logprob: f32,
    /// The entropy of that distribution, in nats.
    pub entropy: f32,
}

/// The randomness of one response.
#[derive(Debug)]
pub struct Sampler {
    rng: ChaCha8Rng,
}

impl Sampler {
    /// A sampler that draws the same for the same seed.
    pub fn new(seed: u64) -> Sampler {
        Sampler { rng: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// Draws a token. Each call takes one random number, whatever the settings.
    pub fn draw(&mut self, logits: &[f32], sampling: &Sampling) -> Drawn {
        let at: f64 = self.rng.random();
        let temperature = if sampling.temperature > 0.0 { sampling.temperature } else { 1.0 };
        let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let scaled = |logit: f32| (f64::from(logit) - f64::from(max)) / temperature;
        let weights: Vec<f64> = logits.iter().map(|&l| scaled(l).exp()).collect();
        let total: f64 = weights.iter().sum();
        // H = log Z − Σ p · logit
        let mean: f64 =
            logits.iter().zip(&weights).filter(|(_, w)| **w > 0.0).map(|(&l, w)| w * scaled(l)).sum();
        let entropy = total.ln() - mean / total;
        let token =
            if sampling.temperature > 0.0 { pick(&weights, total, at, sampling) } else { likeliest(logits) };
        let logit = logits.get(token).copied().unwrap_or(f32::NEG_INFINITY);
        Drawn {
            token: u32::try_from(token).unwrap_or(u32::MAX),
            logprob: (scaled(logit) - total.ln()) as f32,
            entropy: entropy as f32,
        }
    }
}

fn likeliest(logits: &[f32]) -> usize {
    let better = |best: (usize, f32), (index, &logit): (usize, &f32)| {
        if logit > best.1 { (index, logit) } else { best }
    };
    logits.iter().enumerate().fold((0, f32::NEG_INFINITY), better).0
}

/// The token where the running sum passes a share of the total.
fn pick(weights: &[f64], total: f64, at: f64, sampling: &Sampling) -> usize {
    let cut = sampling.top_p < 1.0 || (sampling.top_k > 0 && sampling.top_k < weights.len());
    if !cut {
        return pass(weights.iter().copied().enumerate(), at * total);
    }
    let mut order: Vec<(usize, f64)> = weights.iter().copied().enumerate().collect();
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
    pass(order.into_iter(), at * kept)
}

fn pass(weights: impl Iterator<Item = (usize, f64)>, threshold: f64) -> usize {
    let (mut sum, mut last) = (0.0, 0);
    for (index, weight) in weights {
        if weight > 0.0 {
            last = index;
            sum += weight;
            if sum > threshold {
                break;
            }
        }
    }
    last
}
