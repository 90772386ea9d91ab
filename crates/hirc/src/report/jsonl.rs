//! One line of JSON a record.
//!
//! In: records in input order. Out, for every line of input that is not blank, a [`RecordReport`], or a [`ProblemReport`] for a
//! line that gave no verdicts.

use super::types::{ProblemReport, RecordReport};
use super::{CheckedRecord, Reporter, Summary};
use crate::task::BadLine;
use crate::verify::Readings;
use serde::Serialize;
use std::io::{self, Write};

/// Lines are handed on in blocks of so many bytes.
const BLOCK: usize = 64 * 1024;

/// Writes JSON Lines.
pub struct JsonlReporter<'w> {
    out: &'w mut dyn Write,
    readings: Readings,
    buffer: Vec<u8>,
}

impl std::fmt::Debug for JsonlReporter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsonlReporter").finish_non_exhaustive()
    }
}

impl<'w> JsonlReporter<'w> {
    /// Writes to `out`.
    pub fn new(out: &'w mut dyn Write, readings: Readings) -> JsonlReporter<'w> {
        JsonlReporter { out, readings, buffer: Vec::new() }
    }

    fn line(&mut self, report: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.buffer, report)?;
        self.buffer.push(b'\n');
        if self.buffer.len() >= BLOCK {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl Reporter for JsonlReporter<'_> {
    fn record(&mut self, record: &CheckedRecord) -> io::Result<()> {
        self.line(&RecordReport::of(record))
    }

    fn problem(&mut self, problem: &BadLine) -> io::Result<()> {
        self.line(&ProblemReport::of(problem, self.readings))
    }

    fn finish(&mut self, _: &Summary) -> io::Result<()> {
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        self.out.flush()
    }
}
