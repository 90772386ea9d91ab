//! What a check says of one response and one constraint.

use crate::fault::Fault;
use crate::reading::{PerReading, Reading};
use crate::text::Part;
use serde::Serialize;

/// The states of a verdict. *Error* and *unverified* are never counted as either of the others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The response meets the constraint.
    Satisfied,
    /// It does not.
    Unsatisfied,
    /// All that can be computed holds; these questions are left, which only a judge can answer.
    Unverified(Vec<String>),
    /// It could not be told; says why.
    Error(Fault),
}

impl Outcome {
    /// Whether the constraint is met.
    pub fn is_satisfied(&self) -> bool {
        matches!(self, Outcome::Satisfied)
    }

    /// Whether the constraint is met; `None` if it could not be told, or waits for a judge.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Outcome::Satisfied => Some(true),
            Outcome::Unsatisfied => Some(false),
            Outcome::Error(_) | Outcome::Unverified(_) => None,
        }
    }
}

/// A number, a truth or a text that was read off a response.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Measured {
    /// A count or a sum.
    Int(i64),
    /// A ratio or a mean.
    Float(f64),
    /// A text, shortened to what a person reads.
    Text(String),
}

/// Why a constraint holds or not: what was measured, against what, and where.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Evidence {
    /// The value read off the response, where one number or text decided.
    pub measured: Option<Measured>,
    /// What it was compared with, in words: `at least 300`, `"Yes"`.
    pub bound: Option<String>,
    /// The parts that decided, as byte offsets into the response as given; for a missing thing, the scope searched.
    pub spans: Vec<Part>,
    /// What was looked at, in the source's own words: `count(words) in n`.
    pub rule: Option<String>,
}

/// The verdict on one constraint.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// Satisfied, not, or not to be told.
    pub outcome: Outcome,
    /// In [0, 1]; 1 exactly when satisfied, falling with the relative distance outside the bound.
    pub score: f64,
    /// Why.
    pub evidence: Evidence,
}

impl Verdict {
    /// The verdict on what could not be told.
    pub fn error(reason: impl Into<Fault>) -> Verdict {
        Verdict { outcome: Outcome::Error(reason.into()), score: 0.0, evidence: Evidence::default() }
    }
}

/// The verdicts on one constraint of one record, one a reading that was asked for.
#[derive(Clone, Debug)]
pub struct ConstraintVerdict {
    /// The instruction id or the constraint's name.
    pub id: String,
    /// How the constraint is said to the model, with its arguments filled in; empty if it has no phrase.
    pub phrase: String,
    /// The verdicts; none for a reading that was not asked for.
    pub verdicts: PerReading<Option<Verdict>>,
    /// The view of the response that the loose verdict is on: `as given`, `without the first line`, ….
    pub loose_view: &'static str,
}

/// The view that leaves nothing out.
pub const AS_GIVEN: &str = "as given";

impl ConstraintVerdict {
    /// The verdict in a reading, if that was asked for.
    pub fn verdict(&self, reading: Reading) -> Option<&Verdict> {
        self.verdicts[reading].as_ref()
    }

    /// Whether the constraint is met in a reading; `None` if it could not be told or was not asked.
    pub fn truth(&self, reading: Reading) -> Option<bool> {
        self.verdict(reading)?.outcome.truth()
    }

    /// Whether the constraint is met in a reading; what could not be told is not.
    pub fn is_satisfied(&self, reading: Reading) -> bool {
        self.truth(reading) == Some(true)
    }
}
