//! Quoted texts: what their escapes stand for, and how to write them again.

use super::super::grammar::{Base, Rule};
use super::cursor::{Cursor, Parsed};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::Spanned;
use pest::iterators::Pair;

pub(super) fn string(pair: Pair<'_, Rule>, base: Base) -> Parsed<Spanned<String>> {
    let mut cursor = Cursor::of(pair, base);
    let inner = cursor.expect(Rule::string_inner)?;
    let span = cursor.span;
    unescape(inner.as_str(), span).map(|node| Spanned { node, span })
}

fn unescape(source: &str, span: Span) -> Parsed<String> {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            // A line break in quotes is one character, however the file was checked out.
            if !(c == '\r' && chars.as_str().starts_with('\n')) {
                out.push(c);
            }
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('u') => {
                let code: String = chars.by_ref().skip(1).take_while(|&c| c != '}').collect();
                let c = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).ok_or_else(|| {
                    Diagnostic::error(Code::Syntax, format!("`\\u{{{code}}}` is no character"))
                        .at(span, "in this text")
                        .help("Unicode scalar values run from 0 to d7ff and from e000 to 10ffff")
                })?;
                out.push(c);
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    Ok(out)
}

/// Writes a text as HIR source, in quotes.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{FEFF}' => out.push_str("\\u{feff}"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
