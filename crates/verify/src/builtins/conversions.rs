//! Values of other types, from what data sets write.

use super::Fault;
use crate::judgement::{Judgement, Truth};
use crate::program::{Number, PatternSource, Range, Real};
use crate::resolve::as_f64;
use crate::value::{Context, Text, Value};
use std::sync::Arc;

/// The relations of IFEval and its relatives.
pub(super) fn bound(relation: &Text, n: i64, context: &Context<'_>) -> Result<Value, Fault> {
    let end = |n: i64| Some(Real(as_f64(n)));
    let (low, high) = match relation.str(context) {
        "at least" => (end(n), None),
        "at most" => (None, end(n)),
        "less than" => (None, end(n.saturating_sub(1))),
        "more than" => (end(n.saturating_add(1)), None),
        "exactly" => (end(n), end(n)),
        other => {
            return Err(Fault::UnknownRelation(other.into()));
        }
    };
    Ok(Value::Range(Range { low, high, of: Number::Int }))
}

pub(super) fn pattern(
    source: &Text,
    ignore_case: Option<&Judgement>,
    context: &Context<'_>,
) -> Result<Value, Fault> {
    let ignore_case = match ignore_case.map(|judgement| &judgement.truth) {
        Some(Truth::Error(reason)) => return Err(Fault::clone(reason)),
        truth => truth == Some(&Truth::Holds),
    };
    let source = PatternSource { source: Arc::from(source.str(context)), ignore_case };
    context.cache.pattern(&source)?;
    Ok(Value::Pattern(source))
}
