//! What the builtin functions mean. Both evaluators call these; neither adds a meaning of its own.

mod claims;
mod key;
mod lists;
mod numbers;
mod readings;
mod schema;
mod structure;
mod texts;

pub(crate) use claims::{contained, equal, values_equal};
pub(crate) use numbers::arithmetic;

use super::judgement::{Judgement, Truth};
use super::search::Search;
use super::value::{Context, Text, Value};
use crate::program::Function;
use std::rc::Rc;
use std::sync::Arc;

/// Why a value can't be had.
pub(crate) type Fault = String;

/// Calls a builtin on values.
pub(crate) fn call(function: Function, arguments: &[Value], context: &Context<'_>) -> Result<Value, Fault> {
    use Function as F;
    let claim = |judgement| Value::Bool(Rc::new(judgement));
    if arguments.iter().any(|a| matches!(a, Value::Missing)) {
        return Ok(if function.is_claim() { claim(Judgement::absent()) } else { Value::Missing });
    }
    let arguments = Arguments { function, values: arguments };
    match function {
        F::Count => Ok(Value::Int(count(arguments.value(0)?.len()))),
        F::At
        | F::WithoutBlankEnds
        | F::Distinct
        | F::Reversed
        | F::Odd
        | F::Even
        | F::Every
        | F::Pairs
        | F::Zip
        | F::Windows
        | F::Slice
        | F::Sorted
        | F::Repeats
        | F::Common => lists::call(&arguments, context),
        F::Sum | F::Min | F::Max | F::Mean | F::Ratio | F::Remainder | F::Bound | F::Pattern => {
            numbers::call(&arguments, context)
        }
        F::NumberOf | F::Syllables | F::CodePointNumber | F::BracketDepth | F::QuoteDepth => {
            readings::call(&arguments, context)
        }
        F::CsvColumn
        | F::Header
        | F::Column
        | F::Level
        | F::ListDepth
        | F::Subitems
        | F::Code
        | F::Json
        | F::JsonKeys
        | F::JsonDepth
        | F::FitsSchema
        | F::Elements
        | F::Attribute
        | F::Attributes
        | F::Inner
        | F::Field
        | F::Speaker
        | F::Address
        | F::Following
        | F::Preceding => structure::call(&arguments, context),
        _ if function.is_claim() => claims::call(&arguments, context).map(claim),
        _ => texts::call(&arguments, context),
    }
}

/// The arguments of a call, taken out by type. The types were checked; a misfit is a bug, reported as an error.
pub(super) struct Arguments<'a> {
    pub(super) function: Function,
    values: &'a [Value],
}

impl<'a> Arguments<'a> {
    pub(super) fn given(&self, index: usize) -> bool {
        self.values.len() > index
    }

    pub(super) fn value(&self, index: usize) -> Result<&'a Value, Fault> {
        self.values.get(index).ok_or_else(|| self.misfit(index))
    }

    pub(super) fn text(&self, index: usize) -> Result<&'a Text, Fault> {
        match self.value(index)? {
            Value::Text(text) => Ok(text),
            _ => Err(self.misfit(index)),
        }
    }

    pub(super) fn int(&self, index: usize) -> Result<i64, Fault> {
        match self.value(index)? {
            Value::Int(n) => Ok(*n),
            _ => Err(self.misfit(index)),
        }
    }

    pub(super) fn truth(&self, index: usize) -> Result<bool, Fault> {
        match self.value(index)? {
            Value::Bool(judgement) => match &judgement.truth {
                Truth::Error(reason) => Err(reason.to_string()),
                truth => Ok(*truth == Truth::Holds),
            },
            _ => Err(self.misfit(index)),
        }
    }

    pub(super) fn number(&self, index: usize) -> Result<f64, Fault> {
        self.value(index)?.number().ok_or_else(|| self.misfit(index))
    }

    pub(super) fn numbers(&self, index: usize) -> Result<Vec<f64>, Fault> {
        self.value(index)?.iter().map(|v| v.number().ok_or_else(|| self.misfit(index))).collect()
    }

    pub(super) fn search(&self, index: usize) -> Result<Arc<Search>, Fault> {
        match self.value(index)? {
            Value::Search(search) => Ok(Arc::clone(search)),
            _ => Err(self.misfit(index)),
        }
    }

    fn misfit(&self, index: usize) -> Fault {
        format!(
            "internal: argument {} of `{}` has another type than was checked",
            index + 1,
            self.function.name()
        )
    }
}

/// A length as a number of the language.
pub(crate) fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
