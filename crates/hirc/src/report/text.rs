//! The report for a person: failures as they come, then the table and one line that sums up.

use super::excerpt::shorten;
use super::{CheckedRecord, Conclusion, Counts, Heading, Paint, Reporter, Summary, explain, sanitize, table};
use crate::diagnostic::counted;
use crate::task::BadLine;
use crate::verify::{Reading, Readings};
use std::io::{self, Write};

/// How many failures are shown unless all are asked for.
const FIRST: u64 = 10;

/// Writes text.
pub struct TextReporter<'w> {
    out: &'w mut dyn Write,
    readings: Readings,
    paint: Paint,
    /// How many failures may still be shown.
    room: u64,
    hidden: u64,
    single: bool,
}

impl std::fmt::Debug for TextReporter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextReporter")
            .field("room", &self.room)
            .field("hidden", &self.hidden)
            .finish_non_exhaustive()
    }
}

impl<'w> TextReporter<'w> {
    /// Writes to `out`: the first failures, or all of them if `all`.
    pub fn new(out: &'w mut dyn Write, readings: Readings, paint: Paint, all: bool) -> TextReporter<'w> {
        let room = if all { u64::MAX } else { FIRST };
        TextReporter { out, readings, paint, room, hidden: 0, single: false }
    }

    /// For one text: lists every constraint, instead of a table.
    #[must_use]
    pub fn single(self) -> TextReporter<'w> {
        TextReporter { single: true, room: u64::MAX, ..self }
    }

    fn sum(&mut self, summary: &Summary) -> io::Result<()> {
        let paint = self.paint;
        let (counts, what) = if self.single {
            (&summary.instructions, ("constraint", "constraints"))
        } else {
            (&summary.prompts, ("response", "responses"))
        };
        let reading = self.readings.primary();
        let Accuracies { satisfied, failed, errors, unverified } = Accuracies::of(counts, reading);
        let mut line = format!("{}: ", counted(counts.n, what.0, what.1));
        line.push_str(&if failed + errors + unverified == 0 && satisfied > 0 {
            paint.good(format_args!("all satisfied"))
        } else {
            format!("{satisfied} satisfied")
        });
        if failed > 0 {
            line.push_str(&format!(", {}", paint.bad(format_args!("{failed} failed"))));
        }
        if errors > 0 {
            line.push_str(&format!(", {}", paint.error(format_args!("{errors} could not be told"))));
        }
        if unverified > 0 {
            line.push_str(&format!(", {}", paint.error(format_args!("{unverified} unverified"))));
        }
        if summary.bad_lines > 0 {
            let lines = counted(summary.bad_lines, "bad line", "bad lines");
            line.push_str(&format!("; {}", paint.error(lines)));
        }
        writeln!(self.out, "{line}")?;
        for note in notes(summary) {
            writeln!(self.out, "{}", paint.dim(note))?;
        }
        Ok(())
    }
}

struct Accuracies {
    satisfied: u64,
    failed: u64,
    errors: u64,
    unverified: u64,
}

impl Accuracies {
    fn of(counts: &Counts, reading: Reading) -> Accuracies {
        let accuracy = counts.of(reading);
        Accuracies {
            satisfied: accuracy.satisfied,
            failed: accuracy.judged - accuracy.satisfied,
            errors: (counts.n - accuracy.judged).saturating_sub(counts.unverified),
            unverified: counts.unverified,
        }
    }
}

/// What else a person must know of a run, one line each: traces that were removed, prompts without a response, ….
pub fn notes(summary: &Summary) -> Vec<String> {
    let mut notes = Vec::new();
    if summary.traces_removed + summary.traces_unclosed > 0 {
        let removed = counted(summary.traces_removed, "reasoning trace", "reasoning traces");
        let unclosed = match summary.traces_unclosed {
            0 => "none unclosed".to_owned(),
            n => format!("{n} unclosed (judged as an empty answer)"),
        };
        notes.push(format!("{removed} removed, {unclosed}"));
    }
    if summary.traces_unknown > 0 {
        let begin = counted(summary.traces_unknown, "response seems to begin", "responses seem to begin");
        notes.push(format!(
            "{begin} with a reasoning trace in an unknown notation: name it with --thinking-tags"
        ));
    }
    if summary.unanswered > 0 {
        notes.push(format!("{} without a response", counted(summary.unanswered, "prompt", "prompts")));
    }
    if summary.skipped > 0 {
        let records = counted(summary.skipped, "record", "records");
        notes.push(format!("{records} without a selected constraint left out"));
    }
    if summary.instructions.errors > 0 {
        notes.push("what could not be told is not part of any accuracy".to_owned());
    }
    if summary.instructions.unverified > 0 {
        let waiting = counted(summary.instructions.unverified, "constraint waits", "constraints wait");
        notes.push(format!(
            "{waiting} for a judge and is part of no accuracy; give --judge-url and --judge-model"
        ));
    }
    notes
}

impl Reporter for TextReporter<'_> {
    fn record(&mut self, record: &CheckedRecord) -> io::Result<()> {
        for constraint in &record.verdicts {
            if record.conclusion(constraint) == Conclusion::Satisfied {
                if self.single {
                    let (state, id) = (self.paint.good("PASS"), self.paint.strong(sanitize(&constraint.id)));
                    let asked = shorten(&constraint.phrase, 240);
                    writeln!(self.out, "{}", format!("{state}  {id}  {}", self.paint.dim(asked)).trim_end())?;
                }
            } else if self.room == 0 {
                self.hidden += 1;
            } else {
                self.room -= 1;
                let heading = if self.single { Heading::Id } else { Heading::Record };
                explain(self.out, record, constraint, heading, self.paint)?;
                if !self.single {
                    writeln!(self.out)?;
                }
            }
        }
        Ok(())
    }

    fn problem(&mut self, _: &BadLine) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        if self.hidden > 0 {
            let more = counted(self.hidden, "more failure", "more failures");
            writeln!(self.out, "{}\n", self.paint.dim(format_args!("… and {more}; --explain shows all")))?;
        }
        if !summary.constraints.is_empty() {
            if !self.single {
                table(self.out, summary, self.readings, self.paint)?;
            }
            writeln!(self.out)?;
        }
        self.sum(summary)?;
        self.out.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
