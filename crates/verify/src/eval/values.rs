//! Values made of values, for this evaluator and the plain one.

use crate::context::Context;
use crate::fault::Fault;
use crate::ops::Normalisation;
use crate::program::{Needle, Range, Real, Target};
use crate::search::Search;
use crate::text::{Part, Unit};
use crate::value::{Base, Text, Value};
use std::rc::Rc;
use std::sync::Arc;

/// The prompt as a value.
pub(crate) fn prompt(context: &Context<'_>) -> Result<Value, Fault> {
    match context.prompt {
        Some(prompt) => Ok(Value::Text(Text { base: Base::Prompt, part: Part::whole(prompt) })),
        None => Err(Fault::NoPrompt),
    }
}

/// All parts of a unit of a text.
pub(crate) fn parts(unit: Unit, text: &Text, context: &Context<'_>) -> Value {
    let found: Rc<[Part]> = match text.base {
        Base::Response => context.document.parts_in(unit, text.part),
        _ => unit.find(text.str(context)).into_iter().map(|p| p.shift(text.part.start)).collect(),
    };
    Value::Parts(text.base.clone(), found)
}

/// A search term from a value.
pub(crate) fn needle(
    target: &Value,
    whole_word: bool,
    ignoring: &[Normalisation],
    context: &Context<'_>,
) -> Result<Value, Fault> {
    let target = match target {
        Value::Text(text) => Target::Text(Arc::from(text.str(context))),
        Value::Pattern(pattern) => Target::Pattern(pattern.clone()),
        Value::Search(search) => return Ok(Value::Search(Arc::clone(search))),
        Value::Missing => return Ok(Value::Missing),
        _ => return Err(Fault::internal("a search for what is no text")),
    };
    Ok(Value::Search(Search::of(&Needle { target, whole_word, ignoring: ignoring.to_vec() }, context.cache)?))
}

/// Adds a text to a pattern, literally or as pattern source.
pub(crate) fn push_piece(source: &mut String, text: &str, raw: bool) {
    if raw { source.push_str(text) } else { source.push_str(&regex::escape(text)) }
}

/// A range from its ends.
pub(crate) fn range(low: Option<&Value>, high: Option<&Value>) -> Result<Value, Fault> {
    if matches!(low, Some(Value::Missing)) || matches!(high, Some(Value::Missing)) {
        return Ok(Value::Missing);
    }
    let whole = |v: Option<&Value>| v.is_none_or(|v| matches!(v, Value::Int(_)));
    let of =
        if whole(low) && whole(high) { crate::program::Number::Int } else { crate::program::Number::Float };
    let end = |v: Option<&Value>| v.and_then(Value::number).map(Real);
    Ok(Value::Range(Range { low: end(low), high: end(high), of }))
}

/// A list of the kept elements, of the same form as before.
pub(crate) fn refill(list: &Value, kept: Vec<Value>) -> Value {
    if let Value::Parts(base, _) = list {
        let parts = kept.iter().filter_map(|v| match v {
            Value::Text(text) => Some(text.part),
            _ => None,
        });
        return Value::Parts(base.clone(), parts.collect());
    }
    Value::List(Rc::from(kept))
}
