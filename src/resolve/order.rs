//! The order in which declarations are typed: each after those that it refers to, cycles reported.

use super::declarations::{DeclId, Declarations};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Argument, Clause, Expr, ExprKind, ItemKind, Name, Noun};

/// Sorts all declarations, users after what they use. What lies on a cycle is left out and reported.
pub(super) fn sort(declarations: &Declarations<'_>) -> (Vec<DeclId>, Vec<Diagnostic>) {
    let mut order = Vec::new();
    let mut problems = Vec::new();
    let count = declarations.len();
    let references: Vec<Vec<DeclId>> = (0..count).map(|id| references(declarations, id)).collect();
    let mut state = vec![State::New; count];
    for root in 0..count {
        visit(root, &references, &mut state, &mut order, &mut |cycle| {
            problems.push(report(declarations, cycle));
        });
    }
    (order, problems)
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
    Broken,
}

/// Depth-first, without recursion: chains of definitions may be long.
fn visit(
    root: DeclId,
    references: &[Vec<DeclId>],
    state: &mut [State],
    order: &mut Vec<DeclId>,
    on_cycle: &mut dyn FnMut(&[DeclId]),
) {
    let get = |state: &[State], id: DeclId| state.get(id).copied().unwrap_or(State::Broken);
    let mut path: Vec<(DeclId, usize)> = Vec::new();
    if get(state, root) == State::New {
        path.push((root, 0));
    }
    while let Some((id, next)) = path.pop() {
        if let Some(slot) = state.get_mut(id).filter(|s| **s == State::New) {
            *slot = State::Open;
        }
        let Some(&target) = references.get(id).and_then(|r| r.get(next)) else {
            let broken = references.get(id).is_some_and(|r| r.iter().any(|&t| get(state, t) == State::Broken));
            let end = if broken || get(state, id) == State::Broken { State::Broken } else { State::Done };
            if let Some(slot) = state.get_mut(id) {
                *slot = end;
            }
            if end == State::Done {
                order.push(id);
            }
            continue;
        };
        path.push((id, next + 1));
        match get(state, target) {
            State::New => path.push((target, 0)),
            State::Open => {
                let start = path.iter().position(|&(p, _)| p == target).unwrap_or(0);
                let cycle: Vec<DeclId> = path.iter().skip(start).map(|&(p, _)| p).collect();
                on_cycle(&cycle);
                for id in cycle {
                    if let Some(slot) = state.get_mut(id) {
                        *slot = State::Broken;
                    }
                }
            }
            State::Done | State::Broken => {}
        }
    }
}

fn report(declarations: &Declarations<'_>, cycle: &[DeclId]) -> Diagnostic {
    let mut names: Vec<&str> = cycle.iter().filter_map(|&id| declarations.name(id)).map(|n| n.node.as_str()).collect();
    names.extend(names.first().copied());
    let mut problem = Diagnostic::error(Code::Cycle, format!("declarations refer to themselves: {}", names.join(" → ")))
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
            walk(body, &mut see);
            parameters.iter().flat_map(|p| p.default.iter().chain(&p.condition)).for_each(|e| walk(e, &mut see));
        }
        ItemKind::Constraint(constraint) => {
            for clause in &constraint.clauses {
                match &clause.node {
                    Clause::Require(e) | Clause::Let { value: e, .. } => walk(e, &mut see),
                    Clause::Example { arguments, .. } => walk_arguments(arguments, &mut see),
                    Clause::Say { .. } => {}
                }
            }
            constraint.parameters.iter().flat_map(|p| p.default.iter().chain(&p.condition)).for_each(|e| walk(e, &mut see));
        }
        ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Task(_) => {}
    }
    out
}

pub(super) type See<'s> = &'s mut dyn FnMut(Option<&Name>, &Name);

fn walk_arguments(arguments: &[Argument], see: See<'_>) {
    arguments.iter().for_each(|a| walk(&a.value, see));
}

/// Calls `see` for every name that is called or referred to.
pub(super) fn walk(e: &Expr, see: See<'_>) {
    match e.node.as_ref() {
        ExprKind::Int(_) | ExprKind::Float(_) | ExprKind::Percent(_) | ExprKind::Bool(_) | ExprKind::Text(_)
        | ExprKind::Pattern { .. } => {}
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::And(items) | ExprKind::Or(items) => {
            items.iter().for_each(|e| walk(e, see));
        }
        ExprKind::Comprehension { item, source, .. } => {
            walk(item, see);
            walk(source, see);
        }
        ExprKind::Noun(Noun { module, name, arguments, index, of, filter, .. }) => {
            if arguments.is_some() {
                see(module.as_ref(), name);
            }
            walk_arguments(arguments.as_deref().unwrap_or_default(), see);
            index.iter().chain(of).chain(filter).for_each(|e| walk(e, see));
        }
        ExprKind::Range { low, high } => low.iter().chain(high).for_each(|e| walk(e, see)),
        ExprKind::Negate(e) | ExprKind::Not(e) | ExprKind::Ignoring { value: e, .. } => walk(e, see),
        ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => {
            walk(left, see);
            walk(right, see);
        }
        ExprKind::Is { subject, arguments, .. } => {
            subject.iter().for_each(|e| walk(e, see));
            walk_arguments(arguments, see);
        }
        ExprKind::Quantified { source, body, .. } | ExprKind::Scoped { scope: source, body } => {
            walk(source, see);
            walk(body, see);
        }
        ExprKind::If { condition, then, otherwise } => {
            walk(condition, see);
            walk(then, see);
            otherwise.iter().for_each(|e| walk(e, see));
        }
        ExprKind::Block { items, .. } => items.iter().for_each(|i| walk(&i.claim, see)),
    }
}
