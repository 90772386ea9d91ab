//! Values known before any response is seen: arguments and literals.

use super::types::Number;
use crate::syntax::ast::Normalisation;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// A finite real number that can be a key: equal and hashed by its bits, with one zero.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Real(pub f64);

impl PartialEq for Real {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}
impl Eq for Real {}
impl Hash for Real {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bits().hash(state);
    }
}
impl Real {
    fn bits(self) -> u64 {
        if self.0 == 0.0 { 0 } else { self.0.to_bits() }
    }
}

/// A range of numbers, both ends included; a missing end is open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct Range {
    /// The least value inside.
    pub low: Option<Real>,
    /// The greatest value inside.
    pub high: Option<Real>,
    /// How its ends are written.
    pub of: Number,
}

impl Range {
    /// The range of one number.
    pub fn exactly(n: f64, of: Number) -> Range {
        Range { low: Some(Real(n)), high: Some(Real(n)), of }
    }

    /// Whether a number lies inside.
    pub fn contains(&self, n: f64) -> bool {
        self.low.is_none_or(|low| n >= low.0) && self.high.is_none_or(|high| n <= high.0)
    }

    /// How far outside a number lies, and from which end; `None` inside.
    pub fn distance(&self, n: f64) -> Option<(f64, f64)> {
        match (self.low, self.high) {
            (Some(low), _) if n < low.0 => Some((low.0 - n, low.0)),
            (_, Some(high)) if n > high.0 => Some((n - high.0, high.0)),
            _ => None,
        }
    }

    /// Whether nothing lies inside.
    pub fn is_empty(&self) -> bool {
        matches!((self.low, self.high), (Some(low), Some(high)) if low.0 > high.0)
    }
}

/// Reads as a person would say it: `at least 3`, `at most 50`, `between 40 and 60`, `exactly 3`.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show = |r: Real| number_text(r.0, self.of);
        match (self.low, self.high) {
            (Some(low), Some(high)) if low == high => write!(f, "exactly {}", show(low)),
            (Some(low), Some(high)) => write!(f, "between {} and {}", show(low), show(high)),
            (Some(low), None) => write!(f, "at least {}", show(low)),
            (None, Some(high)) => write!(f, "at most {}", show(high)),
            (None, None) => f.write_str("any number"),
        }
    }
}

/// A number as people write it: `40%`, `3`, `2.5`.
pub fn number_text(n: f64, of: Number) -> String {
    match of {
        Number::Percent => format!("{}%", rounded(n * 100.0)),
        Number::Int | Number::Float => rounded(n).to_string(),
    }
}

fn rounded(n: f64) -> f64 {
    let scaled = (n * 1e6).round() / 1e6;
    if scaled.is_finite() { scaled } else { n }
}

/// The words of a search: what to look for and how to compare.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct Needle {
    /// The text or pattern.
    pub target: Target,
    /// Only as a whole word.
    pub whole_word: bool,
    /// What the comparison leaves out of account, sorted, each once.
    pub ignoring: Vec<Normalisation>,
}

/// A text or a pattern.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// Exactly these characters.
    Text(Arc<str>),
    /// A regular expression.
    Pattern(PatternSource),
}

/// A regular expression as written.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct PatternSource {
    /// Its source, in HIR's dialect.
    pub source: Arc<str>,
    /// Letters match in either case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_case: bool,
}

/// A value known before any response is seen.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Constant {
    /// A whole number.
    Int(i64),
    /// A real number or a share.
    Float(Real),
    /// A truth.
    Bool(bool),
    /// A text or language tag.
    Text(Arc<str>),
    /// A pattern.
    Pattern(PatternSource),
    /// What to search.
    Needle(Needle),
    /// A range.
    Range(Range),
    /// A list.
    List(Vec<Constant>),
    /// A pair, or more.
    Tuple(Vec<Constant>),
}

/// A value as it is written in HIR.
pub fn source_text(value: &Constant) -> String {
    match value {
        Constant::Int(n) => n.to_string(),
        Constant::Float(x) => number_text(x.0, Number::Float),
        Constant::Bool(b) => b.to_string(),
        Constant::Text(text) => format!("{:?}", text.as_ref()),
        Constant::Pattern(pattern) => pattern_text(pattern),
        Constant::Needle(needle) => match &needle.target {
            Target::Text(text) => format!("{:?}", text.as_ref()),
            Target::Pattern(pattern) => pattern_text(pattern),
        },
        Constant::Range(range) => range_source(range),
        Constant::List(items) => format!("[{}]", joined(items)),
        Constant::Tuple(items) => format!("({})", joined(items)),
    }
}

fn joined(items: &[Constant]) -> String {
    items.iter().map(source_text).collect::<Vec<_>>().join(", ")
}

fn pattern_text(pattern: &PatternSource) -> String {
    format!("/{}/{}", pattern.source, if pattern.ignore_case { "i" } else { "" })
}

/// A range as it is written in HIR: `3..`, `..50`, `40..60`, `3`.
pub fn range_source(range: &Range) -> String {
    let end = |r: Option<Real>| r.map(|n| number_text(n.0, range.of)).unwrap_or_default();
    if range.low.is_some() && range.low == range.high {
        return end(range.low);
    }
    format!("{}..{}", end(range.low), end(range.high))
}
