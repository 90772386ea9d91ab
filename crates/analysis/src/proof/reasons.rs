//! Reasons: what facts ask for, in words.

use super::facts::ANY;
use super::measure::{Linear, Measure};
use super::regular::Pattern;

/// What a pattern asks for, in words.
pub(super) fn described(pattern: &Pattern) -> String {
    let source = pattern.source.as_str();
    let (before, behind) = (format!(r"(?:{ANY}\n)?"), format!(r"(?:\n{ANY})?"));
    if let Some(line) = source.strip_prefix(&before).and_then(|rest| rest.strip_suffix(&behind)) {
        let no = if pattern.negated { "no" } else { "a" };
        return format!("{no} line like /{}/", plain(line));
    }
    let (start, end) = (source.starts_with(ANY), source.ends_with(ANY));
    let inner = plain(source);
    match (pattern.negated, start, end) {
        (true, true, true) => format!("no match of /{inner}/ anywhere"),
        (false, true, true) => format!("a match of /{inner}/"),
        (false, false, true) => format!("a text that starts like /{inner}/"),
        (false, true, false) => format!("a text that ends like /{inner}/"),
        (false, false, false) => format!("a text that is like /{inner}/ as a whole"),
        (true, _, _) => format!("no text like /{source}/"),
    }
}

/// A pattern as a reader would write it: without what stands for anything around it, and blanks.
fn plain(source: &str) -> String {
    let source = source
        .replace(&super::json::document(), "JSON")
        .replace(super::measure::FENCE.trim_matches(['^', '$']), "```")
        .replace(super::places::TITLE_MARKS, "")
        .replace(super::facts::BLANKS, "")
        .replace(super::lines::IN_LINE, "");
    let mut inner = source.as_str();
    loop {
        let before = inner;
        inner = inner.strip_prefix(ANY).unwrap_or(inner);
        inner = inner.strip_suffix(ANY).unwrap_or(inner);
        if let Some(group) = inner.strip_prefix("(?:").and_then(|i| i.strip_suffix(')'))
            && is_group(group)
        {
            inner = group;
        }
        if inner == before {
            return inner.to_owned();
        }
    }
}

/// Whether brackets are balanced at every point, so that the ones around belong to each other.
fn is_group(inner: &str) -> bool {
    let mut depth = 0;
    let (mut escaped, mut class) = (false, false);
    for c in inner.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// What a measure counts, one of it or several.
fn counted_name(measure: &Measure, one: bool) -> String {
    let (noun, rest) = match measure {
        Measure::Unit(unit) => {
            let name = if one { unit.singular() } else { unit.plural() };
            return name.replace('_', " ");
        }
        Measure::Found(_, Some(needle)) => (["match", "matches"], format!(" of /{}/", needle.source)),
        Measure::Found(what, None) => (["match", "matches"], format!(" of {what}")),
        Measure::Kept { .. } if one => (["part"; 2], " that fulfils the condition".to_owned()),
        Measure::Kept { .. } => (["parts"; 2], " that fulfil the condition".to_owned()),
        Measure::Distinct { .. } => (["different value", "different values"], String::new()),
    };
    let [single, several] = noun;
    format!("{}{rest}", if one { single } else { several })
}

/// A bound in words.
pub(super) fn said(linear: &Linear) -> String {
    let number = crate::program::measured_text;
    let name = |measure: &Measure| counted_name(measure, false);
    if let [(measure, 1.0)] = linear.terms.as_slice() {
        let last = if linear.high.is_finite() { linear.high } else { linear.low };
        let name = counted_name(measure, last == 1.0);
        return match (linear.low.is_finite(), linear.high.is_finite()) {
            (true, true) if linear.low == linear.high => format!("exactly {} {name}", number(linear.low)),
            (true, true) => format!("between {} and {} {name}", number(linear.low), number(linear.high)),
            (true, false) => format!("at least {} {name}", number(linear.low)),
            (false, true) => format!("at most {} {name}", number(linear.high)),
            (false, false) => format!("any number of {name}"),
        };
    }
    if let [(a, 1.0), (b, c)] = linear.terms.as_slice()
        && linear.low.abs() < 1e-3
        && *c < 0.0
    {
        return format!("at least {} {} for each of the {}", number(-c), name(a), name(b));
    }
    let sum: Vec<String> =
        linear.terms.iter().map(|(m, c)| format!("{} × {}", number(*c), name(m))).collect();
    let sum = sum.join(" + ");
    match (linear.low.is_finite(), linear.high.is_finite()) {
        (true, true) => format!("{sum} between {} and {}", number(linear.low), number(linear.high)),
        (true, false) => format!("{sum} at least {}", number(linear.low)),
        _ => format!("{sum} at most {}", number(linear.high)),
    }
}
