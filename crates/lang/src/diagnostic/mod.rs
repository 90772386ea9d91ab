//! Diagnostics as plain data: what happened, where, what was expected, what to do.
//!
//! In: whatever went wrong in any folder above. Out: [`Diagnostic`] values that `report` renders.
//! INVARIANT (known names): every diagnostic's [`Code`] is an entry of the one table in `codes.rs`,
//! which `hirc explain` prints.

mod codes;
mod nearest;

pub use codes::{ALL, Code};
pub use nearest::nearest;

use crate::source::Span;
use std::fmt::Display;

/// A number of things: `1 task`, `2 tasks`.
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(n: N, one: &str, many: &str) -> String {
    format!("{n} {}", if n == N::from(1) { one } else { many })
}

/// How bad it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The input can be used, but is probably not what was meant.
    Warning,
    /// The input can't be used.
    Error,
}

/// A marked place, with a word about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty for a bare underline.
    pub text: String,
}

/// One message to the person: the headline stands alone, the labels say where, the help says what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Stable name, for `hirc explain`.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// Lower case, no final stop, the user's own words in back-ticks.
    pub message: String,
    /// The first is the main place; others point at what it conflicts with.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// A warning without a place yet.
    pub fn warning(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Says "did you mean", if a known name is near enough.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
        match nearest(wrong, known) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Whether it stops the work.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
