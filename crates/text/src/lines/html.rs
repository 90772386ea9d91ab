//! Blocks of HTML, as CommonMark's seven kinds have them.

/// What ends a block of HTML.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Until {
    /// A blank line.
    Blank,
    /// A line that holds one of these, in either case.
    Holds(&'static [&'static str]),
}

const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// What ends the block that a line begins, if it begins one. Some kinds can't follow a line of prose at once.
pub(super) fn begins(line: &str, after_prose: bool) -> Option<Until> {
    let rest = line.strip_prefix('<')?;
    if rest.starts_with("!--") {
        return Some(Until::Holds(&["-->"]));
    }
    if rest.starts_with('?') {
        return Some(Until::Holds(&["?>"]));
    }
    if rest.starts_with("![CDATA[") {
        return Some(Until::Holds(&["]]>"]));
    }
    if rest.strip_prefix('!').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
        return Some(Until::Holds(&[">"]));
    }
    let inner = rest.strip_prefix('/').unwrap_or(rest);
    let len = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let name = inner.get(..len)?.to_ascii_lowercase();
    let after = inner.get(len..)?;
    let ended = after.is_empty() || after.starts_with([' ', '\t', '>']) || after.starts_with("/>");
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    if ended && matches!(name.as_str(), "pre" | "script" | "style" | "textarea") && !rest.starts_with('/') {
        return Some(Until::Holds(&["</pre>", "</script>", "</style>", "</textarea>"]));
    }
    if ended && BLOCKS.contains(&name.as_str()) {
        return Some(Until::Blank);
    }
    // Any other tag, if it is whole and alone on its line.
    let alone = after.trim_end().strip_suffix('>').is_some_and(|inside| !inside.contains(['<', '>']));
    (ended && alone && !after_prose).then_some(Until::Blank)
}

/// Whether a line ends the block that it stands in. `line` is not blank.
pub(super) fn ends(until: Until, line: &str) -> bool {
    match until {
        Until::Blank => false,
        Until::Holds(marks) => {
            let line = line.to_ascii_lowercase();
            marks.iter().any(|mark| line.contains(mark))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Until, begins, ends};

    #[test]
    fn kinds_of_blocks() {
        assert_eq!(begins("<div class=\"x\">", true), Some(Until::Blank));
        assert_eq!(begins("</p>", true), Some(Until::Blank));
        assert_eq!(begins("<b>", false), Some(Until::Blank));
        assert_eq!(begins("<b>", true), None);
        assert_eq!(begins("<b>x</b>", false), None);
        assert_eq!(begins("<3 you", false), None);
        let comment = begins("<!-- a", false).unwrap();
        assert!(ends(comment, "b -->") && !ends(comment, "b"));
        assert!(ends(begins("<PRE>", true).unwrap(), "x</Pre>"));
    }
}
