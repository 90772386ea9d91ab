//! Source text to syntax tree, one declaration at a time: a broken one is reported and read as far as it goes, and
//! the others are read as if it were not there.

mod cursor;
mod expressions;
mod items;
mod recover;
mod text;

pub(super) use expressions::EXACT;
pub(crate) use text::quote;

use super::ast::{Comment, Expr, File, Item};
use super::grammar::{self, Base, Rule, children};
use super::lexer::{declaration_lines, scan};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::FileId;
use std::borrow::Cow;

/// Sources beyond this many bytes are refused.
pub const MAX_SOURCE_BYTES: usize = 16 << 20;

/// Parses a file. The tree holds every declaration whose head could be read; if there are diagnostics, it must not
/// be compiled, only looked at.
pub fn parse_file(file: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    if text.len() > MAX_SOURCE_BYTES {
        let problem = Diagnostic::error(Code::UnreadableSource, "the source is larger than 16 MiB");
        return (File { items: Vec::new(), comments: Vec::new() }, vec![problem]);
    }
    let scan = scan(file, text);
    let clean = blank(text, &scan.comments);
    let mut problems = scan.problems;
    let mut sources = Vec::new();
    let chunks = scan.chunks.len();
    for chunk in scan.chunks {
        let too_deep =
            |d: &Diagnostic| d.labels.first().is_some_and(|l| chunk.contains(&(l.span.start as usize)));
        if !problems.iter().any(|d| d.code == Code::TooDeep && too_deep(d)) {
            let source = clean.get(chunk.clone()).unwrap_or("");
            sources.push((source, Base { file, offset: chunk.start }));
        }
    }
    let mut items = Vec::new();
    for (item, problem) in parse_items(&sources) {
        items.extend(item);
        problems.extend(problem);
    }
    if !problems.is_empty() {
        let starts = declaration_lines(text);
        // More heads than the lexer saw: some stand in what it took for quotes.
        if starts.len() > chunks {
            let by_lines = items_by_lines(file, text, &starts);
            items = if by_lines.len() > items.len() { by_lines } else { items };
        }
    }
    (File { items, comments: scan.comments }, problems)
}

/// The declarations of a broken file, each cut off by the look of the lines alone: a quote that is not closed turns
/// all that follows it inside out.
fn items_by_lines(file: FileId, text: &str, starts: &[usize]) -> Vec<Item> {
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let read = |(start, end): (&usize, usize)| {
        let source = text.get(*start..end)?;
        let scan = scan(file, source);
        if !scan.problems.is_empty() {
            return None;
        }
        let clean = blank(source, &scan.comments);
        parse_item(clean.trim_end(), Base { file, offset: *start }).0
    };
    starts.iter().zip(ends).filter_map(read).collect()
}

/// Parses requirements separated by `;`, as `--require` takes them.
///
/// # Errors
/// What stands in the way, with its place.
pub fn parse_requirements(file: FileId, text: &str) -> Result<Vec<Expr>, Diagnostic> {
    let mut scan = scan(file, text);
    if let Some(problem) = scan.problems.pop() {
        return Err(problem);
    }
    let base = Base { file, offset: 0 };
    let clean = blank(text, &scan.comments);
    let mut pairs = grammar::parse(Rule::lone_requirements, &clean, base)?;
    let Some(root) = pairs.next() else { return Ok(Vec::new()) };
    children(root).filter(|p| p.as_rule() == Rule::pred).map(|p| expressions::pred(p, base)).collect()
}

/// The text with its comments overwritten by blanks: every offset stays what it was.
pub(super) fn blank<'t>(text: &'t str, comments: &[Comment]) -> Cow<'t, str> {
    if comments.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for range in comments.iter().map(|c| c.span.range()) {
        out.push_str(text.get(done..range.start).unwrap_or(""));
        out.extend(std::iter::repeat_n(' ', range.len()));
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or(""));
    Cow::Owned(out)
}

/// Fewer declarations are read faster by one thread.
const SIDE_BY_SIDE: usize = 64;

type Source<'t> = (&'t str, Base);

/// A declaration as far as it could be read, and what is wrong in it.
type Read = (Option<Item>, Option<Diagnostic>);

/// Parses declarations, many of them side by side; the outcomes are in their order.
fn parse_items(sources: &[Source<'_>]) -> Vec<Read> {
    let read = |part: &[Source<'_>]| part.iter().map(|&(source, base)| parse_item(source, base)).collect();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if sources.len() < SIDE_BY_SIDE || threads == 1 {
        return read(sources);
    }
    std::thread::scope(|scope| {
        let spawn = |part| {
            // A thread's usual stack is enough: the scan bounds nesting.
            (part, std::thread::Builder::new().spawn_scoped(scope, move || read(part)))
        };
        let workers: Vec<_> = sources.chunks(sources.len().div_ceil(threads)).map(spawn).collect();
        // Where no thread was to be had, the part is read here.
        let outcome = |(part, worker): (_, Result<std::thread::ScopedJoinHandle<'_, _>, _>)| match worker {
            Ok(worker) => worker.join().unwrap_or_else(|_| read(part)),
            Err(_) => read(part),
        };
        workers.into_iter().flat_map(outcome).collect()
    })
}

fn parse_item(source: &str, base: Base) -> Read {
    match read_item(source, base) {
        Ok(item) => (Some(item), None),
        Err(problem) => (recover::recover(source, base, &problem), Some(problem)),
    }
}

fn read_item(source: &str, base: Base) -> Result<Item, Diagnostic> {
    let mut pairs = grammar::parse(Rule::lone_item, source, base)?;
    let item = pairs.next().and_then(|root| children(root).find(|p| p.as_rule() == Rule::item));
    match item {
        Some(pair) => items::item(pair, base),
        None => Err(Diagnostic::error(Code::Syntax, "internal: an item without an item")),
    }
}
