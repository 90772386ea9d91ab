//! Says whether a text is what was asked for, and why not.
//!
//! What is asked is written in HIR, a small, typed, total language; constraints of it can be *verified*, *said* to a model,
//! *analysed* (which contradict each other) and *constructed* (a text that meets them). This crate is the way in for programs; the
//! `hirc` program is the one for people.
//!
//! # Check a text
//!
//! ```
//! let checker = hirc::Checker::from_claims(&["length.words(..2)", "case.uppercase()"])?;
//! let checked = checker.check("Warm, fresh, YOURS.")?;
//! assert!(!checked.is_satisfied());
//! for constraint in &checked.verdicts {
//!     let verdict = constraint.verdict(hirc::Reading::Strict).expect("it was asked for");
//!     println!("{}: {:?}, {:?}", constraint.id, verdict.outcome, verdict.evidence.measured);
//! }
//! # Ok::<(), hirc::Error>(())
//! ```
//!
//! # Records of a data set
//!
//! Records name their constraints by task, or by id with arguments, as IFEval does. What can't be told (an unknown id, a missing
//! argument) is a verdict of its own, never a pass or a failure.
//!
//! ```
//! use hirc::{Asked, Checker, Conclusion, Ordered, Readings, Record};
//!
//! let checker = Checker::standard_library(&["ifeval"])?;
//! let call = Ordered { id: "punctuation:no_comma".into(), kwargs: Default::default() };
//! let record = Record::new("r1".into(), 1, "One, two.", Asked::Instructions(vec![call]));
//! let checked = checker.check_record(record, Readings::Both)?;
//! assert_eq!(checked.conclusion(&checked.verdicts[0]), Conclusion::Unsatisfied);
//! # Ok::<(), hirc::Error>(())
//! ```
//!
//! Many of them go through [`Checker::check_records`]: on all cores, in order, with bounded memory.
//!
//! # Learn from failures
//!
//! [`Checker::rewrite`] gives the instruction that a failed response did satisfy; [`Checker::draw`] tasks whose constraints can be met
//! together; [`Checker::analyse`] and [`Checker::witness`] say whether and how a task can be; [`Checker::instruction`] says it to a
//! model.
//!
//! # When something is wrong
//!
//! An [`Error`] has [`Error::diagnostics`] with stable codes and places, and [`Error::render`] as people read it.
//!
//! # Beneath
//!
//! [`report`] writes what was found as text, JSON, JUnit or annotations; [`pipeline`] checks streams of lines; [`task`] reads records;
//! [`suite`] draws; [`rewrite`] rewrites; [`import`] reads other collections. Language, verifier and analysis are crates of their own.

mod checker;
mod error;
mod facade;
pub mod import;
mod in_order;
#[cfg(feature = "judge")]
pub mod judge;
pub mod load;
pub mod pipeline;
pub mod report;
pub mod rewrite;
pub mod suite;
pub mod task;

pub use checker::Checker;
pub use error::Error;
pub use facade::CheckedRecords;
pub use hirc_analysis::hindsight::Mode as RewriteMode;
pub use hirc_analysis::{Answer as Analysis, Contradiction};
pub use hirc_lang::diagnostic::Diagnostic;
pub use hirc_lang::phrase::Layout;
pub use hirc_verify::{ConstraintVerdict, Evidence, Measured, Outcome, Reading, Readings, Verdict};
pub use report::{CheckedRecord, Conclusion};
pub use rewrite::Rewrite;
pub use suite::Draws;
pub use task::{Asked, Ordered, Record};

#[doc(hidden)]
pub use hirc_analysis as analyse;
#[doc(hidden)]
pub use hirc_lang::{diagnostic, ops, phrase, program, resolve, source, syntax};
#[doc(hidden)]
pub use hirc_text as text;
#[doc(hidden)]
pub use hirc_verify as verify;
