//! Literals as source: each reads back as exactly the same value.

use crate::syntax::parse::EXACT;
pub(super) use crate::syntax::parse::quote;

/// A float, always with a dot and never with an exponent.
pub(super) fn float(x: f64) -> String {
    let text = x.to_string();
    if text.contains('.') { text } else { text + ".0" }
}

/// A weight: without a dot if it is a whole number that reads back as one.
pub(super) fn weight(x: f64) -> String {
    let text = x.to_string();
    if text.parse::<i64>().is_ok_and(|n| n <= EXACT) { text } else { float(x) }
}

/// A percentage with the fewest digits that give back exactly this share.
pub(super) fn percent(share: f64) -> String {
    let near = share * 100.0;
    let reads_back = |text: &String| text.parse::<f64>().is_ok_and(|n| n / 100.0 == share);
    let rounded = (0..=17).map(|digits| format!("{near:.digits$}"));
    let exact = [near, near.next_up(), near.next_down()].map(|n| n.to_string());
    let text = rounded.chain(exact).find(reads_back).unwrap_or_else(|| near.to_string());
    text + "%"
}

/// A pattern between slashes.
pub(super) fn pattern(source: &str, ignore_case: bool) -> String {
    format!("/{}/{}", source.replace('/', "\\/"), if ignore_case { "i" } else { "" })
}
