//! A cursor over the children of a pest pair: asks for what the grammar promises, and reports it as an
//! internal error, not a panic, should the two ever disagree.

use super::super::grammar::{Base, Rule, children};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use pest::iterators::Pair;

pub(super) type Parsed<T> = Result<T, Diagnostic>;

pub(super) struct Cursor<'i> {
    pairs: std::iter::Peekable<std::vec::IntoIter<Pair<'i, Rule>>>,
    pub(super) span: Span,
}

impl<'i> Cursor<'i> {
    pub(super) fn of(pair: Pair<'i, Rule>, base: Base) -> Cursor<'i> {
        let span = base.span(&pair);
        let pairs: Vec<Pair<'i, Rule>> = children(pair).collect();
        Cursor { span, pairs: pairs.into_iter().peekable() }
    }

    pub(super) fn expect(&mut self, rule: Rule) -> Parsed<Pair<'i, Rule>> {
        self.take(rule).ok_or_else(|| self.broken(rule))
    }

    pub(super) fn take(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.pairs.next_if(|p| p.as_rule() == rule)
    }

    pub(super) fn any(&mut self) -> Parsed<Pair<'i, Rule>> {
        self.pairs.next().ok_or_else(|| self.broken(Rule::EOI))
    }

    pub(super) fn next(&mut self) -> Option<Pair<'i, Rule>> {
        self.pairs.next()
    }

    pub(super) fn broken(&self, rule: Rule) -> Diagnostic {
        Diagnostic::error(
            Code::Syntax,
            format!("internal: the parser and its grammar disagree about `{rule:?}`"),
        )
        .at(self.span, "while reading this")
        .help("this is a bug of hirc, please report it with the source")
    }
}
