//! What a check is to do, as plain data.

use crate::task::{BATCH_LINES, Notation};
use crate::verify::Readings;

/// How a report is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// For a person.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// One line of JSON a record.
    Jsonl,
    /// JUnit XML.
    Junit,
    /// GitHub workflow commands.
    Github,
}

impl Format {
    /// Whether the report shows records that passed.
    pub(super) fn wants_passes(self) -> bool {
        matches!(self, Format::Jsonl | Format::Junit)
    }
}

/// What a check is to do.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// The input's name in diagnostics: a path, or `<stdin>`.
    pub input: String,
    /// The input's length in bytes, if known, for the progress bar.
    pub input_bytes: Option<u64>,
    /// Which readings are judged. The exit code goes by strict, if it is judged.
    pub readings: Readings,
    /// How the report is written.
    pub format: Format,
    /// Whether all failures are shown, not only the first (text only; other formats always have all).
    pub explain: bool,
    /// The share of records that must be satisfied, in 0 to 1; without it, all must be.
    pub fail_under: Option<f64>,
    /// Only these ids count; empty for all. Records without any of them are left out.
    pub only: Vec<String>,
    /// How many threads judge; 1 judges on the calling thread.
    pub jobs: usize,
    /// How many lines travel together: one where each has to wait for a judge.
    pub batch_lines: usize,
    /// Whether reasoning traces are removed.
    pub strip_thinking: bool,
    /// Notations of traces beside those in use.
    pub notations: Vec<Notation>,
    /// Whether the report is coloured.
    pub colour_out: bool,
    /// Whether diagnostics are coloured.
    pub colour_err: bool,
    /// Whether a progress bar may be shown (on standard error, once a run takes longer).
    pub progress: bool,
}

impl Default for CheckOptions {
    fn default() -> CheckOptions {
        CheckOptions {
            input: "<stdin>".to_owned(),
            input_bytes: None,
            readings: Readings::STRICT,
            format: Format::Text,
            explain: false,
            fail_under: None,
            only: Vec::new(),
            jobs: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            batch_lines: BATCH_LINES,
            strip_thinking: false,
            notations: Vec::new(),
            colour_out: false,
            colour_err: false,
            progress: false,
        }
    }
}
