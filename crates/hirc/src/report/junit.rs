//! JUnit XML, for continuous integration.
//!
//! In: records in input order. Out: a test suite a record and a test case a constraint, so that each suite's counts are
//! right though nothing is kept. A line that gave no verdicts is a suite with one error.

use super::checked::shown_key;
use super::excerpt::shorten;
use super::explain::in_one_line;
use super::{CheckedRecord, Conclusion, Paint, Reporter, Summary, excerpts, sanitize};
use crate::task::BadLine;
use crate::verify::ConstraintVerdict;
use std::fmt::{self, Write as _};
use std::io::{self, Write};

/// Writes JUnit XML.
pub struct JunitReporter<'w> {
    out: &'w mut dyn Write,
    input: String,
    started: bool,
}

impl fmt::Debug for JunitReporter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JunitReporter").field("input", &self.input).finish_non_exhaustive()
    }
}

impl<'w> JunitReporter<'w> {
    /// Writes to `out` about the records of `input`.
    pub fn new(out: &'w mut dyn Write, input: &str) -> JunitReporter<'w> {
        JunitReporter { out, input: input.to_owned(), started: false }
    }

    fn start(&mut self) -> io::Result<()> {
        if self.started {
            return Ok(());
        }
        self.started = true;
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hirc\">")
    }

    fn case(&mut self, record: &CheckedRecord, verdict: &ConstraintVerdict) -> io::Result<()> {
        let key = record.key();
        let name = if verdict.phrase.is_empty() { &verdict.id } else { &verdict.phrase };
        let open = format!(
            "<testcase classname=\"{}\" name=\"{}: {}\"",
            Xml(&verdict.id),
            Xml(&key),
            Xml(&shorten(name, 240))
        );
        let conclusion = record.conclusion(verdict);
        let tag = match conclusion {
            Conclusion::Satisfied => return writeln!(self.out, "    {open}/>"),
            Conclusion::Unsatisfied => "failure",
            Conclusion::Error(_) => "error",
            Conclusion::Unverified(_) => "skipped",
        };
        writeln!(self.out, "    {open}>")?;
        let message = in_one_line(record, verdict);
        if matches!(conclusion, Conclusion::Unverified(_)) {
            writeln!(self.out, "      <skipped message=\"{}\"/>", Xml(&message))?;
            return writeln!(self.out, "    </testcase>");
        }
        write!(self.out, "      <{tag} message=\"{}\" type=\"{}\">", Xml(&message), Xml(&verdict.id))?;
        write!(self.out, "{}:{}", Xml(&self.input), record.record.line)?;
        if conclusion == Conclusion::Unsatisfied {
            let found = verdict.verdict(record.readings.primary());
            let spans = found.map_or(&[][..], |v| &v.evidence.spans);
            for line in excerpts(&record.record.response, spans, Paint::new(false)) {
                write!(self.out, "\n{}", Xml(&line))?;
            }
        }
        writeln!(self.out, "</{tag}>")?;
        writeln!(self.out, "    </testcase>")
    }
}

impl Reporter for JunitReporter<'_> {
    fn record(&mut self, record: &CheckedRecord) -> io::Result<()> {
        self.start()?;
        let (mut failures, mut errors, mut skipped) = (0, 0, 0);
        for verdict in &record.verdicts {
            match record.conclusion(verdict) {
                Conclusion::Satisfied => {}
                Conclusion::Unsatisfied => failures += 1,
                Conclusion::Error(_) => errors += 1,
                Conclusion::Unverified(_) => skipped += 1,
            }
        }
        let tests = record.verdicts.len();
        let key = record.key();
        let name = format!("{}:{} {key}", self.input, record.record.line);
        let counts =
            format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"");
        writeln!(self.out, "  <testsuite name=\"{}\" {counts}>", Xml(&name))?;
        for verdict in &record.verdicts {
            self.case(record, verdict)?;
        }
        writeln!(self.out, "  </testsuite>")
    }

    fn problem(&mut self, problem: &BadLine) -> io::Result<()> {
        self.start()?;
        let place = format!("{}:{}", self.input, problem.line);
        let key = problem.key.as_ref().map(shown_key).unwrap_or_default();
        let code = problem.diagnostic.code;
        writeln!(
            self.out,
            "  <testsuite name=\"{0}\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">\n    \
             <testcase classname=\"{code}\" name=\"{1}\">\n      <error message=\"{2}\" type=\"{code}\"/>\n    \
             </testcase>\n  </testsuite>",
            Xml(&place),
            Xml(if key.is_empty() { &place } else { &key }),
            Xml(&problem.diagnostic.message),
        )
    }

    fn finish(&mut self, _: &Summary) -> io::Result<()> {
        self.start()?;
        writeln!(self.out, "</testsuites>")?;
        self.out.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Text as XML shows it, in attributes too. What XML can't hold is shown in its place.
struct Xml<'a>(&'a str);

impl fmt::Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in sanitize(self.0).chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\u{fffe}' | '\u{ffff}' => f.write_str("·")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
