//! Syntax: `.hir` source to a tree and back.
//!
//! In: source text. Out: an [`ast::File`] with spans and comments, or diagnostics; and source again, formatted.
//! INVARIANT (round trip): parsing what is printed gives the same tree; formatting twice changes nothing more.
//! A file with diagnostics still gives the tree of its other declarations, for tools; nothing compiles it.

pub mod ast;
mod context;
mod expected;
mod format;
mod grammar;
mod keywords;
mod lexer;
mod parse;
mod print;
mod syntax_errors;
mod visit;

pub use context::{Context, context};
pub use expected::{Expectation, Expected};
pub use format::format;
pub use keywords::Keyword;
pub use lexer::word_at;
pub use parse::{MAX_SOURCE_BYTES, parse_file, parse_requirements};
pub(crate) use print::literal;
pub use print::{print_expr, print_file};
pub use visit::visit;
