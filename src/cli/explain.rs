//! `hirc explain`: what a name means: a diagnostic, a constraint of the standard library, a function, a unit.

use super::Exit;
use super::output::Output;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::load::{self, Files, STANDARD_LIBRARY};
use crate::program::{Constraint, FUNCTIONS, Function, Program};
use crate::source::SourceMap;
use crate::text::Unit;
use std::fmt::Write;

/// Explain a name.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// A diagnostic (`unknown-unit`), a constraint (`length.words`), an instruction id, a function (`count`) or a unit
    /// (`words`). Without a name, all diagnostics are listed.
    name: Option<String>,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let Some(name) = &args.name else {
        let list: String = diagnostic::ALL.iter().fold(String::new(), |mut out, code| {
            let first = code.explanation().lines().next().unwrap_or("").trim().to_owned();
            let _ = writeln!(out, "{:20} {first}", code.name());
            out
        });
        output.print(&list);
        return Exit::Success;
    };
    if let Some(text) = explained(name, files) {
        output.print(&text);
        return Exit::Success;
    }
    let codes = diagnostic::ALL.iter().map(|c| c.name());
    let functions = FUNCTIONS.iter().map(|f| f.name().trim_start_matches("is "));
    let units = Unit::ALL.iter().map(|u| u.plural());
    let problem = Diagnostic::error(Code::UnknownName, format!("nothing is called `{name}`"));
    output.report(&[problem.suggest(name, codes.chain(functions).chain(units))], &SourceMap::default());
    Exit::BadInput
}

fn explained(name: &str, files: &Files) -> Option<String> {
    if let Some(code) = Code::from_name(name) {
        return Some(format!("{name}\n\n{}", unindent(code.explanation())));
    }
    if let Some(function) = Function::from_name(name).or_else(|| Function::class(name)) {
        let signature = function.signature_text().trim_start_matches("here ");
        return Some(format!("{}{signature}\n\n{}", function.name(), unindent(function.documentation())));
    }
    if let Some(unit) = Unit::from_plural(name).or_else(|| Unit::from_singular(name)) {
        return Some(format!("{} (one: {})\n\n{}\n", unit.plural(), unit.singular(), unit.definition()));
    }
    let modules: Vec<String> = STANDARD_LIBRARY.iter().map(|(name, _)| (*name).to_owned()).collect();
    let (library, _) = load::library(&[], &modules, &[], files).ok()?;
    let program = library.program();
    let found =
        program.constraints.iter().find(|c| c.full_name() == name || c.ids.iter().any(|id| id.id == name))?;
    Some(constraint(program, found))
}

fn constraint(program: &Program, constraint: &Constraint) -> String {
    let definition = program.definition_of(constraint);
    let parameters = definition.map(|d| d.parameters.as_slice()).unwrap_or_default();
    let shown: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
    let mut out = format!("{}({})\n\n{}\n", constraint.full_name(), shown.join(", "), constraint.docs);
    for id in &constraint.ids {
        let _ = writeln!(out, "\nstands for {}", id.id);
    }
    for example in constraint.examples.iter() {
        let word = if example.accept { "accepts" } else { "rejects" };
        let _ = writeln!(out, "{word} {:?}", example.response);
    }
    out
}

/// Documentation comments keep the blank behind their slashes.
fn unindent(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}
