//! HIR, the language: from source text to a typed program. Reads no file itself.
//!
//! In: sources, through a [`resolve::Loader`]. Out: a typed [`program::Program`] and [`diagnostic::Diagnostic`]s that point into
//! the [`source::SourceMap`]. [`phrase`] says constraints in the languages that they have phrases in.

pub mod diagnostic;
pub mod ide;
pub mod ops;
pub mod phrase;
pub mod program;
pub mod resolve;
pub mod source;
pub mod syntax;

use hirc_text as text;
