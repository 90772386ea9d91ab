//! Tasks, and the requirements that a command line gives.

use super::modules::{Module, Reader, Use};
use super::typeck::{Body, Known};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Kind, Program, Requirement, Task};
use crate::source::Span;
use crate::syntax::ast::{self, Expr, File, Item, ItemKind, ItemSpan, Spanned, TaskClause};
use crate::syntax::{parse_requirements, print_expr};

/// The name of the task that `--require` makes.
pub const REQUIRED: &str = "--require";

/// Types a task.
pub(super) fn task(
    known: &Known<'_, '_>,
    module: usize,
    declared: &ast::Task,
    program: &Program,
) -> (Task, Vec<Diagnostic>) {
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
                let constraint = match claim.kind.as_ref() {
                    Kind::Defined { definition, .. } => program
                        .constraints
                        .iter()
                        .position(|c| c.definition == *definition)
                        .and_then(|i| u32::try_from(i).ok()),
                    _ => None,
                };
                let label = print_expr(e);
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
    if declared.clauses.iter().all(|c| matches!(c.node, TaskClause::Prompt(_))) {
        let message = format!("task `{}` requires nothing", declared.name.node);
        problems.push(
            Diagnostic::error(Code::NothingRequired, message).at(declared.name.span, "no `require` in it"),
        );
    }
    let prompt = prompt.map(|p| p.node.clone());
    let task = Task { name: declared.name.node.clone(), prompt, requirements, span: declared.name.span };
    (task, problems)
}

/// Makes a module of the requirements given on the command line; it uses every module that they name.
pub(super) fn add_requirements(requirements: &[String], reader: &mut Reader<'_>) {
    let mut clauses: Vec<Spanned<TaskClause>> = Vec::new();
    for text in requirements {
        let file = reader.sources.add(REQUIRED, text.clone());
        match parse_requirements(file, text) {
            Ok(claims) => clauses
                .extend(claims.into_iter().map(|e| Spanned { span: e.span, node: TaskClause::Require(e) })),
            Err(problem) => reader.out.problems.push(problem),
        }
    }
    let Some(first) = clauses.first().map(|c| c.span) else { return };
    let mut named: Vec<(String, Span)> = Vec::new();
    for clause in &clauses {
        if let TaskClause::Require(e) = &clause.node {
            modules_named(e, &mut named);
        }
    }
    let uses = named.into_iter().filter_map(|(name, span)| {
        let module = reader.named(&name, span)?;
        Some(Use { name, module, span })
    });
    let uses = uses.collect();
    let name = Spanned { node: REQUIRED.to_owned(), span: first };
    let item = Item {
        docs: Vec::new(),
        kind: ItemKind::Task(ast::Task { name, clauses }),
        span: ItemSpan(first),
        broken: false,
    };
    reader.out.modules.push(Module {
        name: String::new(),
        identity: REQUIRED.to_owned(),
        id: first.file,
        file: File { items: vec![item], comments: Vec::new() },
        uses,
        linked: None,
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
