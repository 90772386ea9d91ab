//! `@id("…")`: how the kwargs of an existing data set become arguments.

use super::index::Target;
use super::names::bare_name;
use super::typeck::{Body, Typed, make};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, Function, IdBinding, Kind, Kwarg, Parameter, Program, Type};
use crate::syntax::ast::{self, ExprKind};
use std::collections::HashMap;

pub(super) fn binding(
    body: &mut Body<'_, '_>,
    declared: &ast::IdBinding,
    parameters: &[Parameter],
) -> Option<IdBinding> {
    for argument in &declared.arguments {
        let known = argument.label.as_ref().is_some_and(|l| parameters.iter().any(|p| p.name == l.node));
        if !known {
            let span = argument.label.as_ref().map_or(argument.value.span, |l| l.span);
            let problem = Diagnostic::error(Code::BadArguments, "not a parameter of this constraint")
                .at(span, "named here");
            body.report(problem.help("write `parameter: kwarg`, or `parameter: function(kwarg)`"));
            return None;
        }
        if let Some(label) = &argument.label
            && let Some(parameter) = parameters.iter().find(|p| p.name == label.node)
        {
            body.known.refer(label.span, Target::Declared(parameter.span));
        }
    }
    let mut out = IdBinding { id: declared.id.node.clone(), kwargs: Vec::new(), conversions: Vec::new() };
    for parameter in parameters {
        let given =
            declared.arguments.iter().find(|a| a.label.as_ref().is_some_and(|l| l.node == parameter.name));
        let optional = parameter.default.is_some();
        let conversion = match given {
            Some(argument) => conversion(body, &argument.value, &parameter.ty, optional, &mut out.kwargs)?,
            None => {
                let slot = kwarg(&mut out.kwargs, &parameter.name, &parameter.ty, optional);
                make(Kind::Local(slot), parameter.ty.clone(), parameter.span)
            }
        };
        out.conversions.push(Some(conversion));
    }
    Some(out)
}

fn kwarg(kwargs: &mut Vec<Kwarg>, name: &str, ty: &Type, optional: bool) -> u32 {
    let index = kwargs.iter().position(|k| k.name == name).unwrap_or_else(|| {
        kwargs.push(Kwarg { name: name.to_owned(), ty: ty.clone(), optional });
        kwargs.len() - 1
    });
    if let Some(kwarg) = kwargs.get_mut(index) {
        kwarg.optional &= optional;
    }
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A conversion: a kwarg's name, a builtin of kwargs, or a literal. The place says which type a kwarg must have.
fn conversion(
    body: &mut Body<'_, '_>,
    e: &ast::Expr,
    expected: &Type,
    optional: bool,
    kwargs: &mut Vec<Kwarg>,
) -> Typed {
    if let Some(name) = bare_name(e) {
        let slot = kwarg(kwargs, &name.node, expected, optional);
        return Some(make(Kind::Local(slot), expected.clone(), e.span));
    }
    match (e.node.as_ref(), expected) {
        (ExprKind::List(items), Type::List(element)) => {
            let items: Option<Vec<Expr>> =
                items.iter().map(|i| conversion(body, i, element, optional, kwargs)).collect();
            Some(make(Kind::List(items?), expected.clone(), e.span))
        }
        (ExprKind::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
            let items: Option<Vec<Expr>> =
                items.iter().zip(types).map(|(i, t)| conversion(body, i, t, optional, kwargs)).collect();
            Some(make(Kind::Tuple(items?), expected.clone(), e.span))
        }
        (ExprKind::Range { low, high }, Type::Range(number)) => {
            let end = Type::Number(*number);
            let mut side = |side: &Option<ast::Expr>| match side {
                Some(e) => conversion(body, e, &end, optional, kwargs).map(Some),
                None => Some(None),
            };
            let (low, high) = (side(low)?, side(high)?);
            Some(make(Kind::Range { low, high }, expected.clone(), e.span))
        }
        (ExprKind::Noun(noun), _) if noun.module.is_none() && noun.arguments.is_some() => {
            let Some(function) = Function::from_name(&noun.name.node).filter(|f| !f.signature().subject)
            else {
                let problem = Diagnostic::error(
                    Code::UnknownName,
                    format!("no conversion `{}`", noun.name.node),
                )
                .at(noun.name.span, "not a function of values")
                .help(
                    "kwargs are converted by builtins that need no text: `bound`, `trim`, `lower`, `pattern`",
                );
                return body.report(problem);
            };
            let signature = function.signature();
            let given = noun.arguments.as_deref().unwrap_or_default();
            let required = signature.formals.iter().filter(|f| !f.optional).count();
            if given.len() < required || given.len() > signature.formals.len() {
                let problem = Diagnostic::error(
                    Code::BadArguments,
                    format!("`{}` takes {required} arguments", function.name()),
                );
                return body.report(problem.at(e.span, "called here"));
            }
            let mut arguments = Vec::new();
            for (formal, argument) in signature.formals.iter().zip(given) {
                let Some(ty) = formal.kind.ty() else {
                    let problem =
                        Diagnostic::error(Code::TypeMismatch, "the type of this kwarg can't be told")
                            .at(argument.value.span, "here");
                    return body.report(problem);
                };
                arguments.push(conversion(body, &argument.value, &ty, optional, kwargs)?);
            }
            body.known.refer(noun.name.span, Target::Function(function));
            let call = make(Kind::Call { function, arguments }, signature.result.ty()?, e.span);
            Some(body.fit(call, expected))
        }
        _ => Some(body.check(e, expected)),
    }
}

/// Ids that two constraints claim.
pub(super) fn duplicates(program: &Program) -> Vec<Diagnostic> {
    let mut seen: HashMap<&str, crate::source::Span> = HashMap::new();
    let mut out = Vec::new();
    for constraint in &program.constraints {
        for id in &constraint.ids {
            if let Some(first) = seen.insert(&id.id, constraint.span) {
                out.push(
                    Diagnostic::error(Code::Duplicate, format!("two constraints stand for `{}`", id.id))
                        .at(constraint.span, "this one")
                        .at(first, "and this one"),
                );
            }
        }
    }
    out
}
