//! The operators of HIR, shared by the syntax tree, the typed program and the compiled plan.
//!
//! INVARIANT (stable names): the serialised names are part of the plan format.

/// How a claim is spread over parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantifier {
    /// All of them (and at least one, unless vacuous).
    Each,
    /// At least one.
    Some,
    /// None of them.
    No,
}

/// What a comparison of texts leaves out of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Normalisation {
    /// Letters differ only by case.
    Case,
    /// Punctuation is not seen.
    Punctuation,
    /// Markdown emphasis, headings and the like are not seen.
    Markup,
    /// Runs of blanks count as one, blanks at the ends as none.
    Spacing,
    /// How characters are encoded and set: composed or not, wide, curly, or not seen at all.
    Typography,
    /// Letters of other scripts that look the same (UTS 39).
    Lookalikes,
}

impl Normalisation {
    /// All of them.
    pub const ALL: [Normalisation; 6] = [
        Normalisation::Case,
        Normalisation::Punctuation,
        Normalisation::Markup,
        Normalisation::Spacing,
        Normalisation::Typography,
        Normalisation::Lookalikes,
    ];

    /// The one of this word.
    pub fn from_word(word: &str) -> Option<Normalisation> {
        Normalisation::ALL.into_iter().find(|n| n.word() == word)
    }

    /// The word behind `ignoring`.
    pub fn word(self) -> &'static str {
        match self {
            Normalisation::Case => "case",
            Normalisation::Punctuation => "punctuation",
            Normalisation::Markup => "markup",
            Normalisation::Spacing => "spacing",
            Normalisation::Typography => "typography",
            Normalisation::Lookalikes => "lookalikes",
        }
    }
}

/// `+ - * /`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// `= != < <= > >= in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `in`: a number in a range, a value in a list.
    In,
}

/// How the claims of a block combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Every claim holds.
    All,
    /// At least one holds.
    Any,
    /// None holds.
    None,
    /// At least so many hold.
    AtLeast(u32),
    /// Every claim holds; the score counts a step only as far as the steps before it hold.
    InOrder,
}
