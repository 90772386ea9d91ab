//! Tasks, and the requirements that a command line gives.

use super::modules::{Loader, Module, Request};
use super::typeck::{Body, Known};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Kind, Program, Requirement, Task};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Expr, File, Item, ItemKind, ItemSpan, Spanned, TaskClause};
use crate::syntax::parse_requirements;

/// The name of the task that `--require` makes.
pub const REQUIRED: &str = "--require";

/// Types a task.
pub(super) fn task(
    known: &Known<'_, '_>,
    module: usize,
    declared: &ast::Task,
    program: &Program,
    sources: &SourceMap,
) -> (Option<Task>, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let mut prompt: Option<&Spanned<String>> = None;
    let mut requirements = Vec::new();
    for clause in &declared.clauses {
        match &clause.node {
            TaskClause::Prompt(text) => {
                if let Some(first) = prompt.replace(text) {
                    let message = format!("task `{}` has two prompts", declared.name.node);
                    problems.push(
                        Diagnostic::error(Code::Duplicate, message)
                            .at(text.span, "again here")
                            .at(first.span, "first here"),
                    );
                }
            }
            TaskClause::Require(e) => {
                let mut body = Body::new(known, module);
                let claim = body.claim(e);
                problems.append(&mut body.problems);
                if let Some(claim) = claim {
                    let constraint = match claim.kind.as_ref() {
                        Kind::Defined { definition, .. } => program
                            .constraints
                            .iter()
                            .position(|c| c.definition == *definition)
                            .and_then(|i| u32::try_from(i).ok()),
                        _ => None,
                    };
                    let label = one_line(sources.slice(e.span));
                    requirements.push(Requirement {
                        label,
                        constraint,
                        claim,
                        frame: body.frame(),
                        span: e.span,
                    });
                }
            }
        }
    }
    if declared.clauses.iter().all(|c| matches!(c.node, TaskClause::Prompt(_))) {
        let message = format!("task `{}` requires nothing", declared.name.node);
        problems.push(
            Diagnostic::error(Code::NothingRequired, message).at(declared.name.span, "no `require` in it"),
        );
    }
    let failed = problems.iter().any(Diagnostic::is_error);
    let prompt = prompt.map(|p| p.node.clone());
    let task = Task { name: declared.name.node.clone(), prompt, requirements, span: declared.name.span };
    ((!failed).then_some(task), problems)
}

fn one_line(source: &str) -> String {
    source.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes a module of the requirements given on the command line; it uses every module that they name.
pub(super) fn add_requirements(
    requirements: &[String],
    loader: &dyn Loader,
    sources: &mut SourceMap,
    modules: &mut Vec<Module>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut clauses: Vec<Spanned<TaskClause>> = Vec::new();
    for text in requirements {
        let file = sources.add(REQUIRED, text.clone());
        match parse_requirements(file, text) {
            Ok(claims) => clauses
                .extend(claims.into_iter().map(|e| Spanned { span: e.span, node: TaskClause::Require(e) })),
            Err(problem) => problems.push(problem),
        }
    }
    let Some(first) = clauses.first().map(|c| c.span) else { return };
    let mut named: Vec<(String, Span)> = Vec::new();
    for clause in &clauses {
        if let TaskClause::Require(e) = &clause.node {
            modules_named(e, &mut named);
        }
    }
    let mut uses = Vec::new();
    for (name, span) in named {
        if let Some(index) = modules.iter().position(|m| m.name == name) {
            uses.push((name, index, span));
            continue;
        }
        match loader.load(&Request::Module(name.clone()), "") {
            Ok(loaded) => {
                let read = super::modules::read(vec![loaded], loader, sources);
                problems.extend(read.problems);
                // A module that both use is read twice, which changes nothing: its declarations are its own.
                let offset = modules.len();
                modules.extend(read.modules.into_iter().map(|mut m| {
                    m.uses.iter_mut().for_each(|(_, index, _)| *index += offset);
                    m
                }));
                uses.push((name, modules.len() - 1, span));
            }
            Err(error) => {
                let problem = Diagnostic::error(Code::UnknownModule, error.reason).at(span, "named here");
                problems.push(problem.suggest(&name, error.known.iter().map(String::as_str)));
            }
        }
    }
    let name = Spanned { node: REQUIRED.to_owned(), span: first };
    let item =
        Item { docs: Vec::new(), kind: ItemKind::Task(ast::Task { name, clauses }), span: ItemSpan(first) };
    modules.push(Module {
        name: String::new(),
        file: File { items: vec![item], comments: Vec::new() },
        uses,
    });
}

/// Every `module.` in an expression, once.
fn modules_named(e: &Expr, out: &mut Vec<(String, Span)>) {
    super::order::calls(e, &mut |module, _| {
        if let Some(module) = module
            && !out.iter().any(|(known, _)| *known == module.node)
        {
            out.push((module.node.clone(), module.span));
        }
    });
}
