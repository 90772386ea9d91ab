//! Canonical layout of a source, with its comments.
//!
//! Comments stay where they are between clauses and behind them. One in the middle of a clause goes to the line
//! above the clause. INVARIANT (formatting is sound): what is returned reads back as the same tree with the same
//! comments; this is checked on every call, and a layout that fails the check is not returned.

use super::ast::{Comment, File, Item, ItemKind, Spanned};
use super::lexer::find_outside_brackets;
use super::parse::{parse_file, quote};
use super::print::{Doc, INDENT, Pieces, WIDTH, doc_line, pieces};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use std::ops::Range;

/// Lays a source out anew: 4 blanks of indentation, lines of 100 characters where they can be broken.
///
/// # Errors
/// The source's syntax errors, in which case nothing can be laid out.
pub fn format(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let (tree, problems) = parse_file(file, text);
    if !problems.is_empty() {
        return Err(problems);
    }
    let out = Layout::new(text, &tree.comments).file(&tree);
    let (again, problems) = parse_file(file, &out);
    if problems.is_empty() && again == tree {
        return Ok(out);
    }
    let place = Span::new(file, 0, 0);
    Err(vec![
        Diagnostic::error(Code::Syntax, "internal: the formatted source would not mean the same")
            .at(place, "the file is left as it is")
            .help("this is a bug of hirc, please report it with the source"),
    ])
}

struct Layout<'s> {
    text: &'s str,
    /// Comments not yet written.
    comments: std::iter::Peekable<std::slice::Iter<'s, Comment>>,
    out: String,
}

/// The blank line before something: one at most.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    Never,
    AsInSource,
    Always,
}

impl<'s> Layout<'s> {
    fn new(text: &'s str, comments: &'s [Comment]) -> Layout<'s> {
        Layout { text, comments: comments.iter().peekable(), out: String::new() }
    }

    fn file(mut self, tree: &File) -> String {
        let mut gap = self.module_docs();
        let mut grouped_before = false;
        for item in &tree.items {
            let grouped = matches!(item.kind, ItemKind::Use { .. } | ItemKind::Library { .. });
            if grouped && grouped_before {
                gap = Gap::AsInSource;
            }
            self.item(item, gap);
            gap = Gap::Always;
            grouped_before = grouped;
        }
        self.comments_between(self.text.len(), 0, gap);
        self.out
    }

    /// `//!` at the top, with a blank line behind it.
    fn module_docs(&mut self) -> Gap {
        let mut gap = Gap::Never;
        while let Some(comment) = self.comments.next_if(|c| c.text.starts_with("//!") && !c.trailing) {
            let inner = if gap == Gap::Never { Gap::Never } else { Gap::AsInSource };
            self.comment(comment, 0, inner);
            gap = Gap::Always;
        }
        gap
    }

    fn item(&mut self, item: &Item, gap: Gap) {
        let text = self.text;
        let quote = |s: &Spanned<String>| literal(text, s);
        let Pieces { ids, head, clauses } = pieces(item, &quote);
        let marks = Marks::of(item, text);
        let heads = ids.iter().chain([&head]).zip(marks.ids.iter().chain([&marks.head]));
        for (i, (doc, &end)) in heads.enumerate() {
            if i == 0 {
                self.comments_above(&(marks.all.start..end), 0, gap);
                self.out.extend(item.docs.iter().map(|line| doc_line(line) + "\n"));
            } else {
                self.comments_above(&(end..end), 0, Gap::Never);
            }
            self.out.push_str(&doc.render(Some(WIDTH), 0));
            if i < ids.len() || !self.hugs_brace(clauses.as_deref(), &marks) {
                self.end_line(end);
            }
        }
        if let Some(clauses) = clauses {
            self.body(&clauses, &marks);
        }
    }

    /// `{}`: nothing is in the body, or there is none.
    fn hugs_brace(&mut self, clauses: Option<&[Doc]>, marks: &Marks) -> bool {
        let comments = self.comments.peek().is_some_and(|c| c.span.range().start < marks.all.end);
        clauses.is_some_and(<[Doc]>::is_empty) && !comments
    }

    fn body(&mut self, clauses: &[Doc], marks: &Marks) {
        let mut gap = Gap::Never;
        for (doc, range) in clauses.iter().zip(&marks.clauses) {
            self.comments_above(range, INDENT, gap);
            self.indent(INDENT);
            self.out.push_str(&doc.render(Some(WIDTH), INDENT));
            self.end_line(range.end);
            gap = Gap::AsInSource;
        }
        self.comments_between(marks.all.end, INDENT, gap);
        self.out.push('}');
        self.end_line(marks.all.end);
    }

    /// The comments before something and those out of its middle, each on a line of its own, and the blank line
    /// before the thing: comments out of its middle take that with them.
    fn comments_above(&mut self, thing: &Range<usize>, indent: usize, gap: Gap) {
        let mut gap = self.comments_between(thing.start, indent, gap);
        let blank = self.is_behind_blank_line(thing.start);
        while let Some(comment) = self.comments.next_if(|c| c.span.range().start < thing.end) {
            self.separate(gap, blank);
            self.comment(comment, indent, Gap::Never);
            gap = Gap::Never;
        }
        self.separate(gap, blank);
    }

    /// The comments before an offset, each on a line of its own. Gives the gap that what follows them needs.
    fn comments_between(&mut self, offset: usize, indent: usize, mut gap: Gap) -> Gap {
        while let Some(comment) = self.comments.next_if(|c| c.span.range().start < offset) {
            self.comment(comment, indent, gap);
            gap = Gap::AsInSource;
        }
        gap
    }

    fn comment(&mut self, comment: &Comment, indent: usize, gap: Gap) {
        let blank = self.is_behind_blank_line(comment.span.range().start);
        self.separate(gap, blank);
        self.indent(indent);
        self.out.push_str(&comment.text);
        self.out.push('\n');
    }

    fn separate(&mut self, gap: Gap, blank_in_source: bool) {
        if gap == Gap::Always || (gap == Gap::AsInSource && blank_in_source) {
            self.out.push('\n');
        }
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    /// Ends a line with the comment that stands there in the source, if any.
    fn end_line(&mut self, end: usize) {
        let text = self.text;
        let same_line = |c: &&Comment| {
            let between = text.get(end..c.span.range().start);
            between.is_some_and(|t| !t.contains('\n') && t.trim().is_empty())
        };
        if let Some(comment) = self.comments.next_if(same_line) {
            self.out.push(' ');
            self.out.push_str(&comment.text);
        }
        self.out.push('\n');
    }

    fn is_behind_blank_line(&self, offset: usize) -> bool {
        let before = self.text.get(..offset).unwrap_or("");
        let blanks = before.get(before.trim_end().len()..).unwrap_or("");
        blanks.bytes().filter(|&b| b == b'\n').count() > 1
    }
}

/// Where the pieces of a declaration stand.
struct Marks {
    all: Range<usize>,
    /// Ends of the `@id` lines.
    ids: Vec<usize>,
    /// End of the head: behind `{`, or of all.
    head: usize,
    clauses: Vec<Range<usize>>,
}

impl Marks {
    fn of(item: &Item, text: &str) -> Marks {
        let all = item.span.0.range();
        let brace =
            |from: Span| find_outside_brackets(text, from.range().end, "{").map_or(all.end, |at| at + 1);
        let mut marks = Marks { head: all.end, all: all.clone(), ids: Vec::new(), clauses: Vec::new() };
        match &item.kind {
            ItemKind::Constraint(it) => {
                marks.ids = it.ids.iter().map(|id| id.span.0.range().end).collect();
                marks.head = brace(it.name.span);
                marks.clauses = it.clauses.iter().map(|c| c.span.range()).collect();
            }
            ItemKind::Task(it) => {
                marks.head = brace(it.name.span);
                marks.clauses = it.clauses.iter().map(|c| c.span.range()).collect();
            }
            ItemKind::Suite(it) => {
                marks.head = brace(it.name.span);
                marks.clauses = it.clauses.iter().map(|c| c.span.range()).collect();
            }
            ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Define { .. } => {}
        }
        marks
    }
}

/// A text that its author broke over lines stays so; any other is quoted anew.
fn literal(source: &str, text: &Spanned<String>) -> String {
    match source.get(text.span.range()) {
        Some(written) if written.contains('\n') => written.replace("\r\n", "\n"),
        _ => quote(&text.node),
    }
}
