//! JSON: what it holds and whether it fits.

use super::{Fault, schema};
use crate::judgement::{Bound, Judgement};
use crate::text::structure::{code, json_tree};
use crate::text::{Part, json};
use crate::value::{Base, Context, Text, Value};
use crate::verdict::Measured;
use std::rc::Rc;
use std::sync::Arc;

/// The JSON that a text is, alone or in one code fence, and where it stands in the text.
fn tree(text: &Text, context: &Context<'_>) -> Option<(Part, Rc<json_tree::JsonTree>)> {
    let source = text.str(context);
    let inner = code::unfenced(source);
    let whole = text.part == Part::whole(context.document.text());
    if let (Base::Response, true) = (&text.base, whole) {
        return context.document.json(inner).map(|tree| (inner, tree));
    }
    json_tree::read(inner.of(source)).map(|tree| (inner, Rc::new(tree)))
}

pub(super) fn select(text: &Text, path: &Text, context: &Context<'_>) -> Result<Value, Fault> {
    let Some((place, tree)) = tree(text, context) else { return Ok(Value::Missing) };
    let found = tree.select(place.of(text.str(context)), path.str(context))?;
    let values = found.into_iter().map(|f| Value::Text(text.read(f.place.shift(place.start), f.value)));
    Ok(Value::List(values.collect()))
}

pub(super) fn keys(text: &Text, context: &Context<'_>) -> Option<Value> {
    let keys = tree(text, context)?.1.keys()?;
    let text = |key| Value::Text(Text::constant(Arc::from(key)));
    Some(Value::List(keys.into_iter().map(text).collect()))
}

pub(super) fn depth(text: &Text, context: &Context<'_>) -> Option<usize> {
    Some(tree(text, context)?.1.depth())
}

pub(super) fn fits_schema(text: &Text, schema: &Text, context: &Context<'_>) -> Result<Judgement, Fault> {
    let schema = schema.str(context);
    let Some((_, tree)) = tree(text, context) else {
        // A schema that is none is an error, whatever the response.
        context.cache.validator(schema)?;
        let mut none = Judgement::plain(false).at(text.span());
        none.measured = Some(Measured::Text("no JSON".to_owned()));
        return Ok(none);
    };
    let misfit = schema::misfit(&*context.cache.validator(schema)?, tree.value());
    let mut out = Judgement::plain(misfit.is_none()).at(text.span());
    if let Some((at, reason)) = misfit {
        let at = if at.is_empty() { String::new() } else { format!(" at {at}") };
        out.measured = Some(Measured::Text(format!("{reason}{at}")));
        out.bound = Some(Bound::Words("what the schema accepts".to_owned()));
    }
    Ok(out)
}

pub(super) fn is_json(text: &Text, context: &Context<'_>) -> Judgement {
    parses(text, json::check_strict(text.str(context)))
}

pub(super) fn is_python_json(text: &Text, context: &Context<'_>) -> Judgement {
    parses(text, json::check(text.str(context)))
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
