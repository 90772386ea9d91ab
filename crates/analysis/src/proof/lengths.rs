//! What numbers of units say of a text as a whole.

use super::facts::{ANY, Fact};
use super::measure::needs;
use crate::text::Unit;

/// Bounds beyond this make automata too large to be worth it.
const MOST: u32 = 40;

/// What stands for certain in no word.
const APART: &str = r"[^\p{L}\p{N}\p{M}\p{Cf}\p{Cn}_]";

/// What several of a unit need: as many of the lines that one needs.
pub(super) fn several(unit: Unit, low: f64) -> Option<Fact> {
    let line = needs(unit)?.strip_prefix('^')?.strip_suffix('$')?;
    let count = (2..=3usize).rev().find(|&n| f64::from(u32::try_from(n).unwrap_or(0)) <= low)?;
    // Before a code block begins, the one before has ended.
    let count = if unit == Unit::CodeBlock { 2 * count - 1 } else { count };
    let row = vec![format!("(?:{line})"); count].join(&format!(r"\n(?:{ANY}\n)?"));
    Some(Fact::text(format!(r"(?:{ANY}\n)?{row}(?:\n{ANY})?")))
}

/// Which texts have so many of a unit, and which have not.
pub(super) fn sized(unit: Unit, low: f64, high: f64) -> Vec<Fact> {
    let least = (1..=MOST).rev().find(|&n| f64::from(n) <= low);
    let most = (1..=MOST).find(|&n| f64::from(n) == high.floor());
    let mut out = Vec::new();
    match unit {
        Unit::Word => {
            out.extend(least.map(|n| Fact::no_text(fewer_words(n))));
            out.extend(most.map(|n| Fact::no_text(more_words(n))));
        }
        Unit::Character | Unit::CodePoint => {
            out.extend(least.map(|n| Fact::text(format!("(?s:.{{{n},}})"))));
            out.extend(most.map(|n| Fact::no_text(format!("{ANY}{}{ANY}", row_of_characters(n + 1)))));
        }
        _ => {}
    }
    out
}

/// Texts (matched whole) that have fewer than `n` words for certain.
pub(super) fn fewer_words(n: u32) -> String {
    let run = "[A-Za-z0-9_]+";
    match n.checked_sub(2) {
        None => format!("{APART}*"),
        Some(more) => format!("{APART}*(?:{run}{APART}+){{0,{more}}}(?:{run}{APART}*)?"),
    }
}

/// Texts (matched whole) that have more than `n` words for certain.
pub(super) fn more_words(n: u32) -> String {
    format!(r"{ANY}(?:[A-Za-z]+[ \n.,;:!?]*[ \n][ \n.,;:!?]*){{{n}}}[A-Za-z]{ANY}")
}

/// So many characters in a row, none of which can be part of the one before.
pub(super) fn row_of_characters(n: u32) -> String {
    format!(r"[ -~\p{{Latin}}]{{{n}}}")
}
