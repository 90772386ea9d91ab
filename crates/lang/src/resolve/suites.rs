//! Suites: what tasks are drawn from.

use super::typeck::{Body, Known};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constant, Constraint, Kind, Number, Program, Suite, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Source, SuiteClause};

/// How many tasks a suite makes that does not say.
const TASKS: usize = 1000;

/// How many constraints a task gets if the suite does not say.
const SIZE: (usize, usize) = (3, 5);

/// Types a suite.
pub(super) fn suite(
    known: &Known<'_, '_>,
    module: usize,
    declared: &ast::Suite,
    program: &Program,
) -> (Suite, Vec<Diagnostic>) {
    let mut body = Body::new(known, module);
    let mut out = Suite {
        name: declared.name.node.clone(),
        prompts: Vec::new(),
        seeds: Vec::new(),
        size: SIZE,
        from: Vec::new(),
        repeats: false,
        tasks: TASKS,
        holdout: 0.0,
        span: declared.name.span,
    };
    for clause in &declared.clauses {
        match &clause.node {
            SuiteClause::Prompt(text) => out.prompts.push(text.node.clone()),
            SuiteClause::Seeds(path) => out.seeds.push((path.node.clone(), path.span)),
            SuiteClause::Tasks(e) => {
                if let Some(n) = whole(&mut body, e) {
                    out.tasks = n;
                }
            }
            SuiteClause::Holdout(e) => {
                if let Some(share) = share(&mut body, e) {
                    out.holdout = share;
                }
            }
            SuiteClause::Draw { size, from, except, repeats } => {
                out.size = sizes(&mut body, size).unwrap_or(out.size);
                out.repeats |= repeats;
                let left_out: Vec<u32> =
                    except.iter().flat_map(|s| constraints(&mut body, s, program)).collect();
                for source in from {
                    for constraint in constraints(&mut body, source, program) {
                        if !left_out.contains(&constraint) && !out.from.contains(&constraint) {
                            out.from.push(constraint);
                        }
                    }
                }
            }
        }
    }
    let mut problems = body.problems;
    let lacks = |what: &str, help: &str| {
        let message = format!("suite `{}` {what}", declared.name.node);
        Diagnostic::error(Code::NothingRequired, message).at(declared.name.span, "this suite").help(help)
    };
    if problems.is_empty() && out.from.is_empty() {
        problems.push(lacks("draws nothing", "say what to draw: `draw 3..5 from length, format`"));
    }
    if out.prompts.is_empty() && out.seeds.is_empty() {
        problems.push(lacks("has no prompts", "give `seeds \"FILE.jsonl\"` or `prompt \"…\"` lines"));
    }
    (out, problems)
}

/// The constraints that a name stands for: those of a module that can be drawn, or one.
fn constraints(body: &mut Body<'_, '_>, source: &Source, program: &Program) -> Vec<u32> {
    let declarations = body.known.declarations;
    let find = |member: &ast::Name, module: Option<&ast::Name>| {
        let id = declarations.find(body.module, module, &member.node)?;
        let (definition, _) = body.known.definition(id)?;
        let index = program.constraints.iter().position(|c| c.definition == definition)?;
        body.known.refer_to(member.span, id);
        Some(index)
    };
    let (single, name) = match &source.member {
        Some(member) => (find(member, Some(&source.name)), member),
        None => (find(&source.name, None), &source.name),
    };
    let module = declarations.module(body.module, &source.name.node);
    if let Some(module) = module.filter(|_| single.is_none() || source.member.is_some()) {
        body.known.refer_to_module(source.name.span, module);
    }
    if let Some(index) = single {
        let constraint = program.constraints.get(index);
        if let Some(reason) = constraint.and_then(|c| undrawable(program, c)) {
            let problem =
                Diagnostic::error(Code::NotDrawable, format!("`{}` can't be drawn: {reason}", name.node));
            body.report(problem.at(name.span, "named here"));
        }
        return u32::try_from(index).into_iter().collect();
    }
    let (Some(module), None) = (module, &source.member) else {
        let (place, known): (&str, Vec<&str>) = match module {
            Some(module) => ("constraint", declarations.names_in(module).collect()),
            None => ("module or constraint", declarations.module_names(body.module).collect()),
        };
        let problem = Diagnostic::error(Code::UnknownName, format!("no {place} `{}` here", name.node))
            .at(name.span, "named here");
        body.report(problem.suggest(&name.node, known));
        return Vec::new();
    };
    let of_module = declarations.names_in(module).filter_map(|n| {
        let (definition, _) = body.known.definition(declarations.find(module, None, n)?)?;
        let index = program.constraints.iter().position(|c| c.definition == definition)?;
        program.constraints.get(index).filter(|c| undrawable(program, c).is_none())?;
        u32::try_from(index).ok()
    });
    of_module.collect()
}

/// Why suites can't draw a constraint.
fn undrawable(program: &Program, constraint: &Constraint) -> Option<String> {
    if constraint.phrases.is_empty() {
        return Some("it has no `say`".to_owned());
    }
    let missing =
        program.parameters_of(constraint).iter().find(|p| p.distribution.is_none() && p.default.is_none())?;
    Some(format!("its parameter `{}` has no distribution, such as `~ 2..5`", missing.name))
}

fn literal(body: &mut Body<'_, '_>, e: &ast::Expr, ty: &Type) -> Option<(Constant, Span)> {
    let typed = body.check(e, ty);
    if typed.has_hole() {
        return None;
    }
    let value = match typed.kind.as_ref() {
        Kind::Const(value) => Some(value.clone()),
        Kind::Range { low, high } => {
            let end = |e: &Option<crate::program::Expr>| match e.as_ref().map(|e| e.kind.as_ref()) {
                Some(Kind::Const(Constant::Int(n))) => Some(crate::program::Real(super::as_f64(*n))),
                _ => None,
            };
            Some(Constant::Range(crate::program::Range { low: end(low), high: end(high), of: Number::Int }))
        }
        _ => None,
    };
    if value.is_none() {
        body.report(Diagnostic::error(Code::BadNumber, "expected a plain number here").at(e.span, "this"));
    }
    Some((value?, e.span))
}

fn whole(body: &mut Body<'_, '_>, e: &ast::Expr) -> Option<usize> {
    let (value, span) = literal(body, e, &Type::INT)?;
    match value {
        Constant::Int(n) if n > 0 => usize::try_from(n).ok(),
        _ => {
            body.report(Diagnostic::error(Code::BadNumber, "expected at least one task").at(span, "this"));
            None
        }
    }
}

fn share(body: &mut Body<'_, '_>, e: &ast::Expr) -> Option<f64> {
    let (value, span) = literal(body, e, &Type::Number(Number::Percent))?;
    match value {
        Constant::Float(share) if (0.0..1.0).contains(&share.0) => Some(share.0),
        _ => {
            body.report(
                Diagnostic::error(Code::BadNumber, "expected a share from 0% to 99%").at(span, "this"),
            );
            None
        }
    }
}

fn sizes(body: &mut Body<'_, '_>, e: &ast::Expr) -> Option<(usize, usize)> {
    let (value, span) = literal(body, e, &Type::Range(Number::Int))?;
    let size = |n: f64| (1..=64).find(|&k| super::as_f64(k) == n).and_then(|k| usize::try_from(k).ok());
    let found = match value {
        Constant::Range(crate::program::Range { low: Some(low), high: Some(high), .. }) => {
            size(low.0).zip(size(high.0)).filter(|(low, high)| low <= high)
        }
        _ => None,
    };
    if found.is_none() {
        let problem =
            Diagnostic::error(Code::BadNumber, "expected how many constraints a task gets, 1 to 64");
        body.report(problem.at(span, "this").help("write both ends: `draw 3..6 from …`"));
    }
    found
}
