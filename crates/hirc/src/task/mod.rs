//! Tasks and records: what was asked, and what was answered.
//!
//! In: JSON Lines of several shapes. Out: [`Record`]s, one at a time.

pub(crate) mod convert;
mod fields;
mod join;
mod lines;
mod orders;
mod plans;
mod reasoning_trace;
mod records;
#[cfg(test)]
mod tests;
mod written;

pub use crate::Checker;
pub use crate::analyse::Drawer;
pub use crate::verify::prepare_task;
pub use crate::verify::{ExampleOutcome, JUNK, accepted_junk, arguments, judge, run_examples};
pub use join::{Prompt, Prompts};
pub use lines::{BATCH_BYTES, BATCH_LINES, Batch, RecordReader};
pub use orders::{ordered, ordered_by_id};
pub use plans::{read_plans, write_plans};
pub use reasoning_trace::{Notation, Thinking, strip_thinking};
pub use records::{BadLine, ParseOptions, Source, parse_line};
pub use written::{judge_again, read_again};

use crate::diagnostic::Diagnostic;
use crate::verify::{ConstraintVerdict, Readings};

/// One response and what it was asked for.
#[derive(Clone, Debug)]
pub struct Record {
    /// How the record is named in reports: its `key`, else its `task`, else its line number. Any JSON scalar.
    pub key: serde_json::Value,
    /// 1-based line in its file.
    pub line: u64,
    /// The prompt, if the record has one.
    pub prompt: Option<String>,
    /// The response as given (after `--strip-thinking`, if asked).
    pub response: String,
    /// Which constraints apply.
    pub asked: Asked,
    /// The instruction that the model saw, if the record keeps it apart from the request.
    pub instruction: Option<Box<Instruction>>,
    /// The mean token entropy of the policy along the response, in nats, if the record has it.
    pub entropy: Option<f64>,
}

impl Record {
    /// A response to something of which nothing more is known.
    pub fn new(key: serde_json::Value, line: u64, response: impl Into<String>, asked: Asked) -> Record {
        Record { key, line, prompt: None, response: response.into(), asked, instruction: None, entropy: None }
    }
}

/// A request with its constraints, as it was put to the model.
#[derive(Clone, PartialEq, Debug)]
pub struct Instruction {
    /// The text.
    pub text: String,
    /// How the constraints are presented in it.
    pub presentation: crate::phrase::Presentation,
}

/// Which constraints apply to a record.
#[derive(Clone, PartialEq, Debug)]
pub enum Asked {
    /// Those of a task of the loaded HIR program, by name.
    Task(String),
    /// A list of instruction ids with arguments, as IFEval writes them; nulls are dropped.
    Instructions(Vec<Ordered>),
    /// Those given on the command line (`--require`).
    Given,
}

/// One constraint of a record, by instruction id or name.
#[derive(Clone, PartialEq, Debug)]
pub struct Ordered {
    /// For example `length_constraints:number_words`.
    pub id: String,
    /// Arguments without nulls, in the record's order.
    pub kwargs: serde_json::Map<String, serde_json::Value>,
}

impl<C: RecordChecker + ?Sized> RecordChecker for &C {
    fn judge(&self, record: &Record, readings: Readings) -> Result<Vec<ConstraintVerdict>, Diagnostic> {
        (**self).judge(record, readings)
    }
}

/// Whatever can judge records: the compiled program, or a stand-in in tests.
pub trait RecordChecker: Sync {
    /// One [`ConstraintVerdict`] per constraint, in order. What can't be told about one constraint (bad kwargs,
    /// an unknown id) is an error *verdict* in its place.
    ///
    /// # Errors
    /// A diagnostic if nothing can be said of the record at all (an unknown task).
    fn judge(&self, record: &Record, readings: Readings) -> Result<Vec<ConstraintVerdict>, Diagnostic>;
}
