//! Training of language models on tasks written in HIR: hindsight instruction replay with candle, on a CPU or an NVIDIA GPU.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "models, runs and checkpoints are files"
)]

pub mod model;
pub mod rollout;
pub mod run;
pub mod train;

use hirc::task;
use hirc_analysis as analyse;
use hirc_analysis::hindsight;
use hirc_lang::{diagnostic, phrase, program};
use hirc_verify as verify;
