//! The arguments of `hirc check`, and what they mean together.

use super::{CheckOptions, Format, check_records, check_text, read_prompts};
use crate::Exit;
use crate::diagnostic::{Code, Diagnostic};
use crate::judge::JOBS;
use crate::judging;
use crate::load::{self, Files, Problems};
use crate::output::Output;
use crate::program::Plan;
use crate::report::Summary;
use crate::source::SourceMap;
use crate::task::{BATCH_LINES, Checker, Notation, RecordChecker, Source};
use crate::verify::{Limits, Readings};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Check responses.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// The responses, `-` for standard input: JSON Lines, a record a line (`{"task", "response"}`, or IFEval's form with
    /// `instruction_id_list` and `kwargs`). With `--require`, what does not end in `.jsonl` is one text.
    #[arg(value_name = "INPUT")]
    input: PathBuf,
    /// Tasks and constraints in HIR, or a plan that `hirc compile` wrote (`.json`); may be given several times.
    #[arg(short, long, value_name = "FILE")]
    tasks: Vec<PathBuf>,
    /// A module whose instruction ids records may name; may be given several times. Without one, and without tasks and
    /// claims, records may name all of the standard library.
    #[arg(short, long, value_name = "MODULE")]
    library: Vec<String>,
    /// Require this of the text: `length.words(..50)`. Several are separated by `;` or given one by one.
    #[arg(short, long, value_name = "CLAIM")]
    require: Vec<String>,
    /// Join the responses with the prompts in this file, by key or by prompt.
    #[arg(short, long, value_name = "FILE")]
    prompts: Option<PathBuf>,
    /// Which readings of a response count.
    #[arg(short, long, value_enum, default_value_t = Mode::Strict)]
    mode: Mode,
    /// Remove reasoning traces (`<think>…</think>` and other notations in use) before judging; an unclosed one leaves an empty
    /// answer.
    #[arg(long)]
    strip_thinking: bool,
    /// Remove traces in this notation too: the name of a tag (`scratchpad`), or its two marks with a blank between. May be given
    /// several times; goes with `--strip-thinking`.
    #[arg(long, value_name = "TAGS", value_parser = Notation::read, requires = "strip_thinking")]
    thinking_tags: Vec<Notation>,
    /// How the report is written.
    #[arg(short, long, value_enum, default_value_t = ReportFormat::Text)]
    format: ReportFormat,
    /// Explain every failure, not only the first ones.
    #[arg(short, long)]
    explain: bool,
    /// Succeed if at least this share of the records is satisfied (0 to 1).
    #[arg(long, value_name = "SHARE", value_parser = share)]
    fail_under: Option<f64>,
    /// Judge this instruction id or constraint only; may be given several times.
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// How many threads check; all cores if not given, and eight with a judge.
    #[arg(short, long, value_name = "N")]
    jobs: Option<std::num::NonZeroU16>,
    /// Let judging one constraint take at most so many steps; what takes more is an error. If not given, 20 million and 200
    /// for each byte of the response.
    #[arg(long, value_name = "N")]
    max_steps: Option<u64>,
    /// Let judging one constraint make at most so many MiB of text and lists. If not given, 256 and half a KiB for each
    /// byte of the response.
    #[arg(long, value_name = "MIB")]
    max_memory: Option<u64>,
    #[command(flatten)]
    judging: judging::Judging,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Mode {
    /// The response as it is.
    Strict,
    /// Any of IFEval's eight views.
    Loose,
    /// Both, side by side.
    Both,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum ReportFormat {
    /// A table and the failures.
    Text,
    /// One JSON document.
    Json,
    /// A line of JSON a record, in input order.
    Jsonl,
    /// JUnit XML.
    Junit,
    /// Annotations for GitHub Actions.
    Github,
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "expected a number from 0 to 1".to_owned())?;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("expected a number from 0 to 1".to_owned()) }
}

/// Runs `hirc check`.
pub(crate) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let library = match library(args, files) {
        Ok((library, _)) => library.within(limits(args)),
        Err(problems) => return output.refuse(&problems),
    };
    let judge = match args.judging.judge() {
        Ok(judge) => judge,
        Err(problem) => {
            output.report(&[problem], &SourceMap::default());
            return Exit::BadInput;
        }
    };
    let checker = judging::checker(&library, judge.as_ref());
    let exit = check(args, checker.as_ref(), &options(args, judge.is_some(), output), output);
    judging::say_cache_problem(judge.as_ref(), output);
    exit
}

fn check(args: &Args, checker: &dyn RecordChecker, options: &CheckOptions, output: &Output) -> Exit {
    let (mut out, mut err) = (output.stdout(), output.streams.err());
    let usage = |message: String| {
        output.report(&[Diagnostic::error(Code::Usage, message)], &SourceMap::default());
        Exit::BadInput
    };
    let stdin = args.input.as_os_str() == "-";
    let opened: Box<dyn Read + Send> = if stdin {
        output.streams.input()
    } else {
        match File::open(&args.input) {
            Ok(file) => Box::new(file),
            Err(error) => return usage(format!("`{}` can't be read: {error}", args.input.display())),
        }
    };
    let mut reader = BufReader::with_capacity(1 << 16, opened);
    let one_text = !args.require.is_empty() && args.prompts.is_none() && !is_jsonl(&args.input);
    if one_text {
        let mut text = Vec::new();
        if let Err(error) = reader.read_to_end(&mut text) {
            return usage(format!("`{}` can't be read: {error}", args.input.display()));
        }
        return check_text(&text, checker, options, &mut out, &mut err);
    }
    match &args.prompts {
        None => {
            let source = if args.require.is_empty() { Source::Record } else { Source::Given };
            check_records(reader, source, Summary::default(), checker, options, &mut out, &mut err)
        }
        Some(path) => {
            let prompts: Box<dyn BufRead> = match File::open(path) {
                Ok(file) => Box::new(BufReader::new(file)),
                Err(error) => return usage(format!("`{}` can't be read: {error}", path.display())),
            };
            let (prompts, before) = read_prompts(prompts, &path.display().to_string(), options, &mut err);
            check_records(reader, Source::Prompts(&prompts), before, checker, options, &mut out, &mut err)
        }
    }
}

fn limits(args: &Args) -> Limits {
    Limits { steps: args.max_steps, memory: args.max_memory.map(|mib| mib.saturating_mul(1 << 20)) }
}

fn is_jsonl(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("jsonl") || e.eq_ignore_ascii_case("ndjson"))
}

fn options(args: &Args, judged: bool, output: &Output) -> CheckOptions {
    let readings = match args.mode {
        Mode::Strict => Readings::STRICT,
        Mode::Loose => Readings::LOOSE,
        Mode::Both => Readings::Both,
    };
    let format = match args.format {
        ReportFormat::Text => Format::Text,
        ReportFormat::Json => Format::Json,
        ReportFormat::Jsonl => Format::Jsonl,
        ReportFormat::Junit => Format::Junit,
        ReportFormat::Github => Format::Github,
    };
    let stdin = args.input.as_os_str() == "-";
    let defaults = CheckOptions::default();
    CheckOptions {
        input: if stdin { "<stdin>".to_owned() } else { args.input.display().to_string() },
        input_bytes: std::fs::metadata(&args.input).ok().filter(std::fs::Metadata::is_file).map(|m| m.len()),
        readings,
        format,
        explain: args.explain,
        fail_under: args.fail_under,
        only: args.only.clone(),
        jobs: args.jobs.map_or(if judged { JOBS } else { defaults.jobs }, |n| usize::from(n.get())),
        batch_lines: if judged { 1 } else { BATCH_LINES },
        strip_thinking: args.strip_thinking,
        notations: args.thinking_tags.clone(),
        colour_out: output.out.is_coloured(),
        colour_err: output.err.is_coloured(),
        progress: output.streams.is_watched(),
    }
}

/// The program that the arguments name: HIR sources, modules and requirements, or compiled plans.
fn library(args: &Args, files: &Files) -> Result<(Checker, Vec<Diagnostic>), Problems> {
    let (plans, sources): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.tasks.iter().partition(|p| p.extension().is_some_and(|e| e == "json"));
    let fail = |problem: Diagnostic| Problems { diagnostics: vec![problem], sources: SourceMap::default() };
    if args.tasks.is_empty() && args.library.is_empty() && args.require.is_empty() {
        if args.prompts.is_none() && !is_jsonl(&args.input) {
            let problem = Diagnostic::error(Code::Usage, "nothing to check against");
            return Err(fail(problem.help(
                "give `--tasks FILE` or `--require CLAIM`; or records (`.jsonl`) that name their constraints",
            )));
        }
        return load::library(&[], &load::standard_modules().collect::<Vec<_>>(), &[], files);
    }
    if plans.is_empty() {
        let roots: Vec<PathBuf> = sources.into_iter().cloned().collect();
        return load::library(&roots, &args.library, &args.require, files);
    }
    if !sources.is_empty() || !args.library.is_empty() || !args.require.is_empty() {
        return Err(fail(Diagnostic::error(
            Code::Usage,
            "a plan is checked alone, without sources beside it",
        )));
    }
    let mut all: Vec<(String, Plan)> = Vec::new();
    for path in plans {
        all.extend(crate::task::read_plans(path).map_err(fail)?);
    }
    Checker::of_plans(all).map(|library| (library, Vec::new())).map_err(fail)
}
