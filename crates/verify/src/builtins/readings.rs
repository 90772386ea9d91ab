//! Builtins that read a number off a text.

use super::{Arguments, Fault, count};
use crate::program::Function as F;
use crate::text::{nesting, python, syllables};
use crate::value::{Context, Value};

pub(super) fn call(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Value, Fault> {
    let text = arguments.text(0)?.str(context);
    Ok(match arguments.function {
        F::NumberOf => number(text).map_or(Value::Missing, Value::Float),
        F::Syllables => Value::Int(count(syllables::count(text))),
        F::CodePointNumber => {
            text.chars().next().map_or(Value::Missing, |c| Value::Int(i64::from(u32::from(c))))
        }
        F::BracketDepth => Value::Int(count(nesting::brackets(text))),
        F::QuoteDepth => Value::Int(count(nesting::quotes(text))),
        other => return Err(format!("internal: `{}` reads no number", other.name())),
    })
}

/// A number in digits, with thousands marks or a percent sign or none.
fn number(text: &str) -> Option<f64> {
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
    use super::number;

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
