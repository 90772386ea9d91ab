//! Signatures: what functions take and give.

use crate::program::{Number, Type};
use std::fmt;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+) => {
        /// What a parameter takes or a result gives.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Kind { $($(#[doc = $doc])+ $variant,)+ }

        impl fmt::Display for Kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Kind::$variant => $word,)+ })
            }
        }
    };
}

kinds! {
    /// A whole number.
    Int = "int",
    /// A number.
    Float = "float",
    /// A share.
    Percent = "percent",
    /// A number of any kind; as a result, of the kind that the first argument holds.
    Number = "number",
    /// A truth.
    Bool = "bool",
    /// A text.
    Text = "text",
    /// A text or pattern to search for.
    Needle = "needle",
    /// A pattern.
    Pattern = "pattern",
    /// A language tag.
    Language = "language",
    /// A range of whole numbers.
    Range = "range",
    /// A list of texts.
    Texts = "texts",
    /// A list of lists of texts.
    Rows = "rows",
    /// Any list; as a result, one of the elements of the first list argument.
    List = "list",
    /// A list of numbers of any kind.
    Numbers = "numbers",
    /// The element type of the first list argument.
    Element = "element",
    /// A list of pairs of the elements of the first list argument.
    Pairs = "pairs",
    /// A list of pairs, of a position and the element of the first list argument there.
    Numbered = "numbered",
    /// A list of pairs, of the elements of the two list arguments.
    Zipped = "zipped",
    /// A list of lists like the first list argument.
    Lists = "lists",
}

/// A parameter of a builtin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Formal {
    /// Its name, for `name: value`.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A parameter that must be given.
pub(super) const fn needed(name: &'static str, kind: Kind) -> Formal {
    Formal { name, kind, optional: false }
}

/// A parameter that may be left out.
pub(super) const fn optional(name: &'static str, kind: Kind) -> Formal {
    Formal { name, kind, optional: true }
}

/// The signature of a builtin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signature {
    /// Whether it speaks of the current part of the text, which is then its first argument.
    pub subject: bool,
    /// Its parameters.
    pub formals: &'static [Formal],
    /// What it gives.
    pub result: Kind,
}

impl Signature {
    /// Of a function of its parameters alone.
    pub(super) const fn of(formals: &'static [Formal], result: Kind) -> Signature {
        Signature { subject: false, formals, result }
    }

    /// Of a function that speaks of the current part of the text.
    pub(super) const fn here(formals: &'static [Formal], result: Kind) -> Signature {
        Signature { subject: true, formals, result }
    }
}

/// As documentation writes it: `(list: list, from: int, to?: int) list`.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (index, formal) in self.formals.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            let mark = if formal.optional { "?" } else { "" };
            write!(f, "{comma}{}{mark}: {}", formal.name, formal.kind)?;
        }
        write!(f, ") {}", self.result)
    }
}

impl Kind {
    /// The one type that it is, if it is one.
    #[must_use]
    pub fn ty(self) -> Option<Type> {
        Some(match self {
            Kind::Int => Type::INT,
            Kind::Float => Type::Number(Number::Float),
            Kind::Percent => Type::Number(Number::Percent),
            Kind::Bool => Type::Bool,
            Kind::Text => Type::Text,
            Kind::Needle => Type::Needle,
            Kind::Pattern => Type::Pattern,
            Kind::Language => Type::Language,
            Kind::Range => Type::Range(Number::Int),
            Kind::Texts => Type::texts(),
            Kind::Rows => list_of(Type::texts()),
            Kind::Number
            | Kind::List
            | Kind::Numbers
            | Kind::Element
            | Kind::Pairs
            | Kind::Numbered
            | Kind::Zipped
            | Kind::Lists => return None,
        })
    }

    /// What a parameter of several types wants instead of this one, if it does not take it.
    #[must_use]
    pub fn unfit(self, found: &Type) -> Option<&'static str> {
        let (fits, wanted) = match self {
            Kind::Number => (found.is_number(), "a number"),
            Kind::Numbers => (
                matches!(found, Type::List(element) if element.is_number() || **element == Type::Nothing),
                "a list of numbers",
            ),
            _ => (matches!(found, Type::List(_)), "a list"),
        };
        (!fits).then_some(wanted)
    }

    /// The type of a result, from the types of the arguments.
    pub fn result<'t>(self, arguments: &(impl Iterator<Item = &'t Type> + Clone)) -> Type {
        let mut elements = arguments.clone().filter_map(|ty| match ty {
            Type::List(element) => Some(element.as_ref().clone()),
            _ => None,
        });
        let first = elements.next();
        let element = || first.clone().unwrap_or(Type::Nothing);
        match self {
            Kind::List => list_of(element()),
            Kind::Lists => list_of(list_of(element())),
            Kind::Pairs => list_of(Type::Tuple(vec![element(), element()])),
            Kind::Numbered => list_of(Type::Tuple(vec![Type::INT, element()])),
            Kind::Zipped => {
                let other = elements.next().unwrap_or(Type::Nothing);
                list_of(Type::Tuple(vec![element(), other]))
            }
            other => {
                let alike = || arguments.clone().next().cloned();
                other.ty().or_else(|| first.clone()).or_else(alike).unwrap_or(Type::INT)
            }
        }
    }
}

fn list_of(element: Type) -> Type {
    Type::List(Box::new(element))
}
