//! What a run adds up to.
//!
//! In: [`CheckedRecord`]s, in any grouping. Out: counts per constraint and per prompt.
//! INVARIANT (order-free): merging parts gives the same summary in whatever way records were grouped; that is why mean
//! scores are summed as whole numbers.
//! INVARIANT (errors apart): an accuracy is over what could be told; errors are counted beside it,
//! and what waits for a judge beside both.

use super::{CheckedRecord, Conclusion};
use crate::task::Thinking;
use crate::verify::{ConstraintVerdict, PerReading, Reading};
use std::collections::BTreeMap;

/// Satisfied among judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Accuracy {
    /// How many could be told.
    pub judged: u64,
    /// How many of these are satisfied.
    pub satisfied: u64,
}

impl Accuracy {
    /// The share that is satisfied; `None` if nothing was judged.
    pub fn share(self) -> Option<f64> {
        (self.judged > 0).then(|| self.satisfied as f64 / self.judged as f64)
    }

    fn add(&mut self, outcome: Option<bool>) {
        self.judged += u64::from(outcome.is_some());
        self.satisfied += u64::from(outcome == Some(true));
    }

    fn merge(&mut self, other: Accuracy) {
        self.judged += other.judged;
        self.satisfied += other.satisfied;
    }
}

/// Whether something keeps a constraint or a record from being told, the worse last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    No,
    Unverified,
    Error,
}

impl Open {
    fn of(record: &CheckedRecord, constraint: &ConstraintVerdict) -> Open {
        match record.conclusion(constraint) {
            Conclusion::Error(_) => Open::Error,
            Conclusion::Unverified(_) => Open::Unverified,
            Conclusion::Satisfied | Conclusion::Unsatisfied => Open::No,
        }
    }
}

/// The counts of one constraint, of all of them, or of the prompts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// How many there were.
    pub n: u64,
    /// How many could be told and how many of them are satisfied, in each reading.
    accuracy: PerReading<Accuracy>,
    /// How many could not be told in some reading that was asked for.
    pub errors: u64,
    /// How many wait for a judge; no error is among them.
    pub unverified: u64,
    /// Sum of scores, in billionths.
    score: u64,
    scored: u64,
}

impl Counts {
    /// The counts of a reading.
    pub fn of(&self, reading: Reading) -> Accuracy {
        self.accuracy[reading]
    }

    /// The mean score of what could be told.
    pub fn mean_score(&self) -> Option<f64> {
        (self.scored > 0).then(|| self.score as f64 / 1e9 / self.scored as f64)
    }

    fn add(&mut self, record: &CheckedRecord, open: Open, truth: impl Fn(Reading) -> Option<bool>) {
        self.n += 1;
        self.errors += u64::from(open == Open::Error);
        self.unverified += u64::from(open == Open::Unverified);
        for reading in record.readings.iter() {
            self.accuracy[reading].add(truth(reading));
        }
    }

    fn add_constraint(&mut self, record: &CheckedRecord, constraint: &ConstraintVerdict) {
        self.add(record, Open::of(record, constraint), |reading| constraint.truth(reading));
        let verdict = constraint.verdict(record.readings.primary());
        if let Some(verdict) = verdict.filter(|verdict| verdict.outcome.truth().is_some()) {
            self.score += (verdict.score.clamp(0.0, 1.0) * 1e9).round() as u64;
            self.scored += 1;
        }
    }

    fn merge(&mut self, other: &Counts) {
        self.n += other.n;
        for reading in Reading::ALL {
            self.accuracy[reading].merge(other.accuracy[reading]);
        }
        self.errors += other.errors;
        self.unverified += other.unverified;
        self.score += other.score;
        self.scored += other.scored;
    }
}

/// Everything that is counted in a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// By instruction id or constraint name, sorted.
    pub constraints: BTreeMap<String, Counts>,
    /// All of these together.
    pub instructions: Counts,
    /// Records: satisfied when all their constraints are.
    pub prompts: Counts,
    /// Lines that gave no verdicts.
    pub bad_lines: u64,
    /// Blank lines.
    pub blank_lines: u64,
    /// Records that `--only` left without a constraint.
    pub skipped: u64,
    /// Reasoning traces that were removed.
    pub traces_removed: u64,
    /// Reasoning traces that never ended, so that an empty answer was judged.
    pub traces_unclosed: u64,
    /// Responses that begin as if with a trace, in an unknown notation.
    pub traces_unknown: u64,
    /// Prompts that no response was given to, when joining.
    pub unanswered: u64,
}

impl Summary {
    /// Counts one record.
    pub fn add(&mut self, record: &CheckedRecord) {
        let mut open = Open::No;
        for constraint in &record.verdicts {
            open = open.max(Open::of(record, constraint));
            self.instructions.add_constraint(record, constraint);
            match self.constraints.get_mut(&constraint.id) {
                Some(counts) => counts.add_constraint(record, constraint),
                None => self
                    .constraints
                    .entry(constraint.id.clone())
                    .or_default()
                    .add_constraint(record, constraint),
            }
        }
        self.prompts.add(record, open, |reading| record.truth(reading));
    }

    /// Counts what became of a reasoning trace.
    pub fn add_thinking(&mut self, thinking: Thinking) {
        match thinking {
            Thinking::None => {}
            Thinking::Removed => self.traces_removed += 1,
            Thinking::Unclosed => self.traces_unclosed += 1,
            Thinking::Unknown => self.traces_unknown += 1,
        }
    }

    /// Adds another part of the run.
    pub fn merge(&mut self, other: &Summary) {
        for (id, counts) in &other.constraints {
            match self.constraints.get_mut(id) {
                Some(own) => own.merge(counts),
                None => {
                    self.constraints.insert(id.clone(), *counts);
                }
            }
        }
        self.instructions.merge(&other.instructions);
        self.prompts.merge(&other.prompts);
        self.bad_lines += other.bad_lines;
        self.blank_lines += other.blank_lines;
        self.skipped += other.skipped;
        self.traces_removed += other.traces_removed;
        self.traces_unclosed += other.traces_unclosed;
        self.traces_unknown += other.traces_unknown;
        self.unanswered += other.unanswered;
    }

    /// Whether something could not be told or read.
    pub fn has_errors(&self) -> bool {
        self.bad_lines > 0 || self.instructions.errors + self.instructions.unverified > 0
    }
}
