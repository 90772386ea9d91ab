//! The streaming pipeline: lines are read, judged on all cores, and reported in order.
//!
//! In: a reader, a [`Checker`]. Out: calls of a [`Reporter`], diagnostics, a [`Ended`].
//!
//! ```text
//! reader thread ──batches──▶ workers ──judged batches──▶ calling thread: puts in order, reports
//!       ▲                                                      │
//!       └───────────── gate: bytes in flight ◀─────────────────┘
//! ```
//!
//! INVARIANT (order): records and bad lines are reported in the order of the input, however many workers there are.
//! INVARIANT (bounded): at most a few batches a worker are in flight, or one longer line.
//! INVARIANT (accounted for): records + bad lines + blank lines + skipped = lines.
//! INVARIANT (no hang): whatever ends early (a closed pipe, a panic in a checker) closes the gate, and all stop.

use super::CheckOptions;
use super::progress::Progress;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::{CheckedRecord, Paint, Reporter, Summary, at_line, render};
use crate::source::SourceMap;
use crate::task::{BATCH_BYTES, BadLine, Batch, Checker, ParseOptions, RecordReader, parse_line};
use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// What a batch weighs beside its bytes, so that many tiny batches are bounded too.
const BATCH_WEIGHT: usize = 4 * 1024;

/// Everything the workers share.
#[derive(Clone, Copy)]
pub struct Pipeline<'a> {
    /// How lines are read.
    pub parse: ParseOptions<'a>,
    /// Who judges.
    pub checker: &'a dyn Checker,
    /// What to do.
    pub options: &'a CheckOptions,
}

impl std::fmt::Debug for Pipeline<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline")
            .field("parse", &self.parse)
            .field("options", self.options)
            .finish_non_exhaustive()
    }
}

/// How a run went.
#[derive(Debug, Default)]
pub struct Ended {
    /// What was counted, up to where the report could be written.
    pub summary: Summary,
    /// Why the report could not be written to its end.
    pub write_error: Option<io::Error>,
}

/// A batch behind its judgement.
struct Judged {
    items: Vec<Item>,
    summary: Summary,
    bytes: usize,
}

enum Item {
    Record(Box<CheckedRecord>),
    Bad(BadLine),
}

impl Pipeline<'_> {
    /// Runs to the end of the input. `start` holds what was counted before (bad lines of other files).
    pub fn run<R: BufRead + Send>(
        &self,
        reader: R,
        start: Summary,
        reporter: &mut dyn Reporter,
        errors: &mut dyn Write,
    ) -> Ended {
        let progress = Progress::new(self.options.progress, self.options.input_bytes);
        let mut sink = Sink { reporter, errors, summary: start, bytes: 0, options: self.options, progress };
        let reader = RecordReader::new(reader).lines(self.options.batch_lines);
        let ended = if self.options.jobs <= 1 {
            self.on_this_thread(reader, &mut sink)
        } else {
            self.on_all(reader, &mut sink)
        };
        sink.progress.finish();
        if let crate::task::Source::Prompts(prompts) = self.parse.source {
            sink.summary.unanswered = prompts.unanswered();
        }
        let write_error = ended.and_then(|()| sink.reporter.finish(&sink.summary)).err();
        Ended { summary: sink.summary, write_error }
    }

    fn on_this_thread<R: BufRead>(
        &self,
        mut reader: RecordReader<R>,
        sink: &mut Sink<'_, '_>,
    ) -> io::Result<()> {
        loop {
            match reader.next_batch() {
                Ok(Some(batch)) => sink.take(&self.judge(&batch))?,
                Ok(None) => return Ok(()),
                Err(error) => return sink.unreadable(reader.line(), &error),
            }
        }
    }

    fn on_all<R: BufRead + Send>(&self, reader: RecordReader<R>, sink: &mut Sink<'_, '_>) -> io::Result<()> {
        let jobs = self.options.jobs;
        let gate = Gate::new((2 * jobs + 2) * (BATCH_BYTES + BATCH_WEIGHT));
        let (work_in, work) = mpsc::channel::<(u64, Batch)>();
        let (done_in, done) = mpsc::channel::<(u64, Judged)>();
        let work = Mutex::new(work);
        thread::scope(|scope| {
            let feeding = scope.spawn(|| feed(reader, &gate, work_in));
            for _ in 0..jobs {
                let done_in = done_in.clone();
                let (gate, work) = (&gate, &work);
                scope.spawn(move || {
                    let _closes = CloseOnPanic(gate);
                    while let Some((at, batch)) = next(work) {
                        if done_in.send((at, self.judge(&batch))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(done_in);
            let written = put_in_order(done, &gate, sink);
            gate.close();
            match feeding.join() {
                Ok(Some((line, error))) => written.and_then(|()| sink.unreadable(line, &error)),
                Ok(None) => written,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    fn judge(&self, batch: &Batch) -> Judged {
        let mut judged = Judged { items: Vec::new(), summary: Summary::default(), bytes: batch.byte_len() };
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

    fn judge_record(&self, record: crate::task::Record, judged: &mut Judged) {
        let readings = self.options.readings;
        match self.checker.check(&record, readings) {
            Ok(mut verdicts) => {
                if !self.options.only.is_empty() {
                    verdicts.retain(|verdict| self.options.only.contains(&verdict.id));
                    if verdicts.is_empty() {
                        judged.summary.skipped += 1;
                        return;
                    }
                }
                let checked = CheckedRecord { record, verdicts, readings };
                judged.summary.add(&checked);
                if self.options.format.wants_passes() || !checked.is_satisfied() {
                    judged.items.push(Item::Record(Box::new(checked)));
                }
            }
            Err(diagnostic) => judged.bad(BadLine { line: record.line, key: Some(record.key), diagnostic }),
        }
    }
}

impl Judged {
    fn bad(&mut self, bad: BadLine) {
        self.summary.bad_lines += 1;
        self.items.push(Item::Bad(bad));
    }
}

/// Reads ahead as far as the gate lets it. Gives back the error that ended it, with the line it stood at.
fn feed<R: BufRead>(
    mut reader: RecordReader<R>,
    gate: &Gate,
    work: mpsc::Sender<(u64, Batch)>,
) -> Option<(u64, io::Error)> {
    let _closes = CloseOnPanic(gate);
    for at in 0.. {
        match reader.next_batch() {
            Ok(Some(batch)) => {
                if !gate.enter(batch.byte_len() + BATCH_WEIGHT) || work.send((at, batch)).is_err() {
                    break;
                }
            }
            Ok(None) => break,
            Err(error) => return Some((reader.line(), error)),
        }
    }
    drop(work);
    None
}

fn next<T>(work: &Mutex<mpsc::Receiver<T>>) -> Option<T> {
    lock(work).recv().ok()
}

fn put_in_order(done: mpsc::Receiver<(u64, Judged)>, gate: &Gate, sink: &mut Sink<'_, '_>) -> io::Result<()> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (at, judged) in done {
        waiting.insert(at, judged);
        while let Some(judged) = waiting.remove(&next) {
            next += 1;
            gate.leave(judged.bytes + BATCH_WEIGHT);
            sink.take(&judged)?;
        }
    }
    Ok(())
}

/// Where judged batches end.
struct Sink<'a, 'r> {
    reporter: &'a mut (dyn Reporter + 'r),
    errors: &'a mut dyn Write,
    summary: Summary,
    bytes: u64,
    options: &'a CheckOptions,
    progress: Progress,
}

impl Sink<'_, '_> {
    fn take(&mut self, judged: &Judged) -> io::Result<()> {
        self.summary.merge(&judged.summary);
        self.bytes += judged.bytes as u64;
        self.progress.advance(self.bytes, self.summary.prompts.n);
        let (reporter, errors, options) = (&mut *self.reporter, &mut *self.errors, self.options);
        self.progress.around(|| {
            for item in &judged.items {
                match item {
                    Item::Record(record) => reporter.record(record)?,
                    Item::Bad(bad) => report_bad(bad, reporter, errors, options)?,
                }
            }
            reporter.flush()
        })
    }

    fn unreadable(&mut self, line: u64, error: &io::Error) -> io::Result<()> {
        let diagnostic = Diagnostic::error(Code::NotFound, format!("can't be read from here on: {error}"));
        self.summary.bad_lines += 1;
        report_bad(&BadLine { line, key: None, diagnostic }, self.reporter, self.errors, self.options)
    }
}

fn report_bad(
    bad: &BadLine,
    reporter: &mut dyn Reporter,
    errors: &mut dyn Write,
    options: &CheckOptions,
) -> io::Result<()> {
    let shown = at_line(&bad.diagnostic, &options.input, bad.line);
    // A closed standard error must not end the run: the report still says it.
    let _ =
        errors.write_all(render(&shown, &SourceMap::default(), Paint::new(options.colour_err)).as_bytes());
    reporter.problem(bad)
}

/// Bounds what is between reading and reporting.
struct Gate {
    limit: usize,
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Default)]
struct GateState {
    weight: usize,
    closed: bool,
}

impl Gate {
    fn new(limit: usize) -> Gate {
        Gate { limit, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits until there is room; what is heavier than the limit goes alone. False once the gate is closed.
    fn enter(&self, weight: usize) -> bool {
        let full =
            |state: &mut GateState| !state.closed && state.weight > 0 && state.weight + weight > self.limit;
        let mut state =
            self.changed.wait_while(lock(&self.state), full).unwrap_or_else(PoisonError::into_inner);
        state.weight += weight;
        !state.closed
    }

    fn leave(&self, weight: usize) {
        let mut state = lock(&self.state);
        state.weight = state.weight.saturating_sub(weight);
        self.changed.notify_all();
    }

    fn close(&self) {
        lock(&self.state).closed = true;
        self.changed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct CloseOnPanic<'a>(&'a Gate);

impl Drop for CloseOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}
