//! `hirc explain`: what a name means: a diagnostic, a constraint, a module, a function, a unit, a training option.

use super::Exit;
use super::output::Output;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::load::{self, Files, STANDARD_LIBRARY};
use crate::program::{Constant, Constraint, FUNCTIONS, Function, Program};
use crate::source::SourceMap;
use crate::text::Unit;
use std::fmt::Write;

/// Explain a name.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// A diagnostic (`unknown-unit`), a constraint (`length.words`), a module (`length`), an instruction id, a function
    /// (`count`), a unit (`words`) or a training option (`prompts_per_step`). `functions`, `units`, `constraints`,
    /// `diagnostics` and `options` list all names of a kind.
    name: Option<String>,
}

const OVERVIEW: &str = "`hirc explain NAME` says what a name means. These list all names of a kind:

functions    what claims are computed with
units        the parts of a text
constraints  the standard library; `hirc explain length` lists one module
diagnostics  errors and warnings
options      what decides how `hirc train` goes
";

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let Some(name) = &args.name else {
        output.print(OVERVIEW);
        return Exit::Success;
    };
    if let Some(text) = listed(name).or_else(|| explained(name, files)) {
        output.print(&text);
        return Exit::Success;
    }
    let problem = Diagnostic::error(Code::UnknownName, format!("nothing is called `{name}`"));
    let known = names(files);
    output.report(&[problem.suggest(name, known.iter().map(String::as_str))], &SourceMap::default());
    Exit::BadInput
}

/// Everything that can be explained.
fn names(files: &Files) -> Vec<String> {
    let codes = diagnostic::ALL.iter().map(|c| c.name());
    let functions = FUNCTIONS.iter().map(|f| f.name().trim_start_matches("is "));
    let units = Unit::ALL.iter().map(|u| u.plural());
    let modules = STANDARD_LIBRARY.iter().map(|(name, _)| *name);
    let mut names: Vec<String> =
        codes.chain(functions).chain(units).chain(modules).map(str::to_owned).collect();
    #[cfg(feature = "train")]
    names.extend(hirc_train::train::OPTIONS.iter().map(|o| o.name.to_owned()));
    if let Ok((library, _)) = load::library(&[], &load::standard_modules().collect::<Vec<_>>(), &[], files) {
        names.extend(library.program().constraints.iter().map(Constraint::full_name));
    }
    names
}

/// All names of a kind, each with the beginning of its explanation.
fn listed(name: &str) -> Option<String> {
    let line = |name: &str, text: &str| {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        format!("{name:24} {}\n", first.trim())
    };
    Some(match name {
        "diagnostics" => diagnostic::ALL.iter().map(|code| line(code.name(), code.explanation())).collect(),
        "functions" => FUNCTIONS.iter().map(|f| line(f.name(), f.documentation())).collect(),
        "units" => Unit::ALL.iter().map(|unit| line(unit.plural(), unit.definition())).collect(),
        "constraints" => {
            STANDARD_LIBRARY.iter().filter_map(|(name, _)| module(name, &Files::default())).collect()
        }
        #[cfg(feature = "train")]
        "options" => hirc_train::train::OPTIONS.iter().map(|o| line(o.name, o.description)).collect(),
        #[cfg(not(feature = "train"))]
        "options" => "this program was built without `hirc train`, so there are none\n".to_owned(),
        _ => return None,
    })
}

fn explained(name: &str, files: &Files) -> Option<String> {
    if let Some(code) = Code::from_name(name) {
        return Some(format!("{name}\n\n{}", unindent(code.explanation())));
    }
    if let Some(function) = Function::from_name(name).or_else(|| Function::class(name)) {
        let (name, signature) = (function.name(), function.signature());
        return Some(format!("{name}{signature}\n\n{}\n", function.documentation()));
    }
    if let Some(unit) = Unit::from_plural(name).or_else(|| Unit::from_singular(name)) {
        return Some(format!("{} (one: {})\n\n{}\n", unit.plural(), unit.singular(), unit.definition()));
    }
    if let Some(text) = module(name, files) {
        return Some(text);
    }
    #[cfg(feature = "train")]
    if let Some(option) = hirc_train::train::option(name) {
        return Some(option.explanation());
    }
    let mut modules: Vec<String> = load::standard_modules().collect();
    if let Some((own, _)) = name.split_once('.').filter(|(own, _)| !modules.iter().any(|m| m == own)) {
        modules = vec![own.to_owned()];
    }
    let (library, _) = load::library(&[], &modules, &[], files).ok()?;
    let program = library.program();
    let found =
        program.constraints.iter().find(|c| c.full_name() == name || c.ids.iter().any(|id| id.id == name))?;
    Some(constraint(program, found))
}

/// The constraints of a module, with the beginning of their documentation.
fn module(name: &str, files: &Files) -> Option<String> {
    let (library, _) = load::library(&[], &[name.to_owned()], &[], files).ok()?;
    let program = library.program();
    let own = program.constraints.iter().filter(|c| c.module == name);
    let lines = own.map(|c| {
        let docs = c.docs.lines().next().unwrap_or("").trim();
        format!("{:44} {docs}\n", called(program, c))
    });
    Some(format!("{}\n", lines.collect::<String>()))
}

/// A constraint's name with its parameters.
fn called(program: &Program, constraint: &Constraint) -> String {
    let parameters = program.parameters_of(constraint);
    let shown: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
    format!("{}({})", constraint.full_name(), shown.join(", "))
}

fn constraint(program: &Program, constraint: &Constraint) -> String {
    let mut out = format!("{}\n\n{}\n", called(program, constraint), constraint.docs);
    for id in &constraint.ids {
        let _ = writeln!(out, "\nstands for {}", id.id);
    }
    out.push('\n');
    let arguments = |example| crate::task::arguments(program, example).unwrap_or_default();
    if let Some(example) = constraint.examples.first() {
        for phrase in constraint.phrases.iter().filter(|phrase| phrase.language == "en") {
            let _ = writeln!(out, "says     {}", crate::phrase::render(phrase, &arguments(example)));
        }
    }
    for example in &constraint.examples {
        let word = if example.accept { "accepts" } else { "rejects" };
        let arguments = arguments(example);
        let typed = program.parameters_of(constraint).iter().zip(&arguments);
        let given: Vec<String> = typed.map(|(p, a)| a.literal(&p.ty).to_string()).collect();
        let response = Constant::Text(example.response.as_str().into());
        let _ = match given.as_slice() {
            [] => writeln!(out, "{word}  {response}"),
            given => writeln!(out, "{word}  ({}) {response}", given.join(", ")),
        };
    }
    out
}

/// Documentation comments keep the blank behind their slashes.
fn unindent(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect()
}
