//! Walking expressions.

use super::ast::{Expr, ExprKind, Noun};

/// Calls `see` with an expression and everything inside it, from the outside in.
pub fn visit<'e>(e: &'e Expr, see: &mut dyn FnMut(&'e Expr)) {
    see(e);
    for part in parts(e) {
        visit(part, see);
    }
}

fn parts(e: &Expr) -> Vec<&Expr> {
    match e.node.as_ref() {
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Percent(_)
        | ExprKind::Bool(_)
        | ExprKind::Text(_)
        | ExprKind::Pattern { .. } => Vec::new(),
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::And(items) | ExprKind::Or(items) => {
            items.iter().collect()
        }
        ExprKind::Comprehension { item: a, source: b, .. }
        | ExprKind::Quantified { source: a, body: b, .. }
        | ExprKind::Scoped { scope: a, body: b }
        | ExprKind::Arithmetic { left: a, right: b, .. }
        | ExprKind::Compare { left: a, right: b, .. } => vec![a, b],
        ExprKind::Noun(Noun { arguments, index, of, filter, .. }) => {
            arguments.iter().flatten().map(|a| &a.value).chain(index).chain(of).chain(filter).collect()
        }
        ExprKind::Range { low, high } => low.iter().chain(high).collect(),
        ExprKind::Negate(e) | ExprKind::Not(e) | ExprKind::Ignoring { value: e, .. } => vec![e],
        ExprKind::Is { subject, arguments, .. } => {
            subject.iter().chain(arguments.iter().map(|a| &a.value)).collect()
        }
        ExprKind::If { condition, then, otherwise } => {
            [condition, then].into_iter().chain(otherwise).collect()
        }
        ExprKind::Block { items, .. } => items.iter().map(|i| &i.claim).collect(),
    }
}
