//! The learning loop: Hindsight instruction Replay (arXiv 2512.23457) on one device.
//!
//! In: tasks, a policy, options. Out: a trained policy and a run folder.
//! INVARIANT (same seed, same run): everything random is derived from the seed, the step and a place, so that a resumed
//! run goes on as if it had never stopped.

mod advantage;
mod forward;
mod learner;
mod objective;
mod optimiser;
mod options;
mod samples;
mod selection;
mod step;
mod supervised;
mod tasks;
#[cfg(test)]
pub(crate) mod tests;

pub use advantage::{Scored, advantages};
pub use forward::logprobs;
pub use learner::{Learner, Update};
pub use objective::{Clip, TokenLoss, token_loss};
pub use optimiser::{AdamW, Gradients};
pub use options::{Advantage, Diversity, Options, RatioBase, Replay, Reward, Select};
pub use samples::{Sample, micro_batches};
pub use selection::{Candidate, quota, select};
pub use step::{Evaluation, Shown, Step, evaluate, step};
pub use supervised::{Lesson, lessons};
pub use tasks::{Judged, Rewritten, Task};

/// A seed for one use: the run's seed and what it is for, well mixed (SplitMix64).
pub fn seed(run: u64, uses: &[u64]) -> u64 {
    let mix = |x: u64| {
        let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    uses.iter().fold(mix(run.wrapping_add(0x9e37_79b9_7f4a_7c15)), |state, &part| {
        mix(state.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_add(part))
    })
}
