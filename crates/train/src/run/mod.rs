//! A training run on disk: its folder, its checkpoints, what it reports, and how it goes on.
//!
//! In: a learner, tasks, options. Out: a folder that others read: metrics, events, samples, curves, a summary, weights.
//! INVARIANT (whole files): a checkpoint appears complete or not at all; a killed run loses at most the steps since the
//! last one. INVARIANT (one writer): whoever trains in a folder holds its lock. INVARIANT (as written): what is resumed has the
//! checksums it was written with, and the options.

mod checkpoint;
mod config;
mod export;
mod metrics;
mod run_dir;
mod saved;
mod summary;
mod svg_chart;
mod tensorboard;
#[cfg(test)]
mod tests;
mod trainer;

pub use checkpoint::{Checkpoint, Resumed, other_options};
pub use config::{Config, FreshLearner, ModelOrigin};
pub use export::{save_adapter, save_merged};
pub use metrics::Metrics;
pub use run_dir::{Lines, RunDir};
pub use summary::{BeforeAfter, History};
pub use trainer::{Ended, Observer, Trainer};
