//! Rewriting in hindsight: records whose response failed, as successes of the instruction that it did satisfy.

use crate::checker::Checker;
use crate::task::{Asked, Ordered, Record, RecordChecker, judge_again, ordered, read_again};
use hirc_analysis::hindsight::{self, Answer, Change, Mode};
use hirc_lang::diagnostic::Diagnostic;
use hirc_lang::phrase::Presentation;
use hirc_lang::program::Instance;
use hirc_verify::{Fault, Outcome, Reading, Readings};

/// A failed response with the instruction that it satisfies.
#[derive(Clone, Debug)]
pub struct Rewrite {
    /// The whole instruction, request included where it is known apart from the constraints.
    pub instruction: String,
    /// The request without any constraint, if the record tells it.
    pub request: Option<String>,
    /// How the constraints are presented.
    pub presentation: Presentation,
    /// What is asked now, as records write it; the response satisfies all of it, and was judged by it once more.
    pub calls: Vec<Ordered>,
    /// What was asked before.
    pub original: String,
    /// What became of each constraint.
    pub changes: Vec<ConstraintChange>,
    /// The share of the original's constraints that the response satisfied, in [0, 1].
    pub integrity: f64,
}

/// What became of one constraint.
#[derive(Clone, PartialEq, Debug, serde::Serialize)]
pub struct ConstraintChange {
    /// As it was, in HIR.
    pub from: String,
    /// What stands in its place.
    pub to: Vec<String>,
    /// How that relates to it.
    pub change: Change,
}

/// What came of one record.
#[derive(Clone, Debug)]
pub struct Rewriting {
    /// The outcomes of its constraints on the response as given, in order.
    pub outcomes: Vec<Outcome>,
    /// Why constraints can be part of no instruction.
    pub unsaid: Vec<String>,
    /// The rewritten instruction; none if the response satisfies its own, or nothing that could be said.
    pub rewritten: Option<Rewrite>,
}

impl Rewriting {
    /// Whether the response satisfies what it was asked.
    pub fn is_satisfied(&self) -> bool {
        self.outcomes.iter().all(Outcome::is_satisfied)
    }
}

/// Judges a record and, if its response fails, rewrites what it was asked. `judge` is the checker itself, or one that asks a judge
/// too.
///
/// # Errors
/// If nothing can be said of the record at all, or what would be written does not hold of the response.
pub fn rewrite_record(
    checker: &Checker,
    judge: &dyn RecordChecker,
    record: &Record,
    mode: Mode,
) -> Result<Rewriting, Diagnostic> {
    let asked = checker.instances(&record.asked)?;
    let verdicts = judge.judge(record, Readings::STRICT)?;
    let outcome = |v: &hirc_verify::ConstraintVerdict| {
        v.verdict(Reading::Strict).map_or_else(|| Outcome::Error(Fault::NotJudged), |v| v.outcome.clone())
    };
    let outcomes: Vec<Outcome> = verdicts.iter().map(outcome).collect();
    let mut out = Rewriting { outcomes, unsaid: Vec::new(), rewritten: None };
    if out.is_satisfied() {
        return Ok(out);
    }
    // What no instruction can say can't be part of one.
    let (mut calls, mut holds) = (Vec::new(), Vec::new());
    for (call, outcome) in asked.into_iter().zip(&out.outcomes) {
        match call {
            Ok(call) => {
                calls.push(call);
                holds.push(outcome.is_satisfied());
            }
            Err(reason) => out.unsaid.push(reason),
        }
    }
    let prompt = checker.prompt_of(record);
    let answer = Answer { program: checker.program(), response: &record.response, prompt };
    if let Some(rewritten) = hindsight::rewrite(&answer, &calls, &holds, mode) {
        out.rewritten = Some(write(checker, judge, record, &calls, &holds, &rewritten)?);
    }
    Ok(out)
}

fn write(
    checker: &Checker,
    judge: &dyn RecordChecker,
    record: &Record,
    calls: &[Instance],
    holds: &[bool],
    rewritten: &[hindsight::Rewritten],
) -> Result<Rewrite, Diagnostic> {
    let program = checker.program();
    let prompt = checker.prompt_of(record);
    let left: Vec<Instance> = rewritten.iter().flat_map(|r| r.instances.iter().cloned()).collect();
    let instruction = record.instruction.as_ref();
    let presentation = instruction.map(|i| i.presentation.clone()).unwrap_or_default();
    let phrases = presentation.phrases(program, &left);
    // An IFEval record holds request and constraints in one text; what is left of it is said anew.
    let request = prompt.filter(|_| instruction.is_some() || matches!(record.asked, Asked::Task(_)));
    let text = presentation.instruction(request.unwrap_or(""), &phrases).trim_start().to_owned();
    let ordered: Vec<Ordered> = left.iter().map(|call| ordered(program, call)).collect();
    read_again(checker, &left, &ordered)?;
    // The response must satisfy all that is left: judged once more, on what is written.
    let answered = Record { prompt: prompt.map(str::to_owned), ..record.clone() };
    judge_again(judge, &answered, &ordered, Outcome::is_satisfied)?;
    let change = |r: &hindsight::Rewritten| ConstraintChange {
        from: calls.get(r.index).map(|call| program.source_of(call)).unwrap_or_default(),
        to: r.instances.iter().map(|call| program.source_of(call)).collect(),
        change: r.change,
    };
    Ok(Rewrite {
        instruction: text,
        request: request.map(str::to_owned),
        presentation,
        calls: ordered,
        original: instruction.map_or(prompt.unwrap_or_default(), |i| i.text.as_str()).to_owned(),
        changes: rewritten.iter().map(change).collect(),
        integrity: share(holds),
    })
}

/// The share that holds, in [0, 1]; of nothing, none.
fn share(holds: &[bool]) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(holds.iter().filter(|h| **h).count()) / count(holds.len().max(1))
}
