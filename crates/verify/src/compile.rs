//! From tasks to plans that are ready to judge.

use crate::diagnostic::{Code, Diagnostic};
use crate::fault::Fault;
use crate::phrase;
use crate::program::{Constraint, Instance, Kind, Program, Requirement, Root, Task};
use crate::{CompiledPlan, PlanBuilder};

/// The plan of constraints with arguments. What keeps one of them from being judged is the verdict on it.
///
/// # Errors
/// A pattern that can't be compiled.
pub fn compile(program: &Program, calls: &[Instance]) -> Result<CompiledPlan, Diagnostic> {
    let mut binder = PlanBuilder::new(program);
    let roots = calls.iter().map(|call| root(&mut binder, program, call)).collect();
    binder.compile(roots)
}

/// A constraint with arguments as a root of a plan: what must hold, how it is said, and what a judge is asked.
pub fn root(binder: &mut PlanBuilder<'_>, program: &Program, call: &Instance) -> Root {
    let constraint = program.constraint_of(call);
    Root {
        id: constraint.map(Constraint::full_name).unwrap_or_default(),
        phrase: phrase::phrase_of(program, call).unwrap_or_default(),
        judge: phrase::questions_of(program, call),
        claim: match constraint {
            Some(c) => binder
                .apply(c.definition, &call.arguments, c.span)
                .and_then(|claim| binder.refuse_impossible(claim).map(|()| claim))
                .map_err(String::from),
            None => Err("internal: a constraint that is not there".to_owned()),
        },
    }
}

/// The constraint that a requirement of a task calls directly, with its arguments.
///
/// # Errors
/// Why no instruction can say it.
pub fn requirement_instance(
    binder: &mut PlanBuilder<'_>,
    requirement: &Requirement,
) -> Result<Instance, String> {
    let unsaid =
        || format!("`{}` is no constraint with a phrase, so no instruction can say it", requirement.label);
    let constraint = requirement.constraint.ok_or_else(unsaid)?;
    let Kind::Defined { arguments, .. } = requirement.claim.kind.as_ref() else { return Err(unsaid()) };
    let arguments = arguments.iter().map(|a| binder.compute(a, &[])).collect::<Result<_, Fault>>()?;
    Ok(Instance { constraint, arguments })
}

/// Compiles a task.
///
/// # Errors
/// What keeps it from being bound: an argument that breaks a condition, a pattern that can't be read.
pub fn prepare_task(program: &Program, task: &Task) -> Result<CompiledPlan, Diagnostic> {
    let mut binder = PlanBuilder::new(program);
    let mut roots = Vec::new();
    for requirement in &task.requirements {
        let claim = binder.claim(&requirement.claim, requirement.frame).and_then(|claim| {
            let called = requirement.constraint.is_some();
            if called { binder.refuse_impossible(claim).map(|()| claim) } else { Ok(claim) }
        });
        let claim = claim.map_err(|fault| {
            Diagnostic::error(Code::ConditionFailed, fault.to_string()).at(requirement.span, "required here")
        })?;
        let instance = requirement_instance(&mut binder, requirement).ok();
        let phrase = instance.as_ref().and_then(|i| phrase::phrase_of(program, i)).unwrap_or_default();
        let judge = instance.map(|i| phrase::questions_of(program, &i)).unwrap_or_default();
        roots.push(Root { id: requirement.label.clone(), phrase, claim: Ok(claim), judge });
    }
    binder.compile(roots)
}
