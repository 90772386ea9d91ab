//! What constraints are made of.

use super::expr::{Expr, Kind};
use super::{Constraint, Program};
use std::collections::BTreeSet;

/// What the constraints of a module are made of.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct ModuleStats {
    /// The module's name.
    pub module: String,
    /// How many constraints it has.
    pub constraints: usize,
    /// How many of them stand for an id of a data set.
    pub bound: usize,
    /// How many are pure: text, arithmetic and logic of the language, without a statistical model or a word list.
    pub pure: usize,
    /// How many bound ones are pure.
    pub bound_pure: usize,
    /// The others, with what they rest on.
    pub impure: Vec<(String, Vec<&'static str>)>,
}

/// Statistics of a program's modules, in order of declaration.
pub fn stats(program: &Program) -> Vec<ModuleStats> {
    let mut out: Vec<ModuleStats> = Vec::new();
    for constraint in &program.constraints {
        let module = constraint.module.clone();
        if out.last().is_none_or(|last| last.module != module) && !out.iter().any(|m| m.module == module) {
            out.push(ModuleStats { module: module.clone(), ..ModuleStats::default() });
        }
        let Some(stats) = out.iter_mut().find(|m| m.module == module) else { continue };
        let rests_on = rests_on(program, constraint);
        let (bound, pure) = (!constraint.ids.is_empty(), rests_on.is_empty() && constraint.judges.is_empty());
        stats.constraints += 1;
        stats.bound += usize::from(bound);
        stats.pure += usize::from(pure);
        stats.bound_pure += usize::from(bound && pure);
        if !pure {
            let mut reasons: Vec<&'static str> = rests_on.into_iter().collect();
            if !constraint.judges.is_empty() {
                reasons.push("judge");
            }
            stats.impure.push((constraint.name.clone(), reasons));
        }
    }
    out
}

/// The models and word lists that a constraint rests on, also through what it calls.
pub fn rests_on(program: &Program, constraint: &Constraint) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut left = vec![constraint.definition];
    while let Some(index) = left.pop() {
        if !seen.insert(index) {
            continue;
        }
        let Some(definition) = program.definitions.get(index as usize) else { continue };
        let mut open: Vec<&Expr> = vec![&definition.body];
        while let Some(e) = open.pop() {
            match e.kind.as_ref() {
                Kind::Call { function, .. } => found.extend(function.record().rests_on),
                Kind::Parts { unit, .. } => found.extend(unit.record().rests_on),
                Kind::Defined { definition, .. } => left.push(*definition),
                _ => {}
            }
            open.extend(e.parts());
        }
    }
    found
}
