//! Templates of `say` and `judge`: `Use {n|of word}.`

use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Parameter, Phrase, PhraseFilter, PhrasePiece, Type};
use crate::source::Span;

const FILTERS: [&str; 6] = ["of", "quoted", "list", "ordinal", "words", "plain"];

/// Reads a template; `{{` and `}}` stand for braces.
pub(super) fn parse(
    template: &str,
    language: &str,
    parameters: &[Parameter],
    span: Span,
) -> Result<Phrase, Diagnostic> {
    let bad = |message: String| Diagnostic::error(Code::BadTemplate, message).at(span, "in this phrase");
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.next_if_eq(&c).is_some() => text.push(c),
            '}' => {
                return Err(
                    bad("a `}` without its `{`".to_owned()).help("write `}}` for the character itself")
                );
            }
            '{' => {
                let mut hole = String::new();
                loop {
                    match chars.next() {
                        Some('}') => break,
                        Some(c) => hole.push(c),
                        None => {
                            return Err(bad("a `{` without its `}`".to_owned())
                                .help("write `{{` for the character itself"));
                        }
                    }
                }
                if !text.is_empty() {
                    pieces.push(PhrasePiece::Text(std::mem::take(&mut text)));
                }
                pieces.push(hole_piece(&hole, parameters).map_err(|(message, help)| {
                    let problem = bad(message);
                    match help {
                        Some(help) => problem.help(help),
                        None => problem,
                    }
                })?);
            }
            c => text.push(c),
        }
    }
    if !text.is_empty() {
        pieces.push(PhrasePiece::Text(text));
    }
    Ok(Phrase { language: language.to_owned(), pieces, span })
}

/// Where a phrase names parameters, in its text as written: braces mean the same before and after escapes are read.
pub(super) fn places(phrase: &Phrase, written: &str) -> Vec<(u32, Span)> {
    let mut holes = Vec::new();
    let mut rest = written;
    while let Some(open) = rest.find('{') {
        let inside = rest.get(open + 1..).unwrap_or("");
        // `{{` is a brace, and `\u{…}` is a character.
        if let Some(behind) = inside.strip_prefix('{') {
            rest = behind;
            continue;
        }
        if !rest.get(..open).is_some_and(|before| before.ends_with("\\u")) {
            let blanks = inside.len() - inside.trim_start().len();
            let start = phrase.span.range().start + (written.len() - inside.len()) + blanks;
            let name = inside.get(blanks..).unwrap_or("");
            let length = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
            holes.push(Span::new(phrase.span.file, start, start + length));
        }
        rest = inside;
    }
    let parameters = phrase.pieces.iter().filter_map(|piece| match piece {
        PhrasePiece::Parameter { parameter, .. } => Some(*parameter),
        PhrasePiece::Text(_) => None,
    });
    parameters.zip(holes).collect()
}

type Wrong = (String, Option<String>);

fn hole_piece(hole: &str, parameters: &[Parameter]) -> Result<PhrasePiece, Wrong> {
    let (name, filter) =
        hole.split_once('|').map_or((hole.trim(), None), |(n, f)| (n.trim(), Some(f.trim())));
    let Some(index) = parameters.iter().position(|p| p.name == name) else {
        let nearest = crate::diagnostic::nearest(name, parameters.iter().map(|p| p.name.as_str()));
        return Err((format!("no parameter `{name}`"), nearest.map(|n| format!("did you mean `{n}`?"))));
    };
    let (word, rest) = filter.map_or(("plain", ""), |f| f.split_once(' ').unwrap_or((f, "")));
    let filter = match word {
        "plain" => PhraseFilter::Plain,
        "of" if !rest.is_empty() => PhraseFilter::Of(rest.to_owned()),
        "of" => {
            return Err((
                "`of` needs a noun".to_owned(),
                Some("write `{n|of word}`, the noun in the singular".to_owned()),
            ));
        }
        "quoted" => PhraseFilter::Quoted,
        "list" => PhraseFilter::List,
        "ordinal" => PhraseFilter::Ordinal,
        "words" => PhraseFilter::Words,
        other => {
            let nearest = crate::diagnostic::nearest(other, FILTERS);
            let help = nearest.map_or_else(
                || format!("filters are {}", FILTERS.join(", ")),
                |n| format!("did you mean `{n}`?"),
            );
            return Err((format!("no filter `{other}`"), Some(help)));
        }
    };
    let ty = parameters.get(index).map(|p| &p.ty);
    let number = ty.is_some_and(|t| matches!(t, Type::Number(_) | Type::Range(_)));
    let fits = match &filter {
        // Its type could not be told.
        _ if ty == Some(&Type::Nothing) => true,
        PhraseFilter::Plain | PhraseFilter::Quoted => true,
        PhraseFilter::Of(_) | PhraseFilter::Words => number,
        PhraseFilter::Ordinal => matches!(ty, Some(Type::Number(_))),
        PhraseFilter::List => matches!(ty, Some(Type::List(_))),
    };
    if !fits {
        let shown = ty.map(ToString::to_string).unwrap_or_default();
        return Err((format!("filter `{word}` does not fit `{name}`, which is {shown}"), None));
    }
    let parameter = u32::try_from(index).unwrap_or(u32::MAX);
    Ok(PhrasePiece::Parameter { parameter, filter })
}
