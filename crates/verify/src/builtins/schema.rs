//! JSON Schema: validators, kept for as long as the thread lives.

use super::Fault;
use jsonschema::{PatternOptions, Validator};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How many validators a thread keeps.
const KEPT: usize = 64;

thread_local! {
    static KNOWN: RefCell<HashMap<String, Rc<Validator>>> = RefCell::default();
}

/// The validator of a schema.
pub(super) fn validator(schema: &str) -> Result<Rc<Validator>, Fault> {
    if let Some(known) = KNOWN.with_borrow(|known| known.get(schema).cloned()) {
        return Ok(known);
    }
    let value: Value = serde_json::from_str(schema).map_err(|e| format!("the schema is no JSON: {e}"))?;
    if refers_to_itself(&value) {
        return Err(
            "the schema refers to itself: `$ref` can only lead to `$defs` that do not lead back".to_owned()
        );
    }
    // Linear-time patterns, and nothing is fetched.
    let options = jsonschema::options().with_pattern_options(PatternOptions::regex());
    let built = options.build(&value).map_err(|e| format!("this is no JSON Schema: {e}"))?;
    let built = Rc::new(built);
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(schema.to_owned(), Rc::clone(&built));
    });
    Ok(built)
}

/// Whether following `$ref` from some place without descending into the instance could go on for ever. Recursive schemas are
/// refused altogether: a verdict must be bounded by the size of the response.
fn refers_to_itself(schema: &Value) -> bool {
    fn visit<'a>(root: &'a Value, at: &'a Value, path: &mut Vec<&'a str>, left: &mut usize) -> bool {
        let Some(rest) = left.checked_sub(1) else { return true };
        *left = rest;
        match at {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let Some(pointer) = reference.strip_prefix('#') else { return false };
                    if path.contains(&pointer) {
                        return true;
                    }
                    if let Some(target) = root.pointer(pointer) {
                        path.push(pointer);
                        let loops = visit(root, target, path, left);
                        path.pop();
                        if loops {
                            return true;
                        }
                    }
                }
                members
                    .iter()
                    .filter(|(name, _)| *name != "$defs")
                    .any(|(_, value)| visit(root, value, path, left))
            }
            Value::Array(items) => items.iter().any(|item| visit(root, item, path, left)),
            _ => false,
        }
    }
    visit(schema, schema, &mut vec![""], &mut 100_000)
}

/// Why a value does not fit a schema: the place and the reason; `None` if it does.
pub(super) fn misfit(schema: &str, value: &Value) -> Result<Option<(String, String)>, Fault> {
    let validator = validator(schema)?;
    let first = validator.iter_errors(value).next();
    Ok(first.map(|error| (error.instance_path().to_string(), error.to_string())))
}
