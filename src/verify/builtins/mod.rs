//! What the builtin functions mean. Both evaluators call these; neither adds a meaning of its own.

mod claims;
mod lists;
mod numbers;
mod texts;

pub(crate) use claims::{class, contained, equal, values_equal};
pub(crate) use numbers::arithmetic;

use super::judgement::Judgement;
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
    if arguments.iter().any(|a| matches!(a, Value::Missing)) {
        return Ok(missing(function));
    }
    let arguments = Arguments { function, values: arguments };
    match function {
        F::Count => Ok(Value::Int(count(arguments.value(0)?.len()))),
        F::Occurrences
        | F::Matches
        | F::Split
        | F::Section
        | F::DetectedLanguage
        | F::Lower
        | F::Upper
        | F::Trim
        | F::TrimStart
        | F::TrimEnd
        | F::WithoutPrefix
        | F::WithoutSuffix
        | F::Before
        | F::After
        | F::Without
        | F::Join => texts::call(&arguments, context),
        F::At | F::WithoutBlankEnds | F::Distinct | F::Reversed | F::Odd | F::Even | F::Every | F::Pairs => {
            lists::call(&arguments, context)
        }
        F::Sum | F::Min | F::Max | F::Mean | F::Ratio | F::Bound | F::Pattern => {
            numbers::call(&arguments, context)
        }
        F::Contains
        | F::StartsWith
        | F::EndsWith
        | F::Equals
        | F::Increasing
        | F::Decreasing
        | F::AllEqual
        | F::AllDifferent
        | F::IsLowercase
        | F::IsUppercase
        | F::IsTitlecase
        | F::IsBlank
        | F::IsJson
        | F::IsPythonJson
        | F::IsLanguage => claims::call(&arguments, context).map(|j| Value::Bool(Rc::new(j))),
    }
}

fn missing(function: Function) -> Value {
    use Function as F;
    let claim = matches!(
        function,
        F::Contains
            | F::StartsWith
            | F::EndsWith
            | F::Equals
            | F::Increasing
            | F::Decreasing
            | F::AllEqual
            | F::AllDifferent
            | F::IsLowercase
            | F::IsUppercase
            | F::IsTitlecase
            | F::IsBlank
            | F::IsJson
            | F::IsPythonJson
            | F::IsLanguage
    );
    if claim { Value::Bool(Rc::new(Judgement::absent())) } else { Value::Missing }
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

    pub(super) fn number(&self, index: usize) -> Result<f64, Fault> {
        self.value(index)?.number().ok_or_else(|| self.misfit(index))
    }

    pub(super) fn numbers(&self, index: usize) -> Result<Vec<f64>, Fault> {
        self.value(index)?.elements().iter().map(|v| v.number().ok_or_else(|| self.misfit(index))).collect()
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
