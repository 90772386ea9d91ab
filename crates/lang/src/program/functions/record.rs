//! What there is to know of a function, and the words it is told in.
//!
//! INVARIANT (necessary): the facts may say less than is true, never more: proofs rest on them.

use super::signature::Signature;
use crate::text::Unit;
pub use crate::text::units::OuterBlanks;

/// All that is known of one builtin function, apart from how it is computed.
#[derive(Debug)]
pub struct FunctionRecord {
    /// The name in the language. Names that begin with `is ` are classes: `is blank`.
    pub name: &'static str,
    /// What it does, in lines as they are printed.
    pub docs: &'static str,
    /// What it takes and gives.
    pub signature: Signature,
    /// Whether there is a value for any arguments.
    pub totality: Totality,
    /// What the value depends on.
    pub depends_on: DependsOn,
    /// The statistical model or word list that it rests on, if its answer is more than text and arithmetic.
    pub rests_on: Option<&'static str>,
    /// What computing it takes.
    pub effort: Effort,
    /// What a verdict on its value points at.
    pub evidence: Evidence,
    /// What proofs know.
    pub facts: FunctionFacts,
    /// How a witness gives the value another text.
    pub rewrite: Rewrite,
}

/// What proofs know of a function. A witness reads the same facts backwards.
#[derive(Debug)]
pub struct FunctionFacts {
    /// Where the value stands in what it is computed from.
    pub origin: Origin,
    /// For which texts the value has a given form.
    pub preimage: Preimage,
    /// What there must be for the value to be there.
    pub presence: Presence,
    /// What a number is a measure of.
    pub quantity: Quantity,
    /// How long a list is.
    pub length: Length,
    /// What a claim claims.
    pub claim: Claim,
    /// Whether blanks around the text can change the value.
    pub outer_blanks: OuterBlanks,
}

/// Whether a function gives a value for any arguments that are there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Totality {
    /// Always. (Sums beyond 64 bits aside.)
    Total,
    /// The value may be missing, or an error.
    Partial,
}

/// What a value depends on, besides other arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DependsOn {
    /// On the characters of its text alone: equal texts give equal values.
    Text,
    /// On where the text stands in the one that it is a part of, too.
    Place,
    /// On where the text stands in the response, whatever else it is a part of.
    Response,
}

/// What computing a function takes, its arguments aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effort {
    /// One step: looking the value up by its text would take as long.
    Step,
    /// A pass over its text or list.
    Pass,
}

/// What a verdict on a value points at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// The value.
    Value,
    /// What was counted or found, which is gone through again.
    Counted,
}

/// Where a value stands in the text or list that is the function's first argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// It need not stand there.
    Unknown,
    /// It is a stretch of that text, unchanged.
    Stretch,
    /// It is a list of stretches of that text.
    Stretches,
    /// It is an element of that list.
    Element,
    /// It is a list of elements of that list.
    Elements,
    /// It is a list of pairs of neighbours in that list.
    Neighbours,
    /// It is the list itself, each element behind its position from 1.
    Numbered,
}

/// Which texts, as the first argument, give a value of a given form; at least those.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preimage {
    /// Nothing is known.
    Unknown,
    /// Those with blanks around, if no other characters to trim are given.
    Trimmed {
        /// Before it.
        start: bool,
        /// Behind it.
        end: bool,
    },
    /// Those that have it in small letters.
    Lowered,
    /// It, or it behind the second argument.
    Unprefixed,
    /// It, or it before the second argument.
    Unsuffixed,
    /// Those that have it somewhere inside.
    Inside,
    /// Lists of the texts around an element at the position that the second argument is.
    Element,
}

/// What there must be for the value to be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// Nothing is known.
    Unknown,
    /// As many elements as the second argument says, from either end.
    LongEnough,
    /// An occurrence of the second argument, for the value to be what it is called: without one, the empty text stands behind
    /// it, and the whole text before it.
    Found(Side),
    /// A part of this unit with the second argument as its title.
    Headed(Unit),
}

/// A side of an occurrence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// What stands before it.
    Before,
    /// What stands behind it.
    After,
}

/// What a number is a measure of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantity {
    /// Nothing that is known.
    Unknown,
    /// The length of a list.
    Length,
    /// How often the second argument occurs in the first.
    Occurrences,
    /// The sum of a list.
    Sum,
    /// The mean of a list.
    Mean,
    /// The least or greatest number of a list.
    Extreme,
    /// The first argument as a share of the second.
    Ratio,
}

/// How long a list is, by its first argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// Nothing is known.
    Unknown,
    /// As long as it.
    Same,
    /// One less.
    OneLess,
    /// Half as long.
    Half,
    /// As many as there are different elements.
    Distinct,
    /// As many as the second argument occurs in it, and so many more.
    Occurrences {
        /// How many more.
        more: u32,
    },
}

/// What a claim claims of its first argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// The function makes none.
    None,
    /// Something that proofs know nothing of.
    Opaque,
    /// The second argument occurs.
    Found(Anchor),
    /// All letters with case are small, and there is one.
    Lowercase,
    /// All letters with case are capitals, and there is one.
    Uppercase,
    /// All words with case begin with capitals, and there is one.
    Titlecase,
    /// There is nothing but blanks.
    Blank,
    /// It is JSON.
    Json,
    /// It is written in the language that the second argument names.
    Language,
    /// The numbers grow, by the second argument if given.
    Increasing,
    /// The numbers fall, by the second argument if given.
    Decreasing,
    /// All elements are equal, and there are two.
    AllEqual,
    /// No two elements are equal, and there are two.
    AllDifferent,
}

/// Where something occurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Anchor {
    /// Anywhere.
    Anywhere,
    /// At the start.
    Start,
    /// At the end.
    End,
    /// From the start to the end.
    Whole,
}

/// How a witness gives a value another text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rewrite {
    /// It writes where the value stands.
    Itself,
    /// It gives the first argument that text.
    Argument,
    /// It writes the first argument in the language of that name.
    Language,
}
