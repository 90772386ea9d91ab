//! One line of JSON a record.
//!
//! In: records in input order. Out, for every line of input that is not blank:
//! `{"key", "strict", "loose", "constraints": [{"id", "strict", "loose", "score", "measured", "bound", "spans"}]}`.
//! A reading that was not asked for is left out. `null` is "could not be told"; `"error"` says why, beside the verdict
//! it is about, or beside the key for a line that gave no verdicts (which has `"line"` too).
//! `"unverified"` holds the questions that only a judge can answer.
//! Spans are `[start, end]` in bytes of the response's UTF-8, after `--strip-thinking`.

use super::{CheckedRecord, Mode, Reporter, Tally, outcome};
use crate::task::BadLine;
use crate::verify::{ConstraintVerdict, Modes};
use serde::Serialize;
use std::io::{self, Write};

/// Writes JSON Lines.
pub struct JsonlReporter<'w> {
    out: &'w mut dyn Write,
    modes: Modes,
    line: Vec<u8>,
}

impl std::fmt::Debug for JsonlReporter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsonlReporter").finish_non_exhaustive()
    }
}

impl<'w> JsonlReporter<'w> {
    /// Writes to `out`.
    pub fn new(out: &'w mut dyn Write, modes: Modes) -> JsonlReporter<'w> {
        JsonlReporter { out, modes, line: Vec::new() }
    }
}

impl Reporter for JsonlReporter<'_> {
    fn record(&mut self, record: &CheckedRecord) -> io::Result<()> {
        write_record(&mut self.line, record)?;
        self.line.push(b'\n');
        spill(&mut self.line, self.out)
    }

    fn problem(&mut self, problem: &BadLine) -> io::Result<()> {
        write_problem(&mut self.line, problem, self.modes)?;
        self.line.push(b'\n');
        spill(&mut self.line, self.out)
    }

    fn finish(&mut self, _: &Tally) -> io::Result<()> {
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.line)?;
        self.line.clear();
        self.out.flush()
    }
}

/// Lines are handed on in blocks.
fn spill(buffer: &mut Vec<u8>, out: &mut dyn Write) -> io::Result<()> {
    if buffer.len() >= 64 * 1024 {
        out.write_all(buffer)?;
        buffer.clear();
    }
    Ok(())
}

/// One record as a JSON object, without a line end.
pub(super) fn write_record(out: &mut Vec<u8>, record: &CheckedRecord) -> io::Result<()> {
    out.extend_from_slice(b"{\"key\":");
    value(out, &record.record.key)?;
    outcomes(out, record.modes, |mode| record.outcome(mode));
    out.extend_from_slice(b",\"constraints\":[");
    for (at, verdict) in record.verdicts.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        constraint(out, record, verdict)?;
    }
    out.extend_from_slice(b"]}");
    Ok(())
}

/// The verdict on one constraint as a JSON object.
fn constraint(out: &mut Vec<u8>, record: &CheckedRecord, verdict: &ConstraintVerdict) -> io::Result<()> {
    out.extend_from_slice(b"{\"id\":");
    value(out, &verdict.id)?;
    outcomes(out, record.modes, |mode| outcome(verdict, mode));
    evidence(out, record, verdict)?;
    out.push(b'}');
    Ok(())
}

/// Score, measured, bound, spans, and the error or the open questions if there are any; each with a comma before it.
pub(super) fn evidence(
    out: &mut Vec<u8>,
    record: &CheckedRecord,
    verdict: &ConstraintVerdict,
) -> io::Result<()> {
    if let Some(reason) = record.error_of(verdict) {
        out.extend_from_slice(b",\"error\":");
        value(out, reason)?;
    }
    if let Some(questions) = record.unverified(verdict) {
        out.extend_from_slice(b",\"unverified\":");
        value(out, questions)?;
    }
    let primary = Mode::primary(record.modes);
    let found = primary.verdict(verdict).filter(|_| outcome(verdict, primary).is_some());
    out.extend_from_slice(b",\"score\":");
    value(out, &found.map(|found| found.score))?;
    out.extend_from_slice(b",\"measured\":");
    value(out, &found.and_then(|found| found.evidence.measured.as_ref()))?;
    out.extend_from_slice(b",\"bound\":");
    value(out, &found.and_then(|found| found.evidence.bound.as_deref()))?;
    out.extend_from_slice(b",\"spans\":[");
    for (at, span) in found.iter().flat_map(|found| &found.evidence.spans).enumerate() {
        if at > 0 {
            out.push(b',');
        }
        value(out, &[span.start, span.end])?;
    }
    out.push(b']');
    Ok(())
}

/// The outcome in each reading that was asked for; each with a comma before it.
pub(super) fn outcomes(out: &mut Vec<u8>, modes: Modes, outcome: impl Fn(Mode) -> Option<bool>) {
    for (mode, name) in [(Mode::Strict, &b",\"strict\":"[..]), (Mode::Loose, &b",\"loose\":"[..])] {
        if mode.is_in(modes) {
            out.extend_from_slice(name);
            out.extend_from_slice(match outcome(mode) {
                Some(true) => b"true",
                Some(false) => b"false",
                None => b"null",
            });
        }
    }
}

/// A line that gave no verdicts as a JSON object.
pub(super) fn write_problem(out: &mut Vec<u8>, problem: &BadLine, modes: Modes) -> io::Result<()> {
    out.extend_from_slice(b"{\"key\":");
    value(out, &problem.key)?;
    outcomes(out, modes, |_| None);
    out.extend_from_slice(b",\"line\":");
    value(out, &problem.line)?;
    out.extend_from_slice(b",\"code\":");
    value(out, problem.diagnostic.code.name())?;
    out.extend_from_slice(b",\"error\":");
    value(out, &problem.diagnostic.message)?;
    out.extend_from_slice(b",\"constraints\":[]}");
    Ok(())
}

/// Any value, escaped as JSON wants it.
pub(super) fn value<T: Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}
