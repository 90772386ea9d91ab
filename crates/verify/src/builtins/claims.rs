//! Builtins that claim something, and equality of values.

use super::key::Key;
use super::{Arguments, Fault};
use crate::judgement::{Bound, Judgement};
use crate::normalise::normalise;
use crate::ops::Normalisation;
use crate::program::{Function as F, Number, Range};
use crate::search::{Anchor, Search};
use crate::text::structure::tags;
use crate::text::{Part, dates, json, language, python, tables};
use crate::value::{Base, Context, Text, Value};
use crate::verdict::Measured;
use foldhash::fast::RandomState;
use std::collections::HashSet;

pub(super) fn call(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Judgement, Fault> {
    match arguments.function {
        F::Increasing | F::Decreasing => return steps(arguments),
        F::AllEqual | F::AllDifferent => return alike(arguments, context),
        F::Prime => return Ok(Judgement::plain(is_prime(arguments.int(0)?))),
        _ => {}
    }
    let text = arguments.text(0)?;
    let source = text.str(context);
    if let Some(class) = class(arguments.function) {
        let holds = class(source);
        return Ok(match arguments.function {
            _ if !context.evidence => Judgement::plain(holds),
            F::IsLowercase => case(text, source, char::is_uppercase, holds),
            F::IsUppercase => case(text, source, char::is_lowercase, holds),
            _ => Judgement::plain(holds).at(text.span()),
        });
    }
    let anchored = |anchor| -> Result<Judgement, Fault> {
        let search = arguments.search(1)?;
        Ok(match search.anchored(anchor, text, context) {
            found if !context.evidence => Judgement::plain(found.is_some()),
            Some(found) => Judgement::plain(true).at(found.span()),
            None => {
                let place = edge(source, anchor);
                let shown = Measured::Text(format!("\"{}\"", short(place.of(source))));
                let mut out = Judgement::plain(false).at(text.base.locate(place.shift(text.part.start)));
                out.measured = Some(shown);
                out.bound = Some(Bound::Words(search.described()));
                out
            }
        })
    };
    Ok(match arguments.function {
        F::Contains => {
            let search = arguments.search(1)?;
            contained(search.find(text, context).map(|t| t.span()), text.span(), &search, context)
        }
        F::StartsWith => anchored(Anchor::Start)?,
        F::EndsWith => anchored(Anchor::End)?,
        F::Equals => anchored(Anchor::Whole)?,
        F::IsTitlecase => titlecase(text, source),
        F::IsJson => parses(text, json::check_strict(source)),
        F::IsPythonJson => parses(text, json::check(source)),
        F::IsLanguage => is_language(text, arguments.text(1)?.str(context), context)?,
        other => return Err(format!("internal: `{}` is no claim", other.name())),
    })
}

/// The test of Miller and Rabin with the first twelve primes as bases, which is exact below 3.3 · 10^24 (Sorenson and
/// Webster, arXiv 1509.00864).
fn is_prime(n: i64) -> bool {
    const BASES: [i64; 12] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];
    if n < 2 || BASES.iter().any(|base| n % base == 0) {
        return BASES.contains(&n);
    }
    let modulus = i128::from(n);
    let halvings = (n - 1).trailing_zeros();
    let power = |base: i128, exponent: i64| {
        let (mut out, mut base, mut exponent) = (1, base, exponent);
        while exponent > 0 {
            if exponent % 2 == 1 {
                out = out * base % modulus;
            }
            base = base * base % modulus;
            exponent /= 2;
        }
        out
    };
    BASES.iter().all(|&base| {
        let mut x = power(i128::from(base), (n - 1) >> halvings);
        let mut passes = x == 1 || x == modulus - 1;
        for _ in 1..halvings {
            x = x * x % modulus;
            passes |= x == modulus - 1;
        }
        passes
    })
}

/// The test that a class is, where it needs nothing but the text and its evidence is the text.
fn class(function: F) -> Option<fn(&str) -> bool> {
    match function {
        F::IsBlank => Some(python::is_blank),
        F::IsLowercase => Some(python::is_lower),
        F::IsUppercase => Some(python::is_upper),
        F::IsVerb => Some(tables::is_verb),
        F::IsDate => Some(dates::is_date),
        F::IsXml => Some(tags::is_xml),
        _ => None,
    }
}

/// Whether something was found, and where; if not, the text that was searched. What was found in a text made from the
/// response may have no place in it.
pub(crate) fn contained(
    found: Option<Option<Part>>,
    searched: Option<Part>,
    search: &Search,
    context: &Context<'_>,
) -> Judgement {
    match found {
        _ if !context.evidence => Judgement::plain(found.is_some()),
        Some(place) => Judgement::plain(true).at(place),
        None => {
            let mut out = Judgement::plain(false).at(searched);
            out.measured = Some(Measured::Text("not found".to_owned()));
            out.bound = Some(Bound::Words(search.described()));
            out
        }
    }
}

/// Where something should have stood: the first or last few characters, as offsets into the text.
fn edge(source: &str, anchor: Anchor) -> Part {
    const SHOWN: usize = 40;
    match anchor {
        Anchor::Whole => Part::whole(source),
        Anchor::Start => {
            let end = source.char_indices().nth(SHOWN).map_or(source.len(), |(i, _)| i);
            Part::new(0, end)
        }
        Anchor::End => {
            let start = source.char_indices().rev().nth(SHOWN - 1).map_or(0, |(i, _)| i);
            Part::new(start, source.len())
        }
    }
}

/// A claim about case, with the letters of the wrong case as evidence.
fn case(text: &Text, source: &str, wrong: fn(char) -> bool, holds: bool) -> Judgement {
    if holds {
        return Judgement::plain(true).at(text.span());
    }
    let mut out = Judgement::plain(false);
    let mut run: Option<(usize, usize)> = None;
    for (at, c) in source.char_indices() {
        match (wrong(c), run) {
            (true, None) => run = Some((at, at + c.len_utf8())),
            (true, Some((start, _))) => run = Some((start, at + c.len_utf8())),
            (false, Some((start, end))) => {
                out = out.at(text.slice(start, end).span());
                run = None;
                if out.spans.len() >= crate::judgement::MAX_SPANS {
                    break;
                }
            }
            (false, None) => {}
        }
    }
    out.at(run.and_then(|(start, end)| text.slice(start, end).span()))
}

fn titlecase(text: &Text, source: &str) -> Judgement {
    let mut capital = 0;
    let mut wrong = Vec::new();
    for part in crate::text::Unit::Word.find(source) {
        let first = part.of(source).chars().next();
        match first {
            Some(c)
                if c.is_uppercase()
                    || unicode_general_category::get_general_category(c)
                        == unicode_general_category::GeneralCategory::TitlecaseLetter =>
            {
                capital += 1;
            }
            Some(c) if c.is_lowercase() => {
                wrong.extend(text.slice(part.start as usize, part.end as usize).span());
            }
            _ => {}
        }
    }
    Judgement::plain(capital > 0 && wrong.is_empty()).at(wrong)
}

fn parses(text: &Text, outcome: Result<(), json::JsonError>) -> Judgement {
    match outcome {
        Ok(()) => Judgement::plain(true).at(text.span()),
        Err(error) => {
            let at = text.slice(error.offset, error.offset + 1).span();
            let mut out = Judgement::plain(false).at(at);
            out.measured = Some(Measured::Text("no JSON".to_owned()));
            out.bound = Some(Bound::Words(format!("{} here", error.expected)));
            out
        }
    }
}

fn is_language(text: &Text, tag: &str, context: &Context<'_>) -> Result<Judgement, Fault> {
    if !language::is_known(tag) {
        let known = language::codes().join(", ");
        return Err(format!("`{tag}` is no language that can be told; these are: {known}"));
    }
    let detected = match text.base {
        Base::Response if text.part == Part::whole(context.document.text()) => {
            context.document.language().map(str::to_owned)
        }
        _ => language::detect(text.str(context)),
    };
    let found = detected.as_deref().unwrap_or("");
    let mut out = Judgement::plain(language::fits(found, tag)).at(text.span());
    out.measured = Some(Measured::Text(if found.is_empty() {
        "no language to be told".to_owned()
    } else {
        found.to_owned()
    }));
    out.bound = Some(Bound::Words(tag.to_owned()));
    Ok(out)
}

fn steps(arguments: &Arguments<'_>) -> Result<Judgement, Fault> {
    let numbers = arguments.numbers(0)?;
    let sign = if arguments.function == F::Increasing { 1.0 } else { -1.0 };
    let by = if arguments.given(1) { Some(arguments.number(1)?) } else { None };
    let mut right = 0usize;
    let mut first_wrong = None;
    for (a, b) in numbers.iter().zip(numbers.iter().skip(1)) {
        let step = (b - a) * sign;
        let holds = match by {
            Some(by) => (step - by).abs() < 1e-9,
            None => step > 0.0,
        };
        if holds {
            right += 1;
        } else {
            first_wrong = first_wrong.or(Some((*a, *b)));
        }
    }
    if numbers.len() < 2 {
        return Ok(too_few(numbers.len()));
    }
    let mut out = Judgement::plain(first_wrong.is_none());
    if let Some((a, b)) = first_wrong {
        out.score = share(right, numbers.len() - 1);
        out.measured = Some(Measured::Text(format!("{a} then {b}")));
        let direction = if sign > 0.0 { "increasing" } else { "decreasing" };
        out.bound =
            Some(Bound::Words(by.map_or_else(|| direction.to_owned(), |by| format!("{direction} by {by}"))));
    }
    Ok(out)
}

fn alike(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Judgement, Fault> {
    let elements = arguments.value(0)?.elements();
    if elements.len() < 2 {
        return Ok(too_few(elements.len()));
    }
    let span = |v: &Value| match v {
        Value::Text(text) => text.span(),
        _ => None,
    };
    let same = arguments.function == F::AllEqual;
    let mut seen: HashSet<Key<'_>, RandomState> = HashSet::default();
    let mut wrong = Vec::new();
    for element in &elements {
        let new = seen.insert(Key::of(element, context));
        if new == same && !(same && seen.len() == 1) {
            wrong.push(element);
        }
    }
    let mut out = Judgement::plain(wrong.is_empty()).at(wrong.iter().filter_map(|v| span(v)));
    if let Some(first) = wrong.first() {
        out.score = share(elements.len() - wrong.len(), elements.len());
        out.measured = Some(shown(first, context));
        out.bound = Some(Bound::Words(if same { "all equal" } else { "all different" }.to_owned()));
    }
    Ok(out)
}

fn too_few(count: usize) -> Judgement {
    let count = super::count(count);
    let two = Range { low: Some(crate::program::Real(2.0)), high: None, of: Number::Int };
    let mut out = Judgement::number(crate::resolve::as_f64(count), Measured::Int(count), two);
    out.bound = Some(Bound::Words("at least 2 to compare".to_owned()));
    out
}

fn share(part: usize, whole: usize) -> f64 {
    crate::resolve::as_f64(super::count(part)) / crate::resolve::as_f64(super::count(whole.max(1)))
}

/// Whether two values are equal, with what was compared.
pub(crate) fn equal(
    left: &Value,
    right: &Value,
    ignoring: &[Normalisation],
    context: &Context<'_>,
) -> Judgement {
    if let (Some(a), Some(b)) = (left.number(), right.number()) {
        let of = if matches!(left, Value::Int(_)) { Number::Int } else { Number::Float };
        return Judgement::number(a, shown(left, context), Range::exactly(b, of));
    }
    let holds = match (left, right) {
        (Value::Text(a), Value::Text(b)) if !ignoring.is_empty() => {
            normalise(a.str(context), ignoring).0 == normalise(b.str(context), ignoring).0
        }
        _ => values_equal(left, right, context),
    };
    if !context.evidence {
        return Judgement::plain(holds);
    }
    let span = match left {
        Value::Text(text) => text.span(),
        _ => None,
    };
    let mut out = Judgement::plain(holds).at(span);
    out.measured = Some(shown(left, context));
    out.bound = Some(Bound::Words(match shown(right, context) {
        Measured::Text(text) => text,
        Measured::Int(n) => n.to_string(),
        Measured::Float(x) => x.to_string(),
    }));
    out
}

/// Whether two values are the same.
pub(crate) fn values_equal(left: &Value, right: &Value, context: &Context<'_>) -> bool {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => a.str(context) == b.str(context),
        _ => Key::of(left, context) == Key::of(right, context),
    }
}

/// A value as a reader sees it.
pub(super) fn shown(value: &Value, context: &Context<'_>) -> Measured {
    match value {
        Value::Int(n) => Measured::Int(*n),
        Value::Float(x) => Measured::Float(*x),
        Value::Text(text) => Measured::Text(format!("\"{}\"", short(text.str(context)))),
        Value::Bool(judgement) => Measured::Text(judgement.holds().to_string()),
        Value::Range(range) => Measured::Text(range.to_string()),
        Value::Missing => Measured::Text("nothing".to_owned()),
        list => Measured::Text(listed(list, context)),
    }
}

/// The first elements of a list.
fn listed(list: &Value, context: &Context<'_>) -> String {
    const SHOWN: usize = 5;
    let elements = match list {
        Value::Tuple(items) => items.to_vec(),
        other => other.elements(),
    };
    let texts: Vec<String> = elements
        .iter()
        .take(SHOWN)
        .map(|element| match shown(element, context) {
            Measured::Text(text) => text,
            Measured::Int(n) => n.to_string(),
            Measured::Float(x) => x.to_string(),
        })
        .collect();
    let more = elements.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("[{}{rest}]", texts.join(", "))
}

/// A text cut to what a reader takes in.
fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_prime;

    #[test]
    fn primes_are_told_from_what_looks_like_them() {
        let plainly = |n: i64| n > 1 && !(2..n).any(|d| n % d == 0);
        assert!((-3..3000).all(|n| is_prime(n) == plainly(n)));
        // Strong pseudoprimes to the first bases, and the largest prime of 63 bits.
        for composite in [3_215_031_751, 341_550_071_728_321, 3_825_123_056_546_413_051] {
            assert!(!is_prime(composite), "{composite}");
        }
        assert!(is_prime(9_223_372_036_854_775_783) && !is_prime(i64::MAX));
    }
}
