//! What there is to know of a unit, and the words it is told in.
//!
//! INVARIANT (necessary): facts may say less than is true, never more: proofs rest on them, and tests try each on random
//! texts. Edits are hints: what a witness makes of them is verified.

use crate::Unit;

/// All that is known of one unit, apart from how it is found.
#[derive(Debug)]
pub struct UnitRecord {
    /// Its name in the language, for one.
    pub singular: &'static str,
    /// Its name in the language, for several.
    pub plural: &'static str,
    /// What it is, in one sentence.
    pub definition: &'static str,
    /// How to count it, where that is faster than to find it.
    pub count: Option<fn(&str) -> usize>,
    /// The statistical model that it rests on, if it does.
    pub rests_on: Option<&'static str>,
    /// Whether texts consist of it, so that pointing at each tells a reader nothing.
    pub fills_text: bool,
    /// What proofs know.
    pub facts: UnitFacts,
    /// What a witness can do with it.
    pub edits: UnitEdits,
}

/// What proofs know of a unit.
#[derive(Debug)]
pub struct UnitFacts {
    /// How its parts lie in a text.
    pub layout: Layout,
    /// Where its parts begin and end.
    pub ends: Ends,
    /// In the parts of which units it adds up to no more than the whole text has.
    pub adds_up: AddsUp,
    /// Whether each stands in some line, and is one of that line read by itself.
    pub in_lines: bool,
    /// Whether the words of its parts, each read by itself, are words of the text.
    pub keeps_words: bool,
    /// What a bound on its number says of the text.
    pub size: Size,
    /// What a text that occurs in another has of it.
    pub embedding: Embedding,
    /// Whether blanks around a text can change what it has of the unit.
    pub outer_blanks: OuterBlanks,
    /// Whether an answer that says something has one.
    pub in_any_answer: bool,
    /// How many lines each has for itself, among all units that have some.
    pub own_lines: u32,
    /// What its number is bound by.
    pub bounds: &'static [Bound],
    /// Units of which there is one if there is one of this.
    pub comes_with: &'static [Unit],
    /// What stands in any text that has one.
    pub needs: Needs,
    /// Which texts have one for certain.
    pub suffices: Suffices,
}

/// How the parts of a unit lie in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// Nothing is known.
    Unknown,
    /// One behind the other, from the text's beginning to its end.
    Characters,
    /// Each ASCII letter is one.
    Letters,
    /// Runs of letters and digits; what joins runs (an apostrophe, a hyphen) makes one of them.
    Words,
    /// Runs of letters and digits that nothing joins.
    Runs,
    /// Runs between blanks.
    Tokens,
    /// Sentences inside the blocks of prose; one stands where a block begins with a letter.
    Sentences,
    /// Lines that are not blank.
    Lines,
    /// Runs of lines between what is no prose.
    Paragraphs,
}

/// Where parts begin and end. Units that nest or overlap are unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    /// Nothing is known.
    Unknown,
    /// Perhaps inside a line, between words.
    Inside,
    /// Where lines do, blanks and markers aside.
    Lines,
    /// Where blocks of prose do.
    Blocks,
}

/// In the parts of which units something adds up to no more than the whole text has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AddsUp {
    /// Nothing is known.
    Unknown,
    /// Those that end where blocks do.
    InBlocks,
    /// Those that end where lines or blocks do.
    OnLines,
    /// Those of which it is known where they end.
    Anywhere,
}

/// What a bound on the number of a unit says of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    /// Nothing is known.
    Unknown,
    /// How many characters it has, apart from those that may be part of the one before.
    Characters,
    /// How many words.
    Words,
}

/// What a text that occurs in another has of a unit there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Embedding {
    /// Nothing is known.
    Unknown,
    /// As many as it has: they are its code points. Occurrences share none.
    Points,
    /// As many as it has by itself; those at its ends may go on in what stands beside it, and be shared.
    Joined,
}

/// Whether blanks around a text can change what is read off it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OuterBlanks {
    /// They can.
    Seen,
    /// They can't.
    Unseen,
}

/// `each · unit + Σ with + plus ≤ Σ of`, for any text that is not blank.
#[derive(Debug)]
pub struct Bound {
    /// What one counts for.
    pub each: f64,
    /// Units that are bound together with it.
    pub with: &'static [Unit],
    /// What there is besides.
    pub plus: f64,
    /// What bounds them.
    pub of: &'static [Unit],
    /// Why, as reasons say it.
    pub because: &'static str,
}

/// What stands in any text that has one of a unit, as a regular expression. Unassigned characters are in each class: a
/// character that one crate's Unicode tables do not know yet may be a letter in another's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// Nothing is known.
    Nothing,
    /// A match.
    Somewhere(&'static str),
    /// A whole line for each.
    Line(&'static str),
}

/// A regular expression that reasons show by another name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Form {
    /// The expression.
    pub pattern: &'static str,
    /// Its name.
    pub shown: &'static str,
}

/// Which texts have one of a unit for certain, as a regular expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Suffices {
    /// Nothing is known.
    Nothing,
    /// Those with a match.
    Somewhere(&'static str),
    /// Those that begin with a match.
    Start(&'static str),
}

/// What a witness can do with a unit.
#[derive(Debug)]
pub struct UnitEdits {
    /// How to have more of it.
    pub insert: Insert,
    /// How to have less of it, apart from taking parts away.
    pub remove: Remove,
    /// How to make a part something else.
    pub masks: &'static [Mask],
}

/// How to have more of a unit.
#[derive(Debug)]
pub enum Insert {
    /// Nothing is known.
    Nothing,
    /// Words: in a sentence, as sentences, on lines of their own.
    Words,
    /// Letters: longer words, and words.
    Letters,
    /// Digits in a row.
    Digits,
    /// Sentences: new ones, or a sentence parted.
    Sentences,
    /// Paragraphs: new ones, or a paragraph parted.
    Paragraphs,
    /// Lines: new ones, or a line parted.
    Lines,
    /// List items with numbers.
    Numbered,
    /// Rows of a table that is there, or of a new one.
    Rows,
    /// Texts that have one each.
    Samples(Samples),
}

/// Texts that have one of a unit each, and where they may stand.
#[derive(Debug)]
pub struct Samples {
    /// The texts, the most readable first.
    pub texts: &'static [&'static [Piece]],
    /// Whether they stand on lines of their own: inside a line they would be something else.
    pub own_lines: bool,
    /// What around a word makes it one.
    pub wraps: &'static [(&'static str, &'static str)],
    /// Whether two need something between them: side by side they would be one.
    pub apart: bool,
    /// What before a line makes it one.
    pub marker: Option<&'static str>,
}

/// A piece of a sample, written in the style of the witness.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece {
    /// As it is.
    Text(&'static str),
    /// Words.
    Phrase {
        /// How many.
        words: usize,
        /// Whether the first begins a sentence.
        capital: bool,
    },
    /// A sentence of so many words.
    Sentence(usize),
}

/// How to have less of a unit, apart from taking parts away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remove {
    /// The first token gone, a marker for most.
    Unmark,
    /// What stands between two replaced by a blank.
    Join {
        /// The marks at the end of the first, too.
        marks: bool,
        /// By nothing, too.
        close: bool,
    },
    /// The same on more lines or in more sentences, every other one gone, two made one.
    Spread,
    /// Words gone or replaced by shorter ones.
    Shorten,
}

/// How to make a part something else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mask {
    /// The header of a table.
    Header,
    /// A row of a table.
    Row,
    /// Code.
    Code,
    /// A heading.
    Heading,
}
