//! Lints of names: those that hide others, and modules that are not used.

use crate::diagnostic::{Code, Diagnostic};
use crate::program::Function;
use crate::resolve::is_builtin_name;
use crate::syntax::ast::{
    Clause, Expr, ExprKind, File, Item, ItemKind, Name, SuiteClause, TaskClause, UseTarget,
};
use crate::syntax::visit;
use crate::text::Unit;

pub(super) fn lint(tree: &File, out: &mut Vec<Diagnostic>) {
    tree.items.iter().for_each(|item| item_names(item, out));
    unused_modules(tree, out);
}

fn hides(name: &Name, what: &str, out: &mut Vec<Diagnostic>) {
    let message = format!("{what} `{}` hides what the name means elsewhere", name.node);
    let problem = Diagnostic::warning(Code::ShadowedName, message).at(name.span, "named here");
    out.push(problem.help("give it another name, so that readers need not guess"));
}

fn item_names(item: &Item, out: &mut Vec<Diagnostic>) {
    let (name, parameters) = match &item.kind {
        ItemKind::Constraint(c) => (&c.name, &c.parameters),
        ItemKind::Define { name, parameters, .. } => (name, parameters),
        ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Task(_) | ItemKind::Suite(_) => return,
    };
    // In a call, a constraint's name competes with functions and with `paragraph(2)`.
    if Function::from_name(&name.node).is_some() || Unit::from_singular(&name.node).is_some() {
        hides(name, "the constraint", out);
    }
    for parameter in parameters.iter().filter(|p| is_builtin_name(&p.name.node)) {
        hides(&parameter.name, "the parameter", out);
    }
    for e in expressions(item) {
        visit(e, &mut |e| match e.node.as_ref() {
            ExprKind::Quantified { binders, .. } | ExprKind::Comprehension { binders, .. } => {
                binders.iter().filter(|b| is_builtin_name(&b.node)).for_each(|b| hides(b, "the name", out));
            }
            _ => {}
        });
    }
    if let ItemKind::Constraint(constraint) = &item.kind {
        for clause in &constraint.clauses {
            if let Clause::Let { name, .. } = &clause.node
                && is_builtin_name(&name.node)
            {
                hides(name, "the name", out);
            }
        }
    }
}

/// All expressions of a declaration.
fn expressions(item: &Item) -> Vec<&Expr> {
    match &item.kind {
        ItemKind::Define { body, .. } => vec![body],
        ItemKind::Constraint(c) => c
            .clauses
            .iter()
            .flat_map(|clause| match &clause.node {
                Clause::Require(e) | Clause::Let { value: e, .. } => vec![e],
                Clause::Example { arguments, .. } => arguments.iter().map(|a| &a.value).collect(),
                Clause::Judge(_) | Clause::Say { .. } => Vec::new(),
            })
            .collect(),
        ItemKind::Task(task) => task
            .clauses
            .iter()
            .filter_map(|clause| match &clause.node {
                TaskClause::Require(e) => Some(e),
                TaskClause::Prompt(_) => None,
            })
            .collect(),
        ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Suite(_) => Vec::new(),
    }
}

fn unused_modules(tree: &File, out: &mut Vec<Diagnostic>) {
    let mut used: Vec<&str> = Vec::new();
    for e in tree.items.iter().flat_map(expressions) {
        visit(e, &mut |e| {
            if let ExprKind::Noun(noun) = e.node.as_ref() {
                used.extend(noun.module.as_ref().map(|m| m.node.as_str()));
            }
        });
    }
    for item in &tree.items {
        let ItemKind::Suite(suite) = &item.kind else { continue };
        for clause in &suite.clauses {
            if let SuiteClause::Draw { from, except, .. } = &clause.node {
                used.extend(from.iter().chain(except).map(|s| s.name.node.as_str()));
            }
        }
    }
    for item in &tree.items {
        let ItemKind::Use { target, alias } = &item.kind else { continue };
        let (name, span) = match (alias, target) {
            (Some(alias), _) => (alias.node.clone(), alias.span),
            (None, UseTarget::Module(name)) => (name.node.clone(), name.span),
            (None, UseTarget::File(path)) => (crate::resolve::module_name(&path.node), path.span),
        };
        if !used.contains(&name.as_str()) {
            let problem = Diagnostic::warning(Code::UnusedModule, format!("module `{name}` is never used"));
            out.push(problem.at(span, "used here").help("remove the line"));
        }
    }
}
