//! Samples: what the policy said, what for, and how likely it thought it.

use crate::model::Pair;

/// One row of a training batch.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    /// The instruction as the policy reads it, in tokens.
    pub instruction: Vec<u32>,
    /// The response, in tokens.
    pub response: Vec<u32>,
    /// log π_old of each response token, in nats.
    pub old: Vec<f64>,
    /// log π_ref of each response token; empty if the divergence has no weight.
    pub reference: Vec<f64>,
    /// The reward.
    pub reward: f64,
    /// Samples of one group answer one instruction; a replay is in the group of its original.
    pub group: usize,
    /// Whether it is a replay.
    pub replay: bool,
    /// For a replay: log π of each token under the instruction that it was sampled for.
    pub original: Vec<f64>,
}

impl Sample {
    /// What it is scored on.
    pub fn pair(&self) -> Pair<'_> {
        (&self.instruction, &self.response)
    }
}

/// Parts of a batch, by place: pairs of one instruction together, and instructions of like length. A part reads at most so
/// many tokens, padding counted and a shared instruction counted once, or holds one pair.
pub fn micro_batches(pairs: &[Pair<'_>], tokens: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<(usize, &Pair<'_>)> = pairs.iter().enumerate().collect();
    order.sort_by_key(|(place, (i, r))| (i.len(), *i, r.len(), *place));
    let mut out: Vec<Vec<usize>> = Vec::new();
    // Of the last part: instructions, responses, and the longest of each.
    let (mut asked, mut said, mut width, mut length): (usize, usize, usize, usize) = (0, 0, 0, 0);
    let mut last: Option<&[u32]> = None;
    for (place, (instruction, response)) in order {
        let (wider, longer) = (width.max(instruction.len()), length.max(response.len()));
        let more = asked + usize::from(last != Some(*instruction));
        match out.last_mut() {
            Some(part) if more * wider + (said + 1) * longer <= tokens => {
                part.push(place);
                (asked, said, width, length) = (more, said + 1, wider, longer);
            }
            _ => {
                out.push(vec![place]);
                (asked, said, width, length) = (1, 1, instruction.len(), response.len());
            }
        }
        last = Some(*instruction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Pair, micro_batches};

    #[test]
    fn parts_keep_to_their_budget_and_lose_nothing() {
        let instructions = [vec![1; 4], vec![2; 4], vec![3; 90]];
        let responses = [vec![0; 3], vec![0; 10]];
        let pair = |i: usize, r: usize| -> Pair<'_> { (&instructions[i], &responses[r]) };
        let pairs = [pair(0, 0), pair(1, 0), pair(2, 1), pair(0, 0), pair(1, 1), pair(0, 0)];
        // Three responses to one instruction: 4 + 3 · 3 tokens. With another: 8 + 4 · 3.
        assert_eq!(micro_batches(&pairs, 13), [vec![0, 3, 5], vec![1], vec![4], vec![2]]);
        assert_eq!(micro_batches(&pairs, 20), [vec![0, 3, 5, 1], vec![4], vec![2]]);
        assert_eq!(micro_batches(&pairs, 1000).concat().len(), 6);
        assert_eq!(micro_batches(&[], 10), Vec::<Vec<usize>>::new());
    }
}
