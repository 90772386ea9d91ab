//! `hirc analyse`: can tasks be met, and why not?

use super::Exit;
use super::output::Output;
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::load::{self, Files};
use crate::program::Task;
use crate::source::SourceMap;
use crate::verify::CompiledPlan;
use hirc_analysis::{Answer, Effort, Superfluous, decide, superfluous};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// Prove that tasks can be met, or that they can't, and why.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The `.hir` files with the tasks.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Constraints to analyse together, as a task of their own.
    #[arg(short, long, value_name = "CLAIM")]
    require: Vec<String>,
    /// Show the witness of each task that can be met.
    #[arg(short, long)]
    witness: bool,
    /// Another seed gives other witnesses.
    #[arg(long, default_value_t = 0, value_name = "N")]
    seed: u64,
    /// How the report is written.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON document.
    Json,
}

struct Analysed<'a> {
    task: &'a Task,
    answer: Answer,
    superfluous: Superfluous,
    /// Whether a judge has a word in it.
    judged: bool,
}

impl Analysed<'_> {
    fn labels(&self, places: &[usize]) -> Vec<&str> {
        places.iter().filter_map(|&i| self.task.requirements.get(i)).map(|r| r.label.as_str()).collect()
    }
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let library = match load::library(&args.files, &[], &args.require, files) {
        Ok((library, _)) => library,
        Err(problems) => return output.refuse(&problems),
    };
    let program = library.program();
    let all: Vec<Analysed<'_>> = program
        .tasks
        .iter()
        .filter_map(|task| Some(analysed(task, library.prepared(&task.name)?, args.seed)))
        .collect();
    if all.is_empty() {
        let problem = Diagnostic::error(Code::Usage, "there is no task to analyse");
        let problem = problem.help("give a file with `task NAME { … }`, or `--require CLAIM`");
        output.report(&[problem], &SourceMap::default());
        return Exit::BadInput;
    }
    match args.format {
        Format::Text => output.print(&text(&all, args.witness, output)),
        Format::Json => output.print(&format!("{:#}\n", Value::Array(all.iter().map(document).collect()))),
    }
    let worst = all.iter().map(|a| match a.answer {
        Answer::Satisfiable(_) => Exit::Success,
        Answer::Contradictory(_) | Answer::Unknown => Exit::Failed,
    });
    worst.fold(Exit::Success, Exit::worst)
}

fn analysed<'a>(task: &'a Task, prepared: &CompiledPlan, seed: u64) -> Analysed<'a> {
    let prompt = task.prompt.as_deref();
    let answer = decide(prepared, prompt, seed, Effort::default());
    let superfluous = match answer {
        Answer::Contradictory(_) => Superfluous::default(),
        _ => superfluous(prepared, prompt),
    };
    let judged = prepared.plan().roots.iter().any(|root| !root.judge.is_empty());
    Analysed { task, answer, superfluous, judged }
}

fn text(all: &[Analysed<'_>], witness: bool, output: &Output) -> String {
    let mut out = String::new();
    for it in all {
        let word = match &it.answer {
            Answer::Satisfiable(_) => output.out.good("satisfiable"),
            Answer::Contradictory(_) => output.out.bad("contradictory"),
            Answer::Unknown => output.out.dim("unknown"),
        };
        let _ = writeln!(out, "{}  {word}", output.out.strong(&it.task.name));
        match &it.answer {
            Answer::Satisfiable(text) if witness => {
                text.lines().for_each(|line| {
                    let _ = writeln!(out, "  | {line}");
                });
            }
            Answer::Satisfiable(_) => {}
            Answer::Contradictory(found) => {
                for label in it.labels(&found.core) {
                    let _ = writeln!(out, "  clash     {label}");
                }
                for (at, reason) in found.reasons.iter().enumerate() {
                    let _ = writeln!(out, "  {:8}  {reason}", if at == 0 { "because" } else { "and" });
                }
            }
            Answer::Unknown => {
                let why = if it.judged {
                    "what can be computed shows no contradiction; a judge answers the rest"
                } else {
                    "neither a response that meets it nor a contradiction was found"
                };
                let _ = writeln!(out, "  {why}");
            }
        }
        for label in it.labels(&it.superfluous.implied) {
            let _ = writeln!(out, "  implied   {label}, by the others");
        }
        for label in it.labels(&it.superfluous.always) {
            let _ = writeln!(out, "  always    {label}, whatever the response");
        }
    }
    let count = |wanted: fn(&Answer) -> bool| all.iter().filter(|a| wanted(&a.answer)).count();
    let _ = writeln!(
        out,
        "\n{}: {} satisfiable, {} contradictory, {} unknown",
        counted(all.len(), "task", "tasks"),
        count(|a| matches!(a, Answer::Satisfiable(_))),
        count(|a| matches!(a, Answer::Contradictory(_))),
        count(|a| matches!(a, Answer::Unknown)),
    );
    out
}

fn document(it: &Analysed<'_>) -> Value {
    let (answer, detail) = match &it.answer {
        Answer::Satisfiable(text) => ("satisfiable", json!({"witness": text})),
        Answer::Contradictory(found) => {
            ("contradictory", json!({"clash": it.labels(&found.core), "reasons": found.reasons}))
        }
        Answer::Unknown => ("unknown", json!({})),
    };
    let mut out = json!({
        "task": it.task.name, "answer": answer,
        "implied": it.labels(&it.superfluous.implied), "always": it.labels(&it.superfluous.always),
    });
    if let (Value::Object(out), Value::Object(detail)) = (&mut out, detail) {
        out.extend(detail);
    }
    out
}
