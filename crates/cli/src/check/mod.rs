//! `hirc check`: records in, reports out.
//!
//! In: records, a [`RecordChecker`](crate::task::RecordChecker), [`CheckOptions`]. Out: a report, diagnostics and an exit code.

mod args;
mod options;
mod progress;
mod run;
#[cfg(test)]
mod tests;

pub use args::Args;
pub(crate) use args::run;
pub use options::{CheckOptions, Format};
pub use run::{check_records, check_text, exit_of, read_prompts};
