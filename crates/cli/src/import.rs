//! `hirc import`: records of other collections as tasks.

use super::Exit;
use super::output::{Output, Refused, Sink, all_different};
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::load::{self, Files};
use hirc::import::{Collection, Imported, import};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Turn records of IFEval, IFBench or MulDimIF into tasks with constraints of the library.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// What the records are of.
    #[arg(value_parser = super::choice::collection(), value_name = "COLLECTION")]
    collection: Collection,
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the tasks; standard output if not given.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    output.end(read(args, files, output))
}

fn read(args: &Args, files: &Files, output: &Output) -> Result<Exit, Refused> {
    let (library, _) = load::library(&[], &[args.collection.module().to_owned()], &[], files)?;
    let wrong = |reason: String| {
        Diagnostic::error(Code::NotFound, format!("`{}` can't be imported: {reason}", args.file.display()))
    };
    let text = std::fs::read_to_string(&args.file).map_err(|error| wrong(error.to_string()))?;
    let (tasks, bad) = import(&library, args.collection, &text).map_err(wrong)?;
    if tasks.is_empty() && bad.is_empty() {
        return Err(wrong("it has no records".to_owned()).into());
    }
    all_different(&[args.output.as_deref()], &[&args.file])?;
    let mut sink = Sink::new(args.output.as_deref(), output)?;
    for task in &tasks {
        sink.line(&task.record())?;
    }
    sink.finish()?;
    for record in &bad {
        output.note(&format!("record {}: {}", record.place, record.reason));
    }
    output.note(&summary(&tasks));
    Ok(if bad.is_empty() { Exit::Success } else { Exit::BadInput })
}

/// How many constraints were bound, and what was not, by kind and reason.
fn summary(tasks: &[Imported]) -> String {
    let bound: usize = tasks.iter().map(|t| t.bound.len()).sum();
    let unbound: Vec<_> = tasks.iter().flat_map(|t| &t.unbound).collect();
    let all = bound + unbound.len();
    let mut out = format!("{}; {bound} of {all} constraints bound", counted(tasks.len(), "task", "tasks"));
    let mut reasons: BTreeMap<(&str, &str), (usize, &str)> = BTreeMap::new();
    for one in &unbound {
        reasons.entry((&one.kind, &one.reason)).or_insert((0, &one.said)).0 += 1;
    }
    let mut rows: Vec<_> = reasons.into_iter().collect();
    rows.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    for ((kind, reason), (count, said)) in rows {
        let shown: String = said.chars().take(70).collect();
        let more = if shown.len() < said.len() { "…" } else { "" };
        out.push_str(&format!("\n{count:6}  {kind}: {reason}\n        for example: {shown}{more}"));
    }
    out
}
