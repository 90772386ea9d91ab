//! Text: a response and the parts that constraints speak of.
//!
//! In goes a `&str`, out come [`Part`]s: half-open byte ranges of it. Three layers:
//!
//! - the rules of other programs, copied exactly: [`python`] (what CPython 3.11 calls a word, a blank,
//!   upper case), [`punkt`] (NLTK's English sentences), [`treebank`] (NLTK's `word_tokenize`), [`language`]
//!   (langdetect with seed 0) and [`json`] (`json.loads`);
//! - our own reading of a response: [`scan`] (words, blanks, line breaks, marks), [`sentence_ends`], [`lines`]
//!   (Markdown line kinds) and [`units`], the things a constraint can count, one definition a file;
//! - [`Document`], which segments a text at most once per unit and remembers the outcome.
//!
//! Invariants, for every segmenter and every string: parts lie inside the text, begin and end on character
//! boundaries, are ordered by their start and do not overlap (sections alone may nest). No input panics, and
//! every function takes time linear in its input.

mod boundaries;
pub mod casefold;
pub mod csv;
pub mod dates;
mod document;
mod imperative;
pub mod json;
pub mod language;
pub mod lines;
pub mod lookalikes;
pub mod markup;
pub mod nesting;
mod part;
pub mod pattern;
pub mod punkt;
pub mod python;
mod rule_sentences;
pub mod scan;
pub mod search;
pub mod structure;
pub mod syllables;
pub mod tables;
pub mod treebank;
pub mod typography;
pub mod units;
mod verbs;
pub mod work;

pub use boundaries::sentence_ends;
pub use document::Document;
pub use imperative::is_imperative;
pub use part::Part;
pub use rule_sentences::{RuleSentence, rule_sentences};
pub use units::Unit;
pub use verbs::Verbs;
