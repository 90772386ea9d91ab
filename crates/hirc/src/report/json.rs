//! One JSON document a run.
//!
//! In: records in input order. Out: `{"failures": […], "constraints": {id: counts}, "instructions": counts,
//! "prompts": counts, …}`. The failures stand first because they are written as they come; a line that gave no
//! verdicts is among them, with `"line"` and `"error"` and without an `"id"`.

use super::jsonl::{evidence, outcomes, value, write_problem};
use super::{Accuracy, CheckedRecord, Counts, Mode, Reporter, Tally, outcome};
use crate::task::BadLine;
use crate::verify::{ConstraintVerdict, Modes};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes one document.
pub struct JsonReporter<'w> {
    out: &'w mut dyn Write,
    modes: Modes,
    buffer: Vec<u8>,
    started: bool,
    first: bool,
}

impl std::fmt::Debug for JsonReporter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsonReporter").field("started", &self.started).finish_non_exhaustive()
    }
}

impl<'w> JsonReporter<'w> {
    /// Writes to `out`.
    pub fn new(out: &'w mut dyn Write, modes: Modes) -> JsonReporter<'w> {
        JsonReporter { out, modes, buffer: Vec::new(), started: false, first: true }
    }

    fn start(&mut self) {
        if !self.started {
            self.started = true;
            self.buffer.extend_from_slice(b"{\n\"failures\": [");
        }
    }

    fn item(&mut self) {
        self.start();
        self.buffer.extend_from_slice(if self.first { b"\n  " } else { b",\n  " });
        self.first = false;
    }
}

fn failure(out: &mut Vec<u8>, record: &CheckedRecord, verdict: &ConstraintVerdict) -> io::Result<()> {
    out.extend_from_slice(b"{\"key\":");
    value(out, &record.record.key)?;
    out.extend_from_slice(b",\"line\":");
    value(out, &record.record.line)?;
    out.extend_from_slice(b",\"id\":");
    value(out, &verdict.id)?;
    out.extend_from_slice(b",\"phrase\":");
    value(out, &verdict.phrase)?;
    outcomes(out, record.modes, |mode| outcome(verdict, mode));
    evidence(out, record, verdict)?;
    out.push(b'}');
    Ok(())
}

fn counts(counts: &Counts, modes: Modes) -> Value {
    let accuracy = |a: Accuracy| json!({"judged": a.judged, "satisfied": a.satisfied, "accuracy": a.share().map(rounded)});
    let mut object = Map::new();
    object.insert("n".into(), counts.n.into());
    for (mode, name) in [(Mode::Strict, "strict"), (Mode::Loose, "loose")] {
        if mode.is_in(modes) {
            object.insert(name.into(), accuracy(counts.of(mode)));
        }
    }
    object.insert("errors".into(), counts.errors.into());
    if counts.unverified > 0 {
        object.insert("unverified".into(), counts.unverified.into());
    }
    if let Some(score) = counts.mean_score() {
        object.insert("mean_score".into(), rounded(score).into());
    }
    Value::Object(object)
}

fn rounded(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

impl Reporter for JsonReporter<'_> {
    fn record(&mut self, record: &CheckedRecord) -> io::Result<()> {
        for verdict in &record.verdicts {
            let passed = [Mode::Strict, Mode::Loose]
                .into_iter()
                .filter(|mode| mode.is_in(record.modes))
                .all(|mode| outcome(verdict, mode) == Some(true));
            if !passed {
                self.item();
                failure(&mut self.buffer, record, verdict)?;
            }
        }
        Ok(())
    }

    fn problem(&mut self, problem: &BadLine) -> io::Result<()> {
        self.item();
        write_problem(&mut self.buffer, problem, self.modes)
    }

    fn finish(&mut self, tally: &Tally) -> io::Result<()> {
        self.start();
        self.buffer.extend_from_slice(if self.first { b"],\n" } else { b"\n],\n" });
        self.buffer.extend_from_slice(b"\"constraints\": {");
        for (at, (id, of_id)) in tally.constraints.iter().enumerate() {
            self.buffer.extend_from_slice(if at == 0 { b"\n  " } else { b",\n  " });
            value(&mut self.buffer, id)?;
            write!(self.buffer, ": {}", counts(of_id, self.modes))?;
        }
        self.buffer.extend_from_slice(if tally.constraints.is_empty() { b"},\n" } else { b"\n},\n" });
        let parts = [
            ("instructions", counts(&tally.instructions, self.modes)),
            ("prompts", counts(&tally.prompts, self.modes)),
            ("bad_lines", tally.bad_lines.into()),
            ("skipped", tally.skipped.into()),
            ("thinking", json!({"removed": tally.traces_removed, "unclosed": tally.traces_unclosed})),
            ("unanswered", tally.unanswered.into()),
        ];
        for (at, (name, part)) in parts.iter().enumerate() {
            let end = if at + 1 == parts.len() { "\n}\n" } else { ",\n" };
            write!(self.buffer, "\"{name}\": {part}{end}")?;
        }
        self.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        self.out.flush()
    }
}
