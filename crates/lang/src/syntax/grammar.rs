//! The pest parser generated from `grammar/hir.pest`. Private: no pest type leaves `syntax`.

use super::expected::Expectation;
use super::keywords::Keyword;
use super::syntax_errors;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "../../grammar/hir.pest"]
struct HirParser;

/// Where a stretch of source stands in its file.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) file: FileId,
    pub(super) offset: usize,
}

impl Base {
    /// Where a pair stands. Pest counts the blanks in front of an absent optional part as the pair's own:
    /// they are left out here, and comments are blanks by the time that the grammar sees them.
    pub(super) fn span(self, pair: &Pair<'_, Rule>) -> Span {
        let s = pair.as_span();
        let blanks = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{FEFF}');
        let length = s.as_str().trim_end_matches(blanks).len();
        Span::new(self.file, self.offset + s.start(), self.offset + s.start() + length)
    }
}

/// Parses one stretch of source by one rule.
pub(super) fn parse(rule: Rule, text: &str, base: Base) -> Result<Pairs<'_, Rule>, Diagnostic> {
    HirParser::parse(rule, text).map_err(|error| {
        let (at, expected) = stop(&error);
        syntax_errors::explain(text, at, &expected.in_brief(), base)
    })
}

/// Where a text stops to follow a rule, and what could stand there; `None` if all of it does.
pub(super) fn expected(rule: Rule, text: &str) -> Option<(usize, Expectation)> {
    HirParser::parse(rule, text).err().map(|error| stop(&error))
}

fn stop(error: &pest::error::Error<Rule>) -> (usize, Expectation) {
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let rules: &[Rule] = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        // The parser never makes one of its own.
        ErrorVariant::CustomError { .. } => &[],
    };
    (at, Expectation::of(rules))
}

/// The children of a pair that carry meaning: keywords that only introduce something are left out.
pub(super) fn children<'i>(pair: Pair<'i, Rule>) -> impl Iterator<Item = Pair<'i, Rule>> {
    pair.into_inner().filter(|p| !introduces(p.as_rule()))
}

fn introduces(rule: Rule) -> bool {
    let sign = matches!(
        rule,
        Rule::open_brace
            | Rule::close_brace
            | Rule::close_paren
            | Rule::close_bracket
            | Rule::equals
            | Rule::then
    );
    sign || Keyword::of_rule(rule).is_some_and(|keyword| !keyword.carries_meaning())
}
