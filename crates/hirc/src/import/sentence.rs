//! Numbers, bounds and quoted words in English sentences that state a constraint.

use crate::phrase::SMALL;
use regex::Regex;
use std::sync::LazyLock;

#[expect(clippy::unwrap_used, reason = "the patterns are constant, and tests use them")]
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// A number in digits or words, as a pattern.
static NUMBER: LazyLock<String> =
    LazyLock::new(|| format!(r"\b(\d[\d,]*|{}|a single|an?)\b", SMALL.join("|")));

/// How a bound is worded: before the number, behind it, and which ends it gives.
struct Wording {
    pattern: Regex,
    ends: fn(i64, i64) -> Option<String>,
}

fn at_least(n: i64, _: i64) -> Option<String> {
    Some(format!("{n}.."))
}

fn at_most(n: i64, _: i64) -> Option<String> {
    Some(format!("..{n}"))
}

fn below(n: i64, _: i64) -> Option<String> {
    (n > 0).then(|| format!("..{}", n - 1))
}

fn above(n: i64, _: i64) -> Option<String> {
    n.checked_add(1).map(|n| format!("{n}.."))
}

fn between(a: i64, b: i64) -> Option<String> {
    (a <= b).then(|| format!("{a}..{b}"))
}

fn exactly(n: i64, _: i64) -> Option<String> {
    Some(n.to_string())
}

/// Tried in this order; the first that is found settles it.
static WORDINGS: LazyLock<Vec<Wording>> = LazyLock::new(|| {
    let n = NUMBER.as_str();
    let of = |pattern: &str, ends| Wording {
        pattern: compiled(&format!("(?i){}", pattern.replace('#', n))),
        ends,
    };
    let gap = r"(?:\W+\w+){0,3}?\W+(?:an? )?";
    vec![
        of(&format!(r"between{gap}# (?:and|to){gap}#"), between),
        of(r"# ?(?:-|–|to) ?#", between),
        of(&format!(r"(?:no|not) (?:more|longer|greater) than{gap}#"), at_most),
        of(&format!(r"(?:no|not) (?:fewer|less) than{gap}#"), at_least),
        of(&format!(r"(?:not|n't|without) exceed(?:ing)?{gap}#"), at_most),
        of(
            &format!(
                r"(?:at most|up to|maximum(?: of)?|limit(?:ed|ing|ation)?(?: (?:of|to|it to))?|exceed(?:ing)?|max\.?|within){gap}#"
            ),
            at_most,
        ),
        of(r"# (?:\w+ )?(?:or (?:fewer|less)|at most|maximum)", at_most),
        of(&format!(r"(?:at least|minimum(?: of)?|min\.?){gap}#"), at_least),
        of(r"# (?:\w+ )?(?:or more|at least|minimum)", at_least),
        of(&format!(r"(?:fewer|less|shorter) than{gap}#"), below),
        of(&format!(r"(?:more|longer|greater) than{gap}#"), above),
        of(
            &format!(
                r"(?:exactly|precisely|strictly|only|must be|consist(?:s|ing)? of|contains?|includes?|have|has|of|in|into|use|using){gap}#"
            ),
            exactly,
        ),
    ]
});

/// A number in digits or words.
fn number(text: &str) -> Option<i64> {
    let text = text.to_lowercase();
    if matches!(text.as_str(), "a" | "an" | "a single") {
        return Some(1);
    }
    let spelled = SMALL.iter().position(|word| *word == text).and_then(|n| i64::try_from(n).ok());
    spelled.or_else(|| text.replace(',', "").parse().ok())
}

/// The bound that a sentence states on a thing, as HIR writes ranges: the words of the bound stand near the thing's name.
/// `None` if no number can be read.
pub(super) fn bound(sentence: &str, thing: &str) -> Option<String> {
    worded(clause(sentence, thing)).or_else(|| worded(sentence))
}

fn worded(text: &str) -> Option<String> {
    WORDINGS.iter().find_map(|wording| {
        wording.pattern.captures_iter(text).find_map(|found| {
            let first = found.get(1)?.as_str();
            // `a` and `an` are numbers only where a bound is stated.
            if matches!(first.to_lowercase().as_str(), "a" | "an") {
                return None;
            }
            let first = number(first)?;
            let second = found.get(2).and_then(|m| number(m.as_str())).unwrap_or(first);
            (wording.ends)(first, second)
        })
    })
}

/// The part of a sentence between commas and semicolons that names the thing; all of it if that has no number.
fn clause<'s>(sentence: &'s str, thing: &str) -> &'s str {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| compiled(&format!("(?i){}", NUMBER.as_str())));
    let clauses = sentence.split([';', ':']).flat_map(|half| half.split(", "));
    let named = |clause: &&str| clause.to_lowercase().contains(thing);
    let numbered = |clause: &&str| {
        DIGITS.find_iter(clause).any(|m| !matches!(m.as_str().to_lowercase().as_str(), "a" | "an"))
    };
    clauses.filter(named).find(numbered).unwrap_or(sentence)
}

/// The texts in quotation marks, in order. An apostrophe inside a word closes nothing.
pub(super) fn quoted(sentence: &str) -> Vec<String> {
    static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
        compiled(r#"“([^”]+)”|"([^"]+)"|(?:^|[\s(\[:,])['‘]([^\n]+?)['’](?:[\s.,;:)!?\]]|$)"#)
    });
    let mut found = Vec::new();
    let mut rest = sentence;
    // One at a time: the mark behind one quotation may be the one before the next.
    while let Some(m) = QUOTED.captures(rest) {
        let Some(inner) = m.get(1).or(m.get(2)).or(m.get(3)) else { break };
        let word = inner.as_str().trim().trim_end_matches([',', '.']);
        if !word.is_empty() {
            found.push(word.to_owned());
        }
        rest = rest.get(inner.end() + 1..).unwrap_or_default();
        while !rest.is_empty() && !rest.is_char_boundary(0) {
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    found
}

/// Whether one of some words or phrases occurs, in either case.
pub(super) fn has(sentence: &str, words: &[&str]) -> bool {
    let lower = sentence.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}
