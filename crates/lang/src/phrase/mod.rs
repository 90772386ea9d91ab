//! Phrases: how a constraint is asked for, and how an instruction is put together.
//!
//! In: a `say` template and arguments; a prompt and constraints. Out: sentences for the model.

mod bounds;
mod numbers;
mod present;

pub use numbers::SMALL;
pub use present::{Layout, Placement, Presentation, phrase_of, questions_of};

use crate::program::{Constant, Number, Phrase, PhraseFilter, PhrasePiece, Range, Target, exact_text};
use bounds::Words;
use numbers::{in_words, in_words_or_digits, ordinal};

/// Renders a phrase with its arguments.
pub fn render(phrase: &Phrase, arguments: &[Constant]) -> String {
    let words = Words::of(&phrase.language);
    let mut out = String::new();
    for piece in &phrase.pieces {
        match piece {
            PhrasePiece::Text(text) => out.push_str(text),
            PhrasePiece::Parameter { parameter, filter } => match arguments.get(*parameter as usize) {
                Some(value) => {
                    let said = said(value, filter, words);
                    // A phrase begins with a capital, but a text that is asked for stays as it is.
                    let number = matches!(value, Constant::Int(_) | Constant::Float(_) | Constant::Range(_));
                    out.push_str(&if out.is_empty() && number { capitalised(&said) } else { said });
                }
                None => out.push('…'),
            },
        }
    }
    out
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn said(value: &Constant, filter: &PhraseFilter, words: &Words) -> String {
    match (filter, value) {
        (PhraseFilter::Of(noun), _) => {
            format!("{}{}{}", plain(value, words), words.blank, words.noun(noun, value))
        }
        (PhraseFilter::Quoted, _) => format!("{}{}{}", words.open, plain(value, words), words.close),
        (PhraseFilter::List, Constant::List(items)) => list(items, words),
        (PhraseFilter::Ordinal, Constant::Int(n)) if words.is_english() => ordinal(*n),
        (PhraseFilter::Words, Constant::Int(n)) if words.is_english() => in_words(*n),
        (PhraseFilter::Words, Constant::Range(range)) if words.is_english() => {
            words.range(range, |n| in_words_or_digits(n, range.of))
        }
        _ => plain(value, words),
    }
}

fn plain(value: &Constant, words: &Words) -> String {
    match value {
        Constant::Int(n) => n.to_string(),
        Constant::Float(x) => exact_text(x.0, Number::Float),
        Constant::Bool(b) => b.to_string(),
        Constant::Text(text) => text.to_string(),
        Constant::Pattern(pattern) => pattern.source.to_string(),
        Constant::Needle(needle) => match &needle.target {
            Target::Text(text) => text.to_string(),
            Target::Pattern(pattern) => pattern.source.to_string(),
        },
        Constant::Range(range) => range_text(range, words),
        Constant::List(items) | Constant::Tuple(items) => list(items, words),
    }
}

fn range_text(range: &Range, words: &Words) -> String {
    words.range(range, |n| exact_text(n, range.of))
}

/// Texts in quotes with commas and "and".
fn list(items: &[Constant], words: &Words) -> String {
    let shown: Vec<String> = items
        .iter()
        .map(|item| match item {
            Constant::Text(text) => format!("{}{text}{}", words.open, words.close),
            other => plain(other, words),
        })
        .collect();
    match shown.split_last() {
        None => words.nothing.to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{}{}{last}", rest.join(words.comma), words.and),
    }
}
