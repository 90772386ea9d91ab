//! The order in which declarations are typed: each after those that it refers to, cycles reported.

use super::declarations::{DeclId, Declarations};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Clause, Expr, ExprKind, ItemKind, Name, Noun};
use crate::syntax::visit;
use std::collections::HashSet;

/// All declarations, users after what they use.
pub(super) struct Order {
    pub(super) declarations: Vec<DeclId>,
    /// What lies on a cycle: it has no body.
    pub(super) circular: HashSet<DeclId>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Sorts all declarations and reports cycles.
pub(super) fn sort(declarations: &Declarations<'_>) -> Order {
    let mut order = Vec::new();
    let mut circular = HashSet::new();
    let mut problems = Vec::new();
    let count = declarations.len();
    let references: Vec<Vec<DeclId>> = (0..count).map(|id| references(declarations, id)).collect();
    let mut state = vec![State::New; count];
    for root in 0..count {
        follow(root, &references, &mut state, &mut order, &mut |cycle| {
            // The first closes the cycle; what refers to it once more adds nothing.
            if cycle.first().is_some_and(|first| !circular.contains(first)) {
                problems.push(report(declarations, cycle));
                circular.extend(cycle);
            }
        });
    }
    Order { declarations: order, circular, problems }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// Depth-first, without recursion: chains of definitions may be long.
fn follow(
    root: DeclId,
    references: &[Vec<DeclId>],
    state: &mut [State],
    order: &mut Vec<DeclId>,
    on_cycle: &mut dyn FnMut(&[DeclId]),
) {
    let get = |state: &[State], id: DeclId| state.get(id).copied().unwrap_or(State::Done);
    let mut path: Vec<(DeclId, usize)> = Vec::new();
    if get(state, root) == State::New {
        path.push((root, 0));
    }
    while let Some((id, next)) = path.pop() {
        if let Some(slot) = state.get_mut(id).filter(|s| **s == State::New) {
            *slot = State::Open;
        }
        let Some(&target) = references.get(id).and_then(|r| r.get(next)) else {
            if let Some(slot) = state.get_mut(id) {
                *slot = State::Done;
            }
            order.push(id);
            continue;
        };
        path.push((id, next + 1));
        match get(state, target) {
            State::New => path.push((target, 0)),
            State::Open => {
                let start = path.iter().position(|&(p, _)| p == target).unwrap_or(0);
                let cycle: Vec<DeclId> = path.iter().skip(start).map(|&(p, _)| p).collect();
                on_cycle(&cycle);
            }
            State::Done => {}
        }
    }
}

fn report(declarations: &Declarations<'_>, cycle: &[DeclId]) -> Diagnostic {
    let mut names: Vec<&str> = cycle.iter().filter_map(|&id| declarations.name(id)).map(|n| n.node).collect();
    names.extend(names.first().copied());
    let mut problem =
        Diagnostic::error(Code::Cycle, format!("declarations refer to themselves: {}", names.join(" → ")))
            .help("HIR has no recursion; use `each`, `pairs` or `sum` over parts of the text");
    for name in cycle.iter().filter_map(|&id| declarations.name(id)) {
        problem = problem.at(name.span, "on the circle");
    }
    problem
}

fn references(declarations: &Declarations<'_>, id: DeclId) -> Vec<DeclId> {
    let mut out = Vec::new();
    let Some((module, item)) = declarations.item(id) else { return out };
    let mut see = |module_name: Option<&Name>, name: &Name| {
        if let Some(target) = declarations.find(module, module_name, &name.node) {
            out.push(target);
        }
    };
    match &item.kind {
        ItemKind::Define { body, parameters, .. } => {
            calls(body, &mut see);
            parameters
                .iter()
                .flat_map(|p| p.default.iter().chain(&p.condition))
                .for_each(|e| calls(e, &mut see));
        }
        ItemKind::Constraint(constraint) => {
            for clause in &constraint.clauses {
                match &clause.node {
                    Clause::Require(e) | Clause::Let { value: e, .. } => calls(e, &mut see),
                    Clause::Example { arguments, .. } => {
                        arguments.iter().for_each(|a| calls(&a.value, &mut see));
                    }
                    Clause::Judge(_) | Clause::Say { .. } => {}
                }
            }
            constraint
                .parameters
                .iter()
                .flat_map(|p| p.default.iter().chain(&p.condition))
                .for_each(|e| calls(e, &mut see));
        }
        ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Task(_) | ItemKind::Suite(_) => {}
    }
    out
}

/// Calls `see` for every name that is called, with its module.
pub(super) fn calls<'e>(e: &'e Expr, see: &mut dyn FnMut(Option<&'e Name>, &'e Name)) {
    visit(e, &mut |e| {
        if let ExprKind::Noun(Noun { module, name, arguments: Some(_), .. }) = e.node.as_ref() {
            see(module.as_ref(), name);
        }
    });
}
