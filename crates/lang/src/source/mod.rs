//! Sources: the text of `.hir` files, and the places in them.
//!
//! In: names and texts. Out: [`SourceMap`], [`Span`]s, and line/column positions for display.
//! INVARIANT (span order): a [`Span`] has `start <= end`; both lie on character boundaries of its file.

mod line_index;

pub use line_index::Utf16Position;

use line_index::LineIndex;
use std::fmt;
use std::sync::OnceLock;

/// Identifies one file of a [`SourceMap`].
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize, serde::Deserialize,
)]
pub struct FileId(pub u32);

/// A stretch of a source file, as byte offsets (half-open).
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize, serde::Deserialize,
)]
pub struct Span {
    /// The file that the offsets count in.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets; offsets beyond 4 GiB saturate (such sources are refused when loaded).
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: saturate(start), end: saturate(end) }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The offsets as a `usize` range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

fn saturate(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One source file: where it came from and what it says.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name shown in diagnostics: a path, `<standard library>/length.hir`, `--require`.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Made when a position is first asked for: most files are never pointed into.
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// 1-based line and column (in characters) of a byte offset, in O(log n).
    pub fn position(&self, offset: u32) -> Position {
        let (line, column) = self.lines().characters(offset);
        Position { line: line + 1, column: column + 1 }
    }

    /// Line and column of a byte offset as an editor counts them, in O(log n).
    pub fn utf16_position(&self, offset: u32) -> Utf16Position {
        self.lines().utf16(offset)
    }

    /// The byte offset of an editor's position, in O(log n): a column behind the end of its line means that end, a
    /// line behind the last the end of the text.
    pub fn offset(&self, position: Utf16Position) -> u32 {
        self.lines().offset(position, &self.text)
    }

    fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }
}

/// A place in a file as people count: lines and columns from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// All sources of one run.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file and names it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(saturate(self.files.len()));
        self.files.push(SourceFile { name: name.into(), text: text.into(), lines: OnceLock::new() });
        id
    }

    /// The file of an id that this map gave out.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// The text under a span; empty if the span is not of this map.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).and_then(|f| f.text.get(span.range())).unwrap_or("")
    }
}
