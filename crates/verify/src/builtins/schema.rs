//! JSON Schema: validators, and what does not fit them.

use super::{Fault, recursion};
use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

/// The validator of a schema.
pub(crate) fn compile(schema: &str) -> Result<Validator, Fault> {
    let bad = |reason: String| Fault::BadSchema(reason.into());
    let value: Value =
        serde_json::from_str(schema).map_err(|e| bad(format!("the schema is no JSON: {e}")))?;
    if recursion::leads_back(&value) {
        return Err(Fault::RecursiveSchema);
    }
    // Linear-time patterns, and nothing is fetched.
    let options = jsonschema::options().with_pattern_options(PatternOptions::regex());
    options.build(&value).map_err(|e| bad(format!("this is no JSON Schema: {e}")))
}

/// Why a value does not fit a schema: the place and the reason; `None` if it does.
pub(super) fn misfit(validator: &Validator, value: &Value) -> Option<(String, String)> {
    let first = validator.iter_errors(value).next();
    first.map(|error| (error.instance_path().to_string(), error.to_string()))
}
