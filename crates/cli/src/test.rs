//! `hirc test`: the examples beside the constraints, run like tests.

use super::Exit;
use super::judging;
use super::output::Output;
use crate::judge::settle;
use crate::load::{self, Files};
use crate::program::{Constraint, Example};
use crate::source::SourceMap;
use crate::task::{Checker, ExampleOutcome, run_examples};
use crate::verify::Outcome;
use std::fmt::Write;
use std::path::PathBuf;

/// Run the `accept` and `reject` examples of constraints.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The `.hir` files; without any, the standard library is tested.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Only constraints whose full name contains this.
    #[arg(short, long, value_name = "NAME")]
    filter: Option<String>,
    #[command(flatten)]
    judging: judging::Judging,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let modules: Vec<String> =
        if args.files.is_empty() { load::standard_modules().collect() } else { Vec::new() };
    let library = match load::library(&args.files, &modules, &[], files) {
        Ok((library, _)) => library,
        Err(problems) => return output.refuse(&problems),
    };
    let wanted: Vec<String> =
        args.files.iter().filter_map(|p| Some(p.file_stem()?.to_str()?.to_owned())).chain(modules).collect();
    let program = library.program();
    let selected = program.constraints.iter().filter(|c| {
        wanted.contains(&c.module) && args.filter.as_ref().is_none_or(|f| c.full_name().contains(f.as_str()))
    });
    let judge = match args.judging.judge() {
        Ok(judge) => judge,
        Err(problem) => {
            output.report(&[problem], &SourceMap::default());
            return Exit::BadInput;
        }
    };
    let (mut passed, mut failed, mut open, mut without) = (0usize, 0usize, 0usize, 0usize);
    let mut text = String::new();
    let mut failures = String::new();
    for constraint in selected {
        let mut outcomes = run_examples(program, constraint);
        if let Some(judge) = &judge {
            for outcome in &mut outcomes {
                let Some(example) = constraint.examples.get(outcome.index) else { continue };
                settle(judge, &mut outcome.verdict, example.prompt.as_deref(), &example.response);
            }
        }
        let count = |wanted| outcomes.iter().filter(|o| o.passed() == wanted).count();
        let (good, bad, unverified) = (count(Some(true)), count(Some(false)), count(None));
        passed += good;
        failed += bad;
        open += unverified;
        without += usize::from(outcomes.is_empty());
        let word = match (outcomes.len(), bad, unverified) {
            (0, ..) => output.out.dim("no examples"),
            (_, 0, 0) => output.out.good("ok"),
            (_, 0, _) => output.out.warning("unverified"),
            _ => output.out.bad("FAILED"),
        };
        let _ = writeln!(text, "{:44} {:>3} examples  {word}", constraint.full_name(), outcomes.len());
        for outcome in outcomes.iter().filter(|o| o.passed() == Some(false)) {
            describe(&mut failures, &library, constraint, outcome, output);
        }
    }
    let verdict = if failed > 0 { output.out.bad("FAILED") } else { output.out.good("ok") };
    let missing =
        if without > 0 { format!("; {without} constraints have no examples") } else { String::new() };
    let waiting = match open {
        0 => String::new(),
        n => format!("; {n} wait for a judge (--judge-url, --judge-model)"),
    };
    let _ =
        writeln!(text, "\n{failures}{verdict}: {passed} examples passed, {failed} failed{waiting}{missing}");
    output.print(&text);
    judging::say_cache_problem(judge.as_ref(), output);
    match (failed, passed + open) {
        (0, 0) => Exit::BadInput,
        (0, _) => Exit::Success,
        _ => Exit::Failed,
    }
}

fn describe(
    out: &mut String,
    library: &Checker,
    constraint: &Constraint,
    outcome: &ExampleOutcome,
    output: &Output,
) {
    let Some(example): Option<&Example> = constraint.examples.get(outcome.index) else { return };
    let sources: &SourceMap = library.sources();
    let place =
        sources.get(example.span.file).map(|f| format!("{}:{}", f.name, f.position(example.span.start)));
    let expected = if example.accept { "accepted" } else { "rejected" };
    let _ = writeln!(out, "{} {}", output.out.bad("FAIL"), output.out.strong(constraint.full_name()));
    let _ = writeln!(out, "  at        {}", place.unwrap_or_default());
    let _ = writeln!(out, "  example   {}", sources.slice(example.span).lines().next().unwrap_or(""));
    let found = match &outcome.verdict.outcome {
        Outcome::Satisfied => "accepted".to_owned(),
        Outcome::Unsatisfied => "rejected".to_owned(),
        Outcome::Unverified(_) => "left to a judge".to_owned(),
        Outcome::Error(reason) => format!("an error: {reason}"),
    };
    let _ = writeln!(out, "  expected  {expected}, was {found}");
    let evidence = &outcome.verdict.evidence;
    if let (Some(measured), Some(bound)) = (&evidence.measured, &evidence.bound) {
        let measured = match measured {
            crate::verify::Measured::Int(n) => n.to_string(),
            crate::verify::Measured::Float(x) => x.to_string(),
            crate::verify::Measured::Text(t) => t.clone(),
        };
        let _ = writeln!(out, "  measured  {measured}, wanted {bound}");
    }
    out.push('\n');
}
