//! Values known before any response is seen: arguments and literals.

use super::types::Number;
use crate::ops::Normalisation;
use crate::syntax::literal;
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
        let show = |r: Real| exact_text(r.0, self.of);
        match (self.low, self.high) {
            (Some(low), Some(high)) if low == high => write!(f, "exactly {}", show(low)),
            (Some(low), Some(high)) => write!(f, "between {} and {}", show(low), show(high)),
            (Some(low), None) => write!(f, "at least {}", show(low)),
            (None, Some(high)) => write!(f, "at most {}", show(high)),
            (None, None) => f.write_str("any number"),
        }
    }
}

/// A number that was asked for, as people write it: `40%`, `3`, `2.5`. Every digit counts.
pub fn exact_text(n: f64, of: Number) -> String {
    match of {
        Number::Percent => literal::percent(n),
        Number::Int | Number::Float => n.to_string(),
    }
}

/// A number that was measured: at most six digits behind the dot.
pub fn measured_text(n: f64) -> String {
    let scaled = (n * 1e6).round() / 1e6;
    if scaled.is_finite() { scaled } else { n }.to_string()
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
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Deserialize)]
pub struct PatternSource {
    /// Its source, in HIR's dialect.
    pub source: Arc<str>,
    /// Letters match in either case.
    #[serde(default)]
    pub ignore_case: bool,
}

/// Without the flag where people read it and it is not set; formats without names of fields need every field.
impl serde::Serialize for PatternSource {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let flag = self.ignore_case || !serializer.is_human_readable();
        let mut out = serializer.serialize_struct("PatternSource", 1 + usize::from(flag))?;
        out.serialize_field("source", &self.source)?;
        if flag {
            out.serialize_field("ignore_case", &self.ignore_case)?;
        }
        out.end()
    }
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
