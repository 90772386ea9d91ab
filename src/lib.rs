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
//! use hirc::verify::Modes;
//!
//! let library = hirc::load::requirements(&["count(words) in ..3".to_owned()]).unwrap();
//! let record = Record::new(serde_json::Value::Null, 1, "four words, too many", Asked::Given);
//! let verdicts = library.check(&record, Modes { strict: true, loose: false }).unwrap();
//! assert!(!verdicts[0].strict.as_ref().unwrap().outcome.is_satisfied());
//! ```

pub mod analyse;
pub mod cli;
pub mod diagnostic;
pub mod hindsight;
pub mod import;
pub mod judge;
pub mod lint;
pub mod load;
#[cfg(feature = "train")]
pub mod model;
pub mod phrase;
pub mod program;
pub mod report;
pub mod resolve;
#[cfg(feature = "train")]
pub mod rollout;
#[cfg(feature = "train")]
pub mod run;
pub mod source;
pub mod suite;
pub mod syntax;
pub mod task;
pub mod text;
#[cfg(feature = "train")]
pub mod train;
pub mod verify;
