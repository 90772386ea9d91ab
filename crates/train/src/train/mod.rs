//! The learning loop: Hindsight instruction Replay (HiR, Zhang et al., arXiv 2512.23457) on one device.
//!
//! In: tasks, a policy, options. Out: a trained policy and a run folder.
//! INVARIANT (same seed, same run): everything random is derived from the seed, the step and an index, so that a resumed
//! run continues as if it had never stopped.
//!
//! Where it departs from the published method and its released training code, and why:
//!
//! 1. One engine samples and trains, so log π_old and the entropies are those of the sampler; the released code computes
//!    them again in a pass of its own. How far the two are apart is in every step's metrics (`logprob_gap`).
//! 2. An adapter (LoRA) is trained at rate 1e-5, not all parameters at 1e-6: one GPU holds it, and the reference policy is
//!    the model with the adapter off. `lora_rank=0` trains all.
//! 3. Responses have at most 512 tokens, not 4,096 (`max_tokens`), and one that is cut off fails every constraint: it did
//!    not come to an end, so it is neither a success nor replayed.
//! 4. A replay's instruction is phrased by the compiler in the presentation of its task, not by one of six templates, and
//!    its response is verified again, as a whole, before it is trained on. A constraint that held only because its condition
//!    did not arise is left out: its sentence would teach nothing.
//! 5. Where too few responses can be replayed, more are sampled, as published; but a quota of no replays selects none. In
//!    the released code it selects all (`[-0:]`), and the rows then do not fit the batch.
//! 6. λ_s and F are computed in f64, and where λ_s is infinite, integrity alone decides: in f32, λ swallows the entropy after
//!    some hundred steps. Ties go to the earlier row.
//! 7. The loss is the mean over the tokens of a whole update. The released code takes it a micro-batch and averages those,
//!    so that its gradient depends on how the batch is split.
//! 8. A mini-batch is a random part of the rows; the released code takes 32 instructions with all their rows.
//! 9. A batch whose rows all have one reward is skipped. Whitening would leave only the KL term, blown up to variance 1.
//! 10. Constraints that only a judge can answer are not trained on. The paper has them; the released code has not.
//! 11. Weight decay is for matrices only, not for the scales of norms and the biases.
//! 12. The built-in policy, which knows little, trains all parameters at 1e-4 and selects without the entropy
//!     (`selection_diversity=none`): with it, it left its start twice as fast, for no gain (`docs/benchmarks.md`).
//!
//! What looks like a departure and is none: a failed response stays in the batch with reward 0 beside its replay; a replay's
//! KL and, unless `ratio_base` says otherwise, its π_old are those under the instruction that it was sampled for.

mod advantage;
mod evaluate;
mod learner;
mod logprobs;
mod optimiser;
mod options;
mod policy_loss;
mod report;
mod samples;
mod selection;
mod sft;
mod step;
mod tasks;
#[cfg(test)]
pub(crate) mod tests;

pub use advantage::{Rewarded, advantages};
pub use evaluate::{Evaluation, evaluate};
pub use learner::{ClipCount, Learner, Mean, Update};
pub use logprobs::logprobs;
pub use optimiser::{AdamW, Gradients};
pub use options::{
    AdvantageEstimator, Choice, Diversity, OPTIONS, OptionKind, OptionSpec, Options, Range, RatioBase,
    Replay, Resolved, Reward, SelectionScope, option, option_help,
};
pub use policy_loss::{Clip, TokenLoss, token_loss};
pub use report::{PassRate, SampleRecord, StepMetrics, StepReport, StepTimes};
pub use samples::{Sample, micro_batches};
pub use selection::{Candidate, Quota, quota, select};
pub use sft::{Demonstration, DemonstrationRequest, DemonstrationSource, demonstrations};
pub use step::step;
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
