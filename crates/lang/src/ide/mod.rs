//! What an editor asks about a place in a source: pure functions over what [`resolve`](crate::resolve) found.
//!
//! In: a [`Resolved`] program, complete or not, its [`SourceMap`](crate::source::SourceMap), and a [`Place`]. Out: plain data, in byte offsets;
//! [`SourceFile`](crate::source::SourceFile) turns them into an editor's positions and back.

mod complete;
mod hover;
#[cfg(test)]
mod tests;

pub use complete::{Completion, CompletionKind, complete};
pub use hover::{Hover, hover};

use crate::resolve::{Resolved, Symbol, SymbolKind, Target};
use crate::source::{FileId, Span};

/// A place in a source: where the cursor stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Bytes from its start.
    pub offset: u32,
}

/// Where the name at a place is declared; `None` for builtins, keywords and where no name stands.
pub fn definition(resolved: &Resolved, place: Place) -> Option<Span> {
    match target(resolved, place)? {
        Target::Declared(span) => Some(span),
        Target::Function(_) | Target::Unit(_) | Target::It | Target::Response | Target::Prompt => None,
    }
}

/// Every use of the name at a place, of builtins too, in the order of the sources. A declaration is not a use.
pub fn references(resolved: &Resolved, place: Place) -> Vec<Span> {
    target(resolved, place).map_or_else(Vec::new, |target| resolved.index().references_to(target).collect())
}

/// What a file declares, in its order: constraints, definitions, tasks and suites.
pub fn symbols(resolved: &Resolved, file: FileId) -> Vec<&Symbol> {
    let declared = |s: &&Symbol| s.span.file == file && !s.is_local() && s.kind != SymbolKind::Module;
    resolved.index().symbols().iter().filter(declared).collect()
}

/// What the name at a place refers to; a declared name refers to itself.
fn target(resolved: &Resolved, place: Place) -> Option<Target> {
    let index = resolved.index();
    let referred = index.reference_at(place.file, place.offset).map(|r| r.target);
    referred.or_else(|| index.symbol_at(place.file, place.offset).map(|s| Target::Declared(s.span)))
}
