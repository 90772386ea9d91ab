//! Constants as HIR writes them, and ranges as records do: what is written reads back as the same value.

use super::constant::{Constant, Needle, PatternSource, Range, Real, Target, exact_text};
use super::types::{Number, Type};
use crate::syntax::literal;
use std::fmt;

/// A constant as HIR writes it where a type is known: a share as `40%`, the range of one number as the number.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'c> {
    value: &'c Constant,
    ty: Option<&'c Type>,
}

impl Constant {
    /// How HIR writes it where this type is asked for.
    pub fn literal<'c>(&'c self, ty: &'c Type) -> Literal<'c> {
        Literal { value: self, ty: Some(ty) }
    }
}

/// As HIR writes it where no type is known; `FromStr` reads it back. (A search term that is nothing but a text or
/// pattern reads back as that.)
impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Literal { value: self, ty: None }.fmt(f)
    }
}

impl fmt::Display for Literal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.value, self.ty) {
            (Constant::Int(n), _) => f.write_str(&literal::int(*n)),
            (Constant::Float(x), Some(Type::Number(Number::Percent))) => f.write_str(&literal::percent(x.0)),
            (Constant::Float(x), _) => f.write_str(&literal::float(x.0)),
            (Constant::Bool(b), _) => b.fmt(f),
            (Constant::Text(text), _) => f.write_str(&literal::quote(text)),
            (Constant::Pattern(pattern), _) => pattern.fmt(f),
            (Constant::Needle(needle), _) => needle.fmt(f),
            (Constant::Range(range), ty) => f.write_str(&range_literal(range, ty)),
            (Constant::List(items), ty) => {
                let element = match ty {
                    Some(Type::List(element)) => Some(element.as_ref()),
                    _ => None,
                };
                f.write_str("[")?;
                separated(f, items.iter().map(|value| Literal { value, ty: element }))?;
                f.write_str("]")
            }
            (Constant::Tuple(items), ty) => {
                let types = match ty {
                    Some(Type::Tuple(types)) => types.as_slice(),
                    _ => &[],
                };
                f.write_str("(")?;
                let of = |(place, value)| Literal { value, ty: types.get(place) };
                separated(f, items.iter().enumerate().map(of))?;
                f.write_str(")")
            }
        }
    }
}

fn separated<'c>(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = Literal<'c>>) -> fmt::Result {
    for (place, item) in items.enumerate() {
        f.write_str(if place > 0 { ", " } else { "" })?;
        fmt::Display::fmt(&item, f)?;
    }
    Ok(())
}

/// `/yes/i`, or `pattern("…", true)` where no literal has this source.
impl fmt::Display for PatternSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&literal::any_pattern(&self.source, self.ignore_case))
    }
}

/// `word("ember") ignoring case`.
impl fmt::Display for Needle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = match &self.target {
            Target::Text(text) => literal::quote(text),
            Target::Pattern(pattern) => pattern.to_string(),
        };
        if self.whole_word {
            write!(f, "word({target})")?;
        } else {
            f.write_str(&target)?;
        }
        for (place, normalisation) in self.ignoring.iter().enumerate() {
            write!(f, "{}{}", if place > 0 { ", " } else { " ignoring " }, normalisation.word())?;
        }
        Ok(())
    }
}

fn range_literal(range: &Range, ty: Option<&Type>) -> String {
    let of = match ty {
        Some(Type::Range(of)) => *of,
        _ => range.of,
    };
    let number = |n: Real| match of {
        // Ends are floats, and an end of whole numbers is one that is whole.
        Number::Int => format!("{:.0}", n.0).parse().map_or_else(|_| n.0.to_string(), literal::int),
        Number::Float => literal::float(n.0),
        Number::Percent => literal::percent(n.0),
    };
    // Where a range is asked for, a number stands for itself alone.
    range.written(ty.is_some(), number)
}

impl Range {
    /// As records write it: `3..`, `..50`, `30%..80%`, `3`.
    pub fn record_text(&self) -> String {
        self.written(true, |n| exact_text(n.0, self.of))
    }

    fn written(&self, short: bool, number: impl Fn(Real) -> String) -> String {
        let end = |n: Option<Real>| n.map(&number).unwrap_or_default();
        match (self.low, self.high) {
            (Some(low), Some(high)) if short && low == high => number(low),
            (low, high) => format!("{}..{}", end(low), end(high)),
        }
    }

    /// The range that a record writes so. `None` if it is none, or holds nothing.
    pub fn from_record(text: &str, of: Number) -> Option<Range> {
        let end = |text: &str| -> Option<Option<Real>> {
            let text = text.trim();
            if text.is_empty() {
                return Some(None);
            }
            let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
            let number = match of {
                Number::Int if !digits.bytes().all(|b| b.is_ascii_digit()) => return None,
                Number::Int | Number::Float => text.parse().ok()?,
                Number::Percent => literal::share(text.strip_suffix('%')?)?,
            };
            number.is_finite().then_some(Some(Real(number)))
        };
        let (low, high) = match text.split_once("..") {
            Some((low, high)) => (end(low)?, end(high)?),
            None => (end(text)?, end(text)?),
        };
        let range = Range { low, high, of };
        (!range.is_empty() && (low.is_some() || high.is_some())).then_some(range)
    }
}
