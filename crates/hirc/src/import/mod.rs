//! Records of other collections as tasks with bound constraints.
//!
//! In: a file of IFEval, IFBench or MulDimIF, as it is. Out: [`Imported`] tasks, each with the constraints that it binds and
//! those that it can't, with the reason. INVARIANT (nothing is lost): each constraint of a record is in one of the two.

mod muldimif;
mod sentence;

use crate::program::Instance;
use crate::task::{Asked, Checker, Ordered, ordered};
use serde_json::{Value, json};

/// A collection whose records can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    /// IFEval: `prompt`, `instruction_id_list` and `kwargs`, one record a line.
    Ifeval,
    /// IFBench: as IFEval.
    Ifbench,
    /// MulDimIF: a JSON array of `conversations` and `constraints` stated in sentences.
    Muldimif,
}

impl Collection {
    /// All.
    pub const ALL: [Collection; 3] = [Collection::Ifeval, Collection::Ifbench, Collection::Muldimif];

    /// What its files look like, for help texts.
    pub const fn description(self) -> &'static str {
        match self {
            Collection::Ifeval => "IFEval: `prompt`, `instruction_id_list` and `kwargs`, one record a line",
            Collection::Ifbench => "IFBench: as IFEval",
            Collection::Muldimif => {
                "MulDimIF: a JSON array of `conversations` and `constraints` stated in sentences"
            }
        }
    }

    /// The library module that binds its constraints; options name it so too.
    pub const fn module(self) -> &'static str {
        match self {
            Collection::Ifeval => "ifeval",
            Collection::Ifbench => "ifbench",
            Collection::Muldimif => "muldimif",
        }
    }
}

/// A task that was read.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// What the record calls itself.
    pub key: Value,
    /// The prompt, with the constraints as the collection words them.
    pub prompt: String,
    /// The constraints that were bound.
    pub bound: Vec<Ordered>,
    /// Those that were not.
    pub unbound: Vec<Unbound>,
}

/// A constraint that could not be bound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unbound {
    /// Its kind in the collection.
    pub kind: String,
    /// What the record says of it.
    pub said: String,
    /// Why it could not be bound.
    pub reason: String,
}

/// A record that is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadRecord {
    /// Its line, or its place in the array, from 1.
    pub place: usize,
    /// What is wrong.
    pub reason: String,
}

/// The tasks of a file.
///
/// # Errors
/// Why the file as a whole can't be read.
pub fn import(
    library: &Checker,
    collection: Collection,
    text: &str,
) -> Result<(Vec<Imported>, Vec<BadRecord>), String> {
    let records = match collection {
        Collection::Ifeval | Collection::Ifbench => lines(text),
        Collection::Muldimif => elements(text)?,
    };
    let (mut tasks, mut bad) = (Vec::new(), Vec::new());
    for (place, record) in records {
        let read = record.and_then(|record| match collection {
            Collection::Ifeval | Collection::Ifbench => by_ids(library, &record),
            Collection::Muldimif => muldimif::task(library, &record),
        });
        match read {
            Ok(task) => tasks.push(task),
            Err(reason) => bad.push(BadRecord { place, reason }),
        }
    }
    Ok((tasks, bad))
}

type Read = (usize, Result<Value, String>);

fn lines(text: &str) -> Vec<Read> {
    let filled = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    filled.map(|(i, line)| (i + 1, serde_json::from_str(line).map_err(|e| e.to_string()))).collect()
}

/// The elements of a JSON array; a file of one record a line is fine too.
fn elements(text: &str) -> Result<Vec<Read>, String> {
    if !text.trim_start().starts_with('[') {
        return Ok(lines(text));
    }
    let all: Vec<Value> =
        serde_json::from_str(text).map_err(|e| format!("it is no JSON array of records: {e}"))?;
    Ok(all.into_iter().enumerate().map(|(i, record)| (i + 1, Ok(record))).collect())
}

/// A task of instruction ids with kwargs.
fn by_ids(library: &Checker, record: &Value) -> Result<Imported, String> {
    let text = |name: &str| record.get(name).and_then(Value::as_str).map(str::to_owned);
    let prompt = text("prompt").ok_or("it has no text `prompt`")?;
    let ids = record.get("instruction_id_list").and_then(Value::as_array);
    let ids = ids.ok_or("it has no list `instruction_id_list`")?;
    let kwargs = record.get("kwargs").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let (mut bound, mut unbound) = (Vec::new(), Vec::new());
    for (i, id) in ids.iter().enumerate() {
        let id = id.as_str().ok_or_else(|| format!("`instruction_id_list` holds {id}, which is no text"))?;
        let mut given = kwargs.get(i).and_then(Value::as_object).cloned().unwrap_or_default();
        given.retain(|_, value| !value.is_null());
        let said = Value::Object(given.clone()).to_string();
        match instance(library, &Ordered { id: id.to_owned(), kwargs: given }) {
            Ok(instance) => bound.push(ordered(library.program(), &instance)),
            Err(reason) => unbound.push(Unbound { kind: id.to_owned(), said, reason }),
        }
    }
    let key = record.get("key").cloned().unwrap_or(Value::Null);
    Ok(Imported { key, prompt, bound, unbound })
}

/// The constraint that an instruction means.
fn instance(library: &Checker, instruction: &Ordered) -> Result<Instance, String> {
    let found = library.instances(&Asked::Instructions(vec![instruction.clone()]));
    let mut found = found.map_err(|problem| problem.message)?.into_iter();
    found.next().unwrap_or_else(|| Err("internal: an instruction without an answer".to_owned()))
}

impl Imported {
    /// The task as a record that `check` and `rewrite` read.
    pub fn record(&self) -> Value {
        let ids: Vec<&str> = self.bound.iter().map(|b| b.id.as_str()).collect();
        let kwargs: Vec<Value> = self.bound.iter().map(|b| Value::Object(b.kwargs.clone())).collect();
        let unbound: Vec<Value> = self
            .unbound
            .iter()
            .map(|u| json!({"kind": u.kind, "said": u.said, "reason": u.reason}))
            .collect();
        json!({
            "key": self.key, "prompt": self.prompt, "instruction_id_list": ids, "kwargs": kwargs, "unbound": unbound,
        })
    }
}

#[cfg(test)]
mod tests;
