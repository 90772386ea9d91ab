//! Patterns and JSON Schema validators that were compiled already.

use crate::builtins::schema;
use crate::fault::Fault;
use crate::program::PatternSource;
use crate::text::pattern::Pattern;
use jsonschema::Validator;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, RwLock};

/// At most this many compiled patterns are kept; then the table is emptied.
const MAX_PATTERNS: usize = 4096;

/// The same of validators.
const MAX_VALIDATORS: usize = 64;

/// Compiled patterns and validators, shared by the plans of one host: the same few occur in every record of a data set.
///
/// Bounded, and gone with the last plan that shares it.
#[derive(Debug, Default)]
pub struct CompileCache {
    patterns: RwLock<HashMap<PatternSource, Arc<Pattern>>>,
    validators: RwLock<HashMap<Box<str>, Arc<Validator>>>,
}

impl CompileCache {
    /// A compiled pattern.
    pub(crate) fn pattern(&self, source: &PatternSource) -> Result<Arc<Pattern>, Fault> {
        let compile = || {
            let compiled = Pattern::new(&source.source, source.ignore_case);
            compiled.map_err(|reason| Fault::BadPattern {
                source: Box::from(&*source.source),
                reason: reason.into(),
            })
        };
        match known(&self.patterns, source) {
            Some(pattern) => Ok(pattern),
            None => Ok(keep(&self.patterns, MAX_PATTERNS, source.clone(), compile()?)),
        }
    }

    /// The validator of a JSON Schema.
    pub(crate) fn validator(&self, source: &str) -> Result<Arc<Validator>, Fault> {
        match known(&self.validators, source) {
            Some(validator) => Ok(validator),
            None => Ok(keep(&self.validators, MAX_VALIDATORS, source.into(), schema::compile(source)?)),
        }
    }
}

fn known<K, Q, V>(table: &RwLock<HashMap<K, Arc<V>>>, key: &Q) -> Option<Arc<V>>
where
    K: Eq + Hash + std::borrow::Borrow<Q>,
    Q: Eq + Hash + ?Sized,
{
    table.read().ok()?.get(key).cloned()
}

fn keep<K: Eq + Hash, V>(table: &RwLock<HashMap<K, Arc<V>>>, most: usize, key: K, value: V) -> Arc<V> {
    let value = Arc::new(value);
    // A table that a panic left behind is not written to: what is looked up in it is compiled again.
    if let Ok(mut table) = table.write() {
        if table.len() >= most {
            table.clear();
        }
        table.insert(key, Arc::clone(&value));
    }
    value
}
