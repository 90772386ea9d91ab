//! The pest parser generated from `grammar/hir.pest`. Private: no pest type leaves `syntax`.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::{Pair, Pairs};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/hir.pest"]
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
        let (start, end) = match error.location {
            InputLocation::Pos(at) => {
                (at, at + text.get(at..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8))
            }
            InputLocation::Span((start, end)) => (start, end),
        };
        let found = found(text, start);
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => expectation(positives),
            ErrorVariant::CustomError { message } => message.clone(),
        };
        let span = Span::new(base.file, base.offset + start, base.offset + end.max(start));
        let diagnostic = Diagnostic::error(Code::Syntax, format!("unexpected {found}"));
        if expected.is_empty() {
            diagnostic.at(span, "")
        } else {
            diagnostic.at(span, format!("expected {expected}"))
        }
    })
}

fn found(text: &str, at: usize) -> String {
    let rest = text.get(at..).unwrap_or("");
    let Some(first) = rest.chars().next() else { return "end of the declaration".to_owned() };
    if first == '"' {
        return "text".to_owned();
    }
    if first == '\n' || first == '\r' {
        return "end of the line".to_owned();
    }
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').take(30).collect();
    if word.is_empty() { format!("`{first}`") } else { format!("`{word}`") }
}

/// What could stand there, in words a reader knows, each once.
fn expectation(rules: &[Rule]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for rule in rules {
        let word = describe(*rule);
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(6);
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

/// Grammar rules in the user's words; empty for those that only join others.
fn describe(rule: Rule) -> &'static str {
    match rule {
        Rule::EOI => "the end of the declaration",
        Rule::file | Rule::lone_item | Rule::item | Rule::attributed => {
            "a declaration (`constraint`, `define`, `task`, `use`)"
        }
        Rule::library_item => "`library`",
        Rule::use_item => "`use`",
        Rule::id_attribute => "`@id(…)`",
        Rule::constraint_item => "`constraint`",
        Rule::define_item => "`define`",
        Rule::task_item => "`task`",
        Rule::parameters => "parameters in `(…)`",
        Rule::parameter => "a parameter (`name: type`)",
        Rule::default => "`= default`",
        Rule::distribution => "`~ distribution`",
        Rule::condition | Rule::filter => "`where`",
        Rule::r#type | Rule::list_type | Rule::range_type | Rule::pair_type => "a type",
        Rule::clause | Rule::require_clause | Rule::let_clause => {
            "`require`, `let`, `say`, `accept`, `reject` or `}`"
        }
        Rule::task_clause => "`prompt`, `require` or `}`",
        Rule::prompt_clause => "`prompt`",
        Rule::lone_pred
        | Rule::lone_requirements
        | Rule::pred
        | Rule::and_pred
        | Rule::not_pred
        | Rule::scoped
        | Rule::scope
        | Rule::relation
        | Rule::cond
        | Rule::and_cond
        | Rule::not_cond
        | Rule::operand
        | Rule::range
        | Rule::sum
        | Rule::product
        | Rule::factor
        | Rule::primary
        | Rule::noun
        | Rule::path
        | Rule::for_each
        | Rule::conditional
        | Rule::quantified => "an expression",
        Rule::colon => "`:`",
        Rule::comparison | Rule::comparator | Rule::kw_in => "a comparison (`in`, `=`, `<`, …)",
        Rule::is_test => "`is`",
        Rule::normalisation | Rule::kw_case | Rule::kw_punctuation | Rule::kw_markup | Rule::kw_spacing => {
            "`case`, `punctuation`, `markup` or `spacing`"
        }
        Rule::up_to | Rule::dots => "`..`",
        Rule::add_op | Rule::mul_op | Rule::minus => "an operator",
        Rule::braced => "`{ …; … }`",
        Rule::block_item => "a claim",
        Rule::arguments | Rule::argument => "arguments in `(…)`",
        Rule::number | Rule::decimal | Rule::digits | Rule::integer => "a number",
        Rule::string | Rule::string_inner | Rule::escape => "text in quotes",
        Rule::pattern | Rule::pattern_inner | Rule::pattern_flag => "a pattern",
        Rule::name => "a name",
        Rule::language_tag => "a language tag",
        _ => "",
    }
}

/// The children of a pair that carry meaning: keywords that only introduce something are left out.
pub(super) fn children<'i>(pair: Pair<'i, Rule>) -> impl Iterator<Item = Pair<'i, Rule>> {
    pair.into_inner().filter(|p| !introduces(p.as_rule()))
}

fn introduces(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::kw_and
            | Rule::kw_as
            | Rule::kw_constraint
            | Rule::kw_define
            | Rule::kw_else
            | Rule::kw_for
            | Rule::kw_if
            | Rule::kw_ignoring
            | Rule::kw_is
            | Rule::kw_let
            | Rule::kw_library
            | Rule::kw_list
            | Rule::kw_not
            | Rule::kw_of
            | Rule::kw_or
            | Rule::kw_order
            | Rule::kw_prompt
            | Rule::kw_range
            | Rule::kw_require
            | Rule::kw_say
            | Rule::kw_step
            | Rule::kw_task
            | Rule::kw_to
            | Rule::kw_use
            | Rule::kw_version
            | Rule::kw_weight
            | Rule::kw_where
    )
}
