//! Elements of XML and HTML: `<name attribute="value">…</name>`.
//!
//! Read as a browser would rather than as a validator: what is no tag is text, an element left open ends with the one around
//! it, and HTML's void elements (`<br>`) have no content. Comments, CDATA and processing instructions hold no elements.

use crate::{Part, work};
use std::collections::HashMap;

/// An element.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Element {
    /// Its name.
    pub name: Part,
    /// From `<` to the end of its closing tag.
    pub part: Part,
    /// Its opening tag.
    pub tag: Part,
    /// What stands between its tags.
    pub inner: Part,
}

const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

enum Tag {
    Open { name: Part, part: Part, closed: bool },
    Close { name: Part, part: Part },
}

/// The elements of `text`, in the order of their opening tags.
#[must_use]
pub fn elements(text: &str) -> Vec<Element> {
    work::read(text.len());
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for tag in tags(text) {
        match tag {
            Tag::Open { name, part, closed } => {
                let inner = Part { start: part.end, end: part.end };
                found.push(Element { name, part, tag: part, inner });
                if !closed && !VOID.contains(&name.of(text)) {
                    *counts.entry(name.of(text)).or_default() += 1;
                    open.push(found.len() - 1);
                }
            }
            Tag::Close { name, part } => {
                let wanted = name.of(text);
                if counts.get(wanted).is_none_or(|count| *count == 0) {
                    continue;
                }
                while let Some(index) = open.pop() {
                    let own = found.get(index).map_or("", |e| e.name.of(text));
                    counts.entry(own).and_modify(|count| *count = count.saturating_sub(1));
                    if own == wanted {
                        close(&mut found, index, part.start, part.end);
                        break;
                    }
                    close(&mut found, index, part.start, part.start);
                }
            }
        }
    }
    let end = Part::whole(text).end;
    for index in open {
        close(&mut found, index, end, end);
    }
    found
}

fn close(found: &mut [Element], index: usize, inner: u32, end: u32) {
    if let Some(element) = found.get_mut(index) {
        element.inner.end = inner;
        element.part.end = end;
    }
}

/// The opening tag with which a text begins, blanks aside.
#[must_use]
pub fn opening(text: &str) -> Option<Part> {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..).filter(|rest| rest.starts_with('<'))?;
    let name = name_end(rest, 1);
    rest.as_bytes().get(1).copied().filter(|&b| is_name_start(b))?;
    let close = tag_end(rest, name)?;
    Some(Part::new(start, start + close + 1))
}

/// The value of an attribute of an opening tag, quotes left out.
#[must_use]
pub fn attribute(text: &str, tag: Part, name: &str) -> Option<Part> {
    attributes(text, tag).into_iter().find(|(found, _)| found.of(text) == name).map(|(_, value)| value)
}

/// The attributes of an opening tag: names and values.
#[must_use]
pub fn attributes(text: &str, tag: Part) -> Vec<(Part, Part)> {
    let body = tag.of(text);
    work::read(body.len());
    let bytes = body.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(b'>');
    let mut i = name_end(body, 1);
    let mut found = Vec::new();
    while i < bytes.len() {
        let start = i;
        while !matches!(at(i), b'=' | b'>' | b'/') && !at(i).is_ascii_whitespace() {
            i += 1;
        }
        if start == i {
            i += 1;
            continue;
        }
        let name = Part::new(start, i);
        while at(i).is_ascii_whitespace() {
            i += 1;
        }
        let mut value = Part::new(i, i);
        if at(i) == b'=' {
            i += 1;
            while at(i).is_ascii_whitespace() {
                i += 1;
            }
            let quote = at(i);
            let quoted = matches!(quote, b'"' | b'\'');
            let from = i + usize::from(quoted);
            i = from;
            while i < bytes.len()
                && if quoted { at(i) != quote } else { at(i) != b'>' && !at(i).is_ascii_whitespace() }
            {
                i += 1;
            }
            value = Part::new(from, i);
            i += usize::from(quoted);
        }
        found.push((name.shift(tag.start), value.shift(tag.start)));
    }
    found
}

fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn name_end(body: &str, from: usize) -> usize {
    let is_name = |b: &u8| is_name_start(*b) || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':');
    let length = body.as_bytes().iter().skip(from).take_while(|b| is_name(b)).count();
    work::read(length);
    from + length
}

/// The tags of a text. Each look ahead ends at a `>`, from where reading goes on.
fn tags(text: &str) -> Vec<Tag> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    // Once an end is not found, it is not looked for again.
    let mut endless: Vec<&str> = Vec::new();
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        let start = at + offset;
        let rest = text.get(start..).unwrap_or_default();
        let hidden = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
        if let Some((head, tail)) = hidden.iter().find(|(head, _)| rest.starts_with(head)) {
            let end = if endless.contains(tail) {
                None
            } else {
                let end = rest.get(head.len()..).and_then(|r| r.find(tail));
                work::read(end.unwrap_or(rest.len()));
                if end.is_none() {
                    endless.push(tail);
                }
                end
            };
            at = start + end.map_or(1, |end| head.len() + end + tail.len());
            continue;
        }
        let closing = rest.as_bytes().get(1) == Some(&b'/');
        let from = 1 + usize::from(closing);
        let end = name_end(rest, from);
        let name = Part::new(start + from, start + end);
        at = start + 1;
        if !rest.as_bytes().get(from).copied().is_some_and(is_name_start) {
            continue;
        }
        let Some(close) = tag_end(rest, end) else { continue };
        let part = Part::new(start, start + close + 1);
        at = start + close + 1;
        let closed = rest.get(..close).is_some_and(|body| body.ends_with('/'));
        found.push(if closing { Tag::Close { name, part } } else { Tag::Open { name, part, closed } });
    }
    found
}

/// Where a tag's `>` stands, quotes respected; `None` where another `<` or a blank line comes first, for then it was text.
fn tag_end(rest: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    let mut before = 0;
    for (i, &byte) in rest.as_bytes().iter().enumerate().skip(from) {
        work::read(1);
        match (quote, byte) {
            (None, b'>') => return Some(i),
            (None, b'<') => return None,
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (Some(open), _) if byte == open => quote = None,
            (Some(_), b'<') => return None,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

/// Whether a text is a well-formed XML document: one element around everything, all closed in order.
#[must_use]
pub fn is_xml(text: &str) -> bool {
    work::read(text.len());
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text.trim_start_matches('\u{FEFF}'));
    let (mut depth, mut roots) = (0usize, 0usize);
    loop {
        let event = reader.read_event();
        match event {
            Ok(Event::Start(tag)) => {
                roots += usize::from(depth == 0);
                depth += 1;
                if tag.attributes().any(|a| a.is_err()) {
                    return false;
                }
            }
            Ok(Event::Empty(tag)) => {
                roots += usize::from(depth == 0);
                if tag.attributes().any(|a| a.is_err()) {
                    return false;
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Text(inner)) if depth == 0 && !inner.trim_ascii().is_empty() => return false,
            Ok(Event::CData(_) | Event::GeneralRef(_)) if depth == 0 => return false,
            Ok(Event::Eof) => return roots == 1 && depth == 0,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{attributes, elements, is_xml};
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<(&str, &str)> {
        elements(text).iter().map(|e| (e.name.of(text), e.inner.of(text))).collect()
    }

    #[test]
    fn elements_nest() {
        assert_eq!(found("<a>x<b>y</b>z</a><c/>"), [("a", "x<b>y</b>z"), ("b", "y"), ("c", "")]);
        assert_eq!(found("<p>one<br>two<p>three"), [("p", "one<br>two<p>three"), ("br", ""), ("p", "three")]);
        assert_eq!(found("<ul><li>a<li>b</ul>"), [("ul", "<li>a<li>b"), ("li", "a<li>b"), ("li", "b")]);
        assert_eq!(found("1 < 2 and 3 > 2 </x> <!-- <i>no</i> --> <b>"), [("b", "")]);
    }

    #[test]
    fn attributes_have_values() {
        let text = "<a href=\"x > y\" id='1' on n = 2>";
        let element = &elements(text)[0];
        let read: Vec<_> =
            attributes(text, element.tag).iter().map(|(n, v)| (n.of(text), v.of(text))).collect();
        assert_eq!(read, [("href", "x > y"), ("id", "1"), ("on", ""), ("n", "2")]);
    }

    #[test]
    fn well_formed() {
        for text in
            ["<a/>", "<?xml version=\"1.0\"?>\n<a><b c=\"d\">e &amp; f</b></a>\n", "<a><!-- x --></a>"]
        {
            assert!(is_xml(text), "{text}");
        }
        for text in
            ["", "a", "<a>", "<a></b>", "<a/><b/>", "<a b=c/>", "<a/>x", "<a><b></a></b>", "<a b='1' b='2'/>"]
        {
            assert!(!is_xml(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parts_lie_in_the_text(text in "(?s)([<>/ab=\"'! -]|.){0,60}") {
            for element in elements(&text) {
                for part in [element.name, element.part, element.tag, element.inner] {
                    prop_assert!(part.start <= part.end && part.end as usize <= text.len());
                    prop_assert!(text.get(part.start as usize..part.end as usize).is_some());
                }
            }
            let _ = is_xml(&text);
        }
    }
}
