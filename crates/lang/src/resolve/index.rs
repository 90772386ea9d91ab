//! Which names are declared where, and what every name in the sources refers to: what an editor asks.

use crate::program::{Function, Type};
use crate::source::{FileId, Span};
use crate::text::Unit;

/// What a symbol names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolKind {
    /// A module, declared at the start of its file.
    Module,
    /// A constraint.
    Constraint,
    /// An expression with a name.
    Definition,
    /// A task.
    Task,
    /// A suite.
    Suite,
    /// A parameter of a constraint or definition.
    Parameter,
    /// What a `let` names.
    Value,
    /// What `each x in …` goes through.
    Element,
}

/// A declared name. The place of the name identifies it.
#[derive(Clone, PartialEq, Debug)]
pub struct Symbol {
    /// The name.
    pub name: String,
    /// What it names.
    pub kind: SymbolKind,
    /// Where the name stands in its declaration.
    pub span: Span,
    /// The whole declaration; for what is declared inside one, where the name can be used.
    pub scope: Span,
    /// The type of its value, if it is one and it could be told.
    pub ty: Option<Type>,
    /// The documentation above it.
    pub docs: String,
}

impl Symbol {
    /// Whether it is seen only inside a declaration.
    pub fn is_local(&self) -> bool {
        matches!(self.kind, SymbolKind::Parameter | SymbolKind::Value | SymbolKind::Element)
    }
}

/// What a name refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// The symbol declared at this place.
    Declared(Span),
    /// A builtin function, or a class behind `is`.
    Function(Function),
    /// A unit of text.
    Unit(Unit),
    /// `it`: the text that is spoken of.
    It,
    /// `response`.
    Response,
    /// `prompt`.
    Prompt,
}

/// A name that is used, and what it refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference {
    /// Where it stands.
    pub span: Span,
    /// What it refers to.
    pub target: Target,
}

/// All symbols and references of a set of sources.
#[derive(Clone, Debug, Default)]
pub struct Index {
    symbols: Vec<Symbol>,
    references: Vec<Reference>,
}

impl Index {
    pub(super) fn declare(&mut self, symbol: Symbol) {
        self.symbols.push(symbol);
    }

    pub(super) fn refer(&mut self, span: Span, target: Target) {
        self.references.push(Reference { span, target });
    }

    /// Puts everything in the order of the sources. A name that was looked at twice is one reference.
    pub(super) fn sort(&mut self) {
        self.symbols.sort_by_key(|s| s.span);
        self.symbols.dedup_by_key(|s| (s.span, s.kind as u8));
        self.references.sort_by_key(|r| r.span);
        self.references.dedup();
    }

    /// Every symbol, in the order of the sources.
    pub fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    /// Every reference, in the order of the sources.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// The symbol whose name stands at a place, in O(log n).
    pub fn symbol(&self, span: Span) -> Option<&Symbol> {
        let at = self.symbols.partition_point(|s| s.span < span);
        self.symbols.get(at).filter(|s| s.span == span)
    }

    /// The symbol that is declared at an offset, in O(log n).
    pub fn symbol_at(&self, file: FileId, offset: u32) -> Option<&Symbol> {
        let behind = self.symbols.partition_point(|s| (s.span.file, s.span.start) <= (file, offset));
        let last = self.symbols.get(behind.checked_sub(1)?)?;
        (last.kind != SymbolKind::Module && touches(last.span, file, offset)).then_some(last)
    }

    /// The reference that stands at an offset, in O(log n).
    pub fn reference_at(&self, file: FileId, offset: u32) -> Option<&Reference> {
        let behind = self.references.partition_point(|r| (r.span.file, r.span.start) <= (file, offset));
        self.references.get(behind.checked_sub(1)?).filter(|r| touches(r.span, file, offset))
    }

    /// Where a target is referred to, in the order of the sources.
    pub fn references_to(&self, target: Target) -> impl Iterator<Item = Span> + '_ {
        self.references.iter().filter(move |r| r.target == target).map(|r| r.span)
    }
}

/// A cursor behind the last letter of a name still stands at it.
fn touches(span: Span, file: FileId, offset: u32) -> bool {
    span.file == file && span.start <= offset && offset <= span.end
}
