//! Reading lines through the list items and quotes that they stand in.

use super::html::{self, Until};
use super::signs::{Sign, sign};
use super::{Line, LineKind, raw_lines, trimmed};
use crate::Part;
use crate::python::is_space;

/// Deeper nesting is read as prose, so that a line costs no more than its length many times over.
const DEEPEST: usize = 32;

/// What a line may stand in.
#[derive(Clone, Copy)]
enum Container {
    Quote,
    /// An item and by how many columns its lines are indented.
    Item(usize),
}

/// What goes on from one line to the next, in the innermost container.
#[derive(Clone, Copy)]
enum Leaf {
    None,
    /// Prose: so many lines of it, the last of those found, may be a heading.
    Prose(usize),
    /// A fence: its sign and how many of them.
    Fence(u8, usize),
    Indented,
    Html(Until),
}

/// The lines of `text`.
#[must_use]
pub fn lines(text: &str) -> Vec<Line> {
    crate::work::read(text.len());
    crate::work::read(text.len());
    let mut reader = Reader { text, found: Vec::new(), open: Vec::new(), leaf: Leaf::None, near_list: false };
    raw_lines(text).for_each(|part| reader.read(part));
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    found: Vec<Line>,
    open: Vec<Container>,
    leaf: Leaf,
    /// Whether an item stands above, with no blank line between.
    near_list: bool,
}

/// Where in a line the reader is.
#[derive(Clone, Copy)]
struct Place {
    /// An offset into the text.
    at: u32,
    column: usize,
    /// Where the outermost `>` of this line stands.
    quote: Option<u32>,
}

impl Reader<'_> {
    fn read(&mut self, line: Part) {
        let mut place = Place { at: line.start, column: 0, quote: None };
        let mut inside = 0;
        for container in &self.open {
            let Some(next) = self.enter(*container, place, line.end) else { break };
            place = next;
            inside += 1;
        }
        if inside < self.open.len() {
            self.open.truncate(inside);
            self.leaf = Leaf::None;
        }
        let rest = Part { start: place.at, end: line.end };
        let blank = rest.of(self.text).chars().all(is_space);
        match self.leaf {
            Leaf::Fence(sign, len) => self.in_fence(rest, place, sign, len),
            Leaf::Html(Until::Holds(_)) if blank => self.push(LineKind::Blank, rest, place),
            Leaf::Html(until) if !blank => {
                self.push(LineKind::Prose, rest, place);
                if html::ends(until, rest.of(self.text)) {
                    self.leaf = Leaf::None;
                }
            }
            _ if blank => {
                if !matches!(self.leaf, Leaf::Indented) {
                    self.leaf = Leaf::None;
                }
                self.near_list = false;
                self.push(LineKind::Blank, rest, place);
            }
            _ => self.begin(line, place),
        }
    }

    /// The place behind what marks a container at the head of a line; `None` if the line is not in it.
    fn enter(&self, container: Container, place: Place, end: u32) -> Option<Place> {
        let (columns, indented) = self.indent(place, end);
        match container {
            Container::Quote => self.quoted(columns, indented, end),
            Container::Item(_) if indented.at == end => Some(place),
            Container::Item(needed) => (columns >= needed).then(|| self.advance(place, needed, end)),
        }
    }

    /// The place behind a `>` and a blank.
    fn quoted(&self, columns: usize, indented: Place, end: u32) -> Option<Place> {
        let rest = Part { start: indented.at, end }.of(self.text);
        if columns > 3 || !rest.starts_with('>') {
            return None;
        }
        let quote = indented.quote.or(Some(indented.at));
        let behind = Place { at: indented.at + 1, column: indented.column + 1, quote };
        let blank = rest.get(1..).is_some_and(|rest| rest.starts_with([' ', '\t']));
        Some(if blank { self.advance(behind, 1, end) } else { behind })
    }

    /// How many columns of blanks stand at a place, and the place behind them.
    fn indent(&self, place: Place, end: u32) -> (usize, Place) {
        let behind = self.advance(place, usize::MAX, end);
        (behind.column - place.column, behind)
    }

    /// The place behind at most so many columns of blanks; a tab reaches up to the next multiple of four.
    fn advance(&self, mut place: Place, columns: usize, end: u32) -> Place {
        let goal = place.column.saturating_add(columns);
        for c in (Part { start: place.at, end }).of(self.text).chars() {
            if place.column >= goal || !is_space(c) {
                break;
            }
            place.column = if c == '\t' { place.column / 4 * 4 + 4 } else { place.column + 1 };
            place.at += u32::try_from(c.len_utf8()).unwrap_or(1);
        }
        place
    }

    /// A line behind a fence.
    fn in_fence(&mut self, rest: Part, place: Place, sign: u8, len: usize) {
        let (columns, _) = self.indent(place, rest.end);
        let body = trimmed(self.text, rest);
        let marks = body.of(self.text);
        if marks.len() >= len && marks.bytes().all(|b| b == sign) && columns <= 3 {
            self.leaf = Leaf::None;
            self.push_marked(LineKind::FenceEnd, rest, body, Part { start: body.end, end: body.end }, place);
        } else {
            let start = Part { start: rest.start, end: rest.start };
            self.push_marked(LineKind::Code, rest, start, rest, place);
        }
    }

    /// A line that goes on with nothing but prose: what begins here?
    fn begin(&mut self, line: Part, mut place: Place) {
        // An item that begins on this line and has no content yet.
        let mut item = None;
        let mut begun = false;
        loop {
            let (columns, indented) = self.indent(place, line.end);
            let rest = Part { start: indented.at, end: line.end };
            let body = trimmed(self.text, rest);
            let text = body.of(self.text);
            let after_prose = matches!(self.leaf, Leaf::Prose(_)) && item.is_none();
            if columns > 3 && !text.is_empty() {
                if after_prose {
                    return self.prose(rest, body, indented, item);
                }
                self.leaf = Leaf::Indented;
                let code = Part { start: self.advance(place, 4, line.end).at, end: line.end };
                return self.push_marked(
                    LineKind::Code,
                    code,
                    Part { start: code.start, end: code.start },
                    code,
                    indented,
                );
            }
            if self.open.len() < DEEPEST {
                if let Some(behind) = self.quoted(columns, indented, line.end) {
                    (self.leaf, place, item) = (Leaf::None, behind, None);
                    self.open.push(Container::Quote);
                    continue;
                }
                if !begun
                    && !is_rule(text)
                    && self.underlines(text).is_none()
                    && let Some(sign) = sign(text).filter(|sign| self.may_begin(*sign, text, after_prose))
                {
                    let behind = self.item(sign, columns, indented, line);
                    (item, place, begun) = (Some(self.found.len() - 1), behind, true);
                    continue;
                }
            }
            return self.leaf(rest, body, indented, item);
        }
    }

    /// Whether a sign begins an item here: behind prose, a number does if it is 1 or goes on with a list, and no empty item does.
    fn may_begin(&self, sign: Sign, text: &str, after_prose: bool) -> bool {
        let empty = text.len() == sign.len;
        !after_prose || (!empty && (sign.number.is_none_or(|n| n == 1) || self.near_list))
    }

    /// Begins an item, and gives the place of its content.
    fn item(&mut self, sign: Sign, columns: usize, indented: Place, line: Part) -> Place {
        let len = u32::try_from(sign.len).unwrap_or(u32::MAX);
        let marker = Part { start: indented.at, end: indented.at + len };
        let behind = Place { at: marker.end, column: indented.column + sign.width, quote: indented.quote };
        let (blanks, content) = self.indent(behind, line.end);
        // Five blanks are one, and code; a sign alone has its content one column behind it.
        let blanks = if content.at == line.end || blanks > 4 { usize::from(blanks > 0) } else { blanks };
        self.open
            .push(Container::Item(columns + sign.width + blanks.max(usize::from(content.at == line.end))));
        self.leaf = Leaf::None;
        self.near_list = true;
        let rest = Part { start: indented.at, end: line.end };
        self.push_marked(sign.kind, rest, marker, Part { start: marker.end, end: marker.end }, indented);
        self.advance(behind, blanks, line.end)
    }

    /// A line that begins no container: a heading, fence, rule, table or prose.
    fn leaf(&mut self, rest: Part, body: Part, place: Place, item: Option<usize>) {
        let text = body.of(self.text);
        let Some(&first) = text.as_bytes().first() else {
            self.leaf = Leaf::None;
            return;
        };
        let run = text.bytes().take_while(|&b| b == first).count();
        let behind = |len: usize| {
            let marker = Part::new(0, len).shift(body.start);
            (marker, trimmed(self.text, Part { start: marker.end, end: body.end }))
        };
        let after_prose = matches!(self.leaf, Leaf::Prose(_)) && item.is_none();
        if let (Some(level), true, Leaf::Prose(count)) = (self.underlines(text), item.is_none(), self.leaf) {
            return self.underline(level, count, rest, body);
        }
        let blank_at =
            |at: usize| text.get(at..).is_some_and(|rest| rest.is_empty() || rest.starts_with(is_space));
        match first {
            b'#' if run <= 6 && blank_at(run) => {
                let (marker, content) = behind(run);
                let content = without_closing(self.text, content);
                self.leaf = Leaf::None;
                self.push_marked(
                    LineKind::Heading(u8::try_from(run).unwrap_or(6)),
                    rest,
                    marker,
                    content,
                    place,
                );
            }
            b'`' | b'~' if is_fence(text, first, run) => {
                let (marker, content) = behind(run);
                self.leaf = Leaf::Fence(first, run);
                self.push_marked(LineKind::Fence, rest, marker, content, place);
            }
            _ if is_rule(text) => {
                self.leaf = Leaf::None;
                self.push(LineKind::Rule, rest, place);
            }
            b'|' | b'-' | b':' if is_table_rule(text) => self.table_rule(rest, place),
            b'|' => {
                self.leaf = Leaf::None;
                self.push(LineKind::TableRow, rest, place);
            }
            b'<' => match html::begins(text, after_prose) {
                Some(until) => {
                    self.prose(rest, body, place, item);
                    self.leaf = if html::ends(until, text) { Leaf::None } else { Leaf::Html(until) };
                }
                None => self.prose(rest, body, place, item),
            },
            _ => self.prose(rest, body, place, item),
        }
    }

    fn table_rule(&mut self, rest: Part, place: Place) {
        self.leaf = Leaf::None;
        self.push(LineKind::TableRule, rest, place);
        let [.., above, rule] = self.found.as_mut_slice() else { return };
        let beside = above.level == rule.level && above.quote.is_some() == rule.quote.is_some();
        let prose = matches!(above.kind, LineKind::Prose | LineKind::Quote);
        if beside && prose && above.content.of(self.text).contains('|') {
            above.kind = LineKind::TableRow;
            above.marker = Part { start: above.content.start, end: above.content.start };
        }
    }

    fn prose(&mut self, rest: Part, body: Part, place: Place, item: Option<usize>) {
        let count = match self.leaf {
            Leaf::Prose(count) => count + 1,
            _ => 1,
        };
        let above = self.found.last().filter(|above| above.is_table() && body.of(self.text).contains('|'));
        let (level, quoted) = (self.level(), place.quote.is_some());
        if item.is_none()
            && above.is_some_and(|above| above.level == level && above.quote.is_some() == quoted)
        {
            self.leaf = Leaf::None;
            return self.push(LineKind::TableRow, rest, place);
        }
        self.leaf = Leaf::Prose(count);
        match item.and_then(|index| self.found.get_mut(index)) {
            // The content of the item that begins on this line.
            Some(item) => item.content = body,
            None => match (self.open.last(), place.quote) {
                (Some(Container::Quote), Some(quote)) => {
                    let marker = Part { start: quote, end: quote + 1 };
                    self.push_marked(LineKind::Quote, rest, marker, body, place);
                }
                _ => self.push(LineKind::Prose, rest, place),
            },
        }
    }

    /// The level of the heading that a line makes of the prose above.
    fn underlines(&self, text: &str) -> Option<u8> {
        let line = |sign: u8| !text.is_empty() && text.bytes().all(|b| b == sign);
        match self.leaf {
            Leaf::Prose(_) if line(b'=') => Some(1),
            Leaf::Prose(_) if line(b'-') => Some(2),
            _ => None,
        }
    }

    /// Makes one heading of the last lines of prose.
    fn underline(&mut self, level: u8, count: usize, rest: Part, marker: Part) {
        self.leaf = Leaf::None;
        let first = self.found.len() - count.min(self.found.len());
        let last = self.found.last().map_or(marker, |line| line.content);
        self.found.truncate(first + 1);
        let Some(heading) = self.found.last_mut() else { return };
        let title = Part { start: heading.content.start, end: last.end };
        if heading.is_item() {
            // The first line of an item: the item stays, and the heading stands in it.
            let item = *heading;
            heading.content = Part { start: item.marker.end, end: item.marker.end };
            let part = Part { start: title.start, end: rest.end };
            self.found.push(Line {
                kind: LineKind::Heading(level),
                part,
                marker,
                content: title,
                in_item: true,
                ..item
            });
        } else {
            heading.kind = LineKind::Heading(level);
            heading.part.end = rest.end;
            heading.marker = marker;
            heading.content = title;
        }
    }

    fn level(&self) -> u32 {
        let items = self.open.iter().filter(|container| matches!(container, Container::Item(_)));
        u32::try_from(items.count()).unwrap_or(u32::MAX)
    }

    fn push(&mut self, kind: LineKind, rest: Part, place: Place) {
        let content = trimmed(self.text, rest);
        self.push_marked(kind, rest, Part { start: content.start, end: content.start }, content, place);
    }

    fn push_marked(&mut self, kind: LineKind, part: Part, marker: Part, content: Part, place: Place) {
        let level = self.level();
        let begins = matches!(kind, LineKind::Bullet | LineKind::Numbered);
        let in_item = level > 0 && !begins;
        self.found.push(Line { kind, part, marker, content, in_item, level, quote: place.quote });
    }
}

/// Three or more marks; a fence of backticks has none in what follows.
fn is_fence(text: &str, first: u8, run: usize) -> bool {
    run >= 3 && (first == b'~' || !text.get(run..).unwrap_or_default().contains('`'))
}

fn is_rule(text: &str) -> bool {
    let Some(&first) = text.as_bytes().first().filter(|b| matches!(b, b'-' | b'*' | b'_')) else {
        return false;
    };
    text.bytes().all(|b| b == first || b == b' ' || b == b'\t')
        && text.bytes().filter(|&b| b == first).count() >= 3
}

fn is_table_rule(text: &str) -> bool {
    text.contains('|')
        && text.contains('-')
        && text.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// A title without the `#`s that may close it.
fn without_closing(text: &str, content: Part) -> Part {
    let title = content.of(text);
    let bare = title.trim_end_matches('#');
    let closed = bare.is_empty() || bare.ends_with(is_space);
    if bare.len() == title.len() || !closed {
        return content;
    }
    Part {
        start: content.start,
        end: Part::new(0, bare.trim_end_matches(is_space).len()).shift(content.start).end,
    }
}
