//! Code blocks, and what stands inside of them.

use crate::Part;
use crate::lines::{LineKind, lines};

/// A code block, its language and the code without the fences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Code {
    /// All of it, fences included.
    pub part: Part,
    /// The word behind the opening fence; empty if there is none.
    pub language: Part,
    /// The lines between the fences.
    pub body: Part,
}

/// The code blocks of `text`. A fence left open runs to the end of what it stands in.
#[must_use]
pub fn blocks(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    let mut open = false;
    for line in lines(text) {
        match (line.kind, found.last_mut()) {
            (LineKind::FenceEnd, Some(block)) => {
                block.part.end = line.content.end;
                open = false;
            }
            (LineKind::Fence, _) => {
                let info = line.content.of(text);
                let word = info.split_whitespace().next().unwrap_or_default();
                let start = line.content.start;
                let language = Part { start, end: Part::new(0, word.len()).shift(start).end };
                let body = Part { start: line.part.end, end: line.part.end };
                found.push(Code { part: line.body(), language, body });
                open = true;
            }
            (LineKind::Code, Some(block)) if open => {
                if block.body.is_empty() {
                    block.body.start = line.part.start;
                }
                block.body.end = line.part.end.max(block.body.start);
                block.part.end = block.body.end;
            }
            (LineKind::Code, _) => {
                let language = Part { start: line.part.start, end: line.part.start };
                found.push(Code { part: line.part, language, body: line.part });
                open = true;
            }
            // Blank lines may stand in indented code; a fence is never parted by one.
            (LineKind::Blank, _) => {}
            _ => open = false,
        }
    }
    found
}

/// The text inside, if `text` is one code block and nothing else; else `text` itself.
#[must_use]
pub fn unfenced(text: &str) -> Part {
    let whole = Part::whole(text);
    let inner = text.trim();
    if !inner.starts_with("```") && !inner.starts_with("~~~") {
        return whole;
    }
    let all = lines(text);
    let filled = || all.iter().filter(|line| line.kind != LineKind::Blank);
    let code =
        filled().all(|line| matches!(line.kind, LineKind::Fence | LineKind::Code | LineKind::FenceEnd));
    let closed = filled().next_back().is_some_and(|line| line.kind == LineKind::FenceEnd);
    match blocks(text).as_slice() {
        [block] if code && closed => block.body,
        _ => whole,
    }
}

#[cfg(test)]
mod tests {
    use super::{blocks, unfenced};

    #[test]
    fn code_has_a_language_and_a_body() {
        let text = "a\n```rust ignore\nlet x;\n\ny\n```\n~~~\nz";
        let found: Vec<_> = blocks(text).iter().map(|c| (c.language.of(text), c.body.of(text))).collect();
        assert_eq!(found, [("rust", "let x;\n\ny"), ("", "z")]);
    }

    #[test]
    fn one_block_alone_is_unfenced() {
        for (text, inner) in [
            ("```json\n{}\n```\n", "{}"),
            ("```\na\n```\nb", "```\na\n```\nb"),
            ("{}", "{}"),
            ("```\n```", ""),
        ] {
            assert_eq!(unfenced(text).of(text), inner);
        }
    }
}
