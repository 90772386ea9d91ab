//! `hirc gen`: tasks drawn from a suite.

use super::Exit;
use super::output::{Output, Refused, Sink, all_different};
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::load::{self, Files};
use crate::phrase::Layout;
use crate::program::{Constraint, Program, Suite};
use crate::source::SourceMap;
use crate::suite::{Drawn, Draws, Format, PassRates, Seed, Wanted, draw, orders, read_seeds, record};
use crate::task::{
    Asked, Checker, Ordered, ParseOptions, Record, RecordChecker, RecordReader, judge_again, parse_line,
    read_again,
};
use crate::verify::{self, Reading, Readings};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

/// Draw tasks from a suite.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The `.hir` file with the suite.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which suite, if the file has several.
    #[arg(long, value_name = "NAME")]
    suite: Option<String>,
    /// How many tasks; the suite's own number if not given.
    #[arg(short = 'n', long, value_name = "N")]
    tasks: Option<usize>,
    /// The same seed gives the same tasks.
    #[arg(long, default_value_t = 0, value_name = "N")]
    seed: u64,
    /// Where to write the tasks; standard output if not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write held-out tasks to this file instead.
    #[arg(long, value_name = "FILE")]
    held_out: Option<PathBuf>,
    /// The form of the records.
    #[arg(short, long, value_parser = super::choice::format(), default_value = Format::Hirc.name())]
    format: Format,
    /// How constraints are laid out; drawn for each task if not given.
    #[arg(long, value_enum)]
    layout: Option<ShownLayout>,
    /// Keep tasks whose estimated pass rate lies in this range: `0.05..0.5`. Needs `--against`.
    #[arg(long, value_name = "RANGE", value_parser = rate, requires = "against")]
    pass_rate: Option<(f64, f64)>,
    /// Responses to estimate pass rates from: records with constraints and a response.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ShownLayout {
    /// A list with `-`.
    Bullets,
    /// A list with `1.`.
    Numbered,
    /// Sentences in a row.
    Prose,
}

fn rate(text: &str) -> Result<(f64, f64), String> {
    let wrong = || "expected two shares, such as 0.05..0.5".to_owned();
    let (low, high) = text.split_once("..").ok_or_else(wrong)?;
    let share = |text: &str, open: f64| {
        if text.is_empty() { Ok(open) } else { text.parse::<f64>().map_err(|_| wrong()) }
    };
    let (low, high) = (share(low, 0.0)?, share(high, 1.0)?);
    if 0.0 <= low && low <= high && high <= 1.0 { Ok((low, high)) } else { Err(wrong()) }
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    output.end(generate(args, files, output))
}

fn usage(message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::Usage, message)
}

fn generate(args: &Args, files: &Files, output: &Output) -> Result<Exit, Refused> {
    let (library, warnings) = load::library(std::slice::from_ref(&args.file), &[], &[], files)?;
    output.report(&warnings, library.sources());
    let program = library.program();
    let suite = find(program, args.suite.as_deref(), &args.file)?;
    let (seeds, bad_lines) = seeds(suite, &args.file, output)?;
    if seeds.is_empty() {
        return Err(usage(format!("suite `{}` has no seed prompt that can be used", suite.name)).into());
    }
    let pass_rate = match (args.pass_rate, &args.against) {
        (Some((low, high)), Some(path)) => Some((low, high, rates(path, files, output)?)),
        _ => None,
    };
    let layout = args.layout.map(|l| match l {
        ShownLayout::Bullets => Layout::Bullets,
        ShownLayout::Numbered => Layout::Numbered,
        ShownLayout::Prose => Layout::Prose,
    });
    let wanted = Wanted { tasks: args.tasks.unwrap_or(suite.tasks), seed: args.seed, layout, pass_rate };
    // Where nothing can be written, nothing is drawn.
    let read = [Some(args.file.as_path()), args.against.as_deref()];
    let read: Vec<&Path> = read.into_iter().flatten().collect();
    all_different(&[args.output.as_deref(), args.held_out.as_deref()], &read)?;
    let sinks = (
        Sink::new(args.output.as_deref(), output)?,
        args.held_out.as_deref().map(|path| Sink::new(Some(path), output)).transpose()?,
    );
    let bar = indicatif::ProgressBar::new(u64::try_from(wanted.tasks).unwrap_or(u64::MAX));
    if !output.streams.is_watched() {
        bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
    }
    let outcome = draw(program, suite, &seeds, &wanted, &mut |made| {
        bar.set_position(u64::try_from(made).unwrap_or(u64::MAX));
    })
    .map_err(|reason| usage(format!("suite `{}`: {reason}", suite.name)))?;
    bar.finish_and_clear();
    write(args, sinks, &library, suite, &outcome.tasks)?;
    output.note(&summary(&outcome, &wanted));
    Ok(match (bad_lines, outcome.tasks.len() < wanted.tasks) {
        (true, _) => Exit::BadInput,
        (false, true) => Exit::Failed,
        (false, false) => Exit::Success,
    })
}

/// The suite of a file: the one that is named, or the only one.
pub(super) fn find<'p>(
    program: &'p Program,
    name: Option<&str>,
    file: &Path,
) -> Result<&'p Suite, Diagnostic> {
    let names = || program.suites.iter().map(|s| s.name.as_str());
    match (name, program.suites.as_slice()) {
        (_, []) => Err(usage(format!("there is no suite in `{}`", file.display()))
            .help("declare one: `suite NAME { seeds \"FILE.jsonl\" draw 3..5 from length, format }`")),
        (Some(name), suites) => suites.iter().find(|s| s.name == name).ok_or_else(|| {
            Diagnostic::error(Code::UnknownId, format!("no suite `{name}`")).suggest(name, names())
        }),
        (None, [only]) => Ok(only),
        (None, _) => {
            let listed: Vec<String> = names().map(|n| format!("`{n}`")).collect();
            Err(usage(format!("there are several suites: {}", listed.join(", ")))
                .help("choose one with --suite NAME"))
        }
    }
}

/// The prompts of a suite, and whether some lines could not be used.
pub(super) fn seeds(suite: &Suite, file: &Path, output: &Output) -> Result<(Vec<Seed>, bool), Diagnostic> {
    let mut out: Vec<Seed> = suite.prompts.iter().map(|p| Seed { prompt: p.clone() }).collect();
    let mut wrong = false;
    for (name, span) in &suite.seeds {
        let path = file.parent().unwrap_or(Path::new("")).join(name);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Diagnostic::error(Code::NotFound, format!("`{}` can't be read: {error}", path.display()))
                .at(*span, "named here")
        })?;
        let (seeds, bad) = read_seeds(&text);
        for line in &bad {
            let mut shown = line.diagnostic.clone();
            shown.message = format!("{}:{}: {}", path.display(), line.line, shown.message);
            output.report(&[shown], &SourceMap::default());
        }
        wrong |= !bad.is_empty();
        out.extend(seeds);
    }
    Ok((out, wrong))
}

/// Pass rates by kind of constraint from checked responses.
fn rates(path: &Path, files: &Files, output: &Output) -> Result<PassRates, Refused> {
    let modules: Vec<String> = load::standard_modules().collect();
    let (library, _) = load::library(&[], &modules, &[], files)?;
    let unreadable = |error: io::Error| usage(format!("`{}` can't be read: {error}", path.display()));
    let mut reader = RecordReader::new(BufReader::new(std::fs::File::open(path).map_err(unreadable)?));
    let mut rates = PassRates::default();
    let mut bad = 0usize;
    while let Some(batch) = reader.next_batch().map_err(unreadable)? {
        for (number, line) in batch.lines() {
            match parse_line(line, number, &ParseOptions::default()) {
                None => {}
                Some(Ok((record, _))) => count(&library, &record, &mut rates),
                Some(Err(_)) => bad += 1,
            }
        }
    }
    if bad > 0 {
        output.note(&format!("note: {bad} lines of `{}` can't be used", path.display()));
    }
    if rates.is_empty() {
        return Err(usage(format!("`{}` holds no response that can be judged", path.display())).into());
    }
    Ok(rates)
}

fn count(library: &Checker, record: &Record, rates: &mut PassRates) {
    let (Ok(instances), Ok(verdicts)) =
        (library.instances(&record.asked), library.judge(record, Readings::STRICT))
    else {
        return;
    };
    for (instance, verdict) in instances.iter().zip(&verdicts) {
        let (Ok(instance), Some(strict)) = (instance, verdict.verdict(Reading::Strict)) else { continue };
        if let (Some(constraint), false) =
            (library.program().constraint_of(instance), strict.outcome.truth().is_none())
        {
            rates.add(&Constraint::full_name(constraint), strict.outcome.is_satisfied());
        }
    }
}

fn write(
    args: &Args,
    (mut main, mut apart): (Sink, Option<Sink>),
    library: &Checker,
    suite: &Suite,
    tasks: &[Drawn],
) -> Result<(), Diagnostic> {
    for (key, task) in tasks.iter().enumerate() {
        let orders = orders(library.program(), task, args.format);
        check_written(library, task, &orders)?;
        let line = record(library.program(), &suite.name, key, task, &orders, args.format);
        match &mut apart {
            Some(apart) if task.held_out => apart.line(&line)?,
            _ => main.line(&line)?,
        }
    }
    main.finish()?;
    apart.as_mut().map_or(Ok(()), Sink::finish)
}

/// What is written must be what was drawn, and hold of its witness as far as that can be told without a judge.
fn check_written(library: &Checker, task: &Drawn, orders: &[Ordered]) -> Result<(), Diagnostic> {
    read_again(library, &task.constraints, orders)?;
    let Some(witness) = &task.witness else { return Ok(()) };
    let asked = Asked::Instructions(Vec::new());
    let record = Record {
        prompt: Some(task.request.clone()),
        ..Record::new(serde_json::Value::Null, 0, witness.as_str(), asked)
    };
    judge_again(library, &record, orders, |outcome| {
        matches!(outcome, verify::Outcome::Satisfied | verify::Outcome::Unverified(_))
    })
}

fn summary(outcome: &Draws, wanted: &Wanted) -> String {
    let held = outcome.tasks.iter().filter(|t| t.held_out).count();
    let mut out = format!(
        "{} ({held} held out); turned down: {} contradictory, {} drawn before",
        counted(outcome.tasks.len(), "task", "tasks"),
        outcome.contradictory,
        outcome.repeated
    );
    if wanted.pass_rate.is_some() {
        out.push_str(&format!(", {} too easy or too hard", outcome.off_target));
    }
    if outcome.undecided > 0 {
        out.push_str(&format!("; of {} it is not known whether they can be met", outcome.undecided));
    }
    if outcome.tasks.len() < wanted.tasks {
        out.push_str(&format!(
            "\nonly {} of {} tasks could be made: there are no more distinct ones to draw; add prompts or constraints, or draw more a task",
            outcome.tasks.len(),
            wanted.tasks
        ));
    }
    out
}
