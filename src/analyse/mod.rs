//! Analysis: can a set of constraints be met, and why not?
//!
//! In: constraints with arguments. Out: a witness that the verifier accepts, a proof that there is none, or neither.

mod witness;

pub use witness::{Effort, witness};
