//! Units: the things in a text that a constraint can count or look into, one a file.
//!
//! To add one, write a file with its record and how it is found, and add a line to the table.

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::Part;
use super::lines::{Line, LineKind, lines as classified};

mod record;

pub use record::{
    AddsUp, Bound, Embedding, Ends, Form, Insert, Layout, Mask, Needs, OuterBlanks, Piece, Remove, Samples,
    Size, Suffices, UnitEdits, UnitFacts, UnitRecord,
};
pub use sections::section;

/// Declares the units: the module that has the record and `find`, and the name of the variant.
macro_rules! units {
    ($($module:ident $unit:ident)*) => {
        $(pub mod $module;)*

        /// A kind of thing in a text.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(into = "&'static str", try_from = "String")]
        pub enum Unit {
            $(#[doc = concat!("See [`", stringify!($module), "`].")] $unit,)*
        }

        impl Unit {
            /// Every unit.
            pub const ALL: &'static [Self] = &[$(Self::$unit),*];

            /// What there is to know of it.
            #[must_use]
            pub const fn record(self) -> &'static UnitRecord {
                match self { $(Self::$unit => &$module::RECORD,)* }
            }

            /// Every one of it in `text`, in order.
            #[must_use]
            pub fn find(self, text: &str) -> Vec<Part> {
                crate::work::read(text.len());
                match self { $(Self::$unit => $module::find(text),)* }
            }
        }
    };
}

units! {
    characters Character
    code_points CodePoint
    letters Letter
    digits Digit
    words Word
    python_words PythonWord
    tokens Token
    treebank_tokens TreebankToken
    punkt_sentences PunktSentence
    sentences Sentence
    lines Line
    paragraphs Paragraph
    bullets Bullet
    numbered_items NumberedItem
    checkboxes Checkbox
    headings Heading
    sections Section
    tables Table
    table_rows TableRow
    cells Cell
    code_blocks CodeBlock
    quotes Quote
    links Link
    images Image
    bold_texts BoldText
    italic_texts ItalicText
    turns Turn
    numbers Number
    placeholders Placeholder
    highlights Highlight
    hashtags Hashtag
    emojis Emoji
}

impl Unit {
    /// Its name in the language, for one.
    #[must_use]
    pub const fn singular(self) -> &'static str {
        self.record().singular
    }

    /// Its name in the language, for several.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        self.record().plural
    }

    /// What it is, in one sentence.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        self.record().definition
    }

    /// What proofs know of it.
    #[must_use]
    pub const fn facts(self) -> &'static UnitFacts {
        &self.record().facts
    }

    /// How many of it `text` has, without noting where if that can be helped.
    #[must_use]
    pub fn count(self, text: &str) -> usize {
        match self.record().count {
            Some(count) => count(text),
            None => self.find(text).len(),
        }
    }

    /// Whether [`Self::count`] is faster than [`Self::find`].
    #[must_use]
    pub const fn counts_faster(self) -> bool {
        self.record().count.is_some()
    }

    /// The unit of this name for one.
    #[must_use]
    pub fn from_singular(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|unit| unit.singular() == name)
    }

    /// The unit of this name for several.
    #[must_use]
    pub fn from_plural(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|unit| unit.plural() == name)
    }
}

impl From<Unit> for &'static str {
    fn from(unit: Unit) -> Self {
        unit.singular()
    }
}

impl TryFrom<String> for Unit {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        Self::from_singular(&name).ok_or_else(|| format!("`{name}` is no unit"))
    }
}

/// The characters that `keep` accepts.
fn chars(text: &str, keep: impl Fn(char) -> bool) -> Vec<Part> {
    let kept = text.char_indices().filter(|&(_, c)| keep(c));
    kept.map(|(at, c)| Part::new(at, at + c.len_utf8())).collect()
}

fn matches(pattern: &Regex, text: &str) -> Vec<Part> {
    pattern.find_iter(text).map(|found| Part::new(found.start(), found.end())).collect()
}

/// The maximal runs of lines that `belongs` accepts, without blanks around.
fn runs(lines: &[Line], belongs: impl Fn(&Line) -> bool) -> Vec<Part> {
    let runs = lines.chunk_by(|a, b| belongs(a) == belongs(b));
    runs.filter_map(|run| {
        let (first, last) = (run.first().filter(|line| belongs(line))?, run.last()?);
        Some(Part { start: first.marker.start, end: last.content.end })
    })
    .collect()
}

/// The list items whose first line `belongs` accepts, with the lines that continue them.
fn items(text: &str, belongs: impl Fn(&Line) -> bool) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    // The level of the item that lines may continue.
    let mut open = None;
    for line in classified(text) {
        if line.is_item() {
            open = belongs(&line).then_some(line.level);
            if open.is_some() {
                found.push(line.body());
            }
        } else if line.kind != LineKind::Blank {
            match (open, found.last_mut()) {
                (Some(level), Some(item)) if line.level == level => item.end = line.body().end,
                _ => open = None,
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
