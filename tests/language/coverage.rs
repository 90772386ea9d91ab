//! The tables of `docs/coverage.md` say what is so: each cell comes from trying it.
//!
//! `UPDATE_DOCS=1 cargo test --test language coverage::` writes them anew.

use crate::harness::root;
use hirc::analyse::hindsight::{self, Change, Mode};
use hirc::analyse::{Answer, Effort, decide, has_facts};
use hirc::load::{COLLECTIONS, Files, library};
use hirc::program::{Constraint, Instance, Program, rests_on};
use hirc::task::arguments;
use hirc::verify::compile;
use std::fmt::Write;

const MARK: &str =
    "<!-- What follows is written by a test: UPDATE_DOCS=1 cargo test --test language coverage:: -->\n";

/// The instances of a constraint's examples, accepted or rejected, with their responses.
fn instances(program: &Program, index: usize, accept: bool) -> impl Iterator<Item = (Instance, &str)> {
    let constraint = &program.constraints[index];
    constraint.examples.iter().filter(move |e| e.accept == accept).filter_map(move |example| {
        let arguments = arguments(program, example).ok()?;
        let instance = Instance { constraint: u32::try_from(index).unwrap(), arguments };
        Some((instance, example.response.as_str()))
    })
}

/// Whether hindsight weakens it for a response that it rejects.
fn relaxes(program: &Program, index: usize) -> bool {
    instances(program, index, false).any(|(instance, response)| {
        let answer = hindsight::Answer { program, response, prompt: None };
        let rewritten = hindsight::rewrite(&answer, &[instance], &[false], Mode::Relax);
        rewritten.is_some_and(|all| all.iter().any(|one| one.change == Change::Relaxed))
    })
}

fn row(program: &Program, index: usize, constraint: &Constraint) -> String {
    let ids: Vec<String> = constraint.ids.iter().map(|id| format!("`{}`", id.id)).collect();
    let made = rests_on(program, constraint);
    let made =
        if made.is_empty() { "pure".to_owned() } else { made.into_iter().collect::<Vec<_>>().join(", ") };
    let sets: Vec<Instance> = instances(program, index, true).map(|(instance, _)| instance).take(4).collect();
    let plans = || sets.iter().filter_map(|set| compile(program, std::slice::from_ref(set)).ok());
    let facts = plans().any(|plan| has_facts(&plan, None));
    let effort = Effort::default();
    let witness = plans().any(|plan| matches!(decide(&plan, None, 1, effort), Answer::Satisfiable(_)));
    let mark = |yes: bool| if yes { "yes" } else { "–" };
    format!(
        "| {} | `{}` | {made} | {} | {} | {} | {} |\n",
        ids.join(", "),
        constraint.name,
        constraint.phrases.len(),
        mark(relaxes(program, index)),
        mark(facts),
        mark(witness),
    )
}

fn tables() -> String {
    let mut out = String::new();
    for module in COLLECTIONS {
        let (library, _) = library(&[], &[(*module).to_owned()], &[], &Files::default()).unwrap();
        let program = library.program();
        write!(out, "\n## {module}\n\n| id | constraint | made of | phrases | relaxes | facts | witness |\n")
            .unwrap();
        out.push_str("|---|---|---|---:|---|---|---|\n");
        let own = program.constraints.iter().enumerate().filter(|(_, c)| c.module == *module);
        for (index, constraint) in own {
            out.push_str(&row(program, index, constraint));
        }
    }
    out
}

#[test]
fn the_tables_of_coverage_are_true() {
    let path = root().join("docs/coverage.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, shown) = text.split_once(MARK).expect("the mark stands in docs/coverage.md");
    let found = tables();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, format!("{head}{MARK}{found}")).unwrap();
    } else {
        assert_eq!(shown, found, "docs/coverage.md is out of date");
    }
}
