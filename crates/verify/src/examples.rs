//! Examples: the `accept` and `reject` lines of constraints, run as tests; and answers that nothing should accept.

use crate::program::{Constant, Constraint, Example, NodeId, Program, Root};
use crate::{Fault, Outcome, PlanBuilder, Reading, Readings, Verdict, check};

/// What came of an example.
#[derive(Debug)]
pub struct ExampleOutcome {
    /// The example's index in its constraint.
    pub index: usize,
    /// Whether the constraint must hold.
    pub accept: bool,
    /// The verdict on its response.
    pub verdict: Verdict,
}

impl ExampleOutcome {
    /// Whether it came out as it says; `None` if only a judge could tell.
    pub fn passed(&self) -> Option<bool> {
        match self.verdict.outcome {
            Outcome::Satisfied => Some(self.accept),
            Outcome::Unsatisfied => Some(!self.accept),
            Outcome::Error(_) => Some(false),
            Outcome::Unverified(_) => None,
        }
    }
}

/// Answers that say nothing. A constraint that accepts one of them, and is no pure prohibition, asks for nothing.
pub const JUNK: [&str; 6] = ["", "ok", "3", ".", "p p p", "All instructions are followed."];

/// Runs all examples of a constraint.
pub fn run_examples(program: &Program, constraint: &Constraint) -> Vec<ExampleOutcome> {
    let run = |(index, example): (usize, &Example)| {
        let verdict = match arguments(program, example) {
            Ok(arguments) => {
                judge(program, constraint, &arguments, &example.response, example.prompt.as_deref())
            }
            Err(reason) => Verdict::error(reason),
        };
        ExampleOutcome { index, accept: example.accept, verdict }
    };
    constraint.examples.iter().enumerate().map(run).collect()
}

/// The junk answers that a constraint accepts, with the arguments of one of its examples.
pub fn accepted_junk(program: &Program, constraint: &Constraint, example: &Example) -> Vec<&'static str> {
    let Ok(arguments) = arguments(program, example) else { return Vec::new() };
    let accepts = |junk: &&&str| {
        judge(program, constraint, &arguments, junk, example.prompt.as_deref()).outcome == Outcome::Satisfied
    };
    JUNK.iter().filter(accepts).copied().collect()
}

/// The values of an example's arguments.
///
/// # Errors
/// Why one can't be computed.
pub fn arguments(program: &Program, example: &Example) -> Result<Vec<Constant>, String> {
    let mut builder = PlanBuilder::new(program);
    example
        .arguments
        .iter()
        .map(|a| builder.compute(a, &[]))
        .collect::<Result<_, Fault>>()
        .map_err(String::from)
}

/// The verdict of a constraint with these arguments on a response.
pub fn judge(
    program: &Program,
    constraint: &Constraint,
    arguments: &[Constant],
    response: &str,
    prompt: Option<&str>,
) -> Verdict {
    let mut builder = PlanBuilder::new(program);
    let claim = builder.apply(constraint.definition, arguments, constraint.span).map_err(String::from);
    let judge = constraint.judges.iter().map(|j| crate::phrase::render(j, arguments)).collect();
    let root = Root { id: constraint.full_name(), phrase: String::new(), claim, judge };
    let prepared = match builder.compile(vec![root]) {
        Ok(prepared) => prepared,
        Err(problem) => return Verdict::error(problem.message),
    };
    let mut verdicts = check(&prepared, response, prompt, Readings::STRICT, &|_| None);
    verdicts
        .pop()
        .and_then(|mut v| v.verdicts[Reading::Strict].take())
        .unwrap_or_else(|| Verdict::error("internal: no verdict"))
}

/// Whether a claim of the builder holds for a response.
pub fn holds(builder: PlanBuilder<'_>, claim: NodeId, response: &str, prompt: Option<&str>) -> bool {
    let root = Root { id: String::new(), phrase: String::new(), claim: Ok(claim), judge: Vec::new() };
    let Ok(prepared) = builder.compile(vec![root]) else { return false };
    let verdicts = check(&prepared, response, prompt, Readings::STRICT, &|_| None);
    verdicts.first().is_some_and(|v| v.is_satisfied(Reading::Strict))
}
