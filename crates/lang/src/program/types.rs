//! The types of HIR.

use std::fmt;

/// What kind of number a range or a list of numbers holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Number {
    /// Whole numbers.
    Int,
    /// Real numbers.
    Float,
    /// Shares of a whole, written `40%`.
    Percent,
}

/// The type of an expression.
#[derive(Clone, PartialEq, Eq, Debug, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// A number.
    Number(Number),
    /// A truth, with a score and the parts that decided.
    Bool,
    /// Text: the response, a part of it, or an argument.
    Text,
    /// A regular expression.
    Pattern,
    /// What a search looks for: a text or a pattern, as a whole word or not, under a normalisation.
    Needle,
    /// A language tag, such as `fr`.
    Language,
    /// A range of numbers, ends included.
    Range(Number),
    /// A list.
    List(Box<Type>),
    /// A pair, or more.
    Tuple(Vec<Type>),
    /// No value has it: the element type of `[]`, and the type of what was reported. Fits everywhere.
    Nothing,
}

impl Type {
    /// The type of whole numbers.
    pub const INT: Type = Type::Number(Number::Int);

    /// A list of texts: what units and splits give.
    pub fn texts() -> Type {
        Type::List(Box::new(Type::Text))
    }

    /// Whether a value of this type can stand where `expected` is asked for, converted if need be.
    pub fn fits(&self, expected: &Type) -> bool {
        match (self, expected) {
            (a, b) if a == b => true,
            (Type::Nothing, _) => true,
            (Type::Number(Number::Int | Number::Percent), Type::Number(Number::Float)) => true,
            (Type::Number(Number::Int), Type::Range(Number::Int | Number::Float)) => true,
            (Type::Number(Number::Float), Type::Range(Number::Float)) => true,
            (Type::Number(Number::Percent), Type::Range(Number::Percent | Number::Float)) => true,
            (Type::Range(Number::Int), Type::Range(Number::Float)) => true,
            (Type::Text | Type::Pattern, Type::Needle) => true,
            (Type::Text, Type::Language) | (Type::Language, Type::Text) => true,
            (Type::List(a), Type::List(b)) => a.fits(b),
            (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.fits(b)),
            _ => false,
        }
    }

    /// Whether values of both types can be told equal or not.
    pub fn comparable(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Number(_), Type::Number(_)) => true,
            // A number fits where a range is asked for, but is equal to none.
            (Type::Number(_), Type::Range(_)) | (Type::Range(_), Type::Number(_)) => false,
            (Type::List(a), Type::List(b)) => a.comparable(b),
            (Type::Tuple(a), Type::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.comparable(b))
            }
            (a, b) => a.fits(b) || b.fits(a),
        }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Type::Number(_))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Number::Int => "int",
            Number::Float => "float",
            Number::Percent => "percent",
        })
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Number(n) => n.fmt(f),
            Type::Bool => f.write_str("bool"),
            Type::Text => f.write_str("text"),
            Type::Pattern => f.write_str("pattern"),
            Type::Needle => f.write_str("text or pattern"),
            Type::Language => f.write_str("language"),
            Type::Range(Number::Int) => f.write_str("range"),
            Type::Range(n) => write!(f, "range of {n}"),
            Type::List(t) => write!(f, "list of {t}"),
            Type::Tuple(types) => {
                f.write_str("(")?;
                for (i, t) in types.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    t.fmt(f)?;
                }
                f.write_str(")")
            }
            Type::Nothing => f.write_str("nothing"),
        }
    }
}
