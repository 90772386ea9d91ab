//! Lines and what Markdown makes of them, as CommonMark has it.
//!
//! Lines end at `\n`; a `\r` before it is not part of the line, and a final `\n` begins no further line. Each line is
//! read through the quotes and list items that it stands in (`containers`), so that a fence or a heading inside an
//! item is one, and what looks like a heading inside a fence is none. A line that begins several things at once
//! (`- # x`, `> - x`) gives a [`Line`] for each, with what the outer ones mark left out of the inner ones.
//!
//! - A fence is three or more of `` ` `` or `~` after at most three blanks. It is closed by as many of the
//!   same or more, with nothing behind, or by the end of the item or quote that it stands in; left open, it runs to
//!   the end. Lines between are code, whatever they hold, and so are lines indented by four blanks behind a blank line.
//! - A rule is three or more of one of `-`, `*`, `_`, with blanks between or none.
//! - A heading is one to six `#` and a blank (or the line's end), or lines of prose over a line of `=` or `-`.
//! - List items begin with the signs of `signs`, at an indentation of at most three blanks in what they stand in.
//! - A table row starts with `|`, or has a `|` and stands beside the rule of a table.
//! - A block of HTML is prose, whatever its lines look like.
//!
//! In three things a model's answer is read by its lines rather than as it is rendered: prose that is not indented ends
//! a list item, prose without `>` ends a quote, and a line begins one list item at most.

use memchr::memchr;

use super::Part;
use super::python::is_space;

mod containers;
mod html;
mod signs;

pub use containers::lines;

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// Nothing but blanks.
    Blank,
    /// A heading and its level, 1 to 6.
    Heading(u8),
    /// The first line of a bulleted item.
    Bullet,
    /// The first line of a numbered item.
    Numbered,
    /// A row of a table, the header included.
    TableRow,
    /// The line of dashes under a table's header.
    TableRule,
    /// The first line of a fenced code block.
    Fence,
    /// The last line of a fenced code block that is closed.
    FenceEnd,
    /// A line of code, between fences or indented.
    Code,
    /// A horizontal rule.
    Rule,
    /// A line of prose in a quote.
    Quote,
    /// Any other line.
    Prose,
}

/// A line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// All of it, without the line break and without what marks the items and quotes around it. A heading over a line of `=` or
    /// `-` has that line in it.
    pub part: Part,
    /// The list sign, `#`s, fence, outermost `>` or the line under a heading; empty for other kinds.
    pub marker: Part,
    /// What follows the marker, without blanks around.
    pub content: Part,
    /// Stands in a list item and begins none.
    pub in_item: bool,
    /// How many list items it stands in, one that it begins included.
    pub level: u32,
    /// Where the outermost `>` stands, if it is in a quote.
    pub quote: Option<u32>,
}

impl Line {
    /// Whether it begins a list item.
    #[must_use]
    pub fn is_item(&self) -> bool {
        matches!(self.kind, LineKind::Bullet | LineKind::Numbered)
    }

    /// Whether it belongs to a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        matches!(self.kind, LineKind::TableRow | LineKind::TableRule)
    }

    /// The marker and the content.
    #[must_use]
    pub fn body(&self) -> Part {
        Part { start: self.marker.start.min(self.content.start), end: self.content.end.max(self.marker.end) }
    }
}

/// The lines without their breaks.
pub fn raw_lines(text: &str) -> impl Iterator<Item = Part> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|r| !r.is_empty())?;
        let len = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest.get(..len)?;
        let start = at;
        at += len + 1;
        Some(Part::new(start, start + line.strip_suffix('\r').unwrap_or(line).len()))
    })
}

/// `part` without blanks around.
fn trimmed(text: &str, part: Part) -> Part {
    let whole = part.of(text);
    let start = part.start as usize + whole.len() - whole.trim_start_matches(is_space).len();
    let body = whole.trim_matches(is_space);
    Part::new(start, start + body.len())
}

#[cfg(test)]
mod tests;
