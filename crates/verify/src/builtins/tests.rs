//! The table of evaluators against the records: each takes what its signature says, and gives it.

use super::{Function, Text, Value, call};
use crate::context::Subject;
use crate::judgement::Judgement;
use crate::plan::CompileCache;
use crate::program::{FUNCTIONS, FormalKind, Needle, Target};
use crate::search::Search;
use std::rc::Rc;
use std::sync::Arc;

fn text(text: &str) -> Value {
    Value::Text(Text::constant(Arc::from(text)))
}

/// A value that a parameter takes.
fn sample(function: Function, kind: FormalKind) -> Value {
    let list = |items: &[Value]| Value::List(Rc::from(items));
    match kind {
        FormalKind::Int => Value::Int(2),
        FormalKind::Float | FormalKind::Percent | FormalKind::Number => Value::Float(0.5),
        FormalKind::Text => text(match function {
            Function::FitsSchema => "{}",
            Function::Json => "$",
            Function::Csv | Function::CsvColumn => ",",
            Function::Bound => "at least",
            Function::Table | Function::IsVerb => "verbs.en@1",
            _ => "a",
        }),
        FormalKind::Language => text("en"),
        FormalKind::Needle => {
            let target = Target::Text(Arc::from("a"));
            let needle = Needle { target, whole_word: false, ignoring: Vec::new() };
            Value::Search(Search::of(&needle, &CompileCache::default()).unwrap())
        }
        FormalKind::Numbers => list(&[Value::Int(1), Value::Float(2.0)]),
        FormalKind::List | FormalKind::Texts => list(&[text("a"), text("b")]),
        FormalKind::Bool => Value::Bool(Rc::new(Judgement::plain(true))),
        FormalKind::Pattern
        | FormalKind::Range
        | FormalKind::Rows
        | FormalKind::Element
        | FormalKind::Pairs
        | FormalKind::Numbered
        | FormalKind::Zipped
        | FormalKind::Lists => panic!("no function takes {kind}"),
    }
}

/// Whether a value is what a result says.
fn fits(value: &Value, kind: FormalKind) -> bool {
    let lists = matches!(value, Value::List(_) | Value::Parts(..) | Value::Windows(_));
    match kind {
        FormalKind::Int => matches!(value, Value::Int(_)),
        FormalKind::Float | FormalKind::Percent => matches!(value, Value::Float(_)),
        FormalKind::Number => value.number().is_some(),
        FormalKind::Bool => matches!(value, Value::Bool(_)),
        FormalKind::Text | FormalKind::Language => matches!(value, Value::Text(_)),
        FormalKind::Needle => matches!(value, Value::Search(_)),
        FormalKind::Pattern => matches!(value, Value::Pattern(_)),
        FormalKind::Range => matches!(value, Value::Range(_)),
        FormalKind::Element => !lists,
        FormalKind::Pairs | FormalKind::Numbered | FormalKind::Zipped => {
            value.iter().all(|v| matches!(&v, Value::Tuple(items) if items.len() == 2))
        }
        FormalKind::Texts => lists && value.iter().all(|v| matches!(v, Value::Text(_))),
        FormalKind::List | FormalKind::Rows | FormalKind::Numbers | FormalKind::Lists => lists,
    }
}

#[test]
fn each_function_takes_and_gives_what_its_signature_says() {
    let response = "# a\n\nA: a. B, b!\n\n- a\n  - b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";
    let (subject, cache) = (Subject::new(response, None), CompileCache::default());
    let context = subject.context(&cache, true);
    for &function in FUNCTIONS {
        let signature = function.signature();
        let required = signature.formals.iter().filter(|f| !f.optional).count();
        for given in required..=signature.formals.len() {
            let mut values: Vec<Value> = Vec::new();
            if signature.subject {
                values.push(Value::Text(Text::response(&context)));
            }
            values.extend(signature.formals[..given].iter().map(|f| sample(function, f.kind)));
            let name = function.name();
            let value = call(function, &values, &context).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            let missing = matches!(value, Value::Missing);
            assert!(!missing || !function.is_total(), "{name} is total and gives nothing");
            assert!(missing || fits(&value, signature.result), "{name} gives {value:?}");
        }
    }
}

#[test]
fn another_type_than_was_checked_is_said() {
    let (subject, cache) = (Subject::new("a", None), CompileCache::default());
    let context = subject.context(&cache, true);
    let fault = call(Function::Lower, &[Value::Int(1)], &context).unwrap_err();
    assert_eq!(fault.to_string(), "internal: argument 1 of `lower` has another type than was checked");
}
