//! Checking a stream: lines are read, judged on all cores, and handed on in order.
//!
//! In: a reader, a [`RecordChecker`]. Out: calls of a [`Consumer`], a [`Summary`].
//! INVARIANT (accounted for): records + bad lines + blank lines + skipped = lines.

use crate::in_order::{Share, map_in_order};
use crate::report::{CheckedRecord, Summary};
use crate::task::{
    BATCH_BYTES, BadLine, Batch, ParseOptions, Record, RecordChecker, RecordReader, Source, parse_line,
};
use hirc_lang::diagnostic::{Code, Diagnostic};
use hirc_verify::Readings;
use std::io::{self, BufRead};

/// What a batch weighs beside its bytes, so that many tiny batches are bounded too.
const BATCH_WEIGHT: usize = 4 * 1024;

/// How a stream of records is checked.
#[derive(Clone, Copy)]
pub struct Pipeline<'a> {
    /// How lines are read.
    pub parse: ParseOptions<'a>,
    /// Who judges.
    pub checker: &'a dyn RecordChecker,
    /// Which readings are judged.
    pub readings: Readings,
    /// Only these ids count; empty for all. Records without any of them are left out.
    pub only: &'a [String],
    /// How many threads judge; 1 judges on the calling thread.
    pub jobs: usize,
    /// How many lines travel together.
    pub batch_lines: usize,
    /// Whether records that satisfy everything are handed on too; they are counted anyway.
    pub passes: bool,
}

impl std::fmt::Debug for Pipeline<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline")
            .field("parse", &self.parse)
            .field("jobs", &self.jobs)
            .finish_non_exhaustive()
    }
}

/// What came of a line.
#[derive(Debug)]
pub enum Finding {
    /// It was judged.
    Record(Box<CheckedRecord>),
    /// It gave no verdicts.
    Bad(BadLine),
}

/// Takes findings, in the order of the input.
pub trait Consumer {
    /// The findings of some lines. `bytes` is how far the input was read, `summary` what was counted up to there.
    ///
    /// # Errors
    /// Whatever the writer behind it fails with; it ends the run.
    fn take(&mut self, findings: &[Finding], bytes: u64, summary: &Summary) -> io::Result<()>;
}

/// A batch behind its judgement.
struct Judged {
    findings: Vec<Finding>,
    summary: Summary,
    bytes: usize,
}

/// What the feeding thread hands on: lines, or that no more could be read after a line.
enum Fed {
    Batch(Batch),
    Unreadable(u64, io::Error),
}

impl Pipeline<'_> {
    /// Runs to the end of the input. `summary` holds what was counted before (bad lines of other files), and in the end what was
    /// counted up to where the consumer could take it.
    ///
    /// # Errors
    /// What the consumer fails with. An input that can't be read to its end is a bad line.
    pub fn run<R: BufRead + Send>(
        &self,
        reader: R,
        summary: &mut Summary,
        consumer: &mut dyn Consumer,
    ) -> io::Result<()> {
        let mut reader = Some(RecordReader::new(reader).lines(self.batch_lines));
        let batches = std::iter::from_fn(move || {
            let source = reader.as_mut()?;
            match source.next_batch() {
                Ok(batch) => batch.map(Fed::Batch),
                Err(error) => {
                    let line = source.line();
                    reader = None;
                    Some(Fed::Unreadable(line, error))
                }
            }
        });
        let share =
            Share { jobs: self.jobs, limit: (2 * self.jobs + 2).saturating_mul(BATCH_BYTES + BATCH_WEIGHT) };
        let weigh = |fed: &Fed| match fed {
            Fed::Batch(batch) => batch.byte_len() + BATCH_WEIGHT,
            Fed::Unreadable(..) => BATCH_WEIGHT,
        };
        let mut bytes = 0;
        let ended = map_in_order(
            batches,
            share,
            weigh,
            |fed| self.judge(&fed),
            |judged| {
                summary.merge(&judged.summary);
                bytes += judged.bytes as u64;
                consumer.take(&judged.findings, bytes, summary)
            },
        );
        if let Source::Prompts(prompts) = self.parse.source {
            summary.unanswered = prompts.unanswered();
        }
        ended
    }

    fn judge(&self, fed: &Fed) -> Judged {
        let mut judged = Judged { findings: Vec::new(), summary: Summary::default(), bytes: 0 };
        let batch = match fed {
            Fed::Batch(batch) => batch,
            Fed::Unreadable(line, error) => {
                let message = format!("can't be read from here on: {error}");
                let diagnostic = Diagnostic::error(Code::NotFound, message);
                judged.bad(BadLine { line: *line, key: None, diagnostic });
                return judged;
            }
        };
        judged.bytes = batch.byte_len();
        for (number, line) in batch.lines() {
            match parse_line(line, number, &self.parse) {
                None => judged.summary.blank_lines += 1,
                Some(Ok((record, thinking))) => {
                    judged.summary.add_thinking(thinking);
                    self.judge_record(record, &mut judged);
                }
                Some(Err(diagnostic)) => judged.bad(BadLine { line: number, key: None, diagnostic }),
            }
        }
        judged
    }

    fn judge_record(&self, record: Record, judged: &mut Judged) {
        match self.checker.judge(&record, self.readings) {
            Ok(mut verdicts) => {
                if !self.only.is_empty() {
                    verdicts.retain(|verdict| self.only.contains(&verdict.id));
                    if verdicts.is_empty() {
                        judged.summary.skipped += 1;
                        return;
                    }
                }
                let checked = CheckedRecord { record, verdicts, readings: self.readings };
                judged.summary.add(&checked);
                if self.passes || !checked.is_satisfied() {
                    judged.findings.push(Finding::Record(Box::new(checked)));
                }
            }
            Err(diagnostic) => judged.bad(BadLine { line: record.line, key: Some(record.key), diagnostic }),
        }
    }
}

impl Judged {
    fn bad(&mut self, bad: BadLine) {
        self.summary.bad_lines += 1;
        self.findings.push(Finding::Bad(bad));
    }
}
