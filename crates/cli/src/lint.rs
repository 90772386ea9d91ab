//! `hirc lint`: what is doubtful in `.hir` files.

use super::Exit;
use super::output::Output;
use crate::diagnostic::{Diagnostic, counted};
use crate::load::{self, Files};
use hirc_analysis::lint::lint;
use std::path::PathBuf;

/// Find what is doubtful in `.hir` files: what can't hold, is never said, or is not tested.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The `.hir` files; without any, the standard library is looked at.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let modules: Vec<String> =
        if args.files.is_empty() { load::standard_modules().collect() } else { Vec::new() };
    let (resolved, sources) = load::resolve_all(&args.files, &modules, &[], files);
    let mut problems = resolved.problems().to_vec();
    let trees = resolved.trees(&sources);
    if let Ok(program) = resolved.complete() {
        let names = args.files.iter().filter_map(|p| Some(p.file_stem()?.to_str()?.to_owned()));
        let names: Vec<String> = names.chain(modules).collect();
        problems.extend(lint(&program, &names, &trees));
    }
    output.report(&problems, &sources);
    let errors = problems.iter().filter(|d| d.is_error()).count();
    let warnings = problems.len() - errors;
    output.note(&match (errors, warnings) {
        (0, 0) => "nothing to complain about".to_owned(),
        (0, n) => counted(n, "warning", "warnings"),
        (e, n) => format!("{}, {}", counted(e, "error", "errors"), counted(n, "warning", "warnings")),
    });
    match (problems.iter().any(Diagnostic::is_error), problems.is_empty()) {
        (true, _) => Exit::BadInput,
        (_, true) => Exit::Success,
        _ => Exit::Failed,
    }
}
