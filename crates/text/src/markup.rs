//! Inline markup, and a text without it.

use std::sync::LazyLock;

use regex::Regex;

/// Markdown links and images, whose text stays, and HTML tags.
#[expect(clippy::unwrap_used, reason = "the pattern is constant, and tests use it")]
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    let link =
        r#"(?P<open>!?\[)[^\[\]\n]*(?P<close>\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:[ \t]+"[^"\n]*")?\))"#;
    let tag = r#"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>"#;
    Regex::new(&format!("{link}|{tag}")).unwrap()
});

/// Elements that run inside a word; the tag of any other parts what stands beside it.
const WITHIN_WORDS: [&str; 21] = [
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "u",
];

/// The characters of a text that are no markup, each with its offset: without emphasis, code and strike-through marks, the
/// brackets and addresses of links, HTML tags (one that ends a word is a blank), and the marks of headings and quotes where a
/// line begins.
#[must_use]
pub fn unmarked(text: &str) -> Vec<(u32, char)> {
    let cuts = cuts(text);
    let mut cuts = cuts.into_iter().peekable();
    let mut out = Vec::with_capacity(text.len());
    let mut line_start = true;
    for (at, c) in text.char_indices() {
        let offset = u32::try_from(at).unwrap_or(u32::MAX);
        let at_line_start = line_start;
        let quoted = at_line_start && matches!(c, '>' | '#');
        line_start = c == '\n' || (at_line_start && (matches!(c, ' ' | '\t') || quoted));
        while cuts.next_if(|cut| cut.end <= at).is_some() {}
        if let Some(cut) = cuts.peek().filter(|cut| cut.start <= at) {
            if cut.parts && cut.start == at {
                out.push((offset, ' '));
            }
        } else if !quoted && !matches!(c, '*' | '_' | '`' | '~') {
            out.push((offset, c));
        }
    }
    out
}

/// A stretch that is left out.
struct Cut {
    start: usize,
    end: usize,
    /// Whether it parts words.
    parts: bool,
}

fn cuts(text: &str) -> Vec<Cut> {
    let mut out = Vec::new();
    if memchr::memchr2(b'[', b'<', text.as_bytes()).is_none() {
        return out;
    }
    for found in INLINE.captures_iter(text) {
        if let Some(name) = found.name("name") {
            let parts = !WITHIN_WORDS.contains(&name.as_str().to_ascii_lowercase().as_str());
            out.extend(found.get(0).map(|tag| Cut { start: tag.start(), end: tag.end(), parts }));
        } else {
            let ends = ["open", "close"].into_iter().filter_map(|name| found.name(name));
            out.extend(ends.map(|end| Cut { start: end.start(), end: end.end(), parts: false }));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unmarked;

    #[test]
    fn what_a_reader_sees_stays() {
        for (text, seen) in [
            ("It is *very* **cheap**.", "It is very cheap."),
            ("ch**ea**p ~~old~~ `x`", "cheap old x"),
            ("very [cheap](https://a.org/b_(c) \"t\") stuff", "very cheap stuff"),
            ("![a cat](c.png)!", "a cat!"),
            ("<b>very</b> <a href=\"x\">cheap</a>", "very cheap"),
            ("one<br>two</p>", "one two "),
            ("# T\n> > q > r\n  ## u", " T\n  q > r\n   u"),
            ("a < b > c, 1<2>", "a < b > c, 1<2>"),
            ("f(x)[0] [a] (b)", "f(x)[0] [a] (b)"),
        ] {
            assert_eq!(unmarked(text).into_iter().map(|(_, c)| c).collect::<String>(), seen, "{text}");
        }
    }
}
