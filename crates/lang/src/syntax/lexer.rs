//! A quick scan of HIR source before the grammar sees it: where declarations begin, where comments stand,
//! and whether anything is nested too deep.
//!
//! The grammar's parser recurses; a scan does not. So hostile nesting is refused here, the same on every
//! thread, and a broken declaration is cut off from its neighbours.

use super::keywords::{Keyword, Role};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;
use logos::Logos;

/// How deep brackets, scopes and `of` may nest in one declaration.
pub(crate) const MAX_DEPTH: usize = 64;

/// What a stretch of source is. Words are told apart by the table of keywords, not here.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
#[logos(skip r"[ \t\r\n\u{FEFF}]+")]
enum Token {
    #[regex(r"///([^/\n][^\n]*)?", allow_greedy = true)]
    Doc,
    #[regex(r"//([^/\n][^\n]*)?", allow_greedy = true)]
    #[regex(r"////[^\n]*", allow_greedy = true)]
    Comment,
    #[regex(r#""([^"\\]|\\(.|\n))*""#)]
    Text,
    #[regex(r"/([^/\\\n]|\\[^\n])([^/\\\n]|\\[^\n])*/")]
    Pattern,
    #[token("@id")]
    Attribute,
    #[token(";")]
    #[token(",")]
    Separator,
    #[token(":")]
    Colon,
    #[regex(r"[-+*/]", priority = 1)]
    Operator,
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*", |lex| Keyword::from_word(lex.slice()))]
    Word(Option<Keyword>),
    #[regex(r"[(\[{]")]
    Open,
    #[regex(r"[)\]}]")]
    Close,
    #[regex(r"[^ \t\r\n]", priority = 0)]
    Other,
}

impl Token {
    /// What a keyword does to the structure around it; [`Role::Plain`] for all other tokens.
    fn role(self) -> Role {
        match self {
            Token::Word(Some(keyword)) => keyword.role(),
            _ => Role::Plain,
        }
    }
}

/// What the scan finds.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The stretches of the source that hold one declaration each, in order; together they hold all tokens.
    pub(crate) chunks: Vec<std::ops::Range<usize>>,
    /// Comments that are not documentation.
    pub(crate) comments: Vec<Comment>,
    /// Nesting beyond [`MAX_DEPTH`], one diagnostic a declaration.
    pub(crate) problems: Vec<Diagnostic>,
}

/// Scans a whole source.
pub(crate) fn scan(file: FileId, text: &str) -> Scan {
    let mut out = Scan::default();
    let mut splitter = Splitter::default();
    let mut depth = Depth::default();
    let mut before = "";
    for (token, range) in Tokens::of(text) {
        if token == Token::Comment {
            out.comments.push(comment(file, text, range));
            continue;
        }
        let line_start =
            text.get(..range.start).is_none_or(|t| t.is_empty() || t.ends_with(['\n', '\u{FEFF}']));
        if splitter.begins_declaration(token, line_start, depth.open()) {
            out.chunks.push(range.start..range.start);
            depth = Depth::default();
        }
        match out.chunks.last_mut() {
            Some(chunk) => chunk.end = range.end,
            None => out.chunks.push(range.clone()),
        }
        let word = text.get(range.clone()).unwrap_or("");
        if depth.step(token, word, before) {
            let span = Span::new(file, range.start, range.end);
            out.problems.push(
                Diagnostic::error(Code::TooDeep, format!("nested deeper than {MAX_DEPTH} levels"))
                    .at(span, "this is the level too many")
                    .help("give inner parts a name with `define` or `let`"),
            );
        }
        before = word;
    }
    out
}

/// Where declarations begin by the look of the lines alone, together with the documentation and ids above them. A quote
/// that is never closed, or brackets, hide none of them.
pub(crate) fn declaration_lines(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let (mut in_head, mut at) = (false, 0);
    for line in text.split_inclusive('\n') {
        let shown = line.trim_start_matches('\u{FEFF}');
        let word = shown.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
        let declares = Keyword::from_word(word).is_some_and(|k| k.role() == Role::Declaration);
        let heads = shown.starts_with("@id") || (shown.starts_with("///") && !shown.starts_with("////"));
        if (declares || heads) && !std::mem::replace(&mut in_head, heads) {
            out.push(at);
        }
        at += line.len();
    }
    out
}

/// Where the first bracket of this kind stands behind an offset that is not itself in brackets.
pub(crate) fn find_outside_brackets(text: &str, from: usize, bracket: &str) -> Option<usize> {
    let rest = text.get(from..)?;
    let mut open = 0_usize;
    for (token, range) in Tokens::of(rest) {
        if open == 0 && rest.get(range.clone()) == Some(bracket) {
            return Some(from + range.start);
        }
        match token {
            Token::Open => open += 1,
            Token::Close => open = open.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Where the clauses of a declaration begin, as far as that can be told without parsing it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Clauses {
    /// Offsets of their first words.
    pub(crate) starts: Vec<usize>,
    /// Whether a brace ends the declaration.
    pub(crate) closed: bool,
}

/// Finds the clauses of one declaration, also where brackets are missing: the words that begin a constraint's
/// clauses are no names, and those of tasks and suites count at the start of a line.
pub(crate) fn clauses(text: &str) -> Clauses {
    let mut out = Clauses::default();
    let mut contextual: &[Keyword] = &[];
    for (token, range) in Tokens::of(text) {
        if matches!(token, Token::Comment | Token::Doc) {
            continue;
        }
        out.closed = text.get(range.clone()) == Some("}");
        let Token::Word(Some(keyword)) = token else { continue };
        match keyword {
            Keyword::Task => contextual = &Keyword::TASK_CLAUSES,
            Keyword::Suite => contextual = &Keyword::SUITE_CLAUSES,
            _ => {}
        }
        let before = text.get(..range.start).unwrap_or("");
        let first = before.trim_end_matches([' ', '\t']).ends_with(['\n', '{']);
        if keyword.role() == Role::Clause || (first && contextual.contains(&keyword)) {
            out.starts.push(range.start);
        }
    }
    out
}

/// The word that stands at an offset, outside of quotes and comments; a cursor behind its last letter stands at it.
pub fn word_at(text: &str, offset: usize) -> Option<std::ops::Range<usize>> {
    let at = |range: &std::ops::Range<usize>| range.start <= offset && offset <= range.end;
    Tokens::of(text)
        .take_while(|(_, range)| range.start <= offset)
        .find(|(token, range)| matches!(token, Token::Word(_)) && at(range))
        .map(|(_, range)| range)
}

/// Whether an offset lies inside of a text in quotes, a pattern or a comment.
pub(crate) fn quoted_at(text: &str, offset: usize) -> bool {
    Tokens::of(text).take_while(|(_, range)| range.start < offset).any(|(token, range)| match token {
        Token::Comment | Token::Doc => offset <= range.end,
        Token::Text | Token::Pattern => offset < range.end,
        // A quote that is never closed.
        Token::Other => text.get(range) == Some("\""),
        _ => false,
    })
}

/// The brackets that are open at the end of a text, with their offsets, the innermost last.
pub(crate) fn open_brackets(text: &str) -> Vec<(usize, &str)> {
    let mut open = Vec::new();
    for (token, range) in Tokens::of(text) {
        match token {
            Token::Open => open.push((range.start, text.get(range).unwrap_or(""))),
            Token::Close => drop(open.pop()),
            _ => {}
        }
    }
    open
}

/// The tokens of a text. A slash begins a pattern only where no operand stands before it: else it divides.
struct Tokens<'t> {
    text: &'t str,
    lexer: logos::Lexer<'t, Token>,
    /// Where the lexer's text begins in ours.
    offset: usize,
    behind_operand: bool,
}

impl<'t> Tokens<'t> {
    fn of(text: &'t str) -> Tokens<'t> {
        Tokens { text, lexer: Token::lexer(text), offset: 0, behind_operand: false }
    }
}

impl Iterator for Tokens<'_> {
    type Item = (Token, std::ops::Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        // A character that no token begins with (an unclosed quote, say): the grammar will name it.
        let mut token = self.lexer.next()?.unwrap_or(Token::Other);
        let span = self.lexer.span();
        let mut range = self.offset + span.start..self.offset + span.end;
        if token == Token::Pattern && self.behind_operand {
            token = Token::Operator;
            range.end = range.start + 1;
            self.offset = range.end;
            self.lexer = Token::lexer(self.text.get(range.end..)?);
        }
        if !matches!(token, Token::Comment | Token::Doc) {
            self.behind_operand = ends_operand(token, self.text.get(range.clone()).unwrap_or(""));
        }
        Some((token, range))
    }
}

fn ends_operand(token: Token, text: &str) -> bool {
    match token {
        Token::Word(_) => token.role() == Role::Plain,
        Token::Close | Token::Text | Token::Pattern => true,
        Token::Other => text.starts_with(|c: char| c.is_ascii_digit() || c == '%'),
        Token::Doc
        | Token::Comment
        | Token::Attribute
        | Token::Separator
        | Token::Colon
        | Token::Operator
        | Token::Open => false,
    }
}

fn comment(file: FileId, text: &str, range: std::ops::Range<usize>) -> Comment {
    let line_start = text.get(..range.start).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let before = text.get(line_start..range.start).unwrap_or("");
    Comment {
        text: text.get(range.clone()).unwrap_or("").trim_end().to_owned(),
        span: Span::new(file, range.start, range.end),
        trailing: !before.trim_matches(['\u{FEFF}', ' ', '\t']).is_empty(),
    }
}

/// Decides where a declaration begins: at a declaration's keyword outside brackets, or at the start of a line
/// (there even inside brackets, for then one is missing), together with the documentation and ids above it.
#[derive(Default)]
struct Splitter {
    in_head: bool,
}

impl Splitter {
    fn begins_declaration(&mut self, token: Token, line_start: bool, open: usize) -> bool {
        let outside = open == 0 || line_start;
        match token {
            Token::Doc | Token::Attribute if outside => !std::mem::replace(&mut self.in_head, true),
            Token::Word(_) if outside && token.role() == Role::Declaration => {
                !std::mem::replace(&mut self.in_head, false)
            }
            _ => false,
        }
    }
}

/// Counts brackets and what nests without brackets.
struct Depth {
    /// What nests inside each open bracket; the first is outside of all.
    pending: Vec<Unbracketed>,
    total: usize,
    reported: bool,
}

/// Nesting without brackets, inside one bracket.
#[derive(Clone, Copy, Default)]
struct Unbracketed {
    /// Up to the end of the claim: scopes, filters.
    claims: usize,
    /// Up to the next `and` or `or`: `of`, `not`, arithmetic.
    operands: usize,
}

impl Default for Depth {
    fn default() -> Depth {
        Depth { pending: vec![Unbracketed::default()], total: 0, reported: false }
    }
}

impl Depth {
    fn open(&self) -> usize {
        self.pending.len().saturating_sub(1)
    }

    /// Takes one token; true if it is the first one too deep in this declaration.
    fn step(&mut self, token: Token, word: &str, before: &str) -> bool {
        match (token, token.role()) {
            (Token::Open, _) => {
                self.pending.push(Unbracketed::default());
                self.total += 1;
            }
            (Token::Close, _) if self.open() > 0 => {
                let inner = self.pending.pop().unwrap_or_default();
                self.total = self.total.saturating_sub(inner.claims + inner.operands + 1);
            }
            (Token::Colon, _) | (_, Role::Deeper) => self.count(|inner| inner.claims += 1),
            (Token::Operator, _) | (_, Role::Tighter) => self.count(|inner| inner.operands += 1),
            // The comma of `ignoring case, markup` ends nothing.
            (Token::Separator, _) if word == "," && is_normalisation(before) => {}
            (Token::Separator, _) | (_, Role::Clause) => {
                self.end(|inner| std::mem::take(&mut inner.claims));
            }
            _ => {}
        }
        if token == Token::Separator || matches!(token.role(), Role::Clause | Role::Joint) {
            self.end(|inner| std::mem::take(&mut inner.operands));
        }
        self.total > MAX_DEPTH && !std::mem::replace(&mut self.reported, true)
    }

    fn count(&mut self, one: impl Fn(&mut Unbracketed)) {
        if let Some(inner) = self.pending.last_mut() {
            one(inner);
            self.total += 1;
        }
    }

    fn end(&mut self, taken: impl Fn(&mut Unbracketed) -> usize) {
        if let Some(inner) = self.pending.last_mut() {
            self.total = self.total.saturating_sub(taken(inner));
        }
    }
}

fn is_normalisation(word: &str) -> bool {
    Keyword::from_word(word).is_some_and(|keyword| Keyword::NORMALISATIONS.contains(&keyword))
}
