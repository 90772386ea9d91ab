//! Pattern literals, with parameters in braces: `/\s?{marker}\s?\d+/`, `/\b{word|raw}\b/i`.

use super::typeck::{self, Body, Typed, make};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constant, Kind, PatternPiece, PatternSource, Type};
use crate::source::Span;
use crate::syntax::literal::next_hole;
use crate::text::pattern::Pattern;

pub(super) fn literal(body: &mut Body<'_, '_>, source: &str, ignore_case: bool, span: Span) -> Typed {
    let mut pieces = Vec::new();
    let mut rest = source;
    while let Some((before, hole, after)) = next_hole(rest) {
        if !before.is_empty() {
            pieces.push(PatternPiece::Source(before.to_owned()));
        }
        let at = place(source, source.len() - rest.len() + before.len() + 1, span);
        let unknown = || PatternPiece::Literal(typeck::hole(Type::Text, span));
        pieces.push(piece(body, hole, span, at).unwrap_or_else(unknown));
        rest = after;
    }
    if pieces.is_empty() {
        if let Err(reason) = Pattern::new(source, ignore_case) {
            let problem =
                Diagnostic::error(Code::BadPattern, format!("this pattern can't be read: {reason}"))
                    .at(span, "here");
            return body.report(problem);
        }
        let pattern = PatternSource { source: source.into(), ignore_case };
        return Some(make(Kind::Const(Constant::Pattern(pattern)), Type::Pattern, span));
    }
    if !rest.is_empty() {
        pieces.push(PatternPiece::Source(rest.to_owned()));
    }
    Some(make(Kind::Pattern { pieces, ignore_case }, Type::Pattern, span))
}

/// Where the source begins that stands at an offset of a pattern. Each slash in it was written `\/`.
fn place(source: &str, offset: usize, span: Span) -> Span {
    let slashes = source.bytes().take(offset).filter(|&b| b == b'/').count();
    let start = span.range().start + 1 + offset + slashes;
    Span::new(span.file, start, span.range().end.max(start))
}

fn piece(body: &mut Body<'_, '_>, hole: &str, span: Span, at: Span) -> Option<PatternPiece> {
    let (name, filter) = hole.split_once('|').map_or((hole, None), |(n, f)| (n, Some(f)));
    let at = Span { end: at.start + u32::try_from(name.len()).unwrap_or(0), ..at };
    let Some(value) = body.local(name, at, span) else {
        let known: Vec<String> = body.local_names().map(str::to_owned).collect();
        let problem = Diagnostic::error(Code::UnknownName, format!("`{name}` means nothing here"))
            .at(span, "used in this pattern")
            .suggest(name, known.iter().map(String::as_str));
        body.report(problem);
        return None;
    };
    let value = body.fit(value, &Type::Text);
    match filter {
        None => Some(PatternPiece::Literal(value)),
        Some("raw") => Some(PatternPiece::Raw(value)),
        Some(other) => {
            let problem = Diagnostic::error(Code::BadTemplate, format!("no filter `{other}` in patterns"))
                .at(span, "used in this pattern")
                .help("`{name}` stands for the text itself, `{name|raw}` for a pattern that the text spells");
            body.report(problem);
            None
        }
    }
}
