//! What could stand where the grammar stopped.

use super::grammar::Rule;
use super::keywords::Keyword;
use std::fmt;

/// One thing that the grammar would have taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expected {
    /// Nothing more.
    End,
    /// The end of an expression that could also go on.
    EndOfExpression,
    /// Any declaration.
    Declaration,
    /// This word.
    Keyword(Keyword),
    /// `@id(…)`.
    Id,
    /// `(…)` behind the name that is declared.
    Parameters,
    /// `name: type`.
    Parameter,
    /// `= …` behind a parameter's type.
    Default,
    /// `~ …` behind a parameter's type.
    Distribution,
    /// A type.
    Type,
    /// A clause of a constraint.
    Clause,
    /// A clause of a task.
    TaskClause,
    /// A clause of a suite.
    SuiteClause,
    /// A module or constraint to draw from.
    Source,
    /// `with repeats`.
    Repeats,
    /// A claim or a value.
    Expression,
    /// `:`.
    Colon,
    /// `in`, `=`, `<` and the like.
    Comparison,
    /// What a comparison can ignore.
    Normalisation,
    /// `..`.
    Dots,
    /// `+`, `-`, `*`, `/`.
    Operator,
    /// `{ …; … }`.
    Block,
    /// A claim in a block.
    BlockItem,
    /// `(…)` of a call.
    Arguments,
    /// An argument.
    Argument,
    /// A number.
    Number,
    /// `"…"`.
    Text,
    /// `/…/`.
    Pattern,
    /// A name that the reader gives.
    Name,
    /// `en`, `de`.
    LanguageTag,
    /// `{`.
    OpenBrace,
    /// `}`.
    CloseBrace,
    /// `)`.
    CloseParen,
    /// `]`.
    CloseBracket,
    /// `=`.
    Equals,
}

impl Expected {
    /// What a rule of the grammar stands for; `None` for those that only join others.
    pub(super) fn of(rule: Rule) -> Option<Expected> {
        Some(match rule {
            Rule::EOI => Expected::End,
            Rule::file | Rule::lone_item | Rule::item | Rule::attributed => Expected::Declaration,
            Rule::library_item => Expected::Keyword(Keyword::Library),
            Rule::use_item => Expected::Keyword(Keyword::Use),
            Rule::id_attribute => Expected::Id,
            Rule::constraint_item => Expected::Keyword(Keyword::Constraint),
            Rule::define_item => Expected::Keyword(Keyword::Define),
            Rule::task_item => Expected::Keyword(Keyword::Task),
            Rule::suite_item => Expected::Keyword(Keyword::Suite),
            Rule::parameters => Expected::Parameters,
            Rule::parameter => Expected::Parameter,
            Rule::default => Expected::Default,
            Rule::distribution => Expected::Distribution,
            Rule::condition | Rule::filter => Expected::Keyword(Keyword::Where),
            Rule::r#type | Rule::list_type | Rule::range_type | Rule::pair_type => Expected::Type,
            Rule::clause | Rule::require_clause | Rule::judge_clause | Rule::let_clause => Expected::Clause,
            Rule::task_clause => Expected::TaskClause,
            Rule::suite_clause
            | Rule::seeds_clause
            | Rule::draw_clause
            | Rule::tasks_clause
            | Rule::holdout_clause => Expected::SuiteClause,
            Rule::sources | Rule::source => Expected::Source,
            Rule::repeats => Expected::Repeats,
            Rule::prompt_clause => Expected::Keyword(Keyword::Prompt),
            Rule::colon | Rule::then => Expected::Colon,
            Rule::comparison | Rule::comparator => Expected::Comparison,
            Rule::is_test => Expected::Keyword(Keyword::Is),
            Rule::normalisation => Expected::Normalisation,
            Rule::up_to | Rule::dots => Expected::Dots,
            Rule::add_op | Rule::mul_op | Rule::minus => Expected::Operator,
            Rule::braced => Expected::Block,
            Rule::block_item => Expected::BlockItem,
            Rule::arguments => Expected::Arguments,
            Rule::argument => Expected::Argument,
            Rule::of_part => Expected::Keyword(Keyword::Of),
            Rule::number | Rule::decimal | Rule::digits | Rule::integer => Expected::Number,
            Rule::string | Rule::string_inner | Rule::escape => Expected::Text,
            Rule::pattern | Rule::pattern_inner | Rule::pattern_flag => Expected::Pattern,
            Rule::name => Expected::Name,
            Rule::language_tag => Expected::LanguageTag,
            Rule::open_brace => Expected::OpenBrace,
            Rule::close_brace => Expected::CloseBrace,
            Rule::close_paren => Expected::CloseParen,
            Rule::close_bracket => Expected::CloseBracket,
            Rule::equals => Expected::Equals,
            _ if is_expression(rule) => Expected::Expression,
            _ => return Expected::of_keyword(Keyword::of_rule(rule)?),
        })
    }

    /// A keyword by itself; `None` where the rule that begins with it is named instead.
    fn of_keyword(keyword: Keyword) -> Option<Expected> {
        use Keyword::{
            And, As, Each, Else, Except, For, From, Ignoring, In, Of, Or, Order, Step, To, Version, Weight,
            Where,
        };
        match keyword {
            In => Some(Expected::Comparison),
            And | As | Each | Else | Except | For | From | Ignoring | Of | Or | Order | Step | To
            | Version | Weight | Where => Some(Expected::Keyword(keyword)),
            _ if Keyword::NORMALISATIONS.contains(&keyword) => Some(Expected::Normalisation),
            _ => None,
        }
    }

    /// Whether it goes on with an expression, so that it is no mistake's likely repair.
    fn continues(self) -> bool {
        use Keyword::{And, For, Ignoring, Is, Of, Or, Weight, Where};
        match self {
            Expected::Operator | Expected::Comparison | Expected::Arguments | Expected::Dots => true,
            Expected::Keyword(word) => matches!(word, Is | Ignoring | Of | Where | And | Or | Weight | For),
            _ => false,
        }
    }

    /// Whether it ends the expression before it.
    fn ends_expression(self) -> bool {
        matches!(
            self,
            Expected::Clause
                | Expected::TaskClause
                | Expected::SuiteClause
                | Expected::CloseBrace
                | Expected::Expression
                | Expected::End
        )
    }
}

fn is_expression(rule: Rule) -> bool {
    matches!(
        rule,
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
            | Rule::quantified
    )
}

/// Everything that could stand at one place, each once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectation(Vec<Expected>);

impl Expectation {
    pub(super) fn of(rules: &[Rule]) -> Expectation {
        let mut out = Vec::new();
        for expected in rules.iter().filter_map(|&rule| Expected::of(rule)) {
            if !out.contains(&expected) {
                out.push(expected);
            }
        }
        Expectation(out)
    }

    /// Where nearly everything may follow: the ways to go on with an expression count as one.
    #[must_use]
    pub(super) fn in_brief(mut self) -> Expectation {
        if self.0.iter().filter(|e| e.continues()).count() > 1 {
            self.0.retain(|e| !e.continues() && !e.ends_expression());
            self.0.extend([Expected::Operator, Expected::EndOfExpression]);
        }
        self
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Expected> + '_ {
        self.0.iter().copied()
    }

    pub(super) fn contains(&self, expected: Expected) -> bool {
        self.0.contains(&expected)
    }

    /// Whether nothing else could stand there.
    pub(super) fn is_only(&self, expected: Expected) -> bool {
        self.0 == [expected]
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((last, rest)) = self.0.split_last() else { return f.write_str("something else") };
        for (i, expected) in rest.iter().enumerate() {
            write!(f, "{}{expected}", if i > 0 { ", " } else { "" })?;
        }
        write!(f, "{}{last}", if rest.is_empty() { "" } else { " or " })
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |f: &mut fmt::Formatter<'_>, keywords: &[Keyword], joint: &str| {
            keywords.iter().enumerate().try_for_each(|(i, keyword)| {
                let before = match i {
                    0 => "",
                    i if i + 1 == keywords.len() => joint,
                    _ => ", ",
                };
                write!(f, "{before}{keyword}")
            })
        };
        match self {
            Expected::Declaration => {
                let (_, shown) = Keyword::DECLARATIONS.split_last().unwrap_or((&Keyword::Use, &[]));
                f.write_str("a declaration (")?;
                words(f, shown, ", ")?;
                f.write_str(")")
            }
            Expected::Keyword(keyword) => keyword.fmt(f),
            Expected::Clause => words(f, &Keyword::CLAUSES, ", "),
            Expected::TaskClause => words(f, &Keyword::TASK_CLAUSES, ", "),
            Expected::SuiteClause => words(f, &Keyword::SUITE_CLAUSES, ", "),
            Expected::Normalisation => words(f, &Keyword::NORMALISATIONS, " or "),
            other => f.write_str(other.phrase()),
        }
    }
}

impl Expected {
    /// Those whose words are not in the table of keywords.
    fn phrase(self) -> &'static str {
        match self {
            Expected::End => "the end of the declaration",
            Expected::EndOfExpression => "the end of the expression",
            Expected::Id => "`@id(…)`",
            Expected::Parameters => "parameters in `(…)`",
            Expected::Parameter => "a parameter (`name: type`)",
            Expected::Default => "`= default`",
            Expected::Distribution => "`~ distribution`",
            Expected::Type => "a type",
            Expected::Source => "a module or a constraint (`length`, `length.words`)",
            Expected::Repeats => "`with repeats`",
            Expected::Expression => "an expression",
            Expected::Colon => "`:`",
            Expected::Comparison => "a comparison (`in`, `=`, `<`, …)",
            Expected::Dots => "`..`",
            Expected::Operator => "an operator",
            Expected::Block => "`{ …; … }`",
            Expected::BlockItem => "a claim",
            Expected::Arguments => "arguments in `(…)`",
            Expected::Argument => "an argument",
            Expected::Number => "a number",
            Expected::Text => "text in quotes",
            Expected::Pattern => "a pattern",
            Expected::Name => "a name",
            Expected::LanguageTag => "a language tag",
            Expected::OpenBrace => "`{`",
            Expected::CloseBrace => "`}`",
            Expected::CloseParen => "`)`",
            Expected::CloseBracket => "`]`",
            Expected::Equals => "`=`",
            Expected::Declaration
            | Expected::Keyword(_)
            | Expected::Clause
            | Expected::TaskClause
            | Expected::SuiteClause
            | Expected::Normalisation => "",
        }
    }
}
