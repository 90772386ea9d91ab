//! What a text by itself is: a number, a date, nothing at all.

use crate::judgement::Judgement;
use crate::text::{dates, nesting, python, syllables as rules};
use crate::value::{Context, Text};

pub(super) fn number(text: &Text, context: &Context<'_>) -> Option<f64> {
    number_in(text.str(context))
}

pub(super) fn syllables(text: &Text, context: &Context<'_>) -> usize {
    rules::count(text.str(context))
}

pub(super) fn code_point_number(text: &Text, context: &Context<'_>) -> Option<i64> {
    text.str(context).chars().next().map(|c| i64::from(u32::from(c)))
}

pub(super) fn bracket_depth(text: &Text, context: &Context<'_>) -> usize {
    nesting::brackets(text.str(context))
}

pub(super) fn quote_depth(text: &Text, context: &Context<'_>) -> usize {
    nesting::quotes(text.str(context))
}

pub(super) fn is_blank(text: &Text, context: &Context<'_>) -> Judgement {
    super::class(python::is_blank, text, context)
}

pub(super) fn is_date(text: &Text, context: &Context<'_>) -> Judgement {
    super::class(dates::is_date, text, context)
}

/// A number in digits, with thousands marks or a percent sign or none.
fn number_in(text: &str) -> Option<f64> {
    let text = python::trim(text);
    let (digits, scale) = match text.strip_suffix('%') {
        Some(share) => (share, 100.0),
        None => (text, 1.0),
    };
    let unsigned = digits.strip_prefix(['-', '+', '−']).unwrap_or(digits);
    let whole = unsigned.split_once('.').map_or(unsigned, |(whole, _)| whole);
    let grouped = whole.contains(',');
    let groups = whole.split(',').enumerate();
    let valid = unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        && groups
            .into_iter()
            .all(|(i, group)| !grouped || (i > 0 && group.len() == 3) || (i == 0 && group.len() <= 3));
    if !valid {
        return None;
    }
    let number: f64 = unsigned.replace(',', "").parse().ok()?;
    let negative = digits.starts_with(['-', '−']);
    Some(if negative { -number } else { number } / scale)
}

#[cfg(test)]
mod tests {
    use super::number_in as number;

    #[test]
    fn numbers_in_digits() {
        let numbers = [(" 3 ", 3.0), ("-0.5", -0.5), ("1,000.25", 1000.25), ("40%", 0.4), ("+7", 7.0)];
        for (text, value) in numbers {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "three", "1,00", "1.2.3", ".", "1e5", "inf", "--1", "0x1"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
