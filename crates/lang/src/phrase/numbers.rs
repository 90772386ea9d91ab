//! Numbers and nouns of English phrases.

use crate::program::{Constant, Number, exact_text};

/// The noun as the number nearest to it asks: singular for one. `mouse/mice` gives both forms.
pub(super) fn agreeing(noun: &str, value: &Constant) -> String {
    let one = match value {
        Constant::Int(n) => *n == 1,
        Constant::Float(x) => x.0 == 1.0,
        // "at most 1 word", "between 1 and 3 words", "exactly 1 word".
        Constant::Range(range) => range.high.or(range.low).is_some_and(|n| n.0 == 1.0),
        _ => false,
    };
    match noun.split_once('/') {
        Some((singular, _)) if one => singular.to_owned(),
        Some((_, plural)) => plural.to_owned(),
        None if one => noun.to_owned(),
        None => plural(noun),
    }
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

/// The numbers from 0 to 20 in words.
pub const SMALL: [&str; 21] = [
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

pub(super) fn in_words(n: i64) -> String {
    usize::try_from(n)
        .ok()
        .and_then(|n| SMALL.get(n))
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

pub(super) fn in_words_or_digits(n: f64, of: Number) -> String {
    let whole = SMALL.iter().zip(0u8..).find(|(_, i)| f64::from(*i) == n);
    match (of, whole) {
        (Number::Int, Some((word, _))) => (*word).to_owned(),
        _ => exact_text(n, of),
    }
}

pub(super) fn ordinal(n: i64) -> String {
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
