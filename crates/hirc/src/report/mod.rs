//! Reports: what a person or a machine reads about a run.
//!
//! In: [`CheckedRecord`]s and [`BadLine`]s one at a time, in input order, then a [`Summary`]; or `Diagnostic`s.
//! Out: text, JSON, JSON Lines, JUnit or workflow commands, written as they come.
//! INVARIANT (bounded): no reporter keeps a record; memory grows with the number of ids only.
//! INVARIANT (three states): an error is shown as an error, in every format, and never as a failure or a pass.
//! INVARIANT (no stray bytes): control characters of a response never reach a terminal.

mod checked;
mod excerpt;
mod explain;
mod github;
mod json;
mod jsonl;
mod junit;
mod paint;
mod summary;
mod table;
mod terminal;
#[cfg(test)]
mod tests;
mod text;
mod types;

pub use checked::{CheckedRecord, Conclusion};
pub use excerpt::excerpts;
pub use explain::{Heading, explain};
pub use github::GithubReporter;
pub use json::JsonReporter;
pub use jsonl::JsonlReporter;
pub use junit::JunitReporter;
pub use paint::{Paint, sanitize};
pub use summary::{Accuracy, Counts, Summary};
pub use table::table;
pub use terminal::{at_line, render};
pub use text::{TextReporter, notes};
pub use types::{ConstraintReport, EvidenceReport, FailureReport, ProblemReport, RecordReport, Truths};

use crate::task::BadLine;
use std::io;

/// Takes what a run finds, in input order, and writes it.
pub trait Reporter {
    /// One judged record.
    ///
    /// # Errors
    /// Whatever the writer fails with, as for the others.
    fn record(&mut self, record: &CheckedRecord) -> io::Result<()>;

    /// One line that gave no verdicts. (Its diagnostic goes to standard error as well, whatever the format.)
    ///
    /// # Errors
    /// Whatever the writer fails with.
    fn problem(&mut self, problem: &BadLine) -> io::Result<()>;

    /// The end of the run.
    ///
    /// # Errors
    /// Whatever the writer fails with.
    fn finish(&mut self, summary: &Summary) -> io::Result<()>;

    /// Hands over what is buffered; called when a batch is through.
    ///
    /// # Errors
    /// Whatever the writer fails with.
    fn flush(&mut self) -> io::Result<()>;
}
