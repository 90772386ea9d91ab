//! What stands against a request, for programs and for people.

use crate::load::Problems;
use crate::report::{Paint, render};
use hirc_lang::diagnostic::Diagnostic;
use hirc_lang::source::SourceMap;
use std::fmt;

/// Why something can't be done: one diagnostic or more, with the sources that they point into.
///
/// `Display` gives the first headline; [`Error::render`] all of it, with the places marked in the source, and so does `Debug`, which is
/// what a person reads when `main` returns it.
pub struct Error {
    diagnostics: Vec<Diagnostic>,
    sources: SourceMap,
}

impl Error {
    /// The diagnostics; at least one of them is an error, and all have stable codes.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// As a person reads it in a terminal, without colours: each message with its place, and what to do.
    ///
    /// ```
    /// let error = hirc::Checker::from_claims(&["count(wrods) in ..3"]).unwrap_err();
    /// assert!(error.render().contains("did you mean `words`"), "{}", error.render());
    /// ```
    pub fn render(&self) -> String {
        self.diagnostics.iter().map(|d| render(d, &self.sources, Paint::new(false))).collect()
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.diagnostics.iter().find(|d| d.is_error()).or(self.diagnostics.first());
        f.write_str(first.map_or("unknown error", |d| d.message.as_str()))
    }
}

impl std::error::Error for Error {}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Error {
        Error { diagnostics: problems.diagnostics, sources: problems.sources }
    }
}

impl From<Diagnostic> for Error {
    fn from(problem: Diagnostic) -> Error {
        Error { diagnostics: vec![problem], sources: SourceMap::default() }
    }
}
