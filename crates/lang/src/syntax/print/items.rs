//! Declarations as source, in the pieces between which comments and blank lines may stand.

use super::expressions::{argument_list, arguments, bracketed, claim, condition, operand};
use super::literal::quote;
use super::pretty::Doc;
use crate::syntax::ast::{
    Clause, IdBinding, Item, ItemKind, Parameter, Source, Spanned, SuiteClause, TaskClause, TypeName,
    UseTarget,
};

/// Writes a quoted text: as it was in the source, or anew.
pub(in crate::syntax) type Quote<'q> = &'q dyn Fn(&Spanned<String>) -> String;

/// A declaration in pieces: its `@id` lines, its head up to `{` (or all of it), its clauses.
pub(in crate::syntax) struct Pieces {
    pub(in crate::syntax) ids: Vec<Doc>,
    pub(in crate::syntax) head: Doc,
    /// `None` if the declaration has no body in braces.
    pub(in crate::syntax) clauses: Option<Vec<Doc>>,
}

/// Takes a declaration apart.
pub(in crate::syntax) fn pieces(item: &Item, quote: Quote<'_>) -> Pieces {
    let one = |head: Doc| Pieces { ids: Vec::new(), head, clauses: None };
    match &item.kind {
        ItemKind::Library { name, version } => {
            let version = version.as_ref().map(|v| format!(" version {}", quote(v))).unwrap_or_default();
            one(Doc::text(format!("library {}{version}", name.node)))
        }
        ItemKind::Use { target, alias } => {
            let target = match target {
                UseTarget::Module(name) => name.node.clone(),
                UseTarget::File(path) => quote(path),
            };
            let alias = alias.as_ref().map(|a| format!(" as {}", a.node)).unwrap_or_default();
            one(Doc::text(format!("use {target}{alias}")))
        }
        ItemKind::Define { name, parameters: given, body } => {
            let body = Doc::All(vec![Doc::Line, claim(body).doc]).indented().grouped();
            one(Doc::All(vec![
                Doc::text(format!("define {}", name.node)),
                parameters(given),
                Doc::text(" ="),
                body,
            ]))
        }
        ItemKind::Constraint(it) => Pieces {
            ids: it.ids.iter().map(|id| id_binding(id, quote)).collect(),
            head: Doc::All(vec![
                Doc::text(format!("constraint {}", it.name.node)),
                parameters(&it.parameters),
                Doc::text(" {"),
            ]),
            clauses: Some(it.clauses.iter().map(|c| clause(&c.node, quote)).collect()),
        },
        ItemKind::Task(it) => Pieces {
            ids: Vec::new(),
            head: Doc::text(format!("task {} {{", it.name.node)),
            clauses: Some(it.clauses.iter().map(|c| task_clause(&c.node, quote)).collect()),
        },
        ItemKind::Suite(it) => Pieces {
            ids: Vec::new(),
            head: Doc::text(format!("suite {} {{", it.name.node)),
            clauses: Some(it.clauses.iter().map(|c| suite_clause(&c.node, quote)).collect()),
        },
    }
}

fn id_binding(id: &IdBinding, write: Quote<'_>) -> Doc {
    let mut parts = vec![Doc::text(write(&id.id))];
    if !id.arguments.is_empty() {
        parts.extend([Doc::text(","), Doc::Line, argument_list(&id.arguments)]);
    }
    bracketed("@id(", Doc::All(parts), ",", ")")
}

fn parameters(given: &[Parameter]) -> Doc {
    if given.is_empty() {
        return Doc::text("()");
    }
    let mut parts = Vec::new();
    let mut rest = given.iter().peekable();
    while let Some(it) = rest.next() {
        let next = rest.peek().map(|next| Doc::text(next.name.node.as_str()));
        parts.push(parameter(it, next.as_ref()));
        if next.is_some() {
            parts.extend([Doc::text(","), Doc::Line]);
        }
    }
    bracketed("(", Doc::All(parts), ",", ")")
}

fn parameter(it: &Parameter, next: Option<&Doc>) -> Doc {
    let mut parts = vec![Doc::text(format!("{}: {}", it.name.node, type_name(&it.ty.node)))];
    // A noun would take the condition for its own filter.
    let measure = |e| match it.condition {
        Some(_) => operand(e).before_where(),
        None => operand(e).before_comma_and(next),
    };
    if let Some(default) = &it.default {
        parts.extend([Doc::text(" = "), measure(default)]);
    }
    if let Some(distribution) = &it.distribution {
        parts.extend([Doc::text(" ~ "), measure(&distribution.from)]);
        if let Some(step) = &distribution.step {
            parts.extend([Doc::text(" step "), measure(step)]);
        }
    }
    if let Some(given) = &it.condition {
        parts.extend([Doc::text(" where "), condition(given).before_comma_and(next)]);
    }
    Doc::All(parts)
}

fn type_name(ty: &TypeName) -> String {
    match ty {
        TypeName::Named(name) => name.clone(),
        TypeName::List(inner) => format!("list of {}", type_name(&inner.node)),
        TypeName::RangeOf(name) => format!("range of {}", name.node),
        TypeName::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(|t| type_name(&t.node)).collect();
            format!("({})", parts.join(", "))
        }
    }
}

fn clause(it: &Clause, write: Quote<'_>) -> Doc {
    match it {
        Clause::Require(e) => Doc::All(vec![Doc::text("require "), claim(e).doc]),
        Clause::Let { name, value } => {
            Doc::All(vec![Doc::text(format!("let {} = ", name.node)), claim(value).doc])
        }
        Clause::Judge(question) => Doc::text(format!("judge {}", write(question))),
        Clause::Say { language, template } => {
            let tag = language.as_ref().map(|l| format!("[{}]", l.node)).unwrap_or_default();
            Doc::text(format!("say{tag} {}", write(template)))
        }
        Clause::Example { accept, arguments: given, response, prompt } => {
            let mut parts = vec![Doc::text(if *accept { "accept" } else { "reject" })];
            if !given.is_empty() {
                parts.push(arguments(given));
            }
            parts.push(Doc::text(format!(" {}", write(response))));
            if let Some(prompt) = prompt {
                parts.push(Doc::text(format!(" to {}", write(prompt))));
            }
            Doc::All(parts)
        }
    }
}

fn task_clause(it: &TaskClause, write: Quote<'_>) -> Doc {
    match it {
        TaskClause::Prompt(text) => Doc::text(format!("prompt {}", write(text))),
        TaskClause::Require(e) => Doc::All(vec![Doc::text("require "), claim(e).doc]),
    }
}

fn suite_clause(it: &SuiteClause, write: Quote<'_>) -> Doc {
    let with = |word: &str, e| Doc::All(vec![Doc::text(word), operand(e).doc]);
    match it {
        SuiteClause::Prompt(text) => Doc::text(format!("prompt {}", write(text))),
        SuiteClause::Seeds(path) => Doc::text(format!("seeds {}", write(path))),
        SuiteClause::Tasks(e) => with("tasks ", e),
        SuiteClause::Holdout(e) => with("holdout ", e),
        SuiteClause::Draw { size, from, except, repeats } => {
            let mut parts = vec![with("draw ", size), Doc::text(format!(" from {}", sources(from)))];
            if !except.is_empty() {
                parts.push(Doc::text(format!(" except {}", sources(except))));
            }
            if *repeats {
                parts.push(Doc::text(" with repeats"));
            }
            Doc::All(parts)
        }
    }
}

fn sources(all: &[Source]) -> String {
    let one = |s: &Source| match &s.member {
        Some(member) => format!("{}.{}", s.name.node, member.node),
        None => s.name.node.clone(),
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A documentation line.
pub(in crate::syntax) fn doc_line(text: &str) -> String {
    if text.is_empty() { "///".to_owned() } else { format!("/// {text}") }
}

/// Writes every quoted text anew.
pub(in crate::syntax) fn quote_anew(text: &Spanned<String>) -> String {
    quote(&text.node)
}
