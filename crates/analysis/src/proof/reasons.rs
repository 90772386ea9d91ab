//! Reasons: what facts ask for, in words.

use super::automaton::Membership;
use super::measure::{Linear, Measure};
use super::texts::Texts;

/// What a language asks for, in words.
pub(super) fn described(text: &Membership) -> String {
    let shown = text.texts.shown();
    if matches!(text.texts, Texts::Lines(_)) {
        let no = if text.negated { "no" } else { "a" };
        return format!("{no} line like /{shown}/");
    }
    match (text.negated, text.texts.open_ends()) {
        (true, (true, true)) => format!("no match of /{shown}/ anywhere"),
        (false, (true, true)) => format!("a match of /{shown}/"),
        (false, (false, true)) => format!("a text that starts like /{shown}/"),
        (false, (true, false)) => format!("a text that ends like /{shown}/"),
        (false, (false, false)) => format!("a text that is like /{shown}/ as a whole"),
        (true, _) => format!("no text like /{}/", text.texts.expression()),
    }
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
