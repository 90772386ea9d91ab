//! Reports as data: what JSON and JSON Lines are written from, with the schema in `docs/report.schema.json`.
//!
//! INVARIANT (told apart): a verdict that is `null` could not be told; `error` says why, or `unverified` asks.

use super::{CheckedRecord, Conclusion};
use crate::diagnostic::Code;
use crate::task::BadLine;
use crate::text::Part;
use crate::verify::{ConstraintVerdict, Fault, Measured, Reading, Readings};
use serde::{Serialize, Serializer};

/// What could be told in each reading; a reading that was not asked for is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Truths {
    /// The response as given; `null` if it could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<bool>"))]
    pub strict: Option<Option<bool>>,
    /// The first loose view that satisfies, else the response as given; `null` if it could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<bool>"))]
    pub loose: Option<Option<bool>>,
}

impl Truths {
    /// What `truth` says of each reading that was asked for.
    pub fn of(readings: Readings, truth: impl Fn(Reading) -> Option<bool>) -> Truths {
        let asked = |reading| readings.contains(reading).then(|| truth(reading));
        Truths { strict: asked(Reading::Strict), loose: asked(Reading::Loose) }
    }
}

/// Why a constraint holds or not: what was measured, against what, and where.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EvidenceReport<'a> {
    /// Why it could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The stable name of the limit that was reached, if one was; `hirc explain` says more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The questions that only a judge can answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<&'a [String]>,
    /// In [0, 1]; 1 exactly when satisfied. `null` if it could not be told.
    pub score: Option<f64>,
    /// The number or the text that was read off the response.
    #[cfg_attr(test, schemars(with = "Option<serde_json::Value>"))]
    pub measured: Option<&'a Measured>,
    /// What it was compared with, in words.
    pub bound: Option<&'a str>,
    /// The parts that decided: `[start, end)` in bytes of the response's UTF-8, after `--strip-thinking`.
    #[serde(serialize_with = "pairs")]
    #[cfg_attr(test, schemars(with = "Vec<(u32, u32)>"))]
    pub spans: &'a [Part],
}

fn pairs<S: Serializer>(parts: &[Part], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(parts.iter().map(|part| (part.start, part.end)))
}

impl<'a> EvidenceReport<'a> {
    fn of(record: &CheckedRecord, constraint: &'a ConstraintVerdict) -> EvidenceReport<'a> {
        let fault =
            if let Conclusion::Error(fault) = record.conclusion(constraint) { Some(fault) } else { None };
        let primary = record.readings.primary();
        let told = constraint.verdict(primary).filter(|verdict| verdict.outcome.truth().is_some());
        EvidenceReport {
            error: fault.map(ToString::to_string),
            code: fault.and_then(Fault::code).map(Code::name),
            unverified: constraint_questions(constraint, record.readings),
            score: told.map(|verdict| verdict.score),
            measured: told.and_then(|verdict| verdict.evidence.measured.as_ref()),
            bound: told.and_then(|verdict| verdict.evidence.bound.as_deref()),
            spans: told.map_or(&[], |verdict| verdict.evidence.spans.as_slice()),
        }
    }
}

/// The open questions of some reading, beside an error too.
fn constraint_questions(constraint: &ConstraintVerdict, readings: Readings) -> Option<&[String]> {
    readings.iter().find_map(|reading| match &constraint.verdict(reading)?.outcome {
        crate::verify::Outcome::Unverified(questions) => Some(questions.as_slice()),
        _ => None,
    })
}

/// The verdict on one constraint.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConstraintReport<'a> {
    /// The instruction id or the constraint's name.
    pub id: &'a str,
    /// The verdicts.
    #[serde(flatten)]
    pub truths: Truths,
    /// Why.
    #[serde(flatten)]
    pub evidence: EvidenceReport<'a>,
}

/// One record: a line of `--format jsonl`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecordReport<'a> {
    /// The record's `key`, else its `task`, else its line number.
    pub key: &'a serde_json::Value,
    /// Whether all constraints hold.
    #[serde(flatten)]
    pub truths: Truths,
    /// One a constraint, in order.
    pub constraints: Vec<ConstraintReport<'a>>,
}

impl<'a> RecordReport<'a> {
    /// What there is to say of a record.
    pub fn of(checked: &'a CheckedRecord) -> RecordReport<'a> {
        let constraint = |verdict: &'a ConstraintVerdict| ConstraintReport {
            id: &verdict.id,
            truths: Truths::of(checked.readings, |reading| verdict.truth(reading)),
            evidence: EvidenceReport::of(checked, verdict),
        };
        RecordReport {
            key: &checked.record.key,
            truths: Truths::of(checked.readings, |reading| checked.truth(reading)),
            constraints: checked.verdicts.iter().map(constraint).collect(),
        }
    }
}

/// One failure in the document of `--format json`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FailureReport<'a> {
    /// The record's key.
    pub key: &'a serde_json::Value,
    /// Its line, from 1.
    pub line: u64,
    /// The instruction id or the constraint's name.
    pub id: &'a str,
    /// How it is said to the model.
    pub phrase: &'a str,
    /// The verdicts.
    #[serde(flatten)]
    pub truths: Truths,
    /// Why.
    #[serde(flatten)]
    pub evidence: EvidenceReport<'a>,
}

impl<'a> FailureReport<'a> {
    /// What there is to say of a constraint that a record does not satisfy.
    pub fn of(checked: &'a CheckedRecord, verdict: &'a ConstraintVerdict) -> FailureReport<'a> {
        FailureReport {
            key: &checked.record.key,
            line: checked.record.line,
            id: &verdict.id,
            phrase: &verdict.phrase,
            truths: Truths::of(checked.readings, |reading| verdict.truth(reading)),
            evidence: EvidenceReport::of(checked, verdict),
        }
    }
}

/// A line that gave no verdicts.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProblemReport<'a> {
    /// The record's key, if it could be read.
    pub key: &'a Option<serde_json::Value>,
    /// `null` in each reading that was asked for.
    #[serde(flatten)]
    pub truths: Truths,
    /// Its line, from 1.
    pub line: u64,
    /// A stable name for the error; `hirc explain` says more.
    pub code: &'a str,
    /// What is wrong.
    pub error: &'a str,
    /// Empty.
    pub constraints: [ConstraintReport<'a>; 0],
}

impl<'a> ProblemReport<'a> {
    /// What there is to say of a line that can't be used.
    pub fn of(problem: &'a BadLine, readings: Readings) -> ProblemReport<'a> {
        ProblemReport {
            key: &problem.key,
            truths: Truths::of(readings, |_| None),
            line: problem.line,
            code: problem.diagnostic.code.name(),
            error: &problem.diagnostic.message,
            constraints: [],
        }
    }
}
