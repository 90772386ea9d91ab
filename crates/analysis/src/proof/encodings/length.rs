//! What numbers of units say of a text as a whole, and which parts are too short or too long.

use super::super::facts::Fact;
use super::super::texts::{self, ANY, Texts, around, line, matching, row, somewhere, starting};
use crate::text::Unit;
use crate::text::units::{Layout, Needs, Size, Suffices, code_blocks};

/// Bounds beyond this make automata too large to be worth it.
const MOST: u32 = 40;

/// What stands for certain in no word.
const APART: &str = r"[^\p{L}\p{N}\p{M}\p{Cf}\p{Cn}_\p{Han}\p{Hiragana}\p{Katakana}\u{30FC}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]";

/// Texts that have one of a unit; at least those.
pub(in super::super) fn with_one(unit: Unit) -> Option<Texts> {
    match unit.facts().needs {
        Needs::Nothing => None,
        Needs::Somewhere(pattern) => Some(somewhere(matching(pattern))),
        Needs::Line(pattern) => Some(line(matching(pattern))),
    }
}

/// Texts that have one of a unit for certain.
pub(in super::super) fn certain(unit: Unit) -> Option<Texts> {
    match unit.facts().suffices {
        Suffices::Nothing => None,
        Suffices::Somewhere(pattern) => Some(somewhere(matching(pattern))),
        Suffices::Start(pattern) => Some(starting(around(pattern))),
    }
}

/// What several of a unit need: as many of the lines that one needs.
pub(in super::super) fn several(unit: Unit, low: f64) -> Option<Texts> {
    let count = (2..=3usize).rev().find(|&n| f64::from(u32::try_from(n).unwrap_or(0)) <= low)?;
    match unit.facts().needs {
        Needs::Nothing | Needs::Somewhere(_) => None,
        Needs::Line(pattern) => Some(texts::lines(&matching(pattern), count)),
    }
}

/// Which texts have so many of a unit, and which have not.
pub(in super::super) fn sized(unit: Unit, low: f64, high: f64) -> Vec<Fact> {
    let least = (1..=MOST).rev().find(|&n| f64::from(n) <= low);
    let most = (1..=MOST).find(|&n| f64::from(n) == high.floor());
    let mut out = Vec::new();
    match unit.facts().size {
        Size::Words => {
            out.extend(least.map(|n| Fact::no_text(fewer_words(n))));
            out.extend(most.map(|n| Fact::no_text(more_words(n))));
        }
        Size::Characters => {
            out.extend(least.map(|n| Fact::text(matching(format!("(?s:.{{{n},}})")))));
            out.extend(most.map(|n| Fact::no_text(row([ANY, around(row_of_characters(n + 1)), ANY]))));
        }
        Size::Unknown => {}
    }
    out
}

/// Texts (matched whole) that have fewer than `n` words for certain.
pub(in super::super) fn fewer_words(n: u32) -> Texts {
    let run = "[A-Za-z0-9_]+";
    around(match n.checked_sub(2) {
        None => format!("{APART}*"),
        Some(more) => format!("{APART}*(?:{run}{APART}+){{0,{more}}}(?:{run}{APART}*)?"),
    })
}

/// Texts (matched whole) that have more than `n` words for certain.
pub(in super::super) fn more_words(n: u32) -> Texts {
    row([ANY, around(format!(r"(?:[A-Za-z]+[ \n.,;:!?]*[ \n][ \n.,;:!?]*){{{n}}}[A-Za-z]")), ANY])
}

/// So many characters in a row, none of which can be part of the one before.
pub(in super::super) fn row_of_characters(n: u32) -> String {
    format!(r"[ -~\p{{Latin}}]{{{n}}}")
}

/// Texts (matched whole) in which some `outer` has too few or too many of `inner` for certain.
pub(in super::super) fn forbidden(outer: Unit, inner: Unit, low: f64, high: f64) -> Vec<Texts> {
    match (outer.facts().layout, inner.facts().layout) {
        (Layout::Words, Layout::Characters) => too_long_or_short(low, high),
        (Layout::Lines, Layout::Words) => {
            let crowded = (1..=60).find(|&n| f64::from(n) == high.floor()).map(|most| {
                row([ANY, around(format!(r"(?:[A-Za-z]+[ .,;:!?]*[ ][ .,;:!?]*){{{most}}}[A-Za-z]")), ANY])
            });
            let mut out: Vec<Texts> = crowded.into_iter().collect();
            if low >= 1.0 {
                out.push(wordless());
                let small = fewest(low);
                if small > 1 {
                    let words = small - 2;
                    out.push(line(around(format!(
                        r"[ \t#>*]*(?:[A-Za-z]+[ \t.,:!?]+){{0,{words}}}[A-Za-z]+[ \t.,:!?]*"
                    ))));
                }
            }
            out
        }
        (Layout::Lines, Layout::Sentences) if low >= 1.0 => without_sentence(),
        _ => Vec::new(),
    }
}

/// Texts with a line that has no sentence.
pub(in super::super) fn without_sentence() -> Vec<Texts> {
    // A code block's first or last line, whatever stands on it.
    vec![line(Texts::Form(code_blocks::FENCE)), wordless()]
}

/// Texts with a line that has a mark on it and no word.
fn wordless() -> Texts {
    line(around(r"[ \t]*[!-/:-@\[-^`{-~][!-/:-@\[-^`{-~ \t\r]*"))
}

/// A least number of units as a whole number.
fn fewest(low: f64) -> u32 {
    (1..=30).find(|&n| f64::from(n) >= low).unwrap_or(1)
}

/// Texts with a word that has too few or too many characters.
fn too_long_or_short(low: f64, high: f64) -> Vec<Texts> {
    let mut out = Vec::new();
    let small = fewest(low);
    if low >= 2.0 && small > 1 {
        // A run of letters between what belongs to no word and joins none is a word.
        let apart = r"(?:[^\p{L}\p{N}\p{M}\p{Cf}_'’‘ʼ\-‐‑]|\p{Han})";
        let short = small - 1;
        out.push(around(format!(r"(?:(?s:.*){apart})?[A-Za-z]{{1,{short}}}[.,!?;:]*(?:{apart}(?s:.*))?")));
    }
    if let Some(most) = (1..=60).find(|&n| f64::from(n) == high.floor()) {
        out.push(row([ANY, around(format!(r"[A-Za-z]{{{}}}", most + 1)), ANY]));
    }
    out
}
