//! Samples: what the policy said, what for, and how likely it thought it.

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
    /// Tokens of instruction and response.
    pub fn len(&self) -> usize {
        self.instruction.len() + self.response.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Groups of like length, each of at most so many tokens with padding, or one sample.
pub fn micro_batches(lengths: &[usize], tokens: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    let length = |i: usize| lengths.get(i).copied().unwrap_or(0);
    order.sort_by_key(|&i| (length(i), i));
    let mut out: Vec<Vec<usize>> = Vec::new();
    for index in order {
        match out.last_mut() {
            // In order of length, the newcomer is the longest.
            Some(batch) if (batch.len() + 1) * length(index) <= tokens => batch.push(index),
            _ => out.push(vec![index]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::micro_batches;

    #[test]
    fn batches_keep_to_their_budget_and_lose_nothing() {
        let lengths = [5, 100, 7, 6, 30, 31];
        assert_eq!(micro_batches(&lengths, 24), [vec![0, 3, 2], vec![4], vec![5], vec![1]]);
        assert_eq!(micro_batches(&lengths, 62).concat().len(), 6);
        assert_eq!(micro_batches(&[], 10), Vec::<Vec<usize>>::new());
    }
}
