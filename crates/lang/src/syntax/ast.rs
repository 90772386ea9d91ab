//! The syntax tree of a `.hir` file, as written. Nothing is resolved here.
//!
//! Trees are compared without their spans, so that `parse(print(tree)) == tree` is one line.

use crate::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use crate::source::Span;

/// A thing and where it stands. Equality ignores the place.
#[derive(Clone, Copy, Debug)]
pub struct Spanned<T> {
    /// The thing.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

/// A name and where it stands.
pub type Name = Spanned<String>;

/// A file: declarations in the order of the source, and every comment.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The declarations.
    pub items: Vec<Item>,
    /// `//` and `//!` comments, in order; documentation comments belong to their items.
    pub comments: Vec<Comment>,
}

/// A comment that is not documentation.
#[derive(Clone, Debug)]
pub struct Comment {
    /// The comment with its slashes, without the line break.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether something else stands before it on its line.
    pub trailing: bool,
}

impl PartialEq for Comment {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A declaration with its documentation.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The lines of `///`, without the slashes and one blank.
    pub docs: Vec<String>,
    /// What is declared.
    pub kind: ItemKind,
    /// From the first documentation line to the end.
    pub span: ItemSpan,
    /// Whether clauses are missing because they could not be read.
    pub broken: bool,
}

/// An item's place; never a reason for two trees to differ.
#[derive(Clone, Copy, Debug)]
pub struct ItemSpan(pub Span);

impl PartialEq for ItemSpan {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What an item declares.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// `library NAME version "1.0.0"`.
    Library {
        /// The library's name.
        name: Name,
        /// Its version.
        version: Option<Spanned<String>>,
    },
    /// `use NAME`, `use "path" as NAME`.
    Use {
        /// What is used.
        target: UseTarget,
        /// The name that it gets here.
        alias: Option<Name>,
    },
    /// `constraint NAME(…) { … }`.
    Constraint(Constraint),
    /// `define NAME(…) = …`: a named expression.
    Define {
        /// Its name.
        name: Name,
        /// Its parameters.
        parameters: Vec<Parameter>,
        /// What it stands for.
        body: Expr,
    },
    /// `task NAME { … }`.
    Task(Task),
    /// `suite NAME { … }`.
    Suite(Suite),
}

/// What a `use` refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum UseTarget {
    /// A module by name.
    Module(Name),
    /// A file by path.
    File(Spanned<String>),
}

/// A constraint as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// `@id(…)` lines.
    pub ids: Vec<IdBinding>,
    /// The name.
    pub name: Name,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// `require`, `judge`, `let`, `say`, `accept`, `reject`, in order.
    pub clauses: Vec<Spanned<Clause>>,
}

/// `@id("…", param: conversion, …)`: the constraint stands for an instruction id of an existing data set.
#[derive(Clone, Debug, PartialEq)]
pub struct IdBinding {
    /// The id.
    pub id: Spanned<String>,
    /// How parameters are read from the record's kwargs; a parameter not named is the kwarg of its own name.
    pub arguments: Vec<Argument>,
    /// The whole attribute.
    pub span: ItemSpan,
}

/// A parameter of a constraint or definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Spanned<TypeName>,
    /// `= default`.
    pub default: Option<Expr>,
    /// `~ 50..300 step 50`.
    pub distribution: Option<Distribution>,
    /// `where k <= n`.
    pub condition: Option<Expr>,
}

/// What suites draw a parameter from.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// A range or a list.
    pub from: Expr,
    /// The grid of a range.
    pub step: Option<Expr>,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName {
    /// `int`, `text`, `range`, …
    Named(String),
    /// `list of T`.
    List(Box<Spanned<TypeName>>),
    /// `range of percent`.
    RangeOf(Name),
    /// `(T, U)`.
    Tuple(Vec<Spanned<TypeName>>),
}

/// One line of a constraint's body.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// `require PREDICATE`.
    Require(Expr),
    /// `judge "…"`: a question about the response that can't be computed; yes satisfies.
    Judge(Spanned<String>),
    /// `let NAME = EXPRESSION`.
    Let {
        /// The name.
        name: Name,
        /// What it stands for.
        value: Expr,
    },
    /// `say "…"`, `say[de] "…"`.
    Say {
        /// The language, English if absent.
        language: Option<Spanned<String>>,
        /// The template.
        template: Spanned<String>,
    },
    /// `accept(…) "…"`, `reject(…) "…" to "prompt"`.
    Example {
        /// Whether the constraint must hold.
        accept: bool,
        /// The arguments.
        arguments: Vec<Argument>,
        /// The response.
        response: Spanned<String>,
        /// The prompt that it answers.
        prompt: Option<Spanned<String>>,
    },
}

/// A task: a prompt and what is required of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The name that records refer to.
    pub name: Name,
    /// `prompt "…"`, `require …`, in order.
    pub clauses: Vec<Spanned<TaskClause>>,
}

/// One line of a task.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskClause {
    /// `prompt "…"`.
    Prompt(Spanned<String>),
    /// `require …`.
    Require(Expr),
}

/// A suite: where tasks are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Suite {
    /// The name.
    pub name: Name,
    /// `seeds …`, `prompt …`, `draw …`, `tasks …`, `holdout …`, in order.
    pub clauses: Vec<Spanned<SuiteClause>>,
}

/// One line of a suite.
#[derive(Clone, Debug, PartialEq)]
pub enum SuiteClause {
    /// `prompt "…"`: a seed prompt.
    Prompt(Spanned<String>),
    /// `seeds "file.jsonl"`: a file of seed prompts.
    Seeds(Spanned<String>),
    /// `draw 3..6 from length, format except format.json_only with repeats`.
    Draw {
        /// How many constraints a task gets.
        size: Expr,
        /// Where they are drawn from.
        from: Vec<Source>,
        /// What is left out.
        except: Vec<Source>,
        /// Whether a constraint may come twice in a task.
        repeats: bool,
    },
    /// `tasks 2000`: how many.
    Tasks(Expr),
    /// `holdout 10%`: the share kept for evaluation.
    Holdout(Expr),
}

/// A module, or a constraint of one: `length`, `length.words`.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The module; or, alone, a module or a constraint declared beside the suite.
    pub name: Name,
    /// The constraint in the module.
    pub member: Option<Name>,
}

/// An argument, by position or by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The parameter's name.
    pub label: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// An expression and its place.
pub type Expr = Spanned<Box<ExprKind>>;

/// What an expression is, as written.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `3`.
    Int(i64),
    /// `0.5`.
    Float(f64),
    /// `40%`, as 0.4.
    Percent(f64),
    /// `true`.
    Bool(bool),
    /// `"…"`, unescaped.
    Text(String),
    /// `/…/`, `/…/i`, source as written.
    Pattern {
        /// Between the slashes.
        source: String,
        /// The flag `i`.
        ignore_case: bool,
    },
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `(a, b)`.
    Tuple(Vec<Expr>),
    /// `[item for each x in source]`.
    Comprehension {
        /// What is collected.
        item: Expr,
        /// The names bound, none for a unit (`for each sentence`).
        binders: Vec<Name>,
        /// What is gone through.
        source: Expr,
    },
    /// A name, a call or a part of the text.
    Noun(Noun),
    /// `a..b`, either end optional.
    Range {
        /// Lower end, included.
        low: Option<Expr>,
        /// Upper end, included.
        high: Option<Expr>,
    },
    /// `-x`.
    Negate(Expr),
    /// `x ignoring case, punctuation`.
    Ignoring {
        /// The text or pattern.
        value: Expr,
        /// What to ignore.
        normalisations: Vec<Spanned<Normalisation>>,
    },
    /// `a + b` and the like.
    Arithmetic {
        /// Which.
        operator: Arithmetic,
        /// Left side.
        left: Expr,
        /// Right side.
        right: Expr,
    },
    /// `a in b`, `a <= b`.
    Compare {
        /// Which.
        operator: Comparison,
        /// Left side.
        left: Expr,
        /// Right side.
        right: Expr,
    },
    /// `x is not blank`; without a subject it speaks of the current scope.
    Is {
        /// What is tested.
        subject: Option<Expr>,
        /// `is not`.
        negated: bool,
        /// `lowercase`, `json`, `language`.
        class: Name,
        /// Its arguments.
        arguments: Vec<Argument>,
    },
    /// `not p`.
    Not(Expr),
    /// `p and q and r`.
    And(Vec<Expr>),
    /// `p or q`.
    Or(Vec<Expr>),
    /// `each paragraph: p`.
    Quantified {
        /// Which.
        quantifier: Quantifier,
        /// Written with `?`: nothing to speak of is fine.
        vacuous: bool,
        /// The names bound; none for a unit.
        binders: Vec<Name>,
        /// What is gone through.
        source: Expr,
        /// What is claimed of each.
        body: Expr,
    },
    /// `if c: p else: q`.
    If {
        /// The condition.
        condition: Expr,
        /// Claimed if it holds.
        then: Expr,
        /// Claimed if not.
        otherwise: Option<Expr>,
    },
    /// `first line: p`.
    Scoped {
        /// The part spoken of.
        scope: Expr,
        /// What is claimed of it.
        body: Expr,
    },
    /// `all { p; q }` and the like.
    Block {
        /// Which.
        kind: BlockKind,
        /// The claims.
        items: Vec<BlockItem>,
    },
}

/// A name with what may surround it: `first word`, `paragraph 2`, `words of s where …`, `m.f(x)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Noun {
    /// `first`, `last`.
    pub pick: Option<Pick>,
    /// The module, for `module.name`.
    pub module: Option<Name>,
    /// The name itself.
    pub name: Name,
    /// Written with `?`: `section?("x")`.
    pub optional: bool,
    /// `(…)`, if there.
    pub arguments: Option<Vec<Argument>>,
    /// `paragraph 2`, `word "x"`.
    pub index: Option<Expr>,
    /// `words of s`.
    pub of: Option<Expr>,
    /// `words where …`.
    pub filter: Option<Expr>,
}

/// Which one of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The first.
    First,
    /// The last.
    Last,
}

/// A claim in a block.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockItem {
    /// The claim.
    pub claim: Expr,
    /// How much it weighs in the score; 1 if not said.
    pub weight: Option<f64>,
}
