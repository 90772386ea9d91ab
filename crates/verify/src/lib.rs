//! Verification: evaluates a plan over a response.
//!
//! In: a typed program or a plan, and a response. Out: a [`Verdict`] per constraint, with what decided it.
//! INVARIANT (two ways): `eval` (plans, memoised, shared) and `reference` (the typed program, walked plainly) give
//! the same verdicts.

mod account;
mod builtins;
mod check;
mod combine;
mod compare;
mod compile;
mod context;
mod eval;
mod examples;
mod fault;
mod judgement;
mod loose_views;
mod lower;
mod normalise;
mod plan;
mod reading;
#[cfg(test)]
mod reference;
mod search;
#[cfg(test)]
mod tests;
mod unmet;
mod value;
mod verdict;

pub use account::{BYTES_A_STEP, Cost, Limits};
pub use check::{Quote, check, check_within, cost};
pub use compile::{compile, prepare_task, requirement_instance, root};
pub use context::{Context, Subject};
pub use eval::{Evaluator, place};
pub use examples::{ExampleOutcome, JUNK, accepted_junk, arguments, holds, judge, run_examples};
pub use fault::Fault;
pub use judgement::{Judgement, Truth};
pub use lower::PlanBuilder;
pub use plan::{CompileCache, CompiledPlan};
pub use reading::{PerReading, Reading, Readings};
pub use search::{Found, Search};
pub use value::{Base, Text, Value};
pub use verdict::{AS_GIVEN, ConstraintVerdict, Evidence, Measured, Outcome, Verdict};

use hirc_lang::{diagnostic, ops, phrase, program, resolve, source};
use hirc_text as text;
