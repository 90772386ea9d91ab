//! What the builtin functions mean, a file a family. Both evaluators call these; neither adds a meaning of its own.

mod arguments;
mod case;
mod conversions;
mod csv;
mod cutting;
mod enumerate;
mod equal;
mod equality;
mod fields;
mod json;
mod key;
mod languages;
mod list_items;
mod markup;
mod neighbours;
mod numbers;
mod order;
mod positions;
mod readings;
mod recursion;
mod rewriting;
pub(crate) mod schema;
mod searches;
mod sections;
mod surroundings;
mod tables;
#[cfg(test)]
mod tests;
mod trimming;
mod word_lists;

pub(crate) use equal::{equal, values_equal};
pub(crate) use numbers::arithmetic;
pub(crate) use searches::contained;

use super::judgement::{Bound, Judgement};
use super::value::{Context, Text, Value};
use crate::fault::Fault;
use crate::program::{Function, Number, Range, Real};
use crate::resolve::as_f64;
use crate::text::Part;
use crate::verdict::Measured;
use arguments::Call;
use std::rc::Rc;

/// Calls a builtin on values.
pub(crate) fn call<'a>(
    function: Function,
    values: &'a [Value],
    context: &'a Context<'a>,
) -> Result<Value, Fault> {
    let missing = |value: &Value| {
        matches!(value, Value::Missing) || function.reads_elements() && value.lacks_an_element()
    };
    if values.iter().any(missing) {
        let absent = || Value::Bool(Rc::new(Judgement::absent()));
        return Ok(if function.is_claim() { absent() } else { Value::Missing });
    }
    compute(&Call { function, values, context })
}

/// What each function computes. Without a wildcard: a function that is not told of here does not compile.
#[expect(clippy::too_many_lines, reason = "a table with a line a function")]
fn compute(call: &Call<'_>) -> Result<Value, Fault> {
    use Function as F;
    match call.function {
        F::Count => call.one(numbers::count),
        F::Occurrences => call.two(searches::occurrences),
        F::Contains => call.two(searches::contains),
        F::StartsWith => call.two(searches::starts_with),
        F::EndsWith => call.two(searches::ends_with),
        F::Equals => call.two(searches::equals),
        F::Matches => call.two(searches::matches),
        F::Split => call.two(searches::split),
        F::Section => call.two(sections::section),
        F::RuleSentences => call.one(sections::rule_sentences),
        F::Csv => call.two(csv::rows),
        F::PythonCsv => call.two(csv::python_rows),
        F::CsvColumn => call.three(csv::column),
        F::Header => call.one(tables::header),
        F::Column => call.two(tables::column),
        F::Level => call.one(list_items::level),
        F::ListDepth => call.one(list_items::depth),
        F::Subitems => call.one(list_items::subitems),
        F::Code => call.two(markup::code),
        F::Json => call.two(json::select),
        F::JsonKeys => call.one(json::keys),
        F::JsonDepth => call.one(json::depth),
        F::FitsSchema => call.two(json::fits_schema),
        F::Elements => call.two(markup::elements),
        F::Attribute => call.two(markup::attribute),
        F::Attributes => call.one(markup::attributes),
        F::Inner => call.one(markup::inner),
        F::Field => call.two(fields::field),
        F::Speaker => call.one(fields::speaker),
        F::Address => call.one(fields::address),
        F::Following => call.one(surroundings::following),
        F::Preceding => call.one(surroundings::preceding),
        F::BracketDepth => call.one(readings::bracket_depth),
        F::QuoteDepth => call.one(readings::quote_depth),
        F::DetectedLanguage => call.one(languages::detected),
        F::Lower => call.one(case::lower),
        F::Upper => call.one(case::upper),
        F::Trim => call.two(trimming::trim),
        F::TrimStart => call.two(trimming::trim_start),
        F::TrimEnd => call.two(trimming::trim_end),
        F::WithoutPrefix => call.two(trimming::without_prefix),
        F::WithoutSuffix => call.two(trimming::without_suffix),
        F::Before => call.two(cutting::before),
        F::After => call.two(cutting::after),
        F::Without => call.two(rewriting::without),
        F::Replace => call.three(rewriting::replace),
        F::Ascii => call.one(rewriting::to_ascii),
        F::NumberOf => call.one(readings::number),
        F::Syllables => call.one(readings::syllables),
        F::CodePointNumber => call.one(readings::code_point_number),
        F::Table => call.one(word_lists::table),
        F::Join => call.two(rewriting::join),
        F::At => call.two(positions::at),
        F::WithoutBlankEnds => call.one(trimming::without_blank_ends),
        F::Distinct => call.one(equality::distinct),
        F::Reversed => call.one(order::reversed),
        F::Odd => call.one(positions::odd),
        F::Even => call.one(positions::even),
        F::Every => call.two(positions::every),
        F::Enumerate => call.one(enumerate::enumerate),
        F::Pairs => call.one(neighbours::pairs),
        F::Zip => call.two(neighbours::zip),
        F::Windows => call.two(neighbours::windows),
        F::Slice => call.three(positions::slice),
        F::Sorted => call.one(order::sorted),
        F::Common => call.two(equality::common),
        F::Repeats => call.one(equality::repeats),
        F::Sum => call.one(numbers::sum),
        F::Min => call.one(numbers::min),
        F::Max => call.one(numbers::max),
        F::Mean => call.one(numbers::mean),
        F::Ratio => call.two(numbers::ratio),
        F::Increasing => call.two(order::increasing),
        F::Decreasing => call.two(order::decreasing),
        F::AllEqual => call.one(equality::all_equal),
        F::AllDifferent => call.one(equality::all_different),
        F::Remainder => call.two(numbers::remainder),
        F::Prime => call.one(numbers::prime),
        F::Bound => call.two(conversions::bound),
        F::Pattern => call.two(conversions::pattern),
        F::IsLowercase => call.one(case::is_lowercase),
        F::IsUppercase => call.one(case::is_uppercase),
        F::IsTitlecase => call.one(case::is_titlecase),
        F::IsBlank => call.one(readings::is_blank),
        F::IsJson => call.one(json::is_json),
        F::IsXml => call.one(markup::is_xml),
        F::IsPythonJson => call.one(json::is_python_json),
        F::IsDate => call.one(readings::is_date),
        F::IsVerb => call.two(word_lists::is_verb),
        F::IsImperative => call.one(word_lists::is_imperative),
        F::IsLanguage => call.two(languages::is_language),
    }
}

/// A length as a number of the language.
pub(crate) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Parts of a text, by offsets relative to it.
fn parts_of(text: &Text, parts: impl IntoIterator<Item = Part>) -> Value {
    Value::Parts(text.base.clone(), parts.into_iter().map(|part| part.shift(text.part.start)).collect())
}

/// A claim that a test of the text alone decides, with the text as evidence.
fn class(test: impl Fn(&str) -> bool, text: &Text, context: &Context<'_>) -> Judgement {
    let out = Judgement::plain(test(text.str(context)));
    if context.evidence { out.at(text.span()) } else { out }
}

fn too_few(count: usize) -> Judgement {
    let count = self::count(count);
    let two = Range { low: Some(Real(2.0)), high: None, of: Number::Int };
    let mut out = Judgement::number(as_f64(count), Measured::Int(count), two);
    out.bound = Some(Bound::Words("at least 2 to compare".to_owned()));
    out
}

fn share(part: usize, whole: usize) -> f64 {
    as_f64(count(part)) / as_f64(count(whole.max(1)))
}
