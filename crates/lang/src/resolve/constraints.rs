//! Constraints and definitions: parameters, bodies, phrases, examples.

use super::index::{SymbolKind, Target};
use super::typeck::{Body, Known, hole, is_unknown, known_type, make};
use super::{id_bindings, phrases};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{
    Constant, Constraint, Definition, Distribution, Example, Expr, Kind, Number, Parameter, Phrase,
    PhrasePiece, Slot, Type,
};
use crate::source::Span;
use crate::syntax::ast::{self, Clause, Item, ItemKind, Name, Spanned, TypeName};

/// What came of a declaration: what is wrong in it are holes.
pub(super) struct Outcome {
    pub(super) definition: Definition,
    pub(super) constraint: Option<Constraint>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Types one declaration; `None` for those that are neither constraints nor definitions.
pub(super) fn declaration(
    known: &Known<'_, '_>,
    module: usize,
    module_name: &str,
    item: &Item,
) -> Option<Outcome> {
    let mut body = Body::new(known, module);
    let (definition, constraint) = match &item.kind {
        ItemKind::Define { name, parameters, body: e } => {
            let value = Some(e).filter(|_| !item.broken);
            (define(&mut body, module_name, name, parameters, value, item.span.0), None)
        }
        ItemKind::Constraint(c) => {
            let (definition, constraint) = constraint(&mut body, module_name, c, item);
            (definition, Some(constraint))
        }
        ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Task(_) | ItemKind::Suite(_) => {
            return None;
        }
    };
    // What a broken declaration lacks may stand in the part that could not be read.
    let incomplete = |p: &Diagnostic| {
        item.broken && matches!(p.code, Code::UnusedParameter | Code::NothingRequired | Code::UnknownName)
    };
    let problems = body.problems.into_iter().filter(|p| !incomplete(p)).collect();
    Some(Outcome { definition, constraint, problems })
}

fn define(
    body: &mut Body<'_, '_>,
    module: &str,
    name: &Name,
    parameters: &[ast::Parameter],
    value: Option<&ast::Expr>,
    whole: Span,
) -> Definition {
    let parameters = bind_parameters(body, parameters, whole);
    let typed = value.map_or_else(|| hole(Type::Nothing, name.span), |e| body.infer(e));
    Definition { name: format!("{module}.{}", name.node), parameters, body: typed, frame: body.frame() }
}

/// Gives each parameter a slot and types its default, condition and distribution. They are seen in the whole
/// declaration.
fn bind_parameters(body: &mut Body<'_, '_>, declared: &[ast::Parameter], whole: Span) -> Vec<Parameter> {
    let mut out: Vec<(Parameter, &ast::Parameter)> = Vec::new();
    for parameter in declared {
        if let Some((first, _)) = out.iter().find(|(p, _)| p.name == parameter.name.node) {
            let problem =
                Diagnostic::error(Code::Duplicate, format!("parameter `{}` is declared twice", first.name))
                    .at(parameter.name.span, "again here")
                    .at(first.span, "first here");
            body.report(problem);
            continue;
        }
        let known = type_of(body, &parameter.ty);
        let ty = known.clone().unwrap_or(Type::Nothing);
        // A default sees no other parameter.
        let default = parameter.default.as_ref().map(|e| {
            let mut outside = Body::new(body.known, body.module);
            let typed = outside.check(e, &ty);
            body.problems.append(&mut outside.problems);
            typed
        });
        body.bind(&parameter.name, known, SymbolKind::Parameter, whole);
        let span = parameter.name.span;
        let typed = Parameter {
            name: parameter.name.node.clone(),
            ty,
            default,
            condition: None,
            distribution: None,
            span,
        };
        out.push((typed, parameter));
    }
    let complete = |(mut typed, declared): (Parameter, &ast::Parameter)| {
        typed.condition = declared.condition.as_ref().map(|condition| body.claim(condition));
        typed.distribution = declared.distribution.as_ref().and_then(|d| distribution(body, d, &typed.ty));
        typed
    };
    out.into_iter().map(complete).collect()
}

fn distribution(body: &mut Body<'_, '_>, declared: &ast::Distribution, ty: &Type) -> Option<Distribution> {
    let from = body.infer(&declared.from);
    let step = |body: &mut Body<'_, '_>, number| {
        declared.step.as_ref().map(|e| body.check(e, &Type::Number(number)))
    };
    if is_unknown(&from) || *ty == Type::Nothing {
        return Some(Distribution { step: step(body, Number::Int), from });
    }
    let number = match ty {
        Type::Number(n) | Type::Range(n) => Some(*n),
        _ => None,
    };
    let fits = match &from.ty {
        Type::Range(n) | Type::Number(n) => number == Some(*n) || number == Some(Number::Float),
        // A list is drawn as some of the elements.
        Type::List(element) => element.fits(ty) || from.ty.fits(ty),
        _ => false,
    };
    if !fits {
        let problem = Diagnostic::error(Code::TypeMismatch, format!("{ty} can't be drawn from {}", from.ty))
            .at(from.span, "this distribution")
            .help("draw numbers from a range (`~ 50..300 step 50`) and anything from a list (`~ [\"ember\", \"harbor\"]`)");
        body.report(problem);
        return None;
    }
    let step = step(body, number.unwrap_or(Number::Int));
    Some(Distribution { from, step })
}

/// The names of types that are one word.
pub(crate) const TYPES: [&str; 9] =
    ["int", "float", "percent", "bool", "text", "pattern", "range", "language", "list"];

fn type_of(body: &mut Body<'_, '_>, ty: &Spanned<TypeName>) -> Option<Type> {
    let number = |name: &str| match name {
        "int" => Some(Number::Int),
        "float" => Some(Number::Float),
        "percent" => Some(Number::Percent),
        _ => None,
    };
    match &ty.node {
        TypeName::Named(name) => match name.as_str() {
            "bool" => Some(Type::Bool),
            "text" => Some(Type::Text),
            "pattern" => Some(Type::Pattern),
            "language" => Some(Type::Language),
            "range" => Some(Type::Range(Number::Int)),
            other => number(other).map(Type::Number).or_else(|| unknown_type(body, other, ty.span)),
        },
        TypeName::RangeOf(name) => {
            number(&name.node).map(Type::Range).or_else(|| unknown_type(body, &name.node, name.span))
        }
        TypeName::List(element) => type_of(body, element).map(|t| Type::List(Box::new(t))),
        TypeName::Tuple(types) => {
            types.iter().map(|t| type_of(body, t)).collect::<Option<Vec<_>>>().map(Type::Tuple)
        }
    }
}

fn unknown_type(body: &mut Body<'_, '_>, name: &str, span: Span) -> Option<Type> {
    let problem = Diagnostic::error(Code::UnknownType, format!("no type `{name}`")).at(span, "not a type");
    let problem = match crate::diagnostic::nearest(name, TYPES) {
        Some(_) => problem.suggest(name, TYPES),
        None => problem.help(format!("types are {}", TYPES.join(", "))),
    };
    body.report(problem);
    None
}

fn constraint(
    body: &mut Body<'_, '_>,
    module: &str,
    declared: &ast::Constraint,
    item: &Item,
) -> (Definition, Constraint) {
    let parameters = bind_parameters(body, &declared.parameters, item.span.0);
    // What is wrong with a parameter comes first: its use may be what could not be read.
    let sound = !body.problems.iter().any(Diagnostic::is_error);
    let claim = requirements(body, declared, item.span.0);
    let mut used = std::mem::take(&mut body.used);
    let (mut phrases, mut judges): (Vec<Phrase>, Vec<Phrase>) = (Vec::new(), Vec::new());
    for clause in &declared.clauses {
        let (list, language, template) = match &clause.node {
            Clause::Say { language, template } => (&mut phrases, language.as_ref(), template),
            Clause::Judge(question) => (&mut judges, None, question),
            Clause::Require(_) | Clause::Let { .. } | Clause::Example { .. } => continue,
        };
        let language = language.map_or("en", |l| l.node.as_str());
        match phrases::parse(&template.node, language, &parameters, template.span) {
            Ok(phrase) => {
                for (parameter, at) in phrases::places(&phrase, body.known.sources.slice(template.span)) {
                    if let Some(parameter) = parameters.get(parameter as usize) {
                        body.known.refer(at, Target::Declared(parameter.span));
                    }
                }
                list.push(phrase);
            }
            Err(problem) => {
                body.report(problem);
            }
        }
    }
    used.extend(judges.iter().flat_map(|j| &j.pieces).filter_map(|piece| match piece {
        PhrasePiece::Parameter { parameter, .. } => Some(parameter + 1),
        PhrasePiece::Text(_) => None,
    }));
    if sound {
        warn_unused(body, &parameters, &used);
    }
    let examples = examples(body, declared, &parameters);
    let ids = declared.ids.iter().filter_map(|id| id_bindings::binding(body, id, &parameters)).collect();
    let name = declared.name.node.clone();
    let constraint = Constraint {
        module: module.to_owned(),
        name: name.clone(),
        definition: 0,
        ids,
        docs: item.docs.join("\n"),
        phrases,
        judges,
        examples,
        span: declared.name.span,
    };
    let definition =
        Definition { name: format!("{module}.{name}"), parameters, body: claim, frame: body.frame() };
    (definition, constraint)
}

/// All `require`s joined, inside all `let`s. What is only judged requires nothing that can be computed.
fn requirements(body: &mut Body<'_, '_>, declared: &ast::Constraint, whole: Span) -> Expr {
    let mut lets: Vec<(Slot, Expr)> = Vec::new();
    let mut claims = Vec::new();
    let mut judged = false;
    for clause in &declared.clauses {
        match &clause.node {
            Clause::Let { name, value } => {
                let value = body.infer(value);
                let below = Span { start: clause.span.end, ..whole };
                let slot = body.bind(name, known_type(&value), SymbolKind::Value, below);
                lets.push((slot, value));
            }
            Clause::Require(e) => claims.push(body.claim(e)),
            Clause::Judge(_) => judged = true,
            Clause::Say { .. } | Clause::Example { .. } => {}
        }
    }
    let span = declared.name.span;
    let claim = match (claims.len(), claims.pop()) {
        (_, None) if judged => make(Kind::Const(Constant::Bool(true)), Type::Bool, span),
        (_, None) => {
            let problem = Diagnostic::error(
                Code::NothingRequired,
                format!("`{}` requires nothing", declared.name.node),
            )
            .at(span, "no `require` and no `judge` in it")
            .help("say what a response must fulfil: `require count(words) in 3..`");
            body.report(problem);
            hole(Type::Bool, span)
        }
        (1, Some(only)) => only,
        (_, Some(last)) => {
            claims.push(last);
            make(Kind::And(claims), Type::Bool, span)
        }
    };
    lets.into_iter()
        .rev()
        .fold(claim, |inner, (slot, value)| make(Kind::Let { slot, value, body: inner }, Type::Bool, span))
}

fn warn_unused(body: &mut Body<'_, '_>, parameters: &[Parameter], used: &[Slot]) {
    for (slot, parameter) in (1..).zip(parameters) {
        if !used.contains(&slot) {
            let message = format!("parameter `{}` is used in no `require` and no `judge`", parameter.name);
            body.report(
                Diagnostic::warning(Code::UnusedParameter, message)
                    .at(parameter.span, "never used")
                    .help("use it or remove it"),
            );
        }
    }
}

fn examples(body: &mut Body<'_, '_>, declared: &ast::Constraint, parameters: &[Parameter]) -> Vec<Example> {
    let mut out = Vec::new();
    for clause in &declared.clauses {
        let Clause::Example { accept, arguments, response, prompt } = &clause.node else { continue };
        let mut outside = Body::new(body.known, body.module);
        let arguments = outside.parameters(parameters, arguments, clause.span);
        body.problems.append(&mut outside.problems);
        out.push(Example {
            accept: *accept,
            arguments,
            response: response.node.clone(),
            prompt: prompt.as_ref().map(|p| p.node.clone()),
            span: clause.span,
        });
    }
    out
}
