//! A quick scan of HIR source before the grammar sees it: where declarations begin, where comments stand,
//! and whether anything is nested too deep.
//!
//! The grammar's parser recurses; a scan does not. So hostile nesting is refused here, the same on every
//! thread, and a broken declaration is cut off from its neighbours.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;
use logos::Logos;

/// How deep brackets, scopes and `of` may nest in one declaration.
pub(crate) const MAX_DEPTH: usize = 64;

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
    #[regex(r"/([^/\\\n *]|\\[^\n])([^/\\\n]|\\[^\n])*/")]
    Pattern,
    #[regex(r"constraint|define|task|use|library")]
    Declaration,
    #[token("@id")]
    Attribute,
    #[regex(r"require|let|say|accept|reject")]
    #[token(";")]
    #[token(",")]
    Separator,
    #[regex(r"of|where|each|some|no")]
    #[token(":")]
    Deeper,
    #[regex(r"[A-Za-z_][A-Za-z0-9_]*")]
    Word,
    #[regex(r"[(\[{]")]
    Open,
    #[regex(r"[)\]}]")]
    Close,
    #[regex(r"[^ \t\r\n]", priority = 0)]
    Other,
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
    for (token, range) in Token::lexer(text).spanned() {
        // A character that no token begins with (an unclosed quote, say): the grammar will name it.
        let token = token.unwrap_or(Token::Other);
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
        if depth.step(token) {
            let span = Span::new(file, range.start, range.end);
            out.problems.push(
                Diagnostic::error(Code::TooDeep, format!("nested deeper than {MAX_DEPTH} levels"))
                    .at(span, "this is the level too many")
                    .help("give inner parts a name with `define` or `let`"),
            );
        }
    }
    out
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
            Token::Declaration if outside => !std::mem::replace(&mut self.in_head, false),
            _ => false,
        }
    }
}

/// Counts brackets and the words that nest without brackets.
struct Depth {
    pending: Vec<usize>,
    total: usize,
    reported: bool,
}

impl Default for Depth {
    fn default() -> Depth {
        Depth { pending: vec![0], total: 0, reported: false }
    }
}

impl Depth {
    fn open(&self) -> usize {
        self.pending.len().saturating_sub(1)
    }

    /// Takes one token; true if it is the first one too deep in this declaration.
    fn step(&mut self, token: Token) -> bool {
        match token {
            Token::Open => {
                self.pending.push(0);
                self.total += 1;
            }
            Token::Close if self.open() > 0 => {
                let inner = self.pending.pop().unwrap_or(0);
                self.total = self.total.saturating_sub(inner + 1);
            }
            Token::Deeper => {
                if let Some(count) = self.pending.last_mut() {
                    *count += 1;
                    self.total += 1;
                }
            }
            Token::Separator => {
                if let Some(count) = self.pending.last_mut() {
                    self.total = self.total.saturating_sub(std::mem::take(count));
                }
            }
            _ => {}
        }
        self.total > MAX_DEPTH && !std::mem::replace(&mut self.reported, true)
    }
}
