//! The pest parser generated from `grammar/hir.pest`. Private: no pest type leaves `syntax`.

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
        let at = match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => expectation(positives),
            ErrorVariant::CustomError { message } => message.clone(),
        };
        syntax_errors::explain(text, at, &expected, base)
    })
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
    // In the middle of an expression nearly everything may follow: the ways to go on count as one.
    if words.iter().filter(|w| CONTINUES.contains(w)).count() > 1 {
        words.retain(|w| !CONTINUES.contains(w));
        words.retain(|w| {
            ![CLAUSES, TASK_CLAUSES, SUITE_CLAUSES, "`}`", "an expression", "the end of the declaration"]
                .contains(w)
        });
        words.extend(["an operator", "the end of the expression"]);
    }
    match words.split_last() {
        None => "something else".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}

const CLAUSES: &str = "`require`, `judge`, `let`, `say`, `accept`, `reject`";
const TASK_CLAUSES: &str = "`prompt`, `require`";
const SUITE_CLAUSES: &str = "`prompt`, `seeds`, `draw`, `tasks`, `holdout`";
const OPERATOR: &str = "an operator";
const COMPARISON: &str = "a comparison (`in`, `=`, `<`, …)";
const ARGUMENTS: &str = "arguments in `(…)`";

/// What may follow an expression without being a mistake's likely repair.
const CONTINUES: [&str; 12] = [
    OPERATOR,
    COMPARISON,
    ARGUMENTS,
    "`..`",
    "`is`",
    "`ignoring`",
    "`of`",
    "`where`",
    "`and`",
    "`or`",
    "`weight`",
    "`for`",
];

/// Grammar rules in the user's words; empty for those that only join others.
fn describe(rule: Rule) -> &'static str {
    match rule {
        Rule::EOI => "the end of the declaration",
        Rule::file | Rule::lone_item | Rule::item | Rule::attributed => {
            "a declaration (`constraint`, `define`, `task`, `suite`, `use`)"
        }
        Rule::library_item => "`library`",
        Rule::use_item => "`use`",
        Rule::id_attribute => "`@id(…)`",
        Rule::constraint_item => "`constraint`",
        Rule::define_item => "`define`",
        Rule::task_item => "`task`",
        Rule::suite_item => "`suite`",
        Rule::parameters => "parameters in `(…)`",
        Rule::parameter => "a parameter (`name: type`)",
        Rule::default => "`= default`",
        Rule::distribution => "`~ distribution`",
        Rule::condition | Rule::filter => "`where`",
        Rule::r#type | Rule::list_type | Rule::range_type | Rule::pair_type => "a type",
        Rule::clause | Rule::require_clause | Rule::judge_clause | Rule::let_clause => CLAUSES,
        Rule::task_clause => TASK_CLAUSES,
        Rule::suite_clause
        | Rule::seeds_clause
        | Rule::draw_clause
        | Rule::tasks_clause
        | Rule::holdout_clause => SUITE_CLAUSES,
        Rule::sources | Rule::source => "a module or a constraint (`length`, `length.words`)",
        Rule::repeats => "`with repeats`",
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
        | Rule::index
        | Rule::block
        | Rule::at_least_block
        | Rule::bracketed
        | Rule::group
        | Rule::part
        | Rule::boolean
        | Rule::conditional
        | Rule::quantified => "an expression",
        Rule::colon | Rule::then => "`:`",
        Rule::comparison | Rule::comparator | Rule::kw_in => COMPARISON,
        Rule::is_test => "`is`",
        Rule::normalisation | Rule::kw_case | Rule::kw_punctuation | Rule::kw_markup | Rule::kw_spacing => {
            "`case`, `punctuation`, `markup` or `spacing`"
        }
        Rule::up_to | Rule::dots => "`..`",
        Rule::add_op | Rule::mul_op | Rule::minus => OPERATOR,
        Rule::braced => "`{ …; … }`",
        Rule::block_item => "a claim",
        Rule::arguments => ARGUMENTS,
        Rule::argument => "an argument",
        Rule::number | Rule::decimal | Rule::digits | Rule::integer => "a number",
        Rule::string | Rule::string_inner | Rule::escape => "text in quotes",
        Rule::pattern | Rule::pattern_inner | Rule::pattern_flag => "a pattern",
        Rule::name => "a name",
        Rule::language_tag => "a language tag",
        Rule::open_brace => "`{`",
        Rule::close_brace => "`}`",
        Rule::close_paren => "`)`",
        Rule::close_bracket => "`]`",
        Rule::equals => "`=`",
        _ => keyword(rule),
    }
}

fn keyword(rule: Rule) -> &'static str {
    match rule {
        Rule::of_part | Rule::kw_of => "`of`",
        Rule::kw_and => "`and`",
        Rule::kw_except => "`except`",
        Rule::kw_from => "`from`",
        Rule::kw_or => "`or`",
        Rule::kw_else => "`else`",
        Rule::kw_each => "`each`",
        Rule::kw_for => "`for`",
        Rule::kw_ignoring => "`ignoring`",
        Rule::kw_order => "`order`",
        Rule::kw_step => "`step`",
        Rule::kw_to => "`to`",
        Rule::kw_as => "`as`",
        Rule::kw_version => "`version`",
        Rule::kw_weight => "`weight`",
        Rule::kw_where => "`where`",
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
        Rule::open_brace
            | Rule::close_brace
            | Rule::close_paren
            | Rule::close_bracket
            | Rule::equals
            | Rule::then
            | Rule::kw_and
            | Rule::kw_as
            | Rule::kw_constraint
            | Rule::kw_define
            | Rule::kw_draw
            | Rule::kw_else
            | Rule::kw_except
            | Rule::kw_for
            | Rule::kw_from
            | Rule::kw_holdout
            | Rule::kw_if
            | Rule::kw_ignoring
            | Rule::kw_is
            | Rule::kw_judge
            | Rule::kw_let
            | Rule::kw_library
            | Rule::kw_list
            | Rule::kw_not
            | Rule::kw_of
            | Rule::kw_or
            | Rule::kw_order
            | Rule::kw_prompt
            | Rule::kw_range
            | Rule::kw_repeats
            | Rule::kw_require
            | Rule::kw_say
            | Rule::kw_seeds
            | Rule::kw_step
            | Rule::kw_suite
            | Rule::kw_task
            | Rule::kw_tasks
            | Rule::kw_to
            | Rule::kw_use
            | Rule::kw_version
            | Rule::kw_weight
            | Rule::kw_where
            | Rule::kw_with
    )
}
