//! Which failed responses are replayed, and how many more are sampled where too few can be.

use super::options::{Diversity, Options, SelectionScope};
use crate::hindsight::{Selection, best};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// What selection reads of a response.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Candidate {
    /// The instruction that it answers.
    pub group: usize,
    /// Whether it failed, satisfies something, and can be rewritten.
    pub eligible: bool,
    /// The share of the constraints that it satisfies.
    pub integrity: f64,
    /// The mean entropy of the policy along it, in nats.
    pub entropy: f64,
    /// Its tokens.
    pub tokens: usize,
}

/// How the rows of a batch are filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// Further responses to sample for each instruction.
    pub more_samples: usize,
    /// Replays to select in the whole batch.
    pub replays: usize,
}

/// How a batch of `(m + k) · B` rows is filled if `eligible` responses can be replayed.
pub fn quota(options: &Options, eligible: usize, instructions: usize) -> Quota {
    let full = options.replays_per_prompt * instructions;
    if !options.resample || eligible >= full || instructions == 0 {
        return Quota { more_samples: 0, replays: full.min(eligible) };
    }
    let more_samples = (full - eligible).div_ceil(instructions).min(options.replays_per_prompt);
    Quota { more_samples, replays: (options.replays_per_prompt - more_samples) * instructions }
}

/// The indices of the candidates that are replayed, in order.
pub fn select(candidates: &[Candidate], count: usize, options: &Options, step: u32) -> Vec<usize> {
    let eligible: Vec<usize> =
        (0..candidates.len()).filter(|&i| candidates.get(i).is_some_and(|c| c.eligible)).collect();
    let selection = Selection { lambda: options.selection_lambda, eta: options.selection_eta, step };
    let score = |&place: &usize| {
        candidates.get(place).map_or(f64::NEG_INFINITY, |c| {
            let diversity = match options.selection_diversity {
                Diversity::Mean => c.entropy,
                Diversity::Sum => c.entropy * c.tokens as f64,
                Diversity::None => 0.0,
            };
            selection.score(diversity, c.integrity)
        })
    };
    let take = |places: &[usize], k: usize| -> Vec<usize> {
        let scores: Vec<f64> = places.iter().map(score).collect();
        best(&scores, k).into_iter().filter_map(|i| places.get(i).copied()).collect()
    };
    let mut out = match options.selection {
        SelectionScope::Batch => take(&eligible, count),
        SelectionScope::Group => {
            let mut groups: Vec<usize> =
                eligible.iter().filter_map(|&i| Some(candidates.get(i)?.group)).collect();
            groups.dedup();
            let of = |group: usize| -> Vec<usize> {
                eligible
                    .iter()
                    .copied()
                    .filter(|&i| candidates.get(i).is_some_and(|c| c.group == group))
                    .collect()
            };
            let mut chosen: Vec<usize> =
                groups.into_iter().flat_map(|g| take(&of(g), options.replays_per_prompt)).collect();
            chosen.truncate(count);
            chosen
        }
        SelectionScope::Random => {
            let mut order = eligible;
            order.shuffle(&mut ChaCha8Rng::seed_from_u64(super::seed(
                options.seed,
                &[u64::from(step), 0x5e1ec7],
            )));
            order.truncate(count);
            order
        }
    };
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Options, Quota, SelectionScope, quota, select};

    fn candidate(group: usize, integrity: f64, entropy: f64) -> Candidate {
        Candidate { group, eligible: integrity > 0.0 && integrity < 1.0, integrity, entropy, tokens: 10 }
    }

    #[test]
    fn missing_replays_are_filled_with_responses() {
        let options = Options::language_model();
        let filled = |options: &Options, eligible: usize, instructions: usize| {
            let Quota { more_samples, replays } = quota(options, eligible, instructions);
            (more_samples, replays)
        };
        assert_eq!(filled(&options, 200, 64), (0, 128));
        assert_eq!(filled(&options, 128, 64), (0, 128));
        assert_eq!(filled(&options, 127, 64), (1, 64));
        assert_eq!(filled(&options, 64, 64), (1, 64));
        assert_eq!(filled(&options, 63, 64), (2, 0));
        assert_eq!(filled(&options, 0, 64), (2, 0), "nothing can be replayed");
        assert_eq!(filled(&Options { resample: false, ..options }, 5, 64), (0, 5));
    }

    #[test]
    fn the_best_are_selected_and_never_the_ineligible() {
        let all = [
            candidate(0, 0.5, 0.9),
            candidate(0, 1.0, 9.0),
            candidate(0, 0.75, 0.1),
            candidate(1, 0.0, 9.0),
            candidate(1, 0.5, 0.2),
            candidate(1, 0.5, 0.9),
        ];
        let options = Options { replays_per_prompt: 1, ..Options::language_model() };
        // λ = 2: 0.5·2 + 0.9 = 1.9, 0.75·2 + 0.1 = 1.6; of equals the first.
        assert_eq!(select(&all, 1, &options, 0), [0]);
        assert_eq!(select(&all, 2, &options, 0), [0, 5]);
        // Later integrity counts more.
        assert_eq!(select(&all, 1, &options, 60), [2]);
        let group = Options { selection: SelectionScope::Group, ..options };
        assert_eq!(select(&all, 2, &group, 0), [0, 5]);
        assert_eq!(select(&all, 0, &options, 0), [0usize; 0], "none wanted, none selected");
        let random = Options { selection: SelectionScope::Random, ..options };
        assert_eq!(select(&all, 9, &random, 3), [0, 2, 4, 5]);
        assert_eq!(select(&all, 2, &random, 3), select(&all, 2, &random, 3));
    }
}
