//! Syntax errors in the reader's words: what was found, what could stand there, and for typical mistakes what
//! was probably meant.

use super::expected::{Expectation, Expected};
use super::grammar::Base;
use super::keywords::Keyword;
use super::lexer::open_brackets;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Span;

/// How much of an unexpected word is repeated in the message.
const LONGEST: usize = 30;

/// The diagnostic for a text that can't be read beyond an offset.
pub(super) fn explain(text: &str, at: usize, expected: &Expectation, base: Base) -> Diagnostic {
    let span = |start: usize, end: usize| Span::new(base.file, base.offset + start, base.offset + end);
    let rest = text.get(at..).unwrap_or("");
    let before = text.get(..at).unwrap_or("");
    if let Some((length, problem, help)) = in_quotes(rest) {
        return Diagnostic::error(Code::Syntax, problem).at(span(at, at + length), "in this text").help(help);
    }
    let token = token(rest);
    let label = format!("expected {expected}");
    let end = at + token.len();
    let out =
        Diagnostic::error(Code::Syntax, format!("unexpected {}", found(token))).at(span(at, end), label);
    let out = match unclosed(before, token) {
        Some((place, bracket)) => {
            out.at(span(place, place + bracket.len()), format!("this `{bracket}` is not closed"))
        }
        None => out,
    };
    match meant(before, token, rest, expected) {
        Some(help) => out.help(help),
        None => out,
    }
}

/// A text in quotes that is not closed or holds a wrong escape: how long, what, and what to do.
fn in_quotes(rest: &str) -> Option<(usize, String, &'static str)> {
    let inner = rest.strip_prefix('"')?;
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return None,
            '\\' => {
                let escape = chars.next().map(|(_, c)| c)?;
                let code = inner.get(at + 2..).unwrap_or("");
                let fine = match escape {
                    'u' => code.starts_with('{') && code.find('}').is_some_and(|i| (2..=7).contains(&i)),
                    _ => matches!(escape, 'n' | 't' | 'r' | '"' | '\\'),
                };
                if !fine {
                    let length = inner.find('\n').map_or(rest.len(), |i| i + 1);
                    let help = "the escapes are \\n, \\t, \\r, \\\", \\\\ and \\u{…}; a regular expression is written \
                                between slashes: `/\\d+/`";
                    return Some((length, format!("`\\{escape}` stands for nothing in a text"), help));
                }
            }
            _ => {}
        }
    }
    let line = rest.find('\n').unwrap_or(rest.len());
    Some((line, "the text is not closed".to_owned(), "end the text with `\"`"))
}

/// The unexpected thing: a word, or a sign.
fn token(rest: &str) -> &str {
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
    rest.get(..length).unwrap_or("")
}

fn found(token: &str) -> String {
    match token {
        "" => "end of the declaration".to_owned(),
        "\"" => "text in quotes".to_owned(),
        word if word.chars().count() > LONGEST => {
            format!("`{}…`", word.chars().take(LONGEST).collect::<String>())
        }
        word => format!("`{word}`"),
    }
}

/// The bracket whose end is missing, if that is what is wrong.
fn unclosed<'t>(before: &'t str, token: &str) -> Option<(usize, &'t str)> {
    let (place, bracket) = open_brackets(before).pop()?;
    let ends_clause = Keyword::from_word(token)
        .is_some_and(|word| Keyword::CLAUSES.contains(&word) || Keyword::TASK_CLAUSES.contains(&word));
    let wrong = match token {
        "" => true,
        ")" => bracket == "[",
        "]" => bracket == "(",
        "}" => bracket != "{",
        _ => ends_clause && bracket != "{",
    };
    wrong.then_some((place, bracket))
}

/// What was probably meant.
fn meant(before: &str, token: &str, rest: &str, expected: &Expectation) -> Option<String> {
    sign(before, rest)
        .or_else(|| word(token, rest, expected))
        .map(str::to_owned)
        .or_else(|| misspelt(before, token, rest))
        .or_else(|| reserved(token, expected))
        .or_else(|| missing_colon(before, expected))
        .or_else(|| shape(before, token, expected).map(str::to_owned))
}

/// Signs of other languages.
fn sign(before: &str, rest: &str) -> Option<&'static str> {
    let last = before.chars().last();
    let mut words = before.split_whitespace().rev();
    if (words.next(), words.next()) == (Some("in"), Some("not")) {
        return Some("write `not` in front: `not count(words) in 3..`");
    }
    let signs = [
        ("&", "write `and`"),
        ("|", "write `or`"),
        ("!", "write `not`"),
        ("///", "documentation stands above a declaration; comments inside begin with `//`"),
        ("/*", "comments begin with `//` and end with the line"),
        ("#", "comments begin with `//`"),
        ("'", "texts stand in double quotes: `\"…\"`"),
        ("`", "texts stand in double quotes: `\"…\"`"),
        ("“", "texts stand in straight double quotes: `\"…\"`"),
        ("”", "texts stand in straight double quotes: `\"…\"`"),
        ("„", "texts stand in straight double quotes: `\"…\"`"),
        ("«", "texts stand in straight double quotes: `\"…\"`"),
        ("‘", "texts stand in straight double quotes: `\"…\"`"),
        ("…", "a range is written with two dots: `3..5`"),
        ("–", "a range is written with two dots: `3..5`"),
        ("≥", "write `>=`"),
        ("≤", "write `<=`"),
        ("≠", "write `!=`"),
        ("->", "a claim follows a colon: `if …: …`"),
    ];
    match (last, rest.chars().next()) {
        (Some('='), Some('=')) => Some("equality is written `=`"),
        (Some('='), Some('>')) => Some("at least is written `>=`"),
        (Some('='), Some('<')) => Some("at most is written `<=`"),
        (Some('<'), Some('>')) => Some("write `!=`"),
        (_, Some('.')) if before.ends_with("..") || rest.starts_with("...") => {
            Some("a range is written with two dots: `3..5`")
        }
        _ => signs.iter().find(|(sign, _)| rest.starts_with(sign)).map(|(_, help)| *help),
    }
}

/// Words of other languages.
fn word(token: &str, rest: &str, expected: &Expectation) -> Option<&'static str> {
    let next = rest.get(token.len()..).unwrap_or("").trim_start();
    match token {
        "not" if next.starts_with("in") => Some("write `not` in front: `not count(words) in 3..`"),
        "not" => Some("`not` stands in front of a claim, or behind `is`"),
        "then" => Some("write a colon: `if …: …`"),
        "elif" | "elsif" | "elseif" => Some("write `else: if …: …`"),
        "to" => Some("a range is written with two dots: `3..5`"),
        "between" => Some("a range is written with two dots: `in 3..5`"),
        "contains" | "matches" | "starts_with" | "ends_with" => {
            Some("write what is looked for in parentheses: `contains(\"x\")`")
        }
        "every" => Some("write `each`"),
        "import" | "include" | "from" if expected.contains(Expected::Declaration) => Some("write `use`"),
        "def" | "fn" | "function" | "let" if expected.contains(Expected::Declaration) => {
            Some("write `define`")
        }
        "rule" if expected.contains(Expected::Declaration) => Some("write `constraint`"),
        ";" => Some("clauses end without a sign; only the claims of a block `{ …; … }` are separated by `;`"),
        _ => None,
    }
}

/// A clause or declaration whose first word is nearly a keyword. The error may come later in the line, for
/// `says "x"` could go on with the line above.
fn misspelt(before: &str, token: &str, rest: &str) -> Option<String> {
    let line = before.rfind('\n').map_or(0, |i| i + 1);
    let start = before.get(line..).unwrap_or("").trim_start();
    let first = if start.is_empty() { token } else { self::token(start) };
    let inside = open_brackets(before).iter().any(|(_, bracket)| *bracket == "{");
    let known: &[Keyword] = match (inside, Keyword::from_word(self::token(before.trim_start()))) {
        (true, Some(Keyword::Task)) => &Keyword::TASK_CLAUSES,
        (true, Some(Keyword::Suite)) => &Keyword::SUITE_CLAUSES,
        (true, _) => &Keyword::CLAUSES,
        (false, _) => &Keyword::DECLARATIONS,
    };
    let known: Vec<&str> = known.iter().map(|keyword| keyword.word()).collect();
    if known.contains(&first) || first.is_empty() || (start.is_empty() && rest.is_empty()) {
        return None;
    }
    let synonym = match first {
        "assert" | "must" | "check" | "expect" | "ensure" | "requires" | "needs" => Some("require"),
        "describe" | "phrase" | "text" | "instruction" => Some("say"),
        "pass" | "good" | "example" | "accepts" => Some("accept"),
        "fail" | "bad" | "counterexample" | "rejects" => Some("reject"),
        _ => None,
    };
    let close =
        synonym.filter(|word| known.contains(word)).or_else(|| nearest(first, known.iter().copied()))?;
    Some(format!("did you mean `{close}` where this line says `{first}`?"))
}

fn reserved(token: &str, expected: &Expectation) -> Option<String> {
    let is_name = expected.contains(Expected::Name) || expected.contains(Expected::Parameter);
    (is_name && Keyword::from_word(token).is_some_and(Keyword::is_reserved)).then(|| {
        format!("`{token}` is a word of the language; choose another name, `{token}_part` for example")
    })
}

/// `each paragraph count(words) in 3..`
fn missing_colon(before: &str, expected: &Expectation) -> Option<String> {
    let clause = Keyword::CLAUSES.iter().filter_map(|clause| before.rfind(clause.word())).max()?;
    let clause = before.get(clause..)?;
    let words = clause.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
    let mut open = None;
    for word in words {
        match word {
            "each" | "some" | "no" | "if" => open = Some(word),
            _ if word.contains(':') => open = None,
            _ => {}
        }
    }
    let ends = expected.contains(Expected::Colon) || expected.contains(Expected::EndOfExpression);
    let word = open.filter(|_| ends)?;
    let part = if word == "if" { "condition" } else { "part" };
    Some(format!("the claim follows a colon: `{word} {part}: claim`"))
}

/// What the shape of the declaration asks for.
fn shape(before: &str, token: &str, expected: &Expectation) -> Option<&'static str> {
    let open = open_brackets(before).pop().map(|(_, bracket)| bracket);
    match token {
        "" if before.trim_start().starts_with("///")
            && !before.contains("\n\n")
            && expected.contains(Expected::Declaration) =>
        {
            Some("documentation belongs to the declaration below it; comments begin with `//`")
        }
        "each" | "some" | "no" | "if" => Some("put it in parentheses: `(each part: claim)`"),
        "}" | "" if before.trim_end().ends_with(':') => Some("a claim follows the colon"),
        "}" | "" if before.trim_end().ends_with("require") => Some("a claim follows `require`"),
        _ if expected.contains(Expected::Parameter) => {
            Some("every parameter has a type: `n: int`, `keywords: list of text`")
        }
        "," if open == Some("{") => Some("the claims of a block are separated by `;`"),
        ")" if open != Some("(") => Some("there is no `(` to close"),
        "]" if open != Some("[") => Some("there is no `[` to close"),
        "{" if expected.contains(Expected::Parameters) => Some("write `()` if there are no parameters"),
        ":" if expected.is_only(Expected::Equals) => {
            Some("a definition is written `define name() = expression`")
        }
        _ if expected.is_only(Expected::OpenBrace) => Some("the clauses stand in braces: `{ … }`"),
        _ if expected.contains(Expected::Text) && token.starts_with(char::is_alphabetic) => {
            Some("texts stand in double quotes: `\"…\"`")
        }
        _ if expected.contains(Expected::Text) && token == "." => {
            Some("paths stand in double quotes: `\"…\"`")
        }
        _ => None,
    }
}
