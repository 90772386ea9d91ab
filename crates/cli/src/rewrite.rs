//! `hirc rewrite`: failed responses as successes of the instruction that they did satisfy.

use super::Exit;
use super::judging;
use super::output::{Output, Sink, all_different};
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::hindsight::{Mode, Selection, best};
use crate::load::{self, Files};
use crate::source::SourceMap;
use crate::task::{
    BadLine, Checker, ParseOptions, Prompts, Record, RecordChecker, RecordReader, Source, parse_line,
};
use crate::verify::Outcome;
use hirc::rewrite::{Rewrite, rewrite_record};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Rewrite instructions so that failed responses satisfy them.
///
/// TASKS is what `hirc gen` wrote, records of IFEval's form, or a `.hir` file with tasks; RESPONSES are joined with it
/// by key or prompt. With one file only, its records hold both.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Tasks, or records that hold tasks and responses.
    #[arg(value_name = "TASKS")]
    tasks: PathBuf,
    /// Responses.
    #[arg(value_name = "RESPONSES")]
    responses: Option<PathBuf>,
    /// Where to write the replays; standard output if not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How far a rewritten instruction may go.
    #[arg(short, long, value_parser = super::choice::mode(), default_value = Mode::Drop.name())]
    rewrite: Mode,
    /// Write preference pairs too.
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// Keep the best so many replays of each task, by F = diversity + λ·integrity.
    #[arg(short, long, value_name = "K", value_parser = at_least_one)]
    best: Option<usize>,
    /// λ_0 of the selection.
    #[arg(long, default_value_t = Selection::default().lambda, value_name = "X", value_parser = finite)]
    lambda: f64,
    /// η of the selection: λ grows by this share a step.
    #[arg(long, default_value_t = Selection::default().eta, value_name = "X", value_parser = finite)]
    eta: f64,
    /// The training step of the selection.
    #[arg(long, default_value_t = 0, value_name = "N")]
    step: u32,
    /// A module whose constraints records may name, beside the standard library; may be given several times.
    #[arg(short, long, value_name = "MODULE")]
    library: Vec<String>,
    #[command(flatten)]
    judging: judging::Judging,
}

fn finite(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|x: &f64| x.is_finite()).ok_or_else(|| "expected a finite number".to_owned())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "expected a whole number, 1 or more".to_owned())
}

/// A failed response with its rewritten instruction.
struct Replay {
    task: String,
    line: Value,
    pair: Value,
    score: f64,
}

#[derive(Default)]
struct Counts {
    records: usize,
    satisfied: usize,
    hopeless: usize,
    unsaid: BTreeSet<String>,
    errors: usize,
    unverified: usize,
    bad_lines: usize,
    replays: usize,
    /// Replays whose instruction has constraints only.
    without_request: usize,
    changes: BTreeMap<&'static str, usize>,
}

/// Responses of one task, for pairs.
#[derive(Default)]
struct Answered {
    prompt: String,
    chosen: Vec<String>,
    rejected: Vec<String>,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let refuse = |problem: Diagnostic| {
        output.report(&[problem], &SourceMap::default());
        Exit::BadInput
    };
    let hir = args.tasks.extension().is_some_and(|e| e == "hir");
    let roots: Vec<PathBuf> = if hir { vec![args.tasks.clone()] } else { Vec::new() };
    let modules: Vec<String> = load::standard_modules().chain(args.library.iter().cloned()).collect();
    let library = match load::library(&roots, &modules, &[], files) {
        Ok((library, _)) => library,
        Err(problems) => return output.refuse(&problems),
    };
    let judge = match args.judging.judge() {
        Ok(judge) => judge,
        Err(problem) => return refuse(problem),
    };
    let checker = judging::checker(&library, judge.as_ref());
    let mut counts = Counts::default();
    let bad = |bad: &BadLine, file: &Path, counts: &mut Counts| {
        counts.bad_lines += 1;
        let mut shown = bad.diagnostic.clone();
        shown.message = format!("{}:{}: {}", file.display(), bad.line, shown.message);
        output.report(&[shown], &SourceMap::default());
    };
    let (prompts, responses) = match (&args.responses, hir) {
        (Some(responses), false) => match read_prompts(&args.tasks, output) {
            Ok((prompts, wrong)) => {
                wrong.iter().for_each(|line| bad(line, &args.tasks, &mut counts));
                (Some(prompts), responses)
            }
            Err(problem) => return refuse(problem),
        },
        (Some(responses), true) => (None, responses),
        (None, false) => (None, &args.tasks),
        (None, true) => {
            return refuse(
                Diagnostic::error(Code::Usage, "there are tasks but no responses")
                    .help("give RESPONSES.jsonl too"),
            );
        }
    };
    let reader = match open(responses, output) {
        Ok(reader) => reader,
        Err(problem) => return refuse(problem),
    };
    let source = prompts.as_ref().map_or(Source::Record, Source::Prompts);
    let options = ParseOptions { source, ..ParseOptions::default() };
    let read = [Some(args.tasks.as_path()), args.responses.as_deref()];
    let read: Vec<&Path> = read.into_iter().flatten().collect();
    if let Err(problem) = all_different(&[args.output.as_deref(), args.pairs.as_deref()], &read) {
        return refuse(problem);
    }
    let sink = match Sink::new(args.output.as_deref(), output) {
        Ok(sink) => sink,
        Err(problem) => return refuse(problem),
    };
    let checker = checker.as_ref();
    let (kept, answered) = (Vec::new(), BTreeMap::new());
    let mut work = Work { args, library: &library, checker, counts, sink, kept, answered };
    let exit = match work.read(reader, responses, &options, &bad) {
        Ok(()) => work.finish(output),
        Err(problem) => refuse(problem),
    };
    judging::say_cache_problem(judge.as_ref(), output);
    exit
}

fn open(path: &Path, output: &Output) -> Result<Box<dyn BufRead>, Diagnostic> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(output.streams.input())));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(BufReader::with_capacity(1 << 16, file))),
        Err(error) => {
            Err(Diagnostic::error(Code::Usage, format!("`{}` can't be read: {error}", path.display())))
        }
    }
}

fn read_prompts(path: &Path, output: &Output) -> Result<(Prompts, Vec<BadLine>), Diagnostic> {
    Prompts::read(open(path, output)?).map_err(|error| {
        Diagnostic::error(Code::Usage, format!("`{}` can't be read: {error}", path.display()))
    })
}

struct Work<'a> {
    args: &'a Args,
    library: &'a Checker,
    checker: &'a dyn RecordChecker,
    counts: Counts,
    sink: Sink,
    kept: Vec<Replay>,
    answered: BTreeMap<String, Answered>,
}

impl Work<'_> {
    /// Reads all responses; lines that can't be used go to `bad`.
    fn read(
        &mut self,
        reader: Box<dyn BufRead>,
        path: &Path,
        options: &ParseOptions<'_>,
        bad: &dyn Fn(&BadLine, &Path, &mut Counts),
    ) -> Result<(), Diagnostic> {
        let unreadable = |error: io::Error| {
            Diagnostic::error(Code::Usage, format!("`{}` can't be read: {error}", path.display()))
        };
        let mut reader = RecordReader::new(reader);
        while let Some(batch) = reader.next_batch().map_err(unreadable)? {
            for (number, line) in batch.lines() {
                let problem = match parse_line(line, number, options) {
                    None => continue,
                    Some(Ok((record, _))) => self.record(&record).err(),
                    Some(Err(diagnostic)) => Some(diagnostic),
                };
                if let Some(diagnostic) = problem {
                    bad(&BadLine { line: number, key: None, diagnostic }, path, &mut self.counts);
                }
            }
        }
        Ok(())
    }

    fn record(&mut self, record: &Record) -> Result<(), Diagnostic> {
        let rewriting = rewrite_record(self.library, self.checker, record, self.args.rewrite)?;
        self.counts.records += 1;
        let outcomes = rewriting.outcomes.iter();
        self.counts.errors += usize::from(outcomes.clone().any(|o| matches!(o, Outcome::Error(_))));
        self.counts.unverified += outcomes.filter(|o| matches!(o, Outcome::Unverified(_))).count();
        self.remember(record, rewriting.is_satisfied());
        if rewriting.is_satisfied() {
            self.counts.satisfied += 1;
            return Ok(());
        }
        self.counts.unsaid.extend(rewriting.unsaid);
        match rewriting.rewritten {
            Some(rewritten) => self.replay(record, &rewritten),
            None => {
                self.counts.hopeless += 1;
                Ok(())
            }
        }
    }

    fn remember(&mut self, record: &Record, satisfied: bool) {
        if self.args.pairs.is_none() {
            return;
        }
        let prompt =
            record.instruction.as_ref().map(|i| i.text.as_str()).or_else(|| self.library.prompt_of(record));
        let prompt = prompt.map(str::to_owned);
        let entry = self.answered.entry(record.key.to_string()).or_default();
        entry.prompt = prompt.unwrap_or_default();
        let list = if satisfied { &mut entry.chosen } else { &mut entry.rejected };
        list.push(record.response.clone());
    }

    fn replay(&mut self, record: &Record, rewritten: &Rewrite) -> Result<(), Diagnostic> {
        self.counts.without_request += usize::from(rewritten.request.is_none());
        for one in &rewritten.changes {
            *self.counts.changes.entry(one.change.name()).or_default() += 1;
        }
        let selection = Selection { lambda: self.args.lambda, eta: self.args.eta, step: self.args.step };
        let score = selection.score(record.entropy.unwrap_or(0.0), rewritten.integrity);
        let line = json!({
            "key": record.key,
            "prompt": rewritten.instruction,
            "request": rewritten.request,
            "presentation": rewritten.presentation,
            "response": record.response,
            "instruction_id_list": rewritten.calls.iter().map(|c| c.id.clone()).collect::<Vec<_>>(),
            "kwargs": rewritten.calls.iter().map(|c| Value::Object(c.kwargs.clone())).collect::<Vec<_>>(),
            "original_prompt": rewritten.original,
            "changes": rewritten.changes,
            "integrity": rewritten.integrity,
            "score": score,
        });
        let pair = json!({
            "kind": "instruction", "prompt_chosen": rewritten.instruction, "prompt_rejected": rewritten.original,
            "response": record.response,
        });
        let replay = Replay { task: record.key.to_string(), line, pair, score };
        if self.args.best.is_some() || self.args.pairs.is_some() {
            self.kept.push(replay);
            return Ok(());
        }
        self.counts.replays += 1;
        self.sink.line(&replay.line)
    }

    fn finish(mut self, output: &Output) -> Exit {
        let written = self.write(output);
        if let Err(problem) = written {
            output.report(&[problem], &SourceMap::default());
            return Exit::BadInput;
        }
        output.note(&self.summary());
        for reason in self.counts.unsaid.iter().take(5) {
            output.note(&format!("note: part of no rewritten instruction: {reason}"));
        }
        if self.counts.without_request > 0 {
            let n = self.counts.without_request;
            output.note(&format!(
                "note: {n} rewritten instructions have constraints only: their records have no `request` apart from them"
            ));
        }
        if self.counts.unverified > 0 {
            let n = self.counts.unverified;
            output.note(&format!(
                "note: {n} constraints left out, for they wait for a judge (--judge-url, --judge-model)"
            ));
        }
        match (self.counts.bad_lines + self.counts.errors, self.counts.records) {
            (0, 1..) => Exit::Success,
            _ => Exit::BadInput,
        }
    }

    fn write(&mut self, output: &Output) -> Result<(), Diagnostic> {
        let kept = std::mem::take(&mut self.kept);
        let chosen: Vec<usize> = match self.args.best {
            None => (0..kept.len()).collect(),
            Some(k) => {
                let mut tasks: HashMap<&str, Vec<usize>> = HashMap::new();
                kept.iter().enumerate().for_each(|(i, r)| tasks.entry(&r.task).or_default().push(i));
                let mut chosen: Vec<usize> = tasks
                    .values()
                    .flat_map(|places| {
                        let scores: Vec<f64> =
                            places.iter().filter_map(|&i| kept.get(i)).map(|r| r.score).collect();
                        best(&scores, k)
                            .into_iter()
                            .filter_map(|i| places.get(i).copied())
                            .collect::<Vec<_>>()
                    })
                    .collect();
                chosen.sort_unstable();
                chosen
            }
        };
        for replay in chosen.iter().filter_map(|&i| kept.get(i)) {
            self.counts.replays += 1;
            self.sink.line(&replay.line)?;
        }
        self.sink.finish()?;
        let Some(path) = &self.args.pairs else { return Ok(()) };
        let mut pairs = Sink::new(Some(path), output)?;
        for replay in chosen.iter().filter_map(|&i| kept.get(i)) {
            pairs.line(&replay.pair)?;
        }
        for answered in self.answered.values() {
            for (chosen, rejected) in answered.chosen.iter().zip(&answered.rejected) {
                pairs.line(&json!({
                    "kind": "response", "prompt": answered.prompt, "chosen": chosen, "rejected": rejected,
                }))?;
            }
        }
        pairs.finish()
    }

    fn summary(&self) -> String {
        let c = &self.counts;
        let changes: Vec<String> = c.changes.iter().map(|(name, n)| format!("{n} {name}")).collect();
        let changes =
            if changes.is_empty() { String::new() } else { format!("; constraints: {}", changes.join(", ")) };
        format!(
            "{}: {} satisfied all, {} replayed, {} with nothing to keep{changes}",
            counted(c.records, "response", "responses"),
            c.satisfied,
            c.replays,
            c.hopeless
        )
    }
}
