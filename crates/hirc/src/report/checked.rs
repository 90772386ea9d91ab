//! One record with its verdicts, and what they add up to.

use crate::task::Record;
use crate::verify::{ConstraintVerdict, Modes, Outcome, Verdict};

/// A record and the verdicts on it.
#[derive(Clone, Debug)]
pub struct CheckedRecord {
    /// The record, response included.
    pub record: Record,
    /// One per constraint, in order.
    pub verdicts: Vec<ConstraintVerdict>,
    /// Which readings were asked for.
    pub modes: Modes,
}

/// One reading of a response.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// As given.
    Strict,
    /// The first of the loose views that satisfies, else the response as it is.
    Loose,
}

impl Mode {
    /// The reading that decides the exit code and that scores and spans come from: strict, if it was asked for.
    pub fn primary(modes: Modes) -> Mode {
        if modes.strict { Mode::Strict } else { Mode::Loose }
    }

    /// Whether it was asked for.
    pub fn is_in(self, modes: Modes) -> bool {
        match self {
            Mode::Strict => modes.strict,
            Mode::Loose => modes.loose,
        }
    }

    /// The verdict in this reading, if there is one.
    pub fn verdict(self, constraint: &ConstraintVerdict) -> Option<&Verdict> {
        match self {
            Mode::Strict => constraint.strict.as_ref(),
            Mode::Loose => constraint.loose.as_ref().map(|(verdict, _)| verdict),
        }
    }
}

/// Whether a constraint holds in a reading; `None` if it could not be told.
pub fn outcome(constraint: &ConstraintVerdict, mode: Mode) -> Option<bool> {
    match mode.verdict(constraint)?.outcome {
        Outcome::Satisfied => Some(true),
        Outcome::Unsatisfied => Some(false),
        Outcome::Error(_) | Outcome::Unverified(_) => None,
    }
}

impl CheckedRecord {
    /// Whether all constraints hold in a reading; `None` if any of them could not be told.
    pub fn outcome(&self, mode: Mode) -> Option<bool> {
        self.verdicts.iter().try_fold(true, |all, verdict| Some(outcome(verdict, mode)? && all))
    }

    /// Why a constraint could not be told in some reading that was asked for.
    pub fn error_of<'a>(&self, constraint: &'a ConstraintVerdict) -> Option<&'a str> {
        [Mode::Strict, Mode::Loose].into_iter().filter(|mode| mode.is_in(self.modes)).find_map(|mode| {
            match mode.verdict(constraint).map(|verdict| &verdict.outcome) {
                Some(Outcome::Error(reason)) => Some(reason.as_str()),
                Some(Outcome::Satisfied | Outcome::Unsatisfied | Outcome::Unverified(_)) => None,
                None => Some("it was not judged"),
            }
        })
    }

    /// What a judge would have to answer before a constraint can be told, in some reading that was asked for.
    pub fn unverified<'a>(&self, constraint: &'a ConstraintVerdict) -> Option<&'a [String]> {
        [Mode::Strict, Mode::Loose].into_iter().filter(|mode| mode.is_in(self.modes)).find_map(|mode| {
            match &mode.verdict(constraint)?.outcome {
                Outcome::Unverified(questions) => Some(questions.as_slice()),
                Outcome::Satisfied | Outcome::Unsatisfied | Outcome::Error(_) => None,
            }
        })
    }

    /// The record's key as people write it.
    pub fn key(&self) -> String {
        shown_key(&self.record.key)
    }
}

/// A key without quotation marks.
pub(super) fn shown_key(key: &serde_json::Value) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}
