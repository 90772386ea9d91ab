//! A language for what instructions ask, and a checker of what responses do.
//!
//! ```text
//!  .hir source ──syntax──▶ tree ──resolve──▶ program ──verify::bind──▶ plan
//!                                                                      │
//!  response ──text──▶ Document ────────────────────────────verify──▶ verdicts ──report──▶ reader
//! ```
//!
//! Folders follow the data; each imports only from those above it in this list:
//! [`source`], [`diagnostic`], [`text`], [`syntax`], [`program`], [`resolve`], [`phrase`], [`verify`], [`analyse`],
//! [`task`], [`judge`], [`hindsight`], [`suite`], [`lint`], [`report`], [`load`], [`import`], and with the feature `train` `model`,
//! `rollout`, `train` and `run`; then [`cli`].
//!
//! ```
//! use hirc::task::{Asked, Checker, Record};
//! use hirc::verify::Readings;
//!
//! let library = hirc::load::requirements(&["count(words) in ..3".to_owned()]).unwrap();
//! let record = Record::new(serde_json::Value::Null, 1, "four words, too many", Asked::Given);
//! let verdicts = library.check(&record, Readings::STRICT).unwrap();
//! assert!(!verdicts[0].strict.as_ref().unwrap().outcome.is_satisfied());
//! ```

pub mod import;
#[cfg(feature = "judge")]
pub mod judge;
pub mod load;
pub mod report;
pub mod suite;
pub mod task;

pub use hirc_analysis as analyse;
pub use hirc_lang::{diagnostic, phrase, program, resolve, source, syntax};
pub use hirc_text as text;
pub use hirc_verify as verify;
