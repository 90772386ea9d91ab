//! Advantages: how much better than expected each token of each sample was.
//!
//! Formulas: REINFORCE++ (Hu, arXiv 2501.03262), GRPO (Shao et al., arXiv 2402.03300), Dr. GRPO (Liu et al., arXiv
//! 2503.20783), RLOO (Ahmadian et al., arXiv 2402.14740); whitening as verl does it, with the unbiased variance.

use super::options::Advantage;

/// What advantages are computed from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scored<'a> {
    /// The reward of the sample.
    pub reward: f64,
    /// Samples of one group answer one instruction.
    pub group: usize,
    /// log π − log π_ref of each token; empty if the divergence has no weight.
    pub divergence: &'a [f64],
    /// How many tokens it has.
    pub tokens: usize,
}

/// One advantage a token, for each sample.
pub fn advantages(samples: &[Scored<'_>], kind: Advantage, kl: f64) -> Vec<Vec<f64>> {
    let broadcast = |values: &[f64]| -> Vec<Vec<f64>> {
        samples.iter().zip(values).map(|(s, &a)| vec![a; s.tokens]).collect()
    };
    match kind {
        Advantage::Reinforce => whiten(samples.iter().map(|s| returns(s, s.reward, kl)).collect()),
        Advantage::ReinforceBaseline => {
            let centred = centred(samples);
            whiten(samples.iter().zip(centred).map(|(s, r)| returns_flat(s, r, kl)).collect())
        }
        Advantage::Grpo => {
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
        Advantage::DrGrpo => broadcast(&centred(samples)),
        Advantage::Rloo => {
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

fn members<'s, 'a>(samples: &'s [Scored<'a>], group: usize) -> impl Iterator<Item = &'s Scored<'a>> {
    samples.iter().filter(move |s| s.group == group)
}

/// Rewards less their group's mean.
fn centred(samples: &[Scored<'_>]) -> Vec<f64> {
    let centre = |s: &Scored<'_>| {
        let (n, sum) = members(samples, s.group).fold((0.0, 0.0), |(n, sum), m| (n + 1.0, sum + m.reward));
        s.reward - sum / n
    };
    samples.iter().map(centre).collect()
}

/// What is still to come at each token: −β·divergence of every later token, and the reward at the last.
fn returns(sample: &Scored<'_>, reward: f64, kl: f64) -> Vec<f64> {
    let mut out = vec![0.0; sample.tokens];
    let mut ahead = reward;
    for (index, slot) in out.iter_mut().enumerate().rev() {
        ahead -= kl * sample.divergence.get(index).copied().unwrap_or(0.0);
        *slot = ahead;
    }
    out
}

/// The reward at every token, less −β·divergence of that token.
fn returns_flat(sample: &Scored<'_>, reward: f64, kl: f64) -> Vec<f64> {
    (0..sample.tokens).map(|i| reward - kl * sample.divergence.get(i).copied().unwrap_or(0.0)).collect()
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

/// Unbiased.
fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len().max(2) - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Advantage, Scored, advantages};

    fn scored(reward: f64, group: usize, tokens: usize) -> Scored<'static> {
        Scored { reward, group, divergence: &[], tokens }
    }

    /// The first token's advantage of each sample; all its tokens have the same.
    fn firsts(samples: &[Scored<'_>], kind: Advantage) -> Vec<f64> {
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
        let group: Vec<Scored<'_>> = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0].map(|r| scored(r, 0, 2)).to_vec();
        let found = firsts(&group, Advantage::Grpo);
        close(&found, &[2.04124, -0.40825, -0.40825, -0.40825, -0.40825, -0.40825]);
        close(&firsts(&group, Advantage::DrGrpo)[..2], &[5.0 / 6.0, -1.0 / 6.0]);
        close(&firsts(&group, Advantage::Rloo)[..2], &[1.0, -0.2]);
        close(&firsts(&[scored(1.0, 0, 1), scored(0.0, 1, 1)], Advantage::Grpo), &[0.0, 0.0]);
    }

    #[test]
    fn reinforce_whitens_over_tokens() {
        close(&firsts(&[scored(1.0, 0, 2), scored(0.0, 0, 3)], Advantage::Reinforce), &[1.09545, -0.73030]);
        let groups = [scored(1.0, 0, 2), scored(0.0, 0, 3), scored(0.0, 1, 1), scored(0.0, 1, 4)];
        close(&firsts(&groups, Advantage::ReinforceBaseline), &[1.49079, -1.21974, 0.13553, 0.13553]);
    }

    #[test]
    fn the_divergence_of_later_tokens_counts_against_earlier_ones() {
        let divergence = [0.5, -0.5, 1.0];
        let sample = Scored { reward: 1.0, group: 0, divergence: &divergence, tokens: 3 };
        close(&super::returns(&sample, 1.0, 0.1), &[0.9, 0.95, 0.9]);
    }
}
