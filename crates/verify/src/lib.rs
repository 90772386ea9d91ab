//! Verification: evaluates a plan over a response.
//!
//! In: a typed program or a plan, and a response. Out: a [`Verdict`] per constraint, with what decided it.
//! INVARIANT (two ways): `evaluate` (plans, cached, shared) and `reference` (the typed program, walked plainly) give
//! the same verdicts.

mod bind;
mod builtins;
mod by_text;
mod combine;
mod compare;
mod compile;
mod evaluate;
mod examples;
mod judgement;
mod normalise;
mod prepare;
#[cfg(test)]
mod reference;
mod run;
mod search;
#[cfg(test)]
mod tests;
mod value;
mod verdict;
mod views;

pub use bind::Binder;
pub use compile::{prepare_task, requirement_instance};
pub use evaluate::{Evaluator, place};
pub use examples::{ExampleOutcome, JUNK, accepted_junk, arguments, holds, judge, run_examples};
pub use judgement::{Judgement, Truth};
pub use prepare::Prepared;
pub use run::{Quote, check};
pub use search::{Found, Search};
pub use value::{Base, Context, Text, Value};
pub use verdict::{Evidence, Measured, Outcome, Verdict};

use hirc_lang::{diagnostic, phrase, program, resolve, source, syntax};
use hirc_text as text;

/// Which readings of a response are judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Modes {
    /// The response as it is.
    pub strict: bool,
    /// Any of the eight views of IFEval's loose mode: without first line, last line or both, and all of
    /// these without `*`.
    pub loose: bool,
}

/// The verdicts on one constraint of one record, in the modes that were asked for.
#[derive(Clone, Debug)]
pub struct ConstraintVerdict {
    /// The instruction id or the constraint's name.
    pub id: String,
    /// How the constraint is said to the model, with its arguments filled in; empty if it has no phrase.
    pub phrase: String,
    /// The verdict on the response as it is.
    pub strict: Option<Verdict>,
    /// The verdict on the first loose view that satisfies, and which view that was; where none does, on the response
    /// (`as given`).
    pub loose: Option<(Verdict, &'static str)>,
}
