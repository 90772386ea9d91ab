//! The rows of a training batch, and how they are split into micro-batches.

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
    /// Its instruction and response.
    pub fn pair(&self) -> Pair<'_> {
        Pair { instruction: &self.instruction, response: &self.response }
    }

    /// log π_old under the instruction that the response was sampled for.
    pub(super) fn sampled_logprobs(&self) -> &[f64] {
        if self.replay { &self.original } else { &self.old }
    }
}

/// Splits a batch into micro-batches, given as indices: pairs of one instruction together, and instructions of like length.
/// A micro-batch reads at most so many tokens, padding counted and a shared instruction counted once, or holds one pair.
pub fn micro_batches(pairs: &[Pair<'_>], tokens: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<(usize, &Pair<'_>)> = pairs.iter().enumerate().collect();
    order.sort_by_key(|(index, p)| (p.instruction.len(), p.instruction, p.response.len(), *index));
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut size = PaddedSize::default();
    let mut last: Option<&[u32]> = None;
    for (index, pair) in order {
        let wider = size.with(pair, last == Some(pair.instruction));
        match out.last_mut() {
            Some(batch) if wider.tokens() <= tokens => {
                batch.push(index);
                size = wider;
            }
            _ => {
                out.push(vec![index]);
                size = PaddedSize::default().with(pair, false);
            }
        }
        last = Some(pair.instruction);
    }
    out
}

/// How large a micro-batch is when it is padded to rectangles.
#[derive(Clone, Copy, Default)]
struct PaddedSize {
    instructions: usize,
    /// Tokens of the longest instruction.
    width: usize,
    responses: usize,
    /// Tokens of the longest response.
    length: usize,
}

impl PaddedSize {
    fn with(self, pair: &Pair<'_>, same_instruction: bool) -> PaddedSize {
        PaddedSize {
            instructions: self.instructions + usize::from(!same_instruction),
            width: self.width.max(pair.instruction.len()),
            responses: self.responses + 1,
            length: self.length.max(pair.response.len()),
        }
    }

    fn tokens(self) -> usize {
        self.instructions * self.width + self.responses * self.length
    }
}

#[cfg(test)]
mod tests {
    use super::{Pair, micro_batches};

    #[test]
    fn parts_keep_to_their_budget_and_lose_nothing() {
        let instructions = [vec![1; 4], vec![2; 4], vec![3; 90]];
        let responses = [vec![0; 3], vec![0; 10]];
        let pair = |i: usize, r: usize| -> Pair<'_> {
            Pair { instruction: &instructions[i], response: &responses[r] }
        };
        let pairs = [pair(0, 0), pair(1, 0), pair(2, 1), pair(0, 0), pair(1, 1), pair(0, 0)];
        // Three responses to one instruction: 4 + 3 · 3 tokens. With another: 8 + 4 · 3.
        assert_eq!(micro_batches(&pairs, 13), [vec![0, 3, 5], vec![1], vec![4], vec![2]]);
        assert_eq!(micro_batches(&pairs, 20), [vec![0, 3, 5, 1], vec![4], vec![2]]);
        assert_eq!(micro_batches(&pairs, 1000).concat().len(), 6);
        assert_eq!(micro_batches(&[], 10), Vec::<Vec<usize>>::new());
    }
}
