//! Runs a check from input to exit code.
//!
//! In: a reader or a text, a checker, options, two writers. Out: the report on one, diagnostics on the other, an
//! [`Exit`].
//! INVARIANT (never by accident): nothing judged, something unread or something not told is never success.

use super::progress::Progress;
use super::{CheckOptions, Format};
use crate::Exit;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::{
    CheckedRecord, GithubReporter, JsonReporter, JsonlReporter, JunitReporter, Paint, Reporter, Summary,
    TextReporter, at_line, notes, render,
};
use crate::source::SourceMap;
use crate::task::{Asked, ParseOptions, Prompts, Record, RecordChecker, Source, Thinking, strip_thinking};
use hirc::pipeline::{Consumer, Finding, Pipeline};
use std::io::{self, BufRead, Write};

/// Checks records: those of IFEval and of tasks ([`Source::Record`]), those that are all asked the same
/// ([`Source::Given`]), or those that answer [`read_prompts`] ([`Source::Prompts`]).
///
/// `before` is what was counted already: [`Summary::default`], or what [`read_prompts`] found wrong.
pub fn check_records<R: BufRead + Send>(
    reader: R,
    source: Source<'_>,
    before: Summary,
    checker: &dyn RecordChecker,
    options: &CheckOptions,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let pipeline = Pipeline {
        parse: ParseOptions { source, strip_thinking: options.strip_thinking, notations: &options.notations },
        checker,
        readings: options.readings,
        only: &options.only,
        jobs: options.jobs,
        batch_lines: options.batch_lines,
        passes: options.format.wants_passes(),
    };
    let mut summary = before;
    let progress = Progress::new(options.progress, options.input_bytes);
    let mut sink = Sink { reporter: reporter(options, false, out), errors: err, options, progress };
    let ended = pipeline.run(reader, &mut summary, &mut sink);
    sink.progress.finish();
    let write_error = ended.and_then(|()| sink.reporter.finish(&summary)).err();
    drop(sink);
    conclude(&summary, write_error.as_ref(), options, err)
}

/// Where findings end: the report, and bad lines on standard error too, whatever its format.
struct Sink<'a> {
    reporter: Box<dyn Reporter + 'a>,
    errors: &'a mut dyn Write,
    options: &'a CheckOptions,
    progress: Progress,
}

impl Consumer for Sink<'_> {
    fn take(&mut self, findings: &[Finding], bytes: u64, summary: &Summary) -> io::Result<()> {
        self.progress.advance(bytes, summary.prompts.n);
        let (reporter, errors, options) = (&mut self.reporter, &mut *self.errors, self.options);
        self.progress.around(|| {
            for finding in findings {
                match finding {
                    Finding::Record(record) => reporter.record(record)?,
                    Finding::Bad(bad) => {
                        say(&at_line(&bad.diagnostic, &options.input, bad.line), options, errors);
                        reporter.problem(bad)?;
                    }
                }
            }
            reporter.flush()
        })
    }
}

/// Reads the prompts that responses are joined with, and says what is wrong with them.
pub fn read_prompts(
    reader: impl BufRead,
    name: &str,
    options: &CheckOptions,
    err: &mut dyn Write,
) -> (Prompts, Summary) {
    let mut summary = Summary::default();
    let (prompts, bad) = Prompts::read(reader).unwrap_or_else(|error| {
        say(&Diagnostic::error(Code::NotFound, format!("{name}: can't be read: {error}")), options, err);
        summary.bad_lines += 1;
        Default::default()
    });
    for bad in &bad {
        summary.bad_lines += 1;
        say(&at_line(&bad.diagnostic, name, bad.line), options, err);
    }
    (prompts, summary)
}

/// Checks one text against what was given on the command line.
pub fn check_text(
    text: &[u8],
    checker: &dyn RecordChecker,
    options: &CheckOptions,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let Ok(text) = std::str::from_utf8(text) else {
        say(&Diagnostic::error(Code::BadRecord, format!("{}: not valid UTF-8", options.input)), options, err);
        return Exit::BadInput;
    };
    let (answer, thinking) = if options.strip_thinking {
        strip_thinking(text, &options.notations)
    } else {
        (text, Thinking::None)
    };
    let key = serde_json::Value::from(options.input.as_str());
    let record = Record::new(key, 1, answer, Asked::Given);
    let mut verdicts = match checker.judge(&record, options.readings) {
        Ok(verdicts) => verdicts,
        Err(diagnostic) => {
            say(&diagnostic, options, err);
            return Exit::BadInput;
        }
    };
    verdicts.retain(|verdict| options.only.is_empty() || options.only.contains(&verdict.id));
    let mut summary = Summary::default();
    summary.add_thinking(thinking);
    let write_error = {
        let mut reporter = reporter(options, true, out);
        if verdicts.is_empty() {
            summary.skipped += 1;
            reporter.finish(&summary)
        } else {
            let checked = CheckedRecord { record, verdicts, readings: options.readings };
            summary.add(&checked);
            reporter.record(&checked).and_then(|()| reporter.finish(&summary))
        }
    };
    conclude(&summary, write_error.err().as_ref(), options, err)
}

/// What a run's counts mean for the caller. The reading that counts is strict, if it was judged.
pub fn exit_of(summary: &Summary, options: &CheckOptions) -> Exit {
    let accuracy = summary.prompts.of(options.readings.primary());
    let Some(share) = accuracy.share() else { return Exit::BadInput };
    if summary.has_errors() {
        return Exit::BadInput;
    }
    let enough = options.fail_under.map_or(accuracy.satisfied == accuracy.judged, |least| share >= least);
    if enough { Exit::Success } else { Exit::Failed }
}

fn reporter<'w>(options: &CheckOptions, single: bool, out: &'w mut dyn Write) -> Box<dyn Reporter + 'w> {
    let modes = options.readings;
    match options.format {
        Format::Text => {
            let text = TextReporter::new(out, modes, Paint::new(options.colour_out), options.explain);
            Box::new(if single { text.single() } else { text })
        }
        Format::Json => Box::new(JsonReporter::new(out, modes)),
        Format::Jsonl => Box::new(JsonlReporter::new(out, modes)),
        Format::Junit => Box::new(JunitReporter::new(out, &options.input)),
        Format::Github => Box::new(GithubReporter::new(out, modes, &options.input)),
    }
}

fn conclude(
    summary: &Summary,
    write_error: Option<&io::Error>,
    options: &CheckOptions,
    err: &mut dyn Write,
) -> Exit {
    match write_error {
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // The reader has seen enough. What failed failed; but that all is satisfied was not seen.
            let accuracy = summary.prompts.of(options.readings.primary());
            let failed = accuracy.satisfied < accuracy.judged && !summary.has_errors();
            return if failed { Exit::Failed } else { Exit::BadInput };
        }
        Some(error) => {
            say(
                &Diagnostic::error(Code::Usage, format!("the report can't be written: {error}")),
                options,
                err,
            );
            return Exit::BadInput;
        }
        None => {}
    }
    if matches!(options.format, Format::Jsonl | Format::Junit) {
        for note in notes(summary) {
            let _ = writeln!(err, "note: {note}");
        }
    }
    if summary.prompts.n == 0 && summary.bad_lines == 0 {
        let message = match summary.skipped {
            0 => format!("{}: there is no record to check", options.input),
            _ => format!("{}: no record is asked for {}", options.input, listed(&options.only)),
        };
        say(&Diagnostic::error(Code::Usage, message), options, err);
    }
    let unasked: Vec<String> =
        options.only.iter().filter(|id| !summary.constraints.contains_key(*id)).cloned().collect();
    if summary.prompts.n > 0 && !unasked.is_empty() {
        let message = format!("{}: no record is asked for {}", options.input, listed(&unasked));
        say(&Diagnostic::error(Code::Usage, message), options, err);
        return Exit::BadInput;
    }
    let exit = exit_of(summary, options);
    if let (Exit::Failed, Some(least)) = (exit, options.fail_under) {
        let mode = options.readings.primary();
        let share = summary.prompts.of(mode).share().unwrap_or_default();
        let name = mode.name();
        // Rounded down, so that it never looks as if it met the threshold.
        let (share, least) = ((share * 10_000.0).floor() / 100.0, least * 100.0);
        let _ = writeln!(err, "{name} accuracy {share:.2} % is under the threshold of {least:.2} %");
    }
    exit
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

fn say(diagnostic: &Diagnostic, options: &CheckOptions, err: &mut dyn Write) {
    // Nobody is left to hear of a closed standard error.
    let _ =
        err.write_all(render(diagnostic, &SourceMap::default(), Paint::new(options.colour_err)).as_bytes());
}
