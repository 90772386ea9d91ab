//! One JSON document a run.
//!
//! In: records in input order. Out: `{"failures": […], "constraints": {id: counts}, "instructions": counts,
//! "prompts": counts, …}`. The failures stand first because they are written as they come; a line that gave no
//! verdicts is among them, with `"line"` and `"error"` and without an `"id"`.

use super::types::{FailureReport, ProblemReport};
use super::{Accuracy, CheckedRecord, Conclusion, Counts, Reporter, Summary};
use crate::task::BadLine;
use crate::verify::Readings;
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Writes one document.
pub struct JsonReporter<'w> {
    out: &'w mut dyn Write,
    readings: Readings,
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
    pub fn new(out: &'w mut dyn Write, readings: Readings) -> JsonReporter<'w> {
        JsonReporter { out, readings, buffer: Vec::new(), started: false, first: true }
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

fn counts(counts: &Counts, readings: Readings) -> Value {
    let accuracy = |a: Accuracy| json!({"judged": a.judged, "satisfied": a.satisfied, "accuracy": a.share().map(rounded)});
    let mut object = Map::new();
    object.insert("n".into(), counts.n.into());
    for reading in readings.iter() {
        object.insert(reading.name().into(), accuracy(counts.of(reading)));
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
            let told = record.conclusion(verdict) == Conclusion::Satisfied;
            if !(told && record.readings.iter().all(|reading| verdict.is_satisfied(reading))) {
                self.item();
                serde_json::to_writer(&mut self.buffer, &FailureReport::of(record, verdict))?;
            }
        }
        Ok(())
    }

    fn problem(&mut self, problem: &BadLine) -> io::Result<()> {
        self.item();
        serde_json::to_writer(&mut self.buffer, &ProblemReport::of(problem, self.readings))?;
        Ok(())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        self.start();
        self.buffer.extend_from_slice(if self.first { b"],\n" } else { b"\n],\n" });
        self.buffer.extend_from_slice(b"\"constraints\": {");
        for (at, (id, of_id)) in summary.constraints.iter().enumerate() {
            self.buffer.extend_from_slice(if at == 0 { b"\n  " } else { b",\n  " });
            serde_json::to_writer(&mut self.buffer, id)?;
            write!(self.buffer, ": {}", counts(of_id, self.readings))?;
        }
        self.buffer.extend_from_slice(if summary.constraints.is_empty() { b"},\n" } else { b"\n},\n" });
        let parts = [
            ("instructions", counts(&summary.instructions, self.readings)),
            ("prompts", counts(&summary.prompts, self.readings)),
            ("bad_lines", summary.bad_lines.into()),
            ("skipped", summary.skipped.into()),
            (
                "thinking",
                json!({
                    "removed": summary.traces_removed,
                    "unclosed": summary.traces_unclosed,
                    "unknown": summary.traces_unknown,
                }),
            ),
            ("unanswered", summary.unanswered.into()),
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
