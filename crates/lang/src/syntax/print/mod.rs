//! A tree as canonical source.
//!
//! In: trees. Out: source that reads back as the same tree, with no parentheses but those it needs.

mod expressions;
mod items;
pub(crate) mod literal;
mod pretty;

pub(super) use items::{Pieces, doc_line, pieces};
pub(super) use pretty::Doc;

use super::ast::{Expr, File, Item};

/// The width of a line.
pub(super) const WIDTH: usize = 100;
/// How far clauses are indented.
pub(super) const INDENT: usize = 4;

/// An expression on one line, as explanations quote it.
pub fn print_expr(e: &Expr) -> String {
    expressions::claim(e).doc.render(None, 0)
}

/// All declarations of a file, without the comments, for which only [`format`](super::format()) knows a place.
pub fn print_file(file: &File) -> String {
    let items: Vec<String> = file.items.iter().map(print_item).collect();
    items.join("\n")
}

fn print_item(item: &Item) -> String {
    let Pieces { ids, head, clauses } = pieces(item, &items::quote_anew);
    let mut lines: Vec<String> = item.docs.iter().map(|text| doc_line(text)).collect();
    lines.extend(ids.iter().map(|id| id.render(Some(WIDTH), 0)));
    lines.push(head.render(Some(WIDTH), 0));
    if clauses.as_ref().is_some_and(Vec::is_empty) {
        return lines.join("\n") + "}\n";
    }
    if let Some(clauses) = clauses {
        let indent = " ".repeat(INDENT);
        lines.extend(clauses.iter().map(|c| format!("{indent}{}", c.render(Some(WIDTH), INDENT))));
        lines.push("}".to_owned());
    }
    lines.join("\n") + "\n"
}
