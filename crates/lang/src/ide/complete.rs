//! What could be written at a place: the grammar says which kind of thing, the index which names.

use super::Place;
use super::hover::listed;
use crate::program::FUNCTIONS;
use crate::resolve::{Resolved, Symbol, SymbolKind, TYPES};
use crate::source::SourceMap;
use crate::syntax::{Context, Expected, Keyword, context};
use crate::text::Unit;

/// Something that could be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// The text that stands there then, from the start of the word at the cursor.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// More about it, on one line.
    pub detail: String,
}

/// What a completion is, in the order in which they are offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum CompletionKind {
    /// A parameter, a `let` or an element.
    Local,
    /// A constraint or definition.
    Declared,
    /// A module in use.
    Module,
    /// A function, or a class behind `is`.
    Function,
    /// A unit of text.
    Unit,
    /// `it`, `response`, `prompt`.
    Text,
    /// A type.
    Type,
    /// A keyword.
    Keyword,
}

/// Keywords that an expression can begin with.
const BEGINNINGS: [Keyword; 12] = [
    Keyword::All,
    Keyword::Any,
    Keyword::Each,
    Keyword::False,
    Keyword::First,
    Keyword::If,
    Keyword::In,
    Keyword::Last,
    Keyword::No,
    Keyword::None,
    Keyword::Not,
    Keyword::Some,
];

/// What could be written at a place, the nearest names first. Of the word that stands before the cursor, it must be a
/// continuation.
pub fn complete(resolved: &Resolved, sources: &SourceMap, place: Place) -> Vec<Completion> {
    let Some(source) = sources.get(place.file) else { return Vec::new() };
    let Some(context) = context(&source.text, place.offset as usize) else { return Vec::new() };
    let mut found = Found { resolved, text: &source.text, place, out: Vec::new() };
    match &context {
        Context { module: Some(module), .. } => found.members(module),
        Context { behind_is: true, .. } => found.classes(),
        Context { expected: Some(expected), .. } => expected.iter().for_each(|e| found.expected(e)),
        // What stands before can't be read: anything that stands in a body.
        Context { expected: None, .. } => {
            found.expressions();
            found.keywords(&Keyword::CLAUSES);
        }
    }
    let mut out = found.out;
    out.retain(|c| c.label.starts_with(context.word) && c.label != context.word);
    out.sort_by(|a, b| (a.kind, &a.label).cmp(&(b.kind, &b.label)));
    out.dedup();
    out
}

struct Found<'a> {
    resolved: &'a Resolved,
    text: &'a str,
    place: Place,
    out: Vec<Completion>,
}

impl Found<'_> {
    fn add(&mut self, label: &str, kind: CompletionKind, detail: &str) {
        let detail = detail.trim().lines().next().unwrap_or("").trim();
        self.out.push(Completion { label: label.to_owned(), kind, detail: detail.to_owned() });
    }

    fn keywords(&mut self, keywords: &[Keyword]) {
        keywords.iter().for_each(|k| self.add(k.word(), CompletionKind::Keyword, k.doc()));
    }

    fn expected(&mut self, expected: Expected) {
        match expected {
            Expected::Keyword(keyword) => self.keywords(&[keyword]),
            Expected::Declaration | Expected::End => self.keywords(&Keyword::DECLARATIONS),
            Expected::Clause => self.keywords(&Keyword::CLAUSES),
            Expected::TaskClause => self.keywords(&Keyword::TASK_CLAUSES),
            Expected::SuiteClause => self.keywords(&Keyword::SUITE_CLAUSES),
            Expected::Normalisation => self.keywords(&Keyword::NORMALISATIONS),
            Expected::Comparison => self.keywords(&[Keyword::In]),
            Expected::Type => TYPES.iter().for_each(|ty| self.add(ty, CompletionKind::Type, "")),
            Expected::Source => {
                self.declared();
                self.modules();
            }
            Expected::Expression | Expected::Argument | Expected::BlockItem => self.expressions(),
            Expected::EndOfExpression
            | Expected::Id
            | Expected::Parameters
            | Expected::Parameter
            | Expected::Default
            | Expected::Distribution
            | Expected::Repeats
            | Expected::Colon
            | Expected::Dots
            | Expected::Operator
            | Expected::Block
            | Expected::Arguments
            | Expected::Number
            | Expected::Text
            | Expected::Pattern
            | Expected::Name
            | Expected::LanguageTag
            | Expected::OpenBrace
            | Expected::CloseBrace
            | Expected::CloseParen
            | Expected::CloseBracket
            | Expected::Equals => {}
        }
    }

    fn expressions(&mut self) {
        let resolved = self.resolved;
        for symbol in resolved.index().symbols().iter().filter(|s| s.is_local()) {
            if self.is_visible(symbol) {
                let ty = symbol.ty.as_ref().map(ToString::to_string).unwrap_or_default();
                self.add(&symbol.name, CompletionKind::Local, &ty);
            }
        }
        self.declared();
        self.modules();
        for function in FUNCTIONS.iter().filter(|f| !f.name().contains(' ')) {
            self.add(function.name(), CompletionKind::Function, function.documentation());
        }
        for unit in Unit::ALL {
            self.add(unit.plural(), CompletionKind::Unit, unit.definition());
            self.add(unit.singular(), CompletionKind::Unit, unit.definition());
        }
        for text in ["it", "response", "prompt"] {
            self.add(text, CompletionKind::Text, "");
        }
        self.keywords(&BEGINNINGS);
        self.keywords(&[Keyword::True]);
    }

    /// The last line of a scope goes on to the cursor while it is being written.
    fn is_visible(&self, local: &Symbol) -> bool {
        let scope = local.scope;
        let behind = self.text.get(scope.end as usize..self.place.offset as usize);
        scope.file == self.place.file
            && scope.start <= self.place.offset
            && behind.is_none_or(|between| between.trim().is_empty())
    }

    fn declared(&mut self) {
        self.declared_in(self.place.file);
    }

    fn declared_in(&mut self, file: crate::source::FileId) {
        let resolved = self.resolved;
        let program = resolved.draft();
        for symbol in resolved.index().symbols().iter().filter(|s| s.span.file == file) {
            let detail = match symbol.kind {
                SymbolKind::Constraint => {
                    let constraint = program.constraints.iter().find(|c| c.span == symbol.span);
                    constraint.map(|c| format!("({})", listed(program.parameters_of(c)))).unwrap_or_default()
                }
                SymbolKind::Definition => symbol.ty.as_ref().map(ToString::to_string).unwrap_or_default(),
                SymbolKind::Module
                | SymbolKind::Task
                | SymbolKind::Suite
                | SymbolKind::Parameter
                | SymbolKind::Value
                | SymbolKind::Element => continue,
            };
            self.add(&symbol.name, CompletionKind::Declared, &detail);
        }
    }

    fn modules(&mut self) {
        let resolved = self.resolved;
        resolved.uses(self.place.file).for_each(|(name, _)| self.add(name, CompletionKind::Module, ""));
    }

    fn members(&mut self, module: &str) {
        let resolved = self.resolved;
        let file = resolved.uses(self.place.file).find(|(name, _)| *name == module).map(|(_, file)| file);
        if let Some(file) = file {
            self.declared_in(file);
        }
    }

    fn classes(&mut self) {
        for function in FUNCTIONS {
            if let Some(class) = function.name().strip_prefix("is ") {
                self.add(class, CompletionKind::Function, function.documentation());
            }
        }
    }
}
