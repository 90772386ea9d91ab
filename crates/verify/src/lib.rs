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
mod reading;
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
pub use compile::{compile, prepare_task, requirement_instance, root};
pub use evaluate::{Evaluator, place};
pub use examples::{ExampleOutcome, JUNK, accepted_junk, arguments, holds, judge, run_examples};
pub use judgement::{Judgement, Truth};
pub use prepare::Prepared;
pub use reading::{PerReading, Reading, Readings};
pub use run::{Quote, check};
pub use search::{Found, Search};
pub use value::{Base, Context, Text, Value};
pub use verdict::{AS_GIVEN, ConstraintVerdict, Evidence, Measured, Outcome, Verdict};

use hirc_lang::{diagnostic, ops, phrase, program, resolve, source};
use hirc_text as text;
