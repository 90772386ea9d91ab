//! Analysis: can a set of constraints be met, and why not?
//!
//! In: constraints with arguments. Out: a witness that the verifier accepts, a proof that there is none, or neither.
//! INVARIANT (never wrong): a witness was accepted by the verifier; a contradiction was proved from facts that are
//! necessary. What is neither is unknown, and so is what a judge must answer.

mod finite;
pub mod hindsight;
pub mod lint;
mod proof;
mod sampler;
mod witness;

pub use proof::Contradiction;
pub use witness::{Effort, witness};

pub use sampler::{Drawer, grid};

use crate::verify::CompiledPlan;
use hirc_lang::{diagnostic, ops, program, resolve, syntax};
use hirc_text as text;
use hirc_verify as verify;
use proof::Facts;

/// What is known of a set of constraints.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// They can be met: here is a response that meets them.
    Satisfiable(String),
    /// They can't.
    Contradictory(Contradiction),
    /// Neither a witness nor a proof was found.
    Unknown,
}

/// Texts judged before a proof is tried, and after.
const FIRST: usize = 120;

/// Decides whether a plan's constraints can be met. The same seed gives the same answer.
pub fn decide(prepared: &CompiledPlan, prompt: Option<&str>, seed: u64, effort: Effort) -> Answer {
    if let Some(text) = witness(prepared, prompt, seed, Effort { texts: FIRST.min(effort.texts) }) {
        return Answer::Satisfiable(text);
    }
    if let Some(contradiction) = contradiction(prepared, prompt) {
        return Answer::Contradictory(contradiction);
    }
    match witness(prepared, prompt, seed, effort) {
        Some(text) => Answer::Satisfiable(text),
        None => Answer::Unknown,
    }
}

/// A proof that a plan's constraints exclude each other, if one is found.
pub fn contradiction(prepared: &CompiledPlan, prompt: Option<&str>) -> Option<Contradiction> {
    Facts::of(prepared, prompt).contradiction().or_else(|| finite::contradiction(prepared, prompt))
}

/// Whether proofs know anything of responses that satisfy a plan's constraints.
pub fn has_facts(prepared: &CompiledPlan, prompt: Option<&str>) -> bool {
    Facts::of(prepared, prompt).tell()
}

/// What is superfluous in a set of constraints.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Superfluous {
    /// Constraints that the others imply.
    pub implied: Vec<usize>,
    /// Constraints that no response fails.
    pub always: Vec<usize>,
}

/// The constraints of a plan that ask for nothing more than the others do.
pub fn superfluous(prepared: &CompiledPlan, prompt: Option<&str>) -> Superfluous {
    let facts = Facts::of(prepared, prompt);
    let count = prepared.plan().roots.len();
    let mut out = Superfluous::default();
    let judged = |index: usize| prepared.plan().roots.get(index).is_some_and(|r| !r.judge.is_empty());
    for index in (0..count).filter(|i| !judged(*i)) {
        if facts.implied(index, &[]) {
            out.always.push(index);
            continue;
        }
        let others: Vec<usize> = (0..count)
            .filter(|i| *i != index && !out.implied.contains(i) && !out.always.contains(i))
            .collect();
        if facts.implied(index, &others) {
            out.implied.push(index);
        }
    }
    out
}
