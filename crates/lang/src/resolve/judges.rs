//! Constraints that a judge decides stand alone: a claim that calls one can't be computed.

use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Expr, Kind, Program};
use std::collections::BTreeMap;

/// What calls a judged constraint inside another claim, in these definitions and in all tasks.
pub(super) fn inside(program: &Program, definitions: &[u32]) -> Vec<Diagnostic> {
    let judged: BTreeMap<u32, String> = program
        .constraints
        .iter()
        .filter(|c| !c.judges.is_empty())
        .map(|c| (c.definition, c.full_name()))
        .collect();
    let mut out = Vec::new();
    if judged.is_empty() {
        return out;
    }
    for definition in definitions.iter().filter_map(|&index| program.definitions.get(index as usize)) {
        find(&definition.body, &judged, &mut out);
    }
    for requirement in program.tasks.iter().flat_map(|t| &t.requirements) {
        // What a requirement calls directly may be judged; what is inside may not.
        for part in requirement.claim.parts() {
            find(part, &judged, &mut out);
        }
        if requirement.constraint.is_none() {
            find(&requirement.claim, &judged, &mut out);
        }
    }
    out
}

fn find(e: &Expr, judged: &BTreeMap<u32, String>, out: &mut Vec<Diagnostic>) {
    if let Kind::Defined { definition, .. } = e.kind.as_ref()
        && let Some(name) = judged.get(definition)
    {
        let problem = Diagnostic::error(Code::JudgeInside, format!("`{name}` is judged, not computed"));
        let help = "a judged constraint stands alone; give each requirement its own line";
        out.push(problem.at(e.span, "can't be part of another claim").help(help));
        return;
    }
    e.parts().into_iter().for_each(|part| find(part, judged, out));
}
