//! Resolution: which names mean what, and which types everything has.
//!
//! In: sources, through a [`Loader`]. Out: a typed [`Program`] and diagnostics. Reads no file itself.
//! INVARIANT (sound programs): a program is given only if there is no error; its frames, indices and types hold,
//! and no expression, with the definitions it calls, is deeper than [`MAX_DEPTH`], so recursion over it is bounded.

mod calls;
mod constants;
mod constraints;
mod declarations;
mod expressions;
mod id_bindings;
mod judges;
mod modules;
mod names;
mod order;
mod patterns;
mod phrases;
mod suites;
mod tasks;
mod typeck;

pub use modules::module_name;
pub use modules::{LoadError, Loaded, Loader, Request};
pub use names::is_builtin_name;
pub use tasks::REQUIRED;
pub use typeck::as_f64;

use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Definition, Expr, Kind, Program};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, ItemKind};
use declarations::Declarations;
use modules::Modules;
use typeck::Known;

/// How deep an expression may be, together with the definitions that it calls.
pub const MAX_DEPTH: usize = 200;

/// A program and what was found wrong or doubtful while resolving it.
#[derive(Debug)]
pub struct Resolved {
    /// The program, if nothing stands against running it.
    pub program: Option<Program>,
    /// Errors and warnings.
    pub problems: Vec<Diagnostic>,
    /// The trees of the root modules, for lints.
    pub roots: Vec<ast::File>,
}

/// Resolves sources, what they use, and requirements given apart (`--require`), which become the task `--require`.
pub fn resolve(
    roots: Vec<Loaded>,
    requirements: &[String],
    loader: &dyn Loader,
    sources: &mut SourceMap,
) -> Resolved {
    let root_names: Vec<String> = roots.iter().map(|r| r.display.clone()).collect();
    let Modules { mut modules, mut problems } = modules::read(roots, loader, sources);
    tasks::add_requirements(requirements, loader, sources, &mut modules, &mut problems);
    let declarations = Declarations::collect(&modules, &mut problems);
    let (order, cycles) = order::sort(&declarations);
    problems.extend(cycles);

    let mut program = Program::default();
    let mut typed: Vec<Option<u32>> = vec![None; declarations.len()];
    let mut depths: Vec<usize> = Vec::new();
    for id in order {
        let Some((module, item)) = declarations.item(id) else { continue };
        let known = Known { declarations: &declarations, typed: &typed, definitions: &program.definitions };
        let module_name = modules.get(module).map_or("", |m| m.name.as_str());
        let outcome = constraints::declaration(&known, module, module_name, item);
        problems.extend(outcome.problems);
        let Some(definition) = outcome.definition else { continue };
        let depth = depth(&definition.body, &depths);
        if depth > MAX_DEPTH {
            problems.push(too_deep(definition.body.span));
            continue;
        }
        depths.push(depth);
        let index = u32::try_from(program.definitions.len()).unwrap_or(u32::MAX);
        program.definitions.push(definition);
        program
            .constraints
            .extend(outcome.constraint.map(|c| crate::program::Constraint { definition: index, ..c }));
        if let Some(slot) = typed.get_mut(id) {
            *slot = Some(index);
        }
    }
    let known = Known { declarations: &declarations, typed: &typed, definitions: &program.definitions };
    let (mut all_tasks, mut all_suites) = (Vec::new(), Vec::new());
    for (index, module) in modules.iter().enumerate() {
        for item in &module.file.items {
            if let ItemKind::Task(task) = &item.kind {
                let outcome = tasks::task(&known, index, task, &program, sources);
                problems.extend(outcome.1);
                for requirement in outcome.0.iter().flat_map(|t| &t.requirements) {
                    if depth(&requirement.claim, &depths) > MAX_DEPTH {
                        problems.push(too_deep(requirement.span));
                    }
                }
                all_tasks.extend(outcome.0);
            }
            if let ItemKind::Suite(suite) = &item.kind {
                let outcome = suites::suite(&known, index, suite, &program);
                problems.extend(outcome.1);
                all_suites.extend(outcome.0);
            }
        }
    }
    program.tasks = all_tasks;
    program.suites = all_suites;
    problems.extend(id_bindings::duplicates(&program));
    problems.extend(judges::inside(&program));
    problems.sort_by_key(|p| p.labels.first().map(|l| l.span));
    let failed = problems.iter().any(Diagnostic::is_error);
    let names: Vec<String> = root_names.iter().map(|n| module_name(n)).collect();
    let roots = modules.into_iter().filter(|m| names.contains(&m.name)).map(|m| m.file).collect();
    Resolved { program: (!failed).then_some(program), problems, roots }
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(Code::TooDeep, format!("deeper than {MAX_DEPTH} levels, with what it calls"))
        .at(span, "here")
}

/// Depth of an expression, with the definitions that it calls.
fn depth(e: &Expr, definitions: &[usize]) -> usize {
    let called = match e.kind.as_ref() {
        Kind::Defined { definition, .. } => definitions.get(*definition as usize).copied().unwrap_or(0),
        _ => 0,
    };
    1 + e.parts().into_iter().map(|part| depth(part, definitions)).max().unwrap_or(0).max(called)
}

impl Program {
    /// The definition that a constraint's body is.
    pub fn definition_of(&self, constraint: &crate::program::Constraint) -> Option<&Definition> {
        self.definitions.get(constraint.definition as usize)
    }
}
