//! Hindsight: the instruction that a failed response did satisfy.
//!
//! In: constraints with arguments, a response that fails some of them, and a mode. Out: the constraints of the
//! rewritten instruction, with what became of each. INVARIANT (verified): the response satisfies every constraint
//! that is given back. INVARIANT (implied): a relaxed constraint is implied by the one it comes from; only a restated
//! one is not.

mod polarity;
mod relax;
mod select;

pub use polarity::{Weaken, weaken};
pub use select::{Selection, best};

use crate::ops::BlockKind;
use crate::program::{Expr, Instance, Kind, Program};
use crate::verify::judge;
use crate::verify::{Outcome, PlanBuilder};

/// How far a rewritten instruction may go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mode {
    /// Keep the constraints that were satisfied.
    Drop,
    /// Also keep failed ones at the strictest arguments that the response meets and the original implies.
    Relax,
    /// Also say what is true of the response though the original does not imply it.
    Restate,
}

impl Mode {
    /// All, from the narrowest on.
    pub const ALL: [Mode; 3] = [Mode::Drop, Mode::Relax, Mode::Restate];

    /// As options name it.
    pub const fn name(self) -> &'static str {
        match self {
            Mode::Drop => "drop",
            Mode::Relax => "relax",
            Mode::Restate => "restate",
        }
    }

    /// What it does, for help texts.
    pub const fn description(self) -> &'static str {
        match self {
            Mode::Drop => "Keep the constraints that were satisfied",
            Mode::Relax => {
                "Also keep failed ones at the strictest arguments that the response meets and the original implies"
            }
            Mode::Restate => "Also say what is true of the response though the original does not imply it",
        }
    }
}

/// What became of a constraint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was satisfied and stays.
    Kept,
    /// It was not satisfied, and nothing of it could be kept.
    Dropped,
    /// It holds only because its condition did not arise.
    Vacuous,
    /// It stays with weaker arguments, or some of its parts do.
    Relaxed,
    /// Something else that is true took its place.
    Restated,
}

impl Change {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Change::Kept => "kept",
            Change::Dropped => "dropped",
            Change::Vacuous => "vacuous",
            Change::Relaxed => "relaxed",
            Change::Restated => "restated",
        }
    }
}

/// One constraint of the original and what stands in its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Rewritten {
    /// Its place in the original.
    pub index: usize,
    /// What became of it.
    pub change: Change,
    /// What stands in its place.
    pub instances: Vec<Instance>,
}

/// A response and what it answers, as far as rewriting needs them.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The program that the constraints are from.
    pub program: &'a Program,
    /// The response.
    pub response: &'a str,
    /// What it answers.
    pub prompt: Option<&'a str>,
}

impl Answer<'_> {
    fn satisfies(&self, instance: &Instance) -> bool {
        let verdict = self
            .program
            .constraint_of(instance)
            .map(|c| judge(self.program, c, &instance.arguments, self.response, self.prompt));
        verdict.is_some_and(|v| v.outcome == Outcome::Satisfied)
    }
}

/// Rewrites a set of constraints so that the response satisfies all of them. `satisfied` says which it satisfies as
/// they are. `None` if nothing would be left, or if nothing has to change.
pub fn rewrite(
    answer: &Answer<'_>,
    constraints: &[Instance],
    satisfied: &[bool],
    mode: Mode,
) -> Option<Vec<Rewritten>> {
    if satisfied.iter().all(|s| *s) {
        return None;
    }
    let one = |(index, instance): (usize, &Instance)| {
        let holds = satisfied.get(index) == Some(&true);
        let (change, instances) = match (holds, mode) {
            (true, _) if vacuous(answer, instance) => (Change::Vacuous, Vec::new()),
            (true, _) => (Change::Kept, vec![instance.clone()]),
            (false, Mode::Drop) => (Change::Dropped, Vec::new()),
            // Nothing is known of how a judge would answer a weaker question.
            (false, _) if judged(answer.program, instance) => (Change::Dropped, Vec::new()),
            (false, _) => relax::relax(answer, instance, mode)
                .or_else(|| parts(answer, instance).map(|kept| (Change::Relaxed, kept)))
                .unwrap_or((Change::Dropped, Vec::new())),
        };
        Rewritten { index, change, instances }
    };
    let out: Vec<Rewritten> = constraints.iter().enumerate().map(one).collect();
    // What was kept is known to hold; what was changed was judged when it was found.
    out.iter().any(|r| !r.instances.is_empty()).then_some(out)
}

fn judged(program: &Program, instance: &Instance) -> bool {
    program.constraint_of(instance).is_some_and(|c| !c.judges.is_empty())
}

/// Whether a constraint holds only because the condition that it starts with does not.
fn vacuous(answer: &Answer<'_>, instance: &Instance) -> bool {
    let program = answer.program;
    let Some(constraint) = program.constraint_of(instance) else { return false };
    let Some(definition) = program.definition_of(constraint) else { return false };
    let Kind::If { condition, otherwise: None, .. } = definition.body.kind.as_ref() else { return false };
    let mut binder = PlanBuilder::new(program);
    let Ok(claim) = binder.apply_part(constraint.definition, condition, &instance.arguments, constraint.span)
    else {
        return false;
    };
    !crate::verify::holds(binder, claim, answer.response, answer.prompt)
}

/// The constraints that a constraint is made of and that the response satisfies: of `all` each that holds, of
/// `in order` those before the first that fails.
fn parts(answer: &Answer<'_>, instance: &Instance) -> Option<Vec<Instance>> {
    let program = answer.program;
    let constraint = program.constraint_of(instance)?;
    let definition = program.definition_of(constraint)?;
    let (claims, in_order): (Vec<&Expr>, bool) = match definition.body.kind.as_ref() {
        Kind::And(claims) => (claims.iter().collect(), false),
        Kind::Block { kind: BlockKind::All, items } => (items.iter().map(|(e, _)| e).collect(), false),
        Kind::Block { kind: BlockKind::InOrder, items } => (items.iter().map(|(e, _)| e).collect(), true),
        _ => return None,
    };
    let mut binder = PlanBuilder::new(program);
    let mut called = Vec::new();
    for claim in claims {
        let Kind::Defined { definition, subject, arguments } = claim.kind.as_ref() else { return None };
        if !matches!(subject.kind.as_ref(), Kind::Local(0) | Kind::Response) {
            return None;
        }
        let index =
            program.constraints.iter().position(|c| c.definition == *definition && !c.phrases.is_empty())?;
        let mut slots = vec![crate::program::Constant::Bool(false)];
        slots.extend(instance.arguments.iter().cloned());
        let arguments = arguments.iter().map(|a| binder.compute(a, &slots).ok()).collect::<Option<_>>()?;
        called.push(Instance { constraint: u32::try_from(index).ok()?, arguments });
    }
    let holds = |instance: &Instance| answer.satisfies(instance);
    let kept: Vec<Instance> = if in_order {
        called.into_iter().take_while(holds).collect()
    } else {
        called.into_iter().filter(holds).collect()
    };
    (!kept.is_empty()).then_some(kept)
}
