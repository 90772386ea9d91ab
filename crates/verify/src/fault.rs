//! Why a value can't be had.

use crate::diagnostic::Code;
use std::fmt;

/// Why a value can't be had, or a claim can't be told. Shown in lower case and without a final stop.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Fault {
    /// Judging took more steps than it may.
    Steps {
        /// How many it may take.
        limit: u64,
    },
    /// Judging made more text and lists than it may.
    Memory {
        /// How many bytes it may make.
        limit: u64,
    },
    /// Nobody asked for the verdict.
    NotJudged,
    /// The constraint speaks of the prompt, and there is none.
    NoPrompt,
    /// An argument breaks its parameter's condition.
    Condition {
        /// The parameter, where it is known.
        parameter: Option<Box<str>>,
    },
    /// A known argument breaks its parameter's condition.
    Unmet {
        /// The parameter.
        parameter: Box<str>,
        /// The argument, as HIR writes it.
        value: Box<str>,
        /// The nearest that would not.
        advice: Box<str>,
    },
    /// A constraint asks for a number that no answer has.
    Impossible {
        /// The range that was asked for.
        asked: Box<str>,
        /// The nearest that an answer can meet.
        nearest: Box<str>,
    },
    /// An argument can't be computed before the response is known.
    ReadsResponse,
    /// A sum, difference or product that 64 bits can't hold.
    Overflow,
    /// A division by nothing.
    DivisionByZero,
    /// A remainder that does not exist.
    NoRemainder {
        /// What is divided.
        number: i64,
        /// By what.
        divisor: i64,
    },
    /// A measure that is no number.
    NotANumber,
    /// A position or size below 1.
    BadPosition {
        /// The builtin that was given it.
        function: &'static str,
        /// What was given.
        position: i64,
    },
    /// A language that can't be told.
    UnknownLanguage {
        /// The tag that was given.
        tag: Box<str>,
        /// The nearest that can be told.
        nearest: &'static str,
        /// Those that can be told.
        known: Box<str>,
    },
    /// No list of words has this name.
    UnknownTable {
        /// What kind of list.
        kind: &'static str,
        /// The name that was given.
        name: Box<str>,
        /// Those that exist.
        known: &'static str,
    },
    /// No relation of numbers has this name.
    UnknownRelation(Box<str>),
    /// A delimiter that is not one character.
    BadDelimiter(Box<str>),
    /// A pattern that can't be read.
    BadPattern {
        /// Its source.
        source: Box<str>,
        /// What is wrong with it.
        reason: Box<str>,
    },
    /// A JSON Schema that is none.
    BadSchema(Box<str>),
    /// A JSON Schema that leads back to itself.
    RecursiveSchema,
    /// What somebody else says: the plan of a claim that could not be compiled, a judge, a JSON path.
    Told(Box<str>),
    /// A mistake in this program.
    Internal(Box<str>),
}

impl Fault {
    pub(crate) fn internal(what: impl Into<Box<str>>) -> Fault {
        Fault::Internal(what.into())
    }

    /// The stable name of the limit that was reached, if one was.
    pub fn code(&self) -> Option<Code> {
        match self {
            Fault::Steps { .. } => Some(Code::StepLimit),
            Fault::Memory { .. } => Some(Code::MemoryLimit),
            _ => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Steps { limit } => {
                write!(
                    f,
                    "judging takes more than {limit} steps: simplify the claim, or allow more (`--max-steps N`)"
                )
            }
            Fault::Memory { limit } => {
                let mib = limit >> 20;
                write!(
                    f,
                    "judging takes more than {mib} MiB: simplify the claim, or allow more (`--max-memory MIB`)"
                )
            }
            Fault::NotJudged => f.write_str("it was not judged"),
            Fault::NoPrompt => f.write_str("the constraint speaks of the prompt, and the record has none"),
            Fault::Condition { parameter: Some(name) } => {
                write!(f, "argument `{name}` does not meet its condition")
            }
            Fault::Condition { parameter: None } => {
                f.write_str("an argument does not meet its parameter's condition")
            }
            Fault::ReadsResponse => f.write_str("an argument depends on the response"),
            Fault::Overflow => f.write_str("the result is too large for 64 bits"),
            Fault::DivisionByZero => f.write_str("division by zero"),
            Fault::NoRemainder { number, divisor } => {
                write!(f, "remainder({number}, {divisor}): there is none")
            }
            Fault::NotANumber => f.write_str("the measure is not a number"),
            Fault::BadPosition { function, position } => {
                write!(f, "{function}({position}, …): positions are counted from 1")
            }
            Fault::Unmet { parameter, value, advice } => {
                write!(f, "argument `{parameter}` is {value}: {advice}")
            }
            Fault::Impossible { asked, nearest } => {
                write!(f, "no answer can meet {asked}: the nearest that one can is {nearest}")
            }
            Fault::UnknownLanguage { tag, nearest, known } => {
                write!(f, "`{tag}` is no language that can be told: the nearest is `{nearest}`, of {known}")
            }
            Fault::UnknownTable { kind, name, known } => write!(f, "no {kind} `{name}`: there are {known}"),
            Fault::UnknownRelation(given) => write!(
                f,
                "unknown relation `{given}`: expected `at least`, `at most`, `less than`, `more than` or `exactly`"
            ),
            Fault::BadDelimiter(given) => write!(f, "{given:?} is no delimiter: expected one character"),
            Fault::BadPattern { source, reason } => write!(f, "pattern `{source}` can't be read: {reason}"),
            Fault::BadSchema(reason) => f.write_str(reason),
            Fault::RecursiveSchema => f.write_str(
                "the schema refers to itself: `$ref` can only lead to schemas that do not lead back",
            ),
            Fault::Told(words) => f.write_str(words),
            Fault::Internal(what) => write!(f, "internal: {what}"),
        }
    }
}

impl std::error::Error for Fault {}

impl From<String> for Fault {
    fn from(words: String) -> Fault {
        Fault::Told(words.into())
    }
}

impl From<&str> for Fault {
    fn from(words: &str) -> Fault {
        Fault::Told(words.into())
    }
}

impl From<Fault> for String {
    fn from(fault: Fault) -> String {
        fault.to_string()
    }
}
