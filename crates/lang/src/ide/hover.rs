//! What is known about the thing at a place.

use super::{Place, target};
use crate::program::{Expr, Kind, Parameter, Program};
use crate::resolve::{Resolved, Symbol, SymbolKind, Target};
use crate::source::{SourceMap, Span};
use crate::syntax::{Keyword, word_at};

/// A text about a stretch of source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// What it is about.
    pub span: Span,
    /// One line as it would be written in HIR; below a blank line, documentation.
    pub text: String,
}

/// What the name, keyword or expression at a place is.
pub fn hover(resolved: &Resolved, sources: &SourceMap, place: Place) -> Option<Hover> {
    let index = resolved.index();
    if let Some(target) = target(resolved, place) {
        let name = index.reference_at(place.file, place.offset).map(|r| r.span);
        let span = name.or_else(|| index.symbol_at(place.file, place.offset).map(|s| s.span))?;
        return Some(Hover { span, text: described(resolved, sources, target)? });
    }
    let text = &sources.get(place.file)?.text;
    if let Some(range) = word_at(text, place.offset as usize)
        && let Some(keyword) = text.get(range.clone()).and_then(Keyword::from_word)
    {
        let span = Span::new(place.file, range.start, range.end);
        return Some(Hover { span, text: documented(keyword.word(), keyword.doc()) });
    }
    let found = innermost(resolved.draft(), place)?;
    Some(Hover { span: found.span, text: found.ty.to_string() })
}

fn documented(head: &str, docs: &str) -> String {
    let docs: Vec<&str> = docs.trim().lines().map(str::trim).collect();
    if docs.is_empty() { head.to_owned() } else { format!("{head}\n\n{}", docs.join("\n")) }
}

fn described(resolved: &Resolved, sources: &SourceMap, target: Target) -> Option<String> {
    Some(match target {
        Target::Declared(span) => return symbol(resolved, sources, resolved.index().symbol(span)?),
        Target::Function(function) => {
            let signature = function.signature();
            documented(&format!("{}{signature}", function.name()), function.documentation())
        }
        Target::Unit(unit) => {
            documented(&format!("{} (one: {})", unit.plural(), unit.singular()), unit.definition())
        }
        Target::It => documented("it: text", "the text that is spoken of"),
        Target::Response => documented("response: text", "the whole response, whatever part is spoken of"),
        Target::Prompt => documented("prompt: text", Keyword::Prompt.doc()),
    })
}

fn symbol(resolved: &Resolved, sources: &SourceMap, symbol: &Symbol) -> Option<String> {
    let name = &symbol.name;
    let typed = symbol.ty.as_ref().map(|ty| format!(": {ty}")).unwrap_or_default();
    let module = || {
        let module = resolved.modules().find(|(file, _)| *file == symbol.span.file);
        module.map_or("", |(_, module)| module)
    };
    Some(match symbol.kind {
        SymbolKind::Module => {
            let lines = sources.get(symbol.span.file)?.text.lines();
            let docs: Vec<&str> = lines.map_while(|line| line.strip_prefix("//!")).collect();
            documented(&format!("module {name}"), &docs.join("\n"))
        }
        SymbolKind::Constraint => {
            let program = resolved.draft();
            let constraint = program.constraints.iter().find(|c| c.span == symbol.span)?;
            let parameters = listed(program.parameters_of(constraint));
            documented(&format!("constraint {}({parameters})", constraint.full_name()), &constraint.docs)
        }
        SymbolKind::Definition => {
            let full = format!("{}.{name}", module());
            let definition = resolved.draft().definitions.iter().find(|d| d.name == full)?;
            documented(&format!("define {full}({}){typed}", listed(&definition.parameters)), &symbol.docs)
        }
        SymbolKind::Task => documented(&format!("task {name}"), &symbol.docs),
        SymbolKind::Suite => documented(&format!("suite {name}"), &symbol.docs),
        SymbolKind::Value => format!("let {name}{typed}"),
        SymbolKind::Parameter | SymbolKind::Element => format!("{name}{typed}"),
    })
}

/// Parameters as they are declared.
pub(super) fn listed(parameters: &[Parameter]) -> String {
    let written: Vec<String> = parameters.iter().map(|p| format!("{}: {}", p.name, p.ty)).collect();
    written.join(", ")
}

/// The smallest expression that stands at a place and is understood.
fn innermost(program: &Program, place: Place) -> Option<&Expr> {
    let requirements = program.tasks.iter().flat_map(|t| &t.requirements).map(|r| &r.claim);
    let bodies = program.definitions.iter().map(|d| &d.body).chain(requirements);
    let mut best: Option<&Expr> = None;
    let mut open: Vec<&Expr> = bodies.filter(|e| e.span.file == place.file).collect();
    while let Some(e) = open.pop() {
        open.extend(e.parts());
        let inside = e.span.file == place.file && (e.span.start..=e.span.end).contains(&place.offset);
        let length = |e: &Expr| e.span.end - e.span.start;
        if inside
            && !matches!(e.kind.as_ref(), Kind::Hole)
            && best.is_none_or(|best| length(e) <= length(best))
        {
            best = Some(e);
        }
    }
    best
}
