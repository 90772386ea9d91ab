//! Lines and what Markdown makes of them.
//!
//! Lines end at `\n`; a `\r` before it is not part of the line, and a final `\n` begins no further line. Told
//! apart by hand: the first character that is not blank decides.
//!
//! - A fence is three or more of `` ` `` or `~` after at most three blanks. It is closed by as many of the
//!   same or more, with nothing behind; left open, it runs to the end. Lines between are code, whatever
//!   they hold. Indented code is not recognised.
//! - A rule is three or more of one of `-`, `*`, `_`, with blanks between or none.
//! - A bullet is `-`, `*`, `+` or `•` and a blank, at any indentation; an item is numbered by up to nine digits
//!   and `.` or `)` and a blank.
//! - A heading is one to six `#` and a blank (or the line's end).
//! - A table row starts with `|`, or has a `|` and stands beside the rule of a table.

use memchr::memchr;

use super::Part;
use super::python::is_space;

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
    /// The first or last line of a code block.
    Fence,
    /// A line inside a code block.
    Code,
    /// A horizontal rule.
    Rule,
    /// A line that starts with `>`.
    Quote,
    /// Any other line.
    Prose,
}

/// A line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// All of it, without the line break.
    pub part: Part,
    /// The bullet, number, `#`s, fence or `>`; empty for other kinds.
    pub marker: Part,
    /// What follows the marker, without blanks around.
    pub content: Part,
    /// Continues the list item above: prose, indented further than the item's marker.
    pub in_item: bool,
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

    /// Bytes of blanks at its head.
    fn indent(&self) -> u32 {
        self.marker.start - self.part.start
    }
}

/// The lines of `text`.
#[must_use]
pub fn lines(text: &str) -> Vec<Line> {
    crate::work::read(text.len());
    let mut found: Vec<Line> = Vec::new();
    let mut fence: Option<(u8, usize)> = None;
    let mut item: Option<u32> = None;
    for part in raw_lines(text) {
        let mut line = if let Some(open) = fence { in_code(text, part, open) } else { classify(text, part) };
        if line.kind == LineKind::Fence {
            let marker = line.marker.of(text);
            fence = match fence {
                None => marker.bytes().next().map(|b| (b, marker.len())),
                Some(_) => None,
            };
        }
        let above = found.last_mut();
        let beside_table = above.as_ref().is_some_and(|a| a.is_table());
        if line.kind == LineKind::Prose && beside_table && line.part.of(text).contains('|') {
            line.kind = LineKind::TableRow;
        } else if line.kind == LineKind::TableRule
            && let Some(header) = above.filter(|a| a.kind == LineKind::Prose && a.part.of(text).contains('|'))
        {
            header.kind = LineKind::TableRow;
            header.in_item = false;
        }
        if line.is_item() {
            item = Some(line.indent());
        } else if line.kind == LineKind::Prose {
            line.in_item = item.is_some_and(|indent| line.indent() > indent);
        }
        if !line.is_item() && !line.in_item {
            item = None;
        }
        found.push(line);
    }
    found
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

fn line_of(kind: LineKind, part: Part, marker: Part, content: Part) -> Line {
    Line { kind, part, marker, content, in_item: false }
}

/// `part` without blanks around.
fn trimmed(text: &str, part: Part) -> Part {
    let whole = part.of(text);
    let start = part.start as usize + whole.len() - whole.trim_start_matches(is_space).len();
    let body = whole.trim_matches(is_space);
    Part::new(start, start + body.len())
}

/// A line after an opening fence of `open.1` times `open.0`.
fn in_code(text: &str, part: Part, open: (u8, usize)) -> Line {
    let body = trimmed(text, part);
    let marks = body.of(text);
    let closes = marks.len() >= open.1 && marks.bytes().all(|b| b == open.0) && body.start - part.start <= 3;
    if closes {
        line_of(LineKind::Fence, part, body, Part { start: body.end, end: body.end })
    } else {
        let marker = Part { start: part.start, end: part.start };
        line_of(LineKind::Code, part, marker, part)
    }
}

fn classify(text: &str, part: Part) -> Line {
    let body = trimmed(text, part);
    let trimmed_text = body.of(text);
    let plain = |kind| line_of(kind, part, Part { start: body.start, end: body.start }, body);
    let marked = |kind, len: usize| {
        let (marker, rest) = (Part::new(0, len), Part::new(len, trimmed_text.len()));
        let content = trimmed(text, rest.shift(body.start));
        line_of(kind, part, marker.shift(body.start), content)
    };
    let Some(&first) = trimmed_text.as_bytes().first() else { return plain(LineKind::Blank) };
    let run = trimmed_text.bytes().take_while(|&b| b == first).count();
    let blank_at = |at: usize| trimmed_text.get(at..).is_some_and(|r| r.starts_with(is_space));
    match first {
        b'#' if run <= 6 && (blank_at(run) || run == trimmed_text.len()) => {
            marked(LineKind::Heading(u8::try_from(run).unwrap_or(6)), run)
        }
        b'`' | b'~' if is_fence(trimmed_text, first, run) && body.start - part.start <= 3 => {
            marked(LineKind::Fence, run)
        }
        b'-' | b'*' | b'_' if is_rule(trimmed_text, first) => plain(LineKind::Rule),
        b'-' | b'*' | b'+' if blank_at(1) => marked(LineKind::Bullet, 1),
        b'>' => marked(LineKind::Quote, 1),
        b'0'..=b'9' => {
            numbered(trimmed_text).map_or(plain(LineKind::Prose), |len| marked(LineKind::Numbered, len))
        }
        _ if trimmed_text.starts_with('•') && blank_at('•'.len_utf8()) => {
            marked(LineKind::Bullet, '•'.len_utf8())
        }
        b'|' | b'-' | b':' if is_table_rule(trimmed_text) => plain(LineKind::TableRule),
        b'|' => plain(LineKind::TableRow),
        _ => plain(LineKind::Prose),
    }
}

/// Three or more marks; a fence of backticks has none in what follows.
fn is_fence(text: &str, first: u8, run: usize) -> bool {
    run >= 3 && (first == b'~' || !text.get(run..).unwrap_or_default().contains('`'))
}

fn is_rule(text: &str, first: u8) -> bool {
    text.bytes().filter(|&b| b == first).count() >= 3
        && text.bytes().all(|b| b == first || b == b' ' || b == b'\t')
}

fn is_table_rule(text: &str) -> bool {
    text.contains('|')
        && text.contains('-')
        && text.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// Length of a list number and its mark, if a blank follows.
fn numbered(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.get(digits..)?;
    let after = rest.strip_prefix(['.', ')'])?;
    (digits <= 9 && after.starts_with(is_space)).then_some(digits + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::LineKind::{
        Blank, Bullet, Code, Fence, Heading, Numbered, Prose, Quote, Rule, TableRow, TableRule,
    };
    use super::*;

    fn kinds(text: &str) -> Vec<LineKind> {
        lines(text).iter().map(|l| l.kind).collect()
    }

    #[test]
    fn each_kind() {
        let text =
            "# A\n\n- b\n  + c\n• d\n1. e\n2) f\n> g\n---\n* * *\nprose\n#tag\n**bold**\n-5\n1.5\n####### x";
        assert_eq!(
            kinds(text),
            [
                Heading(1),
                Blank,
                Bullet,
                Bullet,
                Bullet,
                Numbered,
                Numbered,
                Quote,
                Rule,
                Rule,
                Prose,
                Prose,
                Prose,
                Prose,
                Prose,
                Prose
            ]
        );
    }

    #[test]
    fn fences_hide_what_they_hold() {
        assert_eq!(
            kinds("```py\n# x\n~~~\n```\n- y\n~~~~\n~~~\n- z"),
            [Fence, Code, Code, Fence, Bullet, Fence, Code, Code]
        );
        assert_eq!(kinds("    ```\n```a`b"), [Prose, Prose]);
    }

    #[test]
    fn tables_with_and_without_outer_bars() {
        assert_eq!(
            kinds("|a|b|\n|--|:-:|\n|1|2|\n\na | b\n--|--\n1 | 2\nend"),
            [TableRow, TableRule, TableRow, Blank, TableRow, TableRule, TableRow, Prose]
        );
        assert_eq!(kinds("a | b\nc"), [Prose, Prose]);
    }

    #[test]
    fn markers_and_contents() {
        let text = "  12.  a b \r\n";
        let [line] = lines(text)[..] else { panic!("one line") };
        assert_eq!((line.marker.of(text), line.content.of(text)), ("12.", "a b"));
        assert_eq!(line.part.of(text), "  12.  a b ");
    }

    #[test]
    fn indented_prose_continues_an_item() {
        let found: Vec<_> = lines("- a\n  b\nc\n\n  d").iter().map(|l| l.in_item).collect();
        assert_eq!(found, [false, true, false, false, false]);
    }

    proptest! {
        #[test]
        fn parts_stay_in_their_line(text in "(?s)([-*+#>|`~•1.) \r\na]|.){0,60}") {
            for line in lines(&text) {
                for part in [line.marker, line.content] {
                    prop_assert!(part.start >= line.part.start && part.end <= line.part.end);
                    prop_assert!(text.get(part.start as usize..part.end as usize).is_some());
                }
                prop_assert!(!line.part.of(&text).contains('\n'));
            }
            prop_assert_eq!(lines(&text).len(), text.lines().count());
        }
    }
}
