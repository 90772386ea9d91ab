//! Advantages: how much better than expected each token of each sample was.
//!
//! Formulas: REINFORCE++ (Hu, arXiv 2501.03262), GRPO (Shao et al., arXiv 2402.03300), Dr. GRPO (Liu et al., arXiv
//! 2503.20783), RLOO (Ahmadian et al., arXiv 2402.14740); whitening as verl does it, with the unbiased variance.

use super::options::AdvantageEstimator;

/// A sample as far as its advantage depends on it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rewarded<'a> {
    /// The reward of the sample.
    pub reward: f64,
    /// Samples of one group answer one instruction.
    pub group: usize,
    /// log π − log π_ref of each token; empty if the divergence has no weight.
    pub divergence: &'a [f64],
    /// Tokens of its response.
    pub tokens: usize,
}

/// One advantage a token, for each sample.
pub fn advantages(samples: &[Rewarded<'_>], kind: AdvantageEstimator, kl_coef: f64) -> Vec<Vec<f64>> {
    let broadcast = |values: &[f64]| -> Vec<Vec<f64>> {
        samples.iter().zip(values).map(|(s, &a)| vec![a; s.tokens]).collect()
    };
    match kind {
        AdvantageEstimator::ReinforcePlusPlus => {
            whiten(samples.iter().map(|s| returns(s, s.reward, kl_coef)).collect())
        }
        AdvantageEstimator::ReinforcePlusPlusBaseline => {
            let centred = centred(samples);
            whiten(samples.iter().zip(centred).map(|(s, r)| returns_flat(s, r, kl_coef)).collect())
        }
        AdvantageEstimator::Grpo => {
            let centred = centred(samples);
            let scaled: Vec<f64> = samples
                .iter()
                .zip(&centred)
                .map(|(s, &c)| {
                    let group: Vec<f64> = members(samples, s.group).map(|m| m.reward).collect();
                    if group.len() < 2 { 0.0 } else { c / (variance(&group).sqrt() + 1e-6) }
                })
                .collect();
            broadcast(&scaled)
        }
        AdvantageEstimator::DrGrpo => broadcast(&centred(samples)),
        AdvantageEstimator::Rloo => {
            let others: Vec<f64> = samples
                .iter()
                .map(|s| {
                    let (n, sum) =
                        members(samples, s.group).fold((0.0, 0.0), |(n, sum), m| (n + 1.0, sum + m.reward));
                    if n < 2.0 { 0.0 } else { s.reward - (sum - s.reward) / (n - 1.0) }
                })
                .collect();
            broadcast(&others)
        }
    }
}

fn members<'s, 'a>(samples: &'s [Rewarded<'a>], group: usize) -> impl Iterator<Item = &'s Rewarded<'a>> {
    samples.iter().filter(move |s| s.group == group)
}

/// Rewards less their group's mean.
fn centred(samples: &[Rewarded<'_>]) -> Vec<f64> {
    let centre = |s: &Rewarded<'_>| {
        let (n, sum) = members(samples, s.group).fold((0.0, 0.0), |(n, sum), m| (n + 1.0, sum + m.reward));
        s.reward - sum / n
    };
    samples.iter().map(centre).collect()
}

/// What is still to come at each token: −β·divergence of every later token, and the reward at the last.
fn returns(sample: &Rewarded<'_>, reward: f64, kl_coef: f64) -> Vec<f64> {
    let mut out = vec![0.0; sample.tokens];
    let mut ahead = reward;
    for (index, slot) in out.iter_mut().enumerate().rev() {
        ahead -= kl_coef * sample.divergence.get(index).copied().unwrap_or(0.0);
        *slot = ahead;
    }
    out
}

/// The reward at every token, less −β·divergence of that token.
fn returns_flat(sample: &Rewarded<'_>, reward: f64, kl_coef: f64) -> Vec<f64> {
    (0..sample.tokens).map(|i| reward - kl_coef * sample.divergence.get(i).copied().unwrap_or(0.0)).collect()
}

/// Brings the tokens of the whole batch to mean 0 and variance 1.
fn whiten(mut values: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let all: Vec<f64> = values.iter().flatten().copied().collect();
    let mean = mean(&all);
    let scale = if all.len() < 2 { 1.0 } else { (variance(&all) + 1e-8).sqrt().recip() };
    for value in values.iter_mut().flatten() {
        *value = (*value - mean) * scale;
    }
    values
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The unbiased variance, which divides by n − 1.
fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len().max(2) - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::{AdvantageEstimator, Rewarded, advantages};

    fn rewarded(reward: f64, group: usize, tokens: usize) -> Rewarded<'static> {
        Rewarded { reward, group, divergence: &[], tokens }
    }

    /// The first token's advantage of each sample; all its tokens have the same.
    fn firsts(samples: &[Rewarded<'_>], kind: AdvantageEstimator) -> Vec<f64> {
        let all = advantages(samples, kind, 0.0);
        assert!(all.iter().zip(samples).all(|(a, s)| a.len() == s.tokens && a.iter().all(|x| *x == a[0])));
        all.iter().map(|a| a[0]).collect()
    }

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        assert!(
            found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-5),
            "{found:?}, expected {expected:?}"
        );
    }

    #[test]
    fn grpo_divides_by_the_unbiased_deviation() {
        let group: Vec<Rewarded<'_>> = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0].map(|r| rewarded(r, 0, 2)).to_vec();
        let found = firsts(&group, AdvantageEstimator::Grpo);
        close(&found, &[2.04124, -0.40825, -0.40825, -0.40825, -0.40825, -0.40825]);
        close(&firsts(&group, AdvantageEstimator::DrGrpo)[..2], &[5.0 / 6.0, -1.0 / 6.0]);
        close(&firsts(&group, AdvantageEstimator::Rloo)[..2], &[1.0, -0.2]);
        close(&firsts(&[rewarded(1.0, 0, 1), rewarded(0.0, 1, 1)], AdvantageEstimator::Grpo), &[0.0, 0.0]);
    }

    #[test]
    fn reinforce_whitens_over_tokens() {
        close(
            &firsts(&[rewarded(1.0, 0, 2), rewarded(0.0, 0, 3)], AdvantageEstimator::ReinforcePlusPlus),
            &[1.09545, -0.73030],
        );
        let groups = [rewarded(1.0, 0, 2), rewarded(0.0, 0, 3), rewarded(0.0, 1, 1), rewarded(0.0, 1, 4)];
        close(
            &firsts(&groups, AdvantageEstimator::ReinforcePlusPlusBaseline),
            &[1.49079, -1.21974, 0.13553, 0.13553],
        );
    }

    #[test]
    fn the_divergence_of_later_tokens_counts_against_earlier_ones() {
        let divergence = [0.5, -0.5, 1.0];
        let sample = Rewarded { reward: 1.0, group: 0, divergence: &divergence, tokens: 3 };
        close(&super::returns(&sample, 1.0, 0.1), &[0.9, 0.95, 0.9]);
    }
}
