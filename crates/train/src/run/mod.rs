//! A training run on disk: its folder, its checkpoints, what it reports, and how it goes on.
//!
//! In: a learner, tasks, options. Out: a folder that others read: metrics, events, samples, curves, a summary, weights.
//! INVARIANT (whole files): a checkpoint appears complete or not at all; a killed run loses at most the steps since the
//! last one.

mod charts;
mod checkpoint;
mod config;
mod events;
mod export;
mod folder;
mod metrics;
mod summary;
#[cfg(test)]
mod tests;
mod trainer;

pub use checkpoint::Checkpoint;
pub use config::Config;
pub use export::{save_adapter, save_merged};
pub use folder::Folder;
pub use metrics::Metrics;
pub use summary::History;
pub use trainer::{Ended, Trainer, Watcher};
