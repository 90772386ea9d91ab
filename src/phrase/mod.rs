//! Phrases: how a constraint is asked for.
//!
//! In: a `say` template and arguments. Out: a sentence for the model.

use crate::program::{Constant, Number, Phrase, PhraseFilter, PhrasePiece, Range, Target, number_text};

/// Renders a phrase with its arguments.
pub fn render(phrase: &Phrase, arguments: &[Constant]) -> String {
    let mut out = String::new();
    for piece in &phrase.pieces {
        match piece {
            PhrasePiece::Text(text) => out.push_str(text),
            PhrasePiece::Parameter { parameter, filter } => match arguments.get(*parameter as usize) {
                Some(value) => out.push_str(&said(value, filter)),
                None => out.push('…'),
            },
        }
    }
    out
}

fn said(value: &Constant, filter: &PhraseFilter) -> String {
    match (filter, value) {
        (PhraseFilter::Of(noun), _) => format!("{} {}", plain(value), agreeing(noun, value)),
        (PhraseFilter::Quoted, _) => format!("\"{}\"", plain(value)),
        (PhraseFilter::List, Constant::List(items)) => list(items),
        (PhraseFilter::Ordinal, Constant::Int(n)) => ordinal(*n),
        (PhraseFilter::Words, Constant::Int(n)) => in_words(*n),
        (PhraseFilter::Words, Constant::Range(range)) => {
            range_text(range, |n| in_words_or_digits(n, range.of))
        }
        _ => plain(value),
    }
}

fn plain(value: &Constant) -> String {
    match value {
        Constant::Int(n) => n.to_string(),
        Constant::Float(x) => number_text(x.0, Number::Float),
        Constant::Bool(b) => b.to_string(),
        Constant::Text(text) => text.to_string(),
        Constant::Pattern(pattern) => pattern.source.to_string(),
        Constant::Needle(needle) => match &needle.target {
            Target::Text(text) => text.to_string(),
            Target::Pattern(pattern) => pattern.source.to_string(),
        },
        Constant::Range(range) => range_text(range, |n| number_text(n, range.of)),
        Constant::List(items) | Constant::Tuple(items) => list(items),
    }
}

fn range_text(range: &Range, show: impl Fn(f64) -> String) -> String {
    match (range.low, range.high) {
        (Some(low), Some(high)) if low == high => format!("exactly {}", show(low.0)),
        (Some(low), Some(high)) => format!("between {} and {}", show(low.0), show(high.0)),
        (Some(low), None) => format!("at least {}", show(low.0)),
        (None, Some(high)) => format!("at most {}", show(high.0)),
        (None, None) => "any number of".to_owned(),
    }
}

/// Texts in quotes with commas and "and".
fn list(items: &[Constant]) -> String {
    let shown: Vec<String> = items
        .iter()
        .map(|item| match item {
            Constant::Text(text) => format!("\"{text}\""),
            other => plain(other),
        })
        .collect();
    match shown.split_last() {
        None => "nothing".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// The noun as the number nearest to it asks: singular for one.
fn agreeing(noun: &str, value: &Constant) -> String {
    let one = match value {
        Constant::Int(n) => *n == 1,
        Constant::Float(x) => x.0 == 1.0,
        // "at most 1 word", "between 1 and 3 words", "exactly 1 word".
        Constant::Range(range) => range.high.or(range.low).is_some_and(|n| n.0 == 1.0),
        _ => false,
    };
    if one { noun.to_owned() } else { plural(noun) }
}

fn plural(noun: &str) -> String {
    let vowel_before_y = noun.len() >= 2
        && noun.ends_with('y')
        && noun.chars().rev().nth(1).is_some_and(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'));
    if noun.ends_with('y') && !vowel_before_y {
        format!("{}ies", noun.strip_suffix('y').unwrap_or(noun))
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end)) {
        format!("{noun}es")
    } else {
        format!("{noun}s")
    }
}

const SMALL: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

fn in_words(n: i64) -> String {
    usize::try_from(n)
        .ok()
        .and_then(|n| SMALL.get(n))
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn in_words_or_digits(n: f64, of: Number) -> String {
    let whole = SMALL.iter().zip(0u8..).find(|(_, i)| f64::from(*i) == n);
    match (of, whole) {
        (Number::Int, Some((word, _))) => (*word).to_owned(),
        _ => number_text(n, of),
    }
}

fn ordinal(n: i64) -> String {
    const FIRST: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if n == -1 {
        return "last".to_owned();
    }
    let word = usize::try_from(n).ok().and_then(|n| n.checked_sub(1)).and_then(|i| FIRST.get(i));
    word.map_or_else(
        || {
            let end = match (n % 10, n % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{n}{end}")
        },
        |word| (*word).to_owned(),
    )
}
