//! One record with its verdicts, and what they add up to.

use crate::task::Record;
use crate::verify::{ConstraintVerdict, Fault, Outcome, Reading, Readings};

/// Why there is no verdict in a reading that was asked for.
static NOT_JUDGED: Fault = Fault::NotJudged;

/// A record and the verdicts on it.
#[derive(Clone, Debug)]
pub struct CheckedRecord {
    /// The record, response included.
    pub record: Record,
    /// One per constraint, in order.
    pub verdicts: Vec<ConstraintVerdict>,
    /// Which readings were asked for.
    pub readings: Readings,
}

/// What came of a constraint over all readings that were asked for: [`Outcome`]'s four values, for every renderer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Conclusion<'a> {
    /// It is met in the primary reading, and told in all.
    Satisfied,
    /// It is not met in the primary reading, and told in all.
    Unsatisfied,
    /// In some reading, these questions are left for a judge.
    Unverified(&'a [String]),
    /// In some reading, it could not be told, for this reason.
    Error(&'a Fault),
}

impl<'a> Conclusion<'a> {
    /// The conclusion on a constraint: what could not be told in some reading is not told at all.
    pub fn of(constraint: &'a ConstraintVerdict, readings: Readings) -> Conclusion<'a> {
        let mut open = None;
        for reading in readings.iter() {
            match constraint.verdict(reading).map(|verdict| &verdict.outcome) {
                None => return Conclusion::Error(&NOT_JUDGED),
                Some(Outcome::Error(reason)) => return Conclusion::Error(reason),
                Some(Outcome::Unverified(questions)) => open = open.or(Some(questions)),
                Some(Outcome::Satisfied | Outcome::Unsatisfied) => {}
            }
        }
        match open {
            Some(questions) => Conclusion::Unverified(questions),
            None if constraint.is_satisfied(readings.primary()) => Conclusion::Satisfied,
            None => Conclusion::Unsatisfied,
        }
    }
}

impl CheckedRecord {
    /// Whether all constraints hold in a reading; `None` if any of them could not be told.
    pub fn truth(&self, reading: Reading) -> Option<bool> {
        self.verdicts.iter().try_fold(true, |all, verdict| Some(verdict.truth(reading)? && all))
    }

    /// What came of one of its constraints.
    pub fn conclusion<'a>(&self, constraint: &'a ConstraintVerdict) -> Conclusion<'a> {
        Conclusion::of(constraint, self.readings)
    }

    /// Whether all constraints hold in all readings that were asked for.
    pub fn is_satisfied(&self) -> bool {
        self.readings.iter().all(|reading| self.truth(reading) == Some(true))
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
