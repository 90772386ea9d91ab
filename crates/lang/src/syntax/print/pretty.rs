//! Documents that know where they may break, and how to lay them out in a given width (after Wadler).

/// How far the contents of a broken bracket are indented.
const INDENT: usize = 4;

/// A piece of source with its possible line breaks.
#[derive(Clone, Debug)]
pub(in crate::syntax) enum Doc {
    /// Goes as it is. It may hold line breaks only inside a quoted text.
    Text(String),
    /// A blank, or a line break in a group that does not fit.
    Line,
    /// Nothing, or a line break in a group that does not fit.
    Softline,
    /// Something that is written only in a group that does not fit: a trailing comma.
    IfBroken(&'static str),
    /// One after the other.
    All(Vec<Doc>),
    /// Breaks inside are indented once more.
    Indent(Box<Doc>),
    /// Either all of its own breaks are line breaks, or none is.
    Group(Box<Doc>),
}

impl Doc {
    pub(in crate::syntax) fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }

    pub(in crate::syntax) fn indented(self) -> Doc {
        Doc::Indent(Box::new(self))
    }

    pub(in crate::syntax) fn grouped(self) -> Doc {
        Doc::Group(Box::new(self))
    }

    /// Whether the first thing written is this word.
    pub(super) fn begins_with_word(&self, word: &str) -> bool {
        self.first_text()
            .and_then(|text| text.strip_prefix(word))
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    }

    fn first_text(&self) -> Option<&str> {
        match self {
            Doc::Text(text) => Some(text).filter(|t| !t.is_empty()).map(String::as_str),
            Doc::Line | Doc::Softline | Doc::IfBroken(_) => None,
            Doc::All(parts) => parts.iter().find_map(Doc::first_text),
            Doc::Indent(inner) | Doc::Group(inner) => inner.first_text(),
        }
    }

    /// Lays the document out; `width` of `None` means on one line.
    pub(in crate::syntax) fn render(&self, width: Option<usize>, indent: usize) -> String {
        let mut out = String::new();
        let mut column = indent;
        let mut stack = vec![Job { doc: self, indent, flat: width.is_none() }];
        while let Some(Job { doc, indent, flat }) = stack.pop() {
            match doc {
                Doc::Text(text) => {
                    out.push_str(text);
                    column = match text.rsplit_once('\n') {
                        Some((_, last)) => last.chars().count(),
                        None => column + text.chars().count(),
                    };
                }
                Doc::Line if flat => {
                    out.push(' ');
                    column += 1;
                }
                Doc::Softline if flat => {}
                Doc::IfBroken(_) if flat => {}
                Doc::Line | Doc::Softline => {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', indent));
                    column = indent;
                }
                Doc::IfBroken(text) => {
                    out.push_str(text);
                    column += text.len();
                }
                Doc::All(parts) => stack.extend(parts.iter().rev().map(|doc| Job { doc, indent, flat })),
                Doc::Indent(doc) => stack.push(Job { doc, indent: indent + INDENT, flat }),
                Doc::Group(doc) => {
                    let fits = |width: usize| fits(doc, &stack, width.saturating_sub(column));
                    let flat = flat || width.is_none_or(fits);
                    stack.push(Job { doc, indent, flat });
                }
            }
        }
        out
    }
}

#[derive(Clone, Copy)]
struct Job<'d> {
    doc: &'d Doc,
    indent: usize,
    flat: bool,
}

/// Whether a group fits the room left, together with what follows it up to the next line break.
fn fits(doc: &Doc, rest: &[Job<'_>], mut room: usize) -> bool {
    let mut behind = rest.iter().rev();
    let mut stack = vec![(doc, true)];
    loop {
        let Some((doc, flat)) = stack.pop().or_else(|| behind.next().map(|job| (job.doc, job.flat))) else {
            return true;
        };
        let needed = match doc {
            Doc::Text(text) => match text.split_once('\n') {
                Some((first, _)) => return first.chars().count() <= room,
                None => text.chars().count(),
            },
            Doc::Line | Doc::Softline if !flat => return true,
            Doc::Line => 1,
            Doc::Softline => 0,
            Doc::IfBroken(text) => {
                if flat {
                    0
                } else {
                    text.len()
                }
            }
            Doc::All(parts) => {
                stack.extend(parts.iter().rev().map(|doc| (doc, flat)));
                0
            }
            Doc::Indent(inner) | Doc::Group(inner) => {
                stack.push((inner, flat));
                0
            }
        };
        match room.checked_sub(needed) {
            Some(left) => room = left,
            None => return false,
        }
    }
}
