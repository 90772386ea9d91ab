//! `hirc compile`: tasks to a plan file.

use super::Exit;
use super::output::Output;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::{self, Files};
use crate::source::SourceMap;
use crate::task::write_plans;
use std::path::PathBuf;

/// Compile tasks to a plan that `hirc check --tasks PLAN.json` runs.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The `.hir` files with the tasks.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where to write the plan; standard output if not given.
    #[arg(short, long, value_name = "PLAN.json")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let library = match load::library(&args.files, &[], &[], files) {
        Ok((library, _)) => library,
        Err(problems) => return output.refuse(&problems),
    };
    let refuse = |problem: Diagnostic| {
        output.report(&[problem], &SourceMap::default());
        Exit::BadInput
    };
    if library.program().tasks.is_empty() {
        let problem = Diagnostic::error(Code::Usage, "there is no task to compile");
        return refuse(problem.help("declare one: `task NAME { prompt \"…\" require … }`"));
    }
    let text = match write_plans(library.plans()) {
        Ok(text) => text,
        Err(problem) => return refuse(problem),
    };
    match &args.output {
        None => output.print(&text),
        Some(path) => {
            if let Err(error) = super::output::replace(path, text.as_bytes()) {
                return refuse(Diagnostic::error(
                    Code::NotFound,
                    format!("`{}` can't be written: {error}", path.display()),
                ));
            }
            let count = library.program().tasks.len();
            let nodes: usize = library.plans().map(|(_, plan)| plan.nodes.len()).sum();
            output.note(&format!("{}: {count} tasks, {nodes} nodes", path.display()));
        }
    }
    Exit::Success
}
