//! Literals as source: each reads back as exactly the same value.

use crate::syntax::parse::EXACT;
pub(crate) use crate::syntax::parse::quote;

/// A whole number; beyond those that may be written, the product and sum that it is.
pub(crate) fn int(n: i64) -> String {
    if n.unsigned_abs() <= EXACT.unsigned_abs() {
        return n.to_string();
    }
    format!("{EXACT} * {} + {}", n.div_euclid(EXACT), n.rem_euclid(EXACT))
}

/// A float, always with a dot and never with an exponent.
pub(crate) fn float(x: f64) -> String {
    let text = x.to_string();
    if text.contains('.') { text } else { text + ".0" }
}

/// A weight: without a dot if it is a whole number that reads back as one.
pub(super) fn weight(x: f64) -> String {
    let text = x.to_string();
    if text.parse::<i64>().is_ok_and(|n| n <= EXACT) { text } else { float(x) }
}

/// A percentage: the shortest decimal of a share, its point moved by two places.
pub(crate) fn percent(share: f64) -> String {
    let text = share.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut fraction = fraction.chars();
    let moved: String = (0..2).map(|_| fraction.next().unwrap_or('0')).collect();
    let digits = format!("{whole}{moved}");
    let whole = match digits.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    let dot = if fraction.as_str().is_empty() { "" } else { "." };
    format!("{sign}{whole}{dot}{}%", fraction.as_str())
}

/// The share that a percentage means (its number, without the sign), rounded once: `12.3` is the float 0.123.
/// `None` if it is no finite number.
pub(crate) fn share(percentage: &str) -> Option<f64> {
    let hundredth = format!("{percentage}e-2").parse::<f64>();
    // What has an exponent already takes no other.
    hundredth.or_else(|_| percentage.parse().map(|n: f64| n / 100.0)).ok().filter(|n| n.is_finite())
}

/// A pattern between slashes. What has a line break or an escaped slash in it, or is empty, does not read back: see
/// [`any_pattern`].
pub(super) fn pattern(source: &str, ignore_case: bool) -> String {
    format!("/{}/{}", source.replace('/', "\\/"), if ignore_case { "i" } else { "" })
}

/// Any pattern: between slashes, or as a call of the function `pattern` where no such literal has exactly this source.
pub(crate) fn any_pattern(source: &str, ignore_case: bool) -> String {
    if reads_back(source) {
        return pattern(source, ignore_case);
    }
    format!("pattern({}{})", quote(source), if ignore_case { ", true" } else { "" })
}

/// Whether a literal can have this source: its slashes are those that the literal escapes, and nothing in it ends the
/// line, is invisible, or would be taken for a parameter.
fn reads_back(source: &str) -> bool {
    let invisible = |c: char| c.is_control() || c == '\u{FEFF}';
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && matches!(chars.next(), None | Some('/')) {
            return false;
        }
    }
    !source.is_empty() && !source.contains(invisible) && next_hole(source).is_none()
}

/// The next parameter in a pattern, `{name}` or `{name|filter}`, with what is before and behind it; quantifiers (`{2,3}`)
/// and classes (`\p{Greek}`) are none.
pub(crate) fn next_hole(source: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = source.get(from..)?.find('{').map(|i| from + i) {
        let before = source.get(..open)?;
        let rest = source.get(open + 1..)?;
        let starts_name = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let escaped = ["\\p", "\\P", "\\x", "\\u", "\\U", "\\"].iter().any(|e| before.ends_with(e));
        if starts_name
            && !escaped
            && let Some(close) = rest.find('}')
        {
            let hole = rest.get(..close)?;
            if hole.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '|') {
                return Some((before, hole, rest.get(close + 1..)?));
            }
        }
        from = open + 1;
    }
    None
}
