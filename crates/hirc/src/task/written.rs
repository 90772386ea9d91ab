//! What is about to be written, read again: a record must mean what it was made from.

use super::{Asked, Checker, Ordered, Record, RecordChecker};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Instance, Program};
use crate::verify::{Outcome, Reading, Readings};

/// Reads constraints again as a record will hold them, and compares them with what is meant.
///
/// # Errors
/// A constraint that reads as another one, or as none: a bug of hirc, found before it spoils a file.
pub fn read_again(library: &Checker, meant: &[Instance], orders: &[Ordered]) -> Result<(), Diagnostic> {
    let program = library.program();
    let read = library.instances(&Asked::Instructions(from_text(orders)?))?;
    let bug = |meant: Option<&Instance>, reads: &str| {
        let meant = meant.map(|i| program.source_of(i)).unwrap_or_default();
        bug(format!("internal: `{meant}` would be written as {reads}"))
    };
    for ((meant, read), order) in meant.iter().zip(&read).zip(orders) {
        let shown = format!("`{}` with {}", order.id, serde_json::Value::Object(order.kwargs.clone()));
        match read {
            Ok(read) if typed(program, read) == typed(program, meant) => {}
            Ok(read) => {
                let shown = format!("{shown}, which reads as `{}`", program.source_of(read));
                return Err(bug(Some(meant), &shown));
            }
            Err(reason) => {
                return Err(bug(Some(meant), &format!("{shown}, which can't be read: {reason}")));
            }
        }
    }
    if meant.len() == read.len() { Ok(()) } else { Err(bug(meant.get(read.len()), "nothing")) }
}

/// Judges a response by constraints as they are to be written; `fits` says which outcomes are right.
///
/// # Errors
/// An outcome that is not right: what was written is not what the response was judged by.
pub fn judge_again(
    checker: &dyn RecordChecker,
    record: &Record,
    orders: &[Ordered],
    fits: impl Fn(&Outcome) -> bool,
) -> Result<(), Diagnostic> {
    let again = Record { asked: Asked::Instructions(from_text(orders)?), ..record.clone() };
    let verdicts = checker.judge(&again, Readings::STRICT)?;
    match verdicts.iter().find(|v| v.verdict(Reading::Strict).is_none_or(|v| !fits(&v.outcome))) {
        None => Ok(()),
        Some(v) => Err(bug(format!("internal: `{}` as it is written does not hold of its response", v.id))),
    }
}

/// The orders after a way through JSON's text, as a reader of the file gets them.
fn from_text(orders: &[Ordered]) -> Result<Vec<Ordered>, Diagnostic> {
    let again = |order: &Ordered| {
        let text = serde_json::Value::Object(order.kwargs.clone()).to_string();
        let kwargs = serde_json::from_str(&text)
            .map_err(|e| bug(format!("internal: the arguments of `{}` are no JSON: {e}", order.id)))?;
        Ok(Ordered { id: order.id.clone(), kwargs })
    };
    orders.iter().map(again).collect()
}

/// An instance with each argument in its type's form.
pub(super) fn typed(program: &Program, instance: &Instance) -> Instance {
    let parameters = program.constraint_of(instance).map(|c| program.parameters_of(c)).unwrap_or_default();
    let arguments = instance.arguments.iter().zip(parameters).map(|(a, p)| a.clone().of_type(&p.ty));
    Instance { constraint: instance.constraint, arguments: arguments.collect() }
}

fn bug(message: String) -> Diagnostic {
    Diagnostic::error(Code::ExampleFailed, message)
        .help("nothing was written for it; this is a bug of hirc, please report it with the source")
}
