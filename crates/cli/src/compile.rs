//! `hirc compile`: tasks to a plan file; and what libraries are made of.

use super::Exit;
use super::output::Output;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::{self, Files};
use crate::program::{ModuleStats, stats};
use crate::source::SourceMap;
use crate::task::{Checker, write_plans};
use crate::verify::CompiledPlan;
use std::path::PathBuf;

/// Compile tasks to a plan that `hirc check --tasks PLAN.json` runs.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The `.hir` files with the tasks.
    #[arg(required_unless_present = "stats", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print instead how many constraints of each module are pure HIR: made of text, arithmetic and logic, without a
    /// statistical model, a word list or a judge. Without FILE, of the standard library.
    #[arg(long)]
    stats: bool,
    /// Print instead, for each task, the nodes of its plan: what each computes from which others, and whether and under what
    /// its value is kept while a response is judged.
    #[arg(long, conflicts_with = "stats")]
    listing: bool,
    /// The form of the statistics.
    #[arg(long, value_enum, default_value_t = Form::Text, requires = "stats")]
    format: Form,
    /// Where to write the plan; standard output if not given.
    #[arg(short, long, value_name = "PLAN.json")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Debug, clap::ValueEnum)]
enum Form {
    /// A table.
    Text,
    /// JSON.
    Json,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let modules: Vec<String> = match args.files.is_empty() {
        true => load::standard_modules().collect(),
        false => Vec::new(),
    };
    let library = match load::library(&args.files, &modules, &[], files) {
        Ok((library, _)) => library,
        Err(problems) => return output.refuse(&problems),
    };
    if args.stats {
        output.print(&shown(&stats(library.program()), args.format));
        return Exit::Success;
    }
    let refuse = |problem: Diagnostic| {
        output.report(&[problem], &SourceMap::default());
        Exit::BadInput
    };
    if library.program().tasks.is_empty() {
        let problem = Diagnostic::error(Code::Usage, "there is no task to compile");
        return refuse(problem.help("declare one: `task NAME { prompt \"…\" require … }`"));
    }
    if args.listing {
        output.print(&listing(&library));
        return Exit::Success;
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

/// The tasks in order of declaration, each with its plan.
fn listing(library: &Checker) -> String {
    let of = |(name, _)| {
        let plan = library.prepared(name).map(CompiledPlan::listing).unwrap_or_default();
        format!("task {name}\n{plan}")
    };
    library.plans().map(of).collect::<Vec<_>>().join("\n")
}

fn shown(modules: &[ModuleStats], form: Form) -> String {
    if form == Form::Json {
        return serde_json::json!(modules).to_string() + "\n";
    }
    let width = modules.iter().map(|m| m.module.len()).max().unwrap_or(0).max("all".len());
    let row = |name: &str, [all, pure, bound, bound_pure]: [usize; 4]| {
        let share = (bound > 0).then(|| format!("{:.0} %", 100.0 * as_f64(bound_pure) / as_f64(bound)));
        format!(
            "{name:width$} {all:12} {pure:6} {bound:10} {bound_pure:6} {:>6}\n",
            share.unwrap_or_default()
        )
    };
    let of = |m: &ModuleStats| [m.constraints, m.pure, m.bound, m.bound_pure];
    let mut out =
        format!("{:width$} {:>12} {:>6} {:>10} {:>6}\n", "module", "constraints", "pure", "with ids", "pure");
    let mut total = [0; 4];
    for module in modules {
        out.push_str(&row(&module.module, of(module)));
        total.iter_mut().zip(of(module)).for_each(|(sum, n)| *sum += n);
    }
    out.push_str(&row("all", total));
    let impure = modules.iter().flat_map(|m| m.impure.iter().map(move |(name, on)| (&m.module, name, on)));
    let listed: Vec<String> =
        impure.map(|(module, name, on)| format!("  {module}.{name}: {}\n", on.join(", "))).collect();
    if !listed.is_empty() {
        out.push_str("\nnot pure, and what they rest on:\n");
        out.extend(listed);
    }
    out
}

fn as_f64(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
