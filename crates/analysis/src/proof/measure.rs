//! Measures as variables, and what ties them together. Each relation here is a property test against the segmenters.

use super::facts::Fact;
use super::needle::Needle;
use crate::program::NodeId;
use crate::text::Unit;
use std::rc::Rc;

/// A number read off the whole response.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Measure {
    /// How many of a unit there are.
    Unit(Unit),
    /// How often something occurs; named by what is searched.
    Found(Rc<str>, Option<Needle>),
    /// How many elements of a list meet a condition.
    Kept {
        /// The filtered list.
        list: NodeId,
        /// The length of the list before.
        whole: Option<Box<Measure>>,
        /// What must be true if there is one.
        inside: Box<Fact>,
    },
    /// How many different elements a list has.
    Distinct {
        /// The list.
        list: NodeId,
        /// Its length.
        whole: Option<Box<Measure>>,
    },
}

impl Measure {
    /// Whether both are the same variable.
    pub(super) fn same(&self, other: &Measure) -> bool {
        match (self, other) {
            (Measure::Unit(a), Measure::Unit(b)) => a == b,
            (Measure::Found(a, _), Measure::Found(b, _)) => a == b,
            (Measure::Kept { list: a, .. }, Measure::Kept { list: b, .. }) => a == b,
            (Measure::Distinct { list: a, .. }, Measure::Distinct { list: b, .. }) => a == b,
            _ => false,
        }
    }
}

/// `low ≤ Σ coefficient · measure ≤ high`.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Linear {
    pub(super) terms: Vec<(Measure, f64)>,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// `Σ coefficient · unit + constant ≤ 0`, true of every text that is not blank.
pub(super) type Relation = (&'static [(Unit, f64)], f64, &'static str);

/// What holds between the units of any text.
pub(super) const RELATIONS: &[Relation] = &[
    (&[(Unit::Sentence, 1.0), (Unit::Word, -1.0)], 0.0, "a sentence has a word"),
    (&[(Unit::Sentence, 1.0), (Unit::PythonWord, -1.0)], 0.0, "a sentence has a word"),
    (&[(Unit::Paragraph, 1.0), (Unit::Line, -1.0)], 0.0, "a paragraph has a line"),
    (
        &[
            (Unit::Bullet, 1.0),
            (Unit::NumberedItem, 1.0),
            (Unit::Heading, 1.0),
            (Unit::TableRow, 1.0),
            (Unit::Table, 2.0),
            (Unit::Quote, 1.0),
            (Unit::CodeBlock, 1.0),
            (Unit::Line, -1.0),
        ],
        0.0,
        "list items, headings, table rows, quotes and code blocks stand on lines of their own",
    ),
    (&[(Unit::Section, 1.0), (Unit::Heading, -1.0)], 0.0, "a section has a heading"),
    (&[(Unit::Line, 1.0), (Unit::Token, -1.0)], 0.0, "a line has something on it"),
    (&[(Unit::Line, -1.0)], 1.0, "a response has a line"),
    (&[(Unit::Bullet, 1.0), (Unit::Token, -1.0)], 0.0, "a bullet is more than a blank"),
    (&[(Unit::Number, 1.0), (Unit::Digit, -1.0)], 0.0, "a number has a digit"),
    (&[(Unit::NumberedItem, 1.0), (Unit::Number, -1.0)], 0.0, "a numbered item has a number"),
    (&[(Unit::Digit, 1.0), (Unit::CodePoint, -1.0)], 0.0, "a digit is a code point"),
    (
        &[(Unit::Letter, 1.0), (Unit::Digit, 1.0), (Unit::CodePoint, -1.0)],
        0.0,
        "letters and digits are code points",
    ),
    (&[(Unit::Character, 1.0), (Unit::CodePoint, -1.0)], 0.0, "a character has a code point"),
    (&[(Unit::Word, 1.0), (Unit::Character, -1.0)], 0.0, "a word has a character"),
    (&[(Unit::PythonWord, 1.0), (Unit::CodePoint, -1.0)], 0.0, "a word has a code point"),
    (&[(Unit::Emoji, 1.0), (Unit::Character, -1.0)], 0.0, "an emoji is a character"),
    (&[(Unit::Token, 2.0), (Unit::CodePoint, -1.0)], -1.0, "blanks stand between tokens"),
    (&[(Unit::Hashtag, 2.0), (Unit::CodePoint, -1.0)], 0.0, "a hashtag has two code points"),
    (&[(Unit::Placeholder, 3.0), (Unit::CodePoint, -1.0)], 0.0, "a placeholder has three code points"),
    (&[(Unit::Highlight, 3.0), (Unit::CodePoint, -1.0)], 0.0, "a highlight has three code points"),
    (&[(Unit::Link, 4.0), (Unit::CodePoint, -1.0)], 0.0, "a link has four code points"),
];

/// Whether what the parts of `outer` have of `inner` adds up to no more than the whole text has.
pub(super) fn adds_up(inner: Unit, outer: Unit) -> bool {
    let text = matches!(
        inner,
        Unit::Word
            | Unit::PythonWord
            | Unit::Sentence
            | Unit::Character
            | Unit::CodePoint
            | Unit::Letter
            | Unit::Digit
    );
    let parts = matches!(
        outer,
        Unit::Sentence | Unit::Paragraph | Unit::Line | Unit::Bullet | Unit::NumberedItem | Unit::Heading
    );
    // Single bytes of a cluster may fall on both sides of a boundary inside a line only.
    let broken = matches!(inner, Unit::Character) && outer == Unit::Sentence;
    // Read alone, a part may be split into more sentences than as part of the whole.
    let alone = inner == Unit::Sentence && outer != Unit::Paragraph;
    text && parts && !broken && !alone && inner != outer
}

/// Texts (matched whole) in which some `outer` has too few or too many of `inner` for certain.
pub(super) fn forbidden(outer: Unit, inner: Unit, low: f64, high: f64) -> Vec<String> {
    let any = super::facts::ANY;
    let mut out = Vec::new();
    let small = (1..=30).find(|&n| f64::from(n) >= low).unwrap_or(1);
    match (outer, inner) {
        (Unit::Word, Unit::Character) => {
            if low >= 2.0 && small > 1 {
                // A run of letters between what belongs to no word and joins none is a word.
                let apart = r"(?:[^\p{L}\p{N}\p{M}\p{Cf}_'’‘ʼ\-‐‑]|\p{Han})";
                let short = small - 1;
                out.push(format!(r"(?:{any}{apart})?[A-Za-z]{{1,{short}}}[.,!?;:]*(?:{apart}{any})?"));
            }
            if let Some(most) = (1..=60).find(|&n| f64::from(n) == high.floor()) {
                out.push(format!(r"{any}[A-Za-z]{{{}}}{any}", most + 1));
            }
        }
        (Unit::Line, Unit::Word | Unit::Sentence) => {
            if inner == Unit::Word
                && let Some(most) = (1..=60).find(|&n| f64::from(n) == high.floor())
            {
                out.push(format!(r"{any}(?:[A-Za-z]+[ .,;:!?]*[ ][ .,;:!?]*){{{most}}}[A-Za-z]{any}"));
            }
            if low < 1.0 {
                return out;
            }
            // A code block's first or last line, whatever stands on it, has no sentence.
            if inner == Unit::Sentence {
                let fence = FENCE.trim_matches(['^', '$']);
                out.push(format!(r"(?:{any}\n)?{fence}(?:\n{any})?"));
            }
            // A line with a mark on it and no word.
            out.push(format!(r"(?:{any}\n)?[ \t]*[!-/:-@\[-^`{{-~][!-/:-@\[-^`{{-~ \t\r]*(?:\n{any})?"));
            if inner == Unit::Word && small > 1 {
                let words = small - 2;
                out.push(format!(r"(?:{any}\n)?[ \t#>*]*(?:[A-Za-z]+[ \t.,:!?]+){{0,{words}}}[A-Za-z]+[ \t.,:!?]*(?:\n{any})?"));
            }
        }
        _ => {}
    }
    out
}

/// Whether every `inner` of a text stands in some `outer`.
pub(super) fn covers(inner: Unit, outer: Unit) -> bool {
    outer == Unit::Line && matches!(inner, Unit::Word | Unit::PythonWord | Unit::Letter | Unit::Digit)
}

/// A line that begins a code block: blanks of three bytes at most, and marks.
pub(super) const FENCE: &str = concat!(
    r"^(?:(?:[ \t\r\x0b\x0c\x1c-\x1f]{0,3}|[\x85\xa0][ \t\r\x0b\x0c\x1c-\x1f]?|[ \t\r\x0b\x0c\x1c-\x1f][\x85\xa0]",
    r"|[\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}])(?:`{3,}[^`\n]*|~{3,}[^\n]*))$"
);

/// What stands in any text that has one of a unit. Unassigned characters are in each class: a character that one
/// crate's Unicode tables do not know yet may be a letter in another's.
pub(super) fn needs(unit: Unit) -> Option<&'static str> {
    Some(match unit {
        Unit::Digit | Unit::Number => r"[\d\p{Cn}]",
        Unit::Letter => r"[\p{L}\p{Alphabetic}\p{Cn}]",
        Unit::Emoji => r"[^\x00-\x7F]",
        Unit::Hashtag => r"#[\p{L}\p{M}\p{N}\p{Cn}_]",
        Unit::Placeholder => r"\[[^\[\]\n]+\]",
        Unit::Link => r"\]\(|https?://",
        Unit::Heading | Unit::Section => r"^[^\S\n]*#[^\n]*$",
        Unit::Bullet => r"^[^\S\n]*[-*+•][^\S\n][^\n]*$",
        Unit::NumberedItem => r"^[^\S\n]*[0-9]+[.)][^\S\n][^\n]*$",
        Unit::Table => r"^[ \t|:-]*(?:\|[ \t|:-]*-|-[ \t|:-]*\|)[ \t|:-]*\r?$",
        Unit::TableRow => r"\|",
        Unit::CodeBlock => FENCE,
        Unit::Quote => r"^[^\S\n]*>[^\n]*$",
        Unit::Highlight => r"\*[^\s*]",
        Unit::Sentence | Unit::Word => r"[\p{L}\p{N}\p{M}\p{Cn}_]",
        _ => return None,
    })
}

/// Which texts (matched whole) have one of a unit for certain.
pub(super) fn suffices(unit: Unit) -> Option<String> {
    let any = super::facts::ANY;
    Some(match unit {
        Unit::Digit | Unit::Number => format!(r"{any}[0-9]{any}"),
        Unit::Letter | Unit::Word | Unit::PythonWord => format!(r"{any}[A-Za-z]{any}"),
        // The first line stands in no code block.
        Unit::Heading => format!(r"[\s\x1c-\x1f]*#{{1,6}} +[^\s\x1c-\x1f]{any}"),
        Unit::Bullet => format!(r"\s*[-*+] [A-Za-z]{any}"),
        Unit::CodeBlock => format!(r"```\n{any}"),
        Unit::Quote => format!(r"> [A-Za-z]{any}"),
        Unit::Highlight => {
            format!(r"{any}(?:\*[^\s*]\*|\*[^\s*][^\n*]*[^\s*]\*){any}")
        }
        _ => return None,
    })
}
