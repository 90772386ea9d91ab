//! Lints: what is allowed, but probably not meant.
//!
//! In: a resolved program and the trees of its root modules. Out: warnings. (That a parameter is used in no `require`
//! is found while resolving.)

mod constraints;
mod names;
mod tasks;

use crate::diagnostic::Diagnostic;
use crate::program::Program;
use crate::syntax::ast::File;

/// All warnings about the constraints of these modules and the names in their trees.
pub fn lint(program: &Program, modules: &[String], trees: &[File]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for constraint in program.constraints.iter().filter(|c| modules.contains(&c.module)) {
        constraints::lint(program, constraint, &mut out);
    }
    program.tasks.iter().for_each(|task| tasks::lint(program, task, &mut out));
    trees.iter().for_each(|tree| names::lint(tree, &mut out));
    out.sort_by_key(|d| d.labels.first().map(|l| l.span));
    out
}
