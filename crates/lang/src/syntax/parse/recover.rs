//! A broken declaration without the part that can't be read, so that tools still see its name, its parameters and
//! its other clauses.

use super::{Base, read_item};
use crate::diagnostic::Diagnostic;
use crate::syntax::ast::{Item, ItemKind};
use crate::syntax::lexer::{clauses, find_outside_brackets};

/// So many clauses of one declaration are left out at most: each costs one more parse.
const MOST: usize = 8;

/// The declaration as far as it can be read; `None` if not even its head can be.
pub(super) fn recover(source: &str, base: Base, problem: &Diagnostic) -> Option<Item> {
    let found = clauses(source);
    let item = if found.starts.is_empty() { body(source, base) } else { None };
    if item.is_some() {
        return item;
    }
    let mut text = source.trim_end().to_owned();
    let mut at = offset(problem, base)?;
    if !found.closed {
        text.push('}');
        match read_item(&text, base) {
            Ok(item) => return Some(Item { broken: true, ..item }),
            Err(problem) => at = offset(&problem, base)?,
        }
    }
    for _ in 0..MOST {
        // An error at the first word of a clause is the one's before it.
        let clause = found.starts.iter().rposition(|&start| start < at)?;
        let start = *found.starts.get(clause)?;
        let end = found.starts.get(clause + 1).copied().unwrap_or(text.len().saturating_sub(1));
        let written = text.get(start..end)?;
        if written.trim().is_empty() {
            return None;
        }
        // As many bytes, so that every offset stays what it was.
        text.replace_range(start..end, &" ".repeat(written.len()));
        match read_item(&text, base) {
            Ok(item) => return Some(Item { broken: true, ..item }),
            Err(problem) => at = offset(&problem, base)?,
        }
    }
    None
}

/// A definition whose body can't be read.
fn body(source: &str, base: Base) -> Option<Item> {
    let equals = find_outside_brackets(source, 0, "=")?;
    let item = read_item(&format!("{}0", source.get(..=equals)?), base).ok()?;
    matches!(item.kind, ItemKind::Define { .. }).then_some(Item { broken: true, ..item })
}

fn offset(problem: &Diagnostic, base: Base) -> Option<usize> {
    problem.labels.first()?.span.range().start.checked_sub(base.offset)
}
