//! The typed program: what `resolve` makes of sources, and what everything after it reads.
//!
//! In: nothing of the syntax but its small enums. Out: [`Program`], serialisable, with source spans.

mod constant;
mod expr;
mod functions;
mod literal;
mod plan;
mod stats;
mod types;

pub use constant::{Constant, Needle, PatternSource, Range, Real, Target, exact_text, measured_text};
pub use expr::{Absence, Expr, Kind, PatternPiece, Slot};
pub use functions::{
    ALL as FUNCTIONS, Anchor, Claim, DependsOn, Effort, Evidence, Formal, Function, FunctionFacts,
    FunctionRecord, Kind as FormalKind, Length, Origin, OuterBlanks, Preimage, Presence, Quantity, Rewrite,
    Side, Signature, Totality,
};
pub use literal::Literal;
pub use plan::{Node, NodeId, PLAN_VERSION, Piece, Plan, Root};
pub use stats::{ModuleStats, rests_on, stats};
pub use types::{Number, Type};

use crate::source::Span;

/// Everything that a set of sources declares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// Bodies of constraints and definitions.
    pub definitions: Vec<Definition>,
    /// Constraints, in the order of declaration, modules first that others use.
    pub constraints: Vec<Constraint>,
    /// Tasks.
    pub tasks: Vec<Task>,
    /// Suites.
    pub suites: Vec<Suite>,
}

/// A body with parameters.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Definition {
    /// `module.name`.
    pub name: String,
    /// The parameters; slots `1..=len`.
    pub parameters: Vec<Parameter>,
    /// What it stands for.
    pub body: Expr,
    /// How many slots the body needs.
    pub frame: u32,
}

/// A parameter of a definition.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What it is if not given.
    pub default: Option<Expr>,
    /// What must hold of it and the parameters before it; read in the definition's frame.
    pub condition: Option<Expr>,
    /// What suites draw it from.
    pub distribution: Option<Distribution>,
    /// Where it is declared.
    pub span: Span,
}

/// What suites draw a parameter from.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Distribution {
    /// A range or a list.
    pub from: Expr,
    /// The grid of a range.
    pub step: Option<Expr>,
}

/// A constraint: a definition that can be said and tested.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Constraint {
    /// The module it is declared in.
    pub module: String,
    /// Its own name.
    pub name: String,
    /// Its body.
    pub definition: u32,
    /// Instruction ids that it stands for.
    pub ids: Vec<IdBinding>,
    /// Its documentation.
    pub docs: String,
    /// Its phrases.
    pub phrases: Vec<Phrase>,
    /// Questions about the response that a judge must answer with yes, after everything that can be computed.
    pub judges: Vec<Phrase>,
    /// Its examples.
    pub examples: Vec<Example>,
    /// Where its name is declared.
    pub span: Span,
}

impl Constraint {
    /// `module.name`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.module, self.name)
    }
}

/// An instruction id of an existing data set, and how its kwargs become arguments.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct IdBinding {
    /// The id.
    pub id: String,
    /// The kwargs it reads, with the types they must have; slot `i` of the conversions is kwarg `i`.
    pub kwargs: Vec<Kwarg>,
    /// One conversion per parameter; `None` takes the parameter's default.
    pub conversions: Vec<Option<Expr>>,
}

/// A keyword argument of a record.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Kwarg {
    /// Its name in the record.
    pub name: String,
    /// The type it must have.
    pub ty: Type,
    /// Whether the record may leave it out: it only feeds parameters that have a default.
    pub optional: bool,
}

/// One `say` or `judge`: a template of text and parameters.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Phrase {
    /// The language; `en` if not said.
    pub language: String,
    /// The template's pieces.
    pub pieces: Vec<PhrasePiece>,
    /// Where it stands.
    pub span: Span,
}

/// A piece of a phrase.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum PhrasePiece {
    /// Text.
    Text(String),
    /// A parameter, filtered.
    Parameter {
        /// Its index.
        parameter: u32,
        /// How it is said.
        filter: PhraseFilter,
    },
}

/// How a parameter is said.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum PhraseFilter {
    /// As it is.
    Plain,
    /// `{n|of word}`: the number with a noun that agrees with it.
    Of(String),
    /// `{s|quoted}`.
    Quoted,
    /// `{l|list}`: `"a", "b" and "c"`.
    List,
    /// `{n|ordinal}`: `third`.
    Ordinal,
    /// `{n|words}`: `three`.
    Words,
}

/// An `accept` or `reject` line.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Example {
    /// Whether the constraint must hold.
    pub accept: bool,
    /// One argument per parameter.
    pub arguments: Vec<Expr>,
    /// The response.
    pub response: String,
    /// The prompt that it answers.
    pub prompt: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A task: a prompt and what is required of the response.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// The name.
    pub name: String,
    /// The prompt.
    pub prompt: Option<String>,
    /// What is required.
    pub requirements: Vec<Requirement>,
    /// Where it is declared.
    pub span: Span,
}

/// One requirement of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// How it is named in reports: the constraint's name, or the rule as written.
    pub label: String,
    /// The constraint that it calls directly, if it does, so that it can be said.
    pub constraint: Option<u32>,
    /// The claim; slot 0 is the response.
    pub claim: Expr,
    /// How many slots the claim needs.
    pub frame: u32,
    /// Where it stands.
    pub span: Span,
}

/// A suite: what tasks are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Suite {
    /// The name.
    pub name: String,
    /// Seed prompts written in the suite.
    pub prompts: Vec<String>,
    /// Files of seed prompts, as written: relative to the file that declares the suite.
    pub seeds: Vec<(String, Span)>,
    /// The fewest and the most constraints of a task.
    pub size: (usize, usize),
    /// The constraints to draw from, each once.
    pub from: Vec<u32>,
    /// Whether a constraint may come twice in a task.
    pub repeats: bool,
    /// How many tasks, unless the command line says otherwise.
    pub tasks: usize,
    /// The share of tasks held out for evaluation, in [0, 1).
    pub holdout: f64,
    /// Where it is declared.
    pub span: Span,
}

/// A constraint with its arguments.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Instance {
    /// The constraint's index in [`Program::constraints`].
    pub constraint: u32,
    /// One argument per parameter.
    pub arguments: Vec<Constant>,
}

impl Program {
    /// The constraint that an instance is of.
    pub fn constraint_of(&self, instance: &Instance) -> Option<&Constraint> {
        self.constraints.get(instance.constraint as usize)
    }

    /// The parameters of a constraint.
    pub fn parameters_of(&self, constraint: &Constraint) -> &[Parameter] {
        self.definitions.get(constraint.definition as usize).map_or(&[], |d| d.parameters.as_slice())
    }

    /// An instance as it is written in HIR: `length.words(40..60)`.
    pub fn source_of(&self, instance: &Instance) -> String {
        let Some(constraint) = self.constraint_of(instance) else { return String::new() };
        let name = constraint.full_name();
        let typed = self.parameters_of(constraint).iter().zip(&instance.arguments);
        let arguments: Vec<String> = typed.map(|(p, a)| a.literal(&p.ty).to_string()).collect();
        format!("{name}({})", arguments.join(", "))
    }
}
