//! Analysis: can a set of constraints be met, and why not?
//!
//! In: constraints with arguments. Out: a witness that the verifier accepts, a proof that there is none, or neither.

mod witness;

pub use witness::{Effort, witness};

use crate::diagnostic::Diagnostic;
use crate::phrase::phrase_of;
use crate::program::{Constraint, Instance, Program, Root};
use crate::verify::{Binder, Prepared};

/// The plan of a set of constraints.
///
/// # Errors
/// A pattern that can't be compiled.
pub fn prepare(program: &Program, set: &[Instance]) -> Result<Prepared, Diagnostic> {
    let mut binder = Binder::new(program);
    let root = |binder: &mut Binder<'_>, instance: &Instance| Root {
        id: program.constraint_of(instance).map(Constraint::full_name).unwrap_or_default(),
        phrase: phrase_of(program, instance).unwrap_or_default(),
        claim: match program.constraint_of(instance) {
            Some(c) => binder.apply(c.definition, &instance.arguments, c.span),
            None => Err("internal: a constraint that is not there".to_owned()),
        },
    };
    let roots = set.iter().map(|instance| root(&mut binder, instance)).collect();
    Prepared::new(binder.finish(roots))
}
