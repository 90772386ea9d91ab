//! Workflow commands, which GitHub shows beside the file.
//!
//! In: records in input order. Out: `::error file=…,line=…,title=…::…` for every failure, error and bad line, `::warning` for what
//! waits for a judge, then a
//! `::notice` that sums up.

use super::explain::in_one_line;
use super::table::percent;
use super::{CheckedRecord, Conclusion, Paint, Reporter, Summary, excerpts, notes, sanitize};
use crate::task::BadLine;
use crate::verify::Readings;
use std::fmt;
use std::io::{self, Write};

/// Writes workflow commands.
pub struct GithubReporter<'w> {
    out: &'w mut dyn Write,
    readings: Readings,
    input: String,
}

impl fmt::Debug for GithubReporter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GithubReporter").field("input", &self.input).finish_non_exhaustive()
    }
}

impl<'w> GithubReporter<'w> {
    /// Writes to `out` about the records of `input`.
    pub fn new(out: &'w mut dyn Write, readings: Readings, input: &str) -> GithubReporter<'w> {
        GithubReporter { out, readings, input: input.to_owned() }
    }

    fn annotate(&mut self, level: &str, line: u64, title: &str, message: &str) -> io::Result<()> {
        write!(self.out, "::{level} ")?;
        // Standard input is no file that could be annotated.
        if !self.input.starts_with('<') {
            write!(self.out, "file={},", Property(&self.input))?;
            if line > 0 {
                write!(self.out, "line={line},")?;
            }
        }
        writeln!(self.out, "title={}::{}", Property(title), Data(message))
    }
}

impl Reporter for GithubReporter<'_> {
    fn record(&mut self, record: &CheckedRecord) -> io::Result<()> {
        for verdict in &record.verdicts {
            let conclusion = record.conclusion(verdict);
            let level = match conclusion {
                Conclusion::Satisfied => continue,
                Conclusion::Unverified(_) => "warning",
                Conclusion::Unsatisfied | Conclusion::Error(_) => "error",
            };
            let mut message = in_one_line(record, verdict);
            if conclusion == Conclusion::Unsatisfied {
                let found = verdict.verdict(record.readings.primary());
                let spans = found.map_or(&[][..], |v| &v.evidence.spans);
                for line in excerpts(&record.record.response, spans, Paint::new(false)) {
                    message.push('\n');
                    message.push_str(&line);
                }
            }
            let title = format!("{}: {}", sanitize(&record.key()), sanitize(&verdict.id));
            self.annotate(level, record.record.line, &title, &message)?;
        }
        Ok(())
    }

    fn problem(&mut self, problem: &BadLine) -> io::Result<()> {
        self.annotate(
            "error",
            problem.line,
            problem.diagnostic.code.name(),
            &sanitize(&problem.diagnostic.message),
        )
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let mut parts = vec![format!("{} checked", summary.prompts.n)];
        for reading in self.readings.iter() {
            if let Some(share) = summary.prompts.of(reading).share() {
                parts.push(format!("{} {}", reading.name(), percent(share)));
            }
        }
        parts.extend(notes(summary));
        writeln!(self.out, "::notice title=hirc check::{}", Data(&parts.join(", ")))?;
        self.out.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The message of a command.
struct Data<'a>(&'a str);

impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(f, self.0, false)
    }
}

/// The value of a property of a command.
struct Property<'a>(&'a str);

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        escape(f, self.0, true)
    }
}

fn escape(f: &mut fmt::Formatter<'_>, text: &str, property: bool) -> fmt::Result {
    for c in text.chars() {
        match c {
            '%' => f.write_str("%25")?,
            '\r' => f.write_str("%0D")?,
            '\n' => f.write_str("%0A")?,
            ':' if property => f.write_str("%3A")?,
            ',' if property => f.write_str("%2C")?,
            c => write!(f, "{c}")?,
        }
    }
    Ok(())
}
