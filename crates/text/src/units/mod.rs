//! Units: the things in a text that a constraint can count or look into, one definition a file.

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::lines::{Line, LineKind, lines as classified};
use super::{Part, python};

pub use sections::section;

/// Declares the units: module, name of the variant, singular, plural, definition.
macro_rules! units {
    ($($module:ident $unit:ident $singular:literal $plural:literal $definition:literal)*) => {
        $(pub mod $module;)*

        /// A kind of thing in a text.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum Unit {
            $(#[doc = $definition] #[serde(rename = $singular)] $unit,)*
        }

        impl Unit {
            /// Every unit.
            pub const ALL: &'static [Self] = &[$(Self::$unit),*];

            /// Its name in the language, for one.
            #[must_use]
            pub const fn singular(self) -> &'static str {
                match self { $(Self::$unit => $singular,)* }
            }

            /// Its name in the language, for several.
            #[must_use]
            pub const fn plural(self) -> &'static str {
                match self { $(Self::$unit => $plural,)* }
            }

            /// What it is, in one sentence.
            #[must_use]
            pub const fn definition(self) -> &'static str {
                match self { $(Self::$unit => $definition,)* }
            }

            /// Every one of it in `text`, in order.
            #[must_use]
            pub fn find(self, text: &str) -> Vec<Part> {
                match self { $(Self::$unit => $module::find(text),)* }
            }
        }
    };
}

units! {
    characters Character "character" "characters" "What a reader sees as one character (an extended grapheme cluster)."
    code_points CodePoint "code_point" "code_points" "A Unicode code point, what Python's len counts."
    letters Letter "letter" "letters" "A letter of any script."
    digits Digit "digit" "digits" "A decimal digit of any script."
    words Word "word" "words" "A run of letters and digits, joined inside by single apostrophes or hyphens; each Han or Hiragana character."
    python_words PythonWord "python_word" "python_words" "A match of Python's \\w+."
    tokens Token "token" "tokens" "What blanks separate, marks included."
    treebank_tokens TreebankToken "treebank_token" "treebank_tokens" "A token of NLTK's word_tokenize."
    punkt_sentences PunktSentence "punkt_sentence" "punkt_sentences" "A sentence of NLTK's English Punkt model, read over the whole text."
    sentences Sentence "sentence" "sentences" "A sentence inside a paragraph, list item, heading or quote, with at least one letter or digit."
    lines Line "line" "lines" "A line that is not blank."
    paragraphs Paragraph "paragraph" "paragraphs" "A block of text between blank lines that has a line of prose."
    bullets Bullet "bullet" "bullets" "A list item marked by -, *, + or •."
    numbered_items NumberedItem "numbered_item" "numbered_items" "A list item marked by a number and . or )."
    headings Heading "heading" "headings" "A Markdown heading line, one to six #."
    sections Section "section" "sections" "A heading and what follows, up to the next heading of its level or a higher one."
    tables Table "table" "tables" "A Markdown table."
    table_rows TableRow "table_row" "table_rows" "A table row that holds data, neither header nor rule."
    cells Cell "cell" "cells" "A cell of a table row that holds data."
    code_blocks CodeBlock "code_block" "code_blocks" "A fenced code block."
    quotes Quote "quote" "quotes" "A block quote, a run of lines that start with >."
    links Link "link" "links" "A Markdown link or a bare http(s) address."
    images Image "image" "images" "A Markdown image."
    bold_texts BoldText "bold_text" "bold_texts" "A stretch between two or three stars, or two underscores."
    italic_texts ItalicText "italic_text" "italic_texts" "A stretch between one or three stars, or one underscore."
    turns Turn "turn" "turns" "A turn of a dialogue: from a name with a colon at a line's start to the next."
    numbers Number "number" "numbers" "A number in digits, with its decimal or thousands marks."
    placeholders Placeholder "placeholder" "placeholders" "A name in square brackets that is no link."
    highlights Highlight "highlight" "highlights" "A stretch between one, two or three stars."
    hashtags Hashtag "hashtag" "hashtags" "A # with a word right behind it."
    emojis Emoji "emoji" "emojis" "A character shown as a picture."
}

impl Unit {
    /// How many of it `text` has, without noting where if that can be helped.
    #[must_use]
    pub fn count(self, text: &str) -> usize {
        match self {
            Self::Character => characters::count(text),
            Self::CodePoint => text.chars().count(),
            Self::Letter => text.chars().filter(|&c| letters::is_letter(c)).count(),
            Self::Digit => text.chars().filter(|&c| python::is_digit(c)).count(),
            Self::Word => words::count(text),
            Self::PythonWord => python::count_words(text),
            Self::Token => python::count_tokens(text),
            Self::Line => lines::count(text),
            _ => self.find(text).len(),
        }
    }

    /// Whether [`Self::count`] is faster than [`Self::find`].
    pub const fn counts_faster(self) -> bool {
        matches!(
            self,
            Self::Character
                | Self::CodePoint
                | Self::Letter
                | Self::Digit
                | Self::Word
                | Self::PythonWord
                | Self::Token
                | Self::Line
        )
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

/// The list items whose first line is of `kind`, with the lines that continue them.
fn items(text: &str, kind: LineKind) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut open = false;
    for line in classified(text) {
        if line.is_item() {
            open = line.kind == kind;
            if open {
                found.push(Part { start: line.marker.start, end: line.content.end });
            }
        } else if !line.in_item {
            open = false;
        } else if open && let Some(item) = found.last_mut() {
            item.end = line.content.end;
        }
    }
    found
}

#[cfg(test)]
mod tests;
