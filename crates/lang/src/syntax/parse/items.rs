//! Declarations and their clauses.

use super::super::grammar::{Base, Rule, children};
use super::cursor::{Cursor, Parsed};
use super::expressions::{argument, arguments, cond, name, operand, pred};
use super::text::string;
use crate::syntax::ast::{
    Argument, Clause, Constraint, Distribution, IdBinding, Item, ItemKind, ItemSpan, Name, Parameter, Source,
    Spanned, Suite, SuiteClause, Task, TaskClause, TypeName, UseTarget,
};
use pest::iterators::Pair;

pub(super) fn item(pair: Pair<'_, Rule>, base: Base) -> Parsed<Item> {
    let mut cursor = Cursor::of(pair, base);
    let docs = children(cursor.expect(Rule::docs)?).map(|line| doc_line(line.as_str())).collect();
    let body = cursor.any()?;
    let kind = match body.as_rule() {
        Rule::library_item => library(body, base)?,
        Rule::use_item => use_item(body, base)?,
        Rule::attributed => attributed(body, base)?,
        other => return Err(cursor.broken(other)),
    };
    Ok(Item { docs, kind, span: ItemSpan(cursor.span), broken: false })
}

fn doc_line(source: &str) -> String {
    let text = source.strip_prefix("///").unwrap_or(source);
    text.strip_prefix(' ').unwrap_or(text).trim_end().to_owned()
}

fn library(pair: Pair<'_, Rule>, base: Base) -> Parsed<ItemKind> {
    let mut cursor = Cursor::of(pair, base);
    let name = name(cursor.expect(Rule::name)?, base);
    let version = cursor.take(Rule::string).map(|p| string(p, base)).transpose()?;
    Ok(ItemKind::Library { name, version })
}

fn use_item(pair: Pair<'_, Rule>, base: Base) -> Parsed<ItemKind> {
    let mut cursor = Cursor::of(pair, base);
    let target = match cursor.take(Rule::string) {
        Some(path) => UseTarget::File(string(path, base)?),
        None => UseTarget::Module(name(cursor.expect(Rule::name)?, base)),
    };
    let alias = cursor.take(Rule::name).map(|p| name(p, base));
    Ok(ItemKind::Use { target, alias })
}

fn attributed(pair: Pair<'_, Rule>, base: Base) -> Parsed<ItemKind> {
    let mut cursor = Cursor::of(pair, base);
    let mut ids = Vec::new();
    while let Some(id) = cursor.take(Rule::id_attribute) {
        ids.push(id_binding(id, base)?);
    }
    let body = cursor.any()?;
    let span = base.span(&body);
    let kind = match body.as_rule() {
        Rule::constraint_item => return constraint(body, ids, base).map(ItemKind::Constraint),
        Rule::define_item => define(body, base)?,
        Rule::task_item => task(body, base)?,
        Rule::suite_item => suite(body, base)?,
        other => return Err(cursor.broken(other)),
    };
    match ids.first() {
        None => Ok(kind),
        Some(id) => Err(crate::diagnostic::Diagnostic::error(
            crate::diagnostic::Code::Syntax,
            "`@id` binds a constraint, and this is none",
        )
        .at(id.span.0, "this attribute")
        .at(span, "stands before this declaration")),
    }
}

fn id_binding(pair: Pair<'_, Rule>, base: Base) -> Parsed<IdBinding> {
    let mut cursor = Cursor::of(pair, base);
    let id = string(cursor.expect(Rule::string)?, base)?;
    let mut arguments: Vec<Argument> = Vec::new();
    while let Some(pair) = cursor.take(Rule::argument) {
        arguments.push(argument(pair, base)?);
    }
    Ok(IdBinding { id, arguments, span: ItemSpan(cursor.span) })
}

fn constraint(pair: Pair<'_, Rule>, ids: Vec<IdBinding>, base: Base) -> Parsed<Constraint> {
    let mut cursor = Cursor::of(pair, base);
    let name = name(cursor.expect(Rule::name)?, base);
    let parameters = parameters(cursor.expect(Rule::parameters)?, base)?;
    let mut clauses = Vec::new();
    while let Some(pair) = cursor.take(Rule::clause) {
        let span = base.span(&pair);
        clauses.push(Spanned { node: clause(pair, base)?, span });
    }
    Ok(Constraint { ids, name, parameters, clauses })
}

fn define(pair: Pair<'_, Rule>, base: Base) -> Parsed<ItemKind> {
    let mut cursor = Cursor::of(pair, base);
    let name = name(cursor.expect(Rule::name)?, base);
    let parameters = parameters(cursor.expect(Rule::parameters)?, base)?;
    Ok(ItemKind::Define { name, parameters, body: pred(cursor.expect(Rule::pred)?, base)? })
}

fn task(pair: Pair<'_, Rule>, base: Base) -> Parsed<ItemKind> {
    let mut cursor = Cursor::of(pair, base);
    let name = name(cursor.expect(Rule::name)?, base);
    let mut clauses = Vec::new();
    while let Some(pair) = cursor.take(Rule::task_clause) {
        let span = base.span(&pair);
        let mut inner = Cursor::of(pair, base);
        let body = inner.any()?;
        let rule = body.as_rule();
        let mut parts = Cursor::of(body, base);
        let node = match rule {
            Rule::prompt_clause => TaskClause::Prompt(string(parts.expect(Rule::string)?, base)?),
            _ => TaskClause::Require(pred(parts.expect(Rule::pred)?, base)?),
        };
        clauses.push(Spanned { node, span });
    }
    Ok(ItemKind::Task(Task { name, clauses }))
}

fn suite(pair: Pair<'_, Rule>, base: Base) -> Parsed<ItemKind> {
    let mut cursor = Cursor::of(pair, base);
    let name = name(cursor.expect(Rule::name)?, base);
    let mut clauses = Vec::new();
    while let Some(pair) = cursor.take(Rule::suite_clause) {
        let span = base.span(&pair);
        clauses.push(Spanned { node: suite_clause(Cursor::of(pair, base).any()?, base)?, span });
    }
    Ok(ItemKind::Suite(Suite { name, clauses }))
}

fn suite_clause(body: Pair<'_, Rule>, base: Base) -> Parsed<SuiteClause> {
    let rule = body.as_rule();
    let mut parts = Cursor::of(body, base);
    Ok(match rule {
        Rule::prompt_clause => SuiteClause::Prompt(string(parts.expect(Rule::string)?, base)?),
        Rule::seeds_clause => SuiteClause::Seeds(string(parts.expect(Rule::string)?, base)?),
        Rule::tasks_clause => SuiteClause::Tasks(operand(parts.expect(Rule::operand)?, base)?),
        Rule::holdout_clause => SuiteClause::Holdout(operand(parts.expect(Rule::operand)?, base)?),
        Rule::draw_clause => SuiteClause::Draw {
            size: operand(parts.expect(Rule::operand)?, base)?,
            from: sources(parts.expect(Rule::sources)?, base)?,
            except: parts.take(Rule::sources).map(|p| sources(p, base)).transpose()?.unwrap_or_default(),
            repeats: parts.take(Rule::repeats).is_some(),
        },
        other => return Err(parts.broken(other)),
    })
}

fn sources(pair: Pair<'_, Rule>, base: Base) -> Parsed<Vec<Source>> {
    let source = |pair| {
        let mut parts = Cursor::of(pair, base);
        let first = name(parts.expect(Rule::name)?, base);
        Ok(Source { name: first, member: parts.take(Rule::name).map(|p| name(p, base)) })
    };
    children(pair).map(source).collect()
}

fn parameters(pair: Pair<'_, Rule>, base: Base) -> Parsed<Vec<Parameter>> {
    children(pair).map(|p| parameter(p, base)).collect()
}

fn parameter(pair: Pair<'_, Rule>, base: Base) -> Parsed<Parameter> {
    let mut cursor = Cursor::of(pair, base);
    let name: Name = name(cursor.expect(Rule::name)?, base);
    let ty = type_name(cursor.expect(Rule::r#type)?, base)?;
    let mut out = Parameter { name, ty, default: None, distribution: None, condition: None };
    if let Some(pair) = cursor.take(Rule::default) {
        out.default = Some(operand(Cursor::of(pair, base).expect(Rule::operand)?, base)?);
    }
    if let Some(pair) = cursor.take(Rule::distribution) {
        let mut inner = Cursor::of(pair, base);
        let from = operand(inner.expect(Rule::operand)?, base)?;
        let step = inner.take(Rule::operand).map(|p| operand(p, base)).transpose()?;
        out.distribution = Some(Distribution { from, step });
    }
    if let Some(pair) = cursor.take(Rule::condition) {
        out.condition = Some(cond(Cursor::of(pair, base).expect(Rule::cond)?, base)?);
    }
    Ok(out)
}

fn type_name(pair: Pair<'_, Rule>, base: Base) -> Parsed<Spanned<TypeName>> {
    let span = base.span(&pair);
    let mut cursor = Cursor::of(pair, base);
    let inner = cursor.any()?;
    let rule = inner.as_rule();
    if rule == Rule::name {
        return Ok(Spanned { node: TypeName::Named(inner.as_str().to_owned()), span });
    }
    let mut parts = Cursor::of(inner, base);
    let node = match rule {
        Rule::list_type => TypeName::List(Box::new(type_name(parts.expect(Rule::r#type)?, base)?)),
        Rule::range_type => match parts.take(Rule::name) {
            Some(of) => TypeName::RangeOf(name(of, base)),
            None => TypeName::Named("range".to_owned()),
        },
        Rule::pair_type => {
            let mut types = Vec::new();
            while let Some(pair) = parts.take(Rule::r#type) {
                types.push(type_name(pair, base)?);
            }
            TypeName::Tuple(types)
        }
        other => return Err(parts.broken(other)),
    };
    Ok(Spanned { node, span })
}

fn clause(pair: Pair<'_, Rule>, base: Base) -> Parsed<Clause> {
    let mut cursor = Cursor::of(pair, base);
    let body = cursor.any()?;
    let rule = body.as_rule();
    let mut parts = Cursor::of(body, base);
    match rule {
        Rule::require_clause => Ok(Clause::Require(pred(parts.expect(Rule::pred)?, base)?)),
        Rule::judge_clause => Ok(Clause::Judge(string(parts.expect(Rule::string)?, base)?)),
        Rule::let_clause => Ok(Clause::Let {
            name: name(parts.expect(Rule::name)?, base),
            value: pred(parts.expect(Rule::pred)?, base)?,
        }),
        Rule::say_clause => {
            let tag = parts.take(Rule::language_tag);
            let language = tag.map(|p| Spanned { node: p.as_str().to_owned(), span: base.span(&p) });
            Ok(Clause::Say { language, template: string(parts.expect(Rule::string)?, base)? })
        }
        Rule::example_clause => {
            let accept = parts.any()?.as_rule() == Rule::kw_accept;
            let given = parts.take(Rule::arguments).map(|p| arguments(p, base)).transpose()?;
            let response = string(parts.expect(Rule::string)?, base)?;
            let prompt = parts.take(Rule::string).map(|p| string(p, base)).transpose()?;
            Ok(Clause::Example { accept, arguments: given.unwrap_or_default(), response, prompt })
        }
        other => Err(parts.broken(other)),
    }
}
