//! Reasoning traces: what a model thinks aloud before its answer.
//!
//! In: a response. Out: the answer, and what was taken away.
//! INVARIANT (verbatim): the answer is a stretch of the response, to the byte. It begins at the first line behind the trace that
//! is not blank; its end is the response's, but for the tokens that end a message of a Harmony channel.

use std::borrow::Cow;

/// What became of the trace of one response.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Thinking {
    /// There was none (or nobody looked).
    #[default]
    None,
    /// It was removed.
    Removed,
    /// It never ended, so there is no answer: an empty one is judged.
    Unclosed,
    /// The response begins as if with a trace, in a notation that is not known; it is judged as it is.
    Unknown,
}

/// How a trace is marked: what stands before and behind it. ASCII letters are read in either case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notation {
    open: Cow<'static, str>,
    close: Cow<'static, str>,
}

impl Notation {
    const fn known(open: &'static str, close: &'static str) -> Notation {
        Notation { open: Cow::Borrowed(open), close: Cow::Borrowed(close) }
    }

    /// A notation from the tag's name (`scratchpad` is `<scratchpad>…</scratchpad>`), or from both marks with a blank between.
    ///
    /// # Errors
    /// What was expected, if it is neither.
    ///
    /// ```
    /// use hirc::task::{Notation, strip_thinking};
    /// let own = [Notation::read("scratchpad").unwrap(), Notation::read("{{ }}").unwrap()];
    /// assert_eq!(strip_thinking("<scratchpad>hm</scratchpad>{{so}} Yes.", &own).0, "Yes.");
    /// assert!(Notation::read("a b c").is_err());
    /// ```
    pub fn read(text: &str) -> Result<Notation, String> {
        let lower = text.to_ascii_lowercase();
        let marks: Vec<&str> = lower.split_whitespace().collect();
        let named = |name: &str| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'));
        match marks.as_slice() {
            [name] if named(name) => Ok(Notation {
                open: format!("<{name}>").into(),
                close: format!("</{name}>").into(),
            }),
            [open, close] => Ok(Notation { open: (*open).to_owned().into(), close: (*close).to_owned().into() }),
            _ => Err("expected the name of a tag (`scratchpad`), or its two marks with a blank between (`<<think>> <<end>>`)".to_owned()),
        }
    }
}

/// The notations in use.
static KNOWN: [Notation; 11] = [
    Notation::known("<think>", "</think>"),
    Notation::known("<thinking>", "</thinking>"),
    Notation::known("<thought>", "</thought>"),
    Notation::known("<reasoning>", "</reasoning>"),
    Notation::known("<seed:think>", "</seed:think>"),
    Notation::known("[think]", "[/think]"),
    Notation::known("◁think▷", "◁/think▷"),
    Notation::known("<|think|>", "<|/think|>"),
    Notation::known("<|thinking|>", "<|/thinking|>"),
    Notation::known("<|begin_of_thought|>", "<|end_of_thought|>"),
    Notation::known("<|start_thinking|>", "<|end_thinking|>"),
];

/// What a message of the Harmony format begins with, and what its last channel does.
const CHANNEL: &str = "<|channel|>";
const FINAL: &str = "<|channel|>final";
const MESSAGE: &str = "<|message|>";

/// The answer behind a trace, in one of the notations in use or in `own`. Traces stand at the beginning, white space aside, one
/// or several; an opening further on is part of the answer. A closing that nothing opened ends a trace that began in the prompt,
/// as chat templates do. Of a response in Harmony channels, the answer is the last message of the channel `final`.
///
/// ```
/// use hirc::task::{Thinking, strip_thinking};
/// assert_eq!(strip_thinking("<think>hm</think>\n\nYes.", &[]), ("Yes.", Thinking::Removed));
/// assert_eq!(strip_thinking("hm</THINK>Yes.", &[]), ("Yes.", Thinking::Removed));
/// assert_eq!(strip_thinking("\n[THINK]hm, so", &[]), ("", Thinking::Unclosed));
/// assert_eq!(strip_thinking("Write `<think>` first.", &[]), ("Write `<think>` first.", Thinking::None));
/// ```
pub fn strip_thinking<'r>(response: &'r str, own: &[Notation]) -> (&'r str, Thinking) {
    // Bytes stay where they are.
    let lower = response.to_ascii_lowercase();
    if let Some(outcome) = last_channel(response, &lower) {
        return outcome;
    }
    let notations = || own.iter().chain(&KNOWN);
    let mut at = 0;
    let mut removed = false;
    loop {
        let rest = lower.get(at..).unwrap_or_default();
        let start = at + rest.len() - rest.trim_start().len();
        let opened = notations().find(|n| lower.get(start..).is_some_and(|rest| rest.starts_with(&*n.open)));
        let end = match opened {
            Some(notation) => match find(&lower, start + notation.open.len(), &notation.close) {
                Some(end) => end,
                None => return ("", Thinking::Unclosed),
            },
            None if removed => break,
            None => match notations().filter_map(|n| closed(&lower, n)).min() {
                Some(end) => end,
                None => break,
            },
        };
        (at, removed) = (end, true);
    }
    match removed {
        true => (from_first_line(response.get(at..).unwrap_or_default()), Thinking::Removed),
        false if seems_to_think(&lower) => (response, Thinking::Unknown),
        false => (response, Thinking::None),
    }
}

/// The end of a mark from an offset on.
fn find(text: &str, from: usize, mark: &str) -> Option<usize> {
    let at = memchr::memmem::find(text.as_bytes().get(from..)?, mark.as_bytes())?;
    Some(from + at + mark.len())
}

/// The end of a closing mark that nothing opened.
fn closed(text: &str, notation: &Notation) -> Option<usize> {
    let end = find(text, 0, &notation.close)?;
    let open = find(text, 0, &notation.open);
    open.is_none_or(|open| open > end).then_some(end)
}

/// The last message for the reader, if the response is written in Harmony channels.
fn last_channel<'r>(response: &'r str, lower: &str) -> Option<(&'r str, Thinking)> {
    let Some(last) = memchr::memmem::rfind(lower.as_bytes(), FINAL.as_bytes()) else {
        let head = lower.trim_start();
        let opened = head.strip_prefix("<|start|>assistant").unwrap_or(head).starts_with(CHANNEL);
        return opened.then_some(("", Thinking::Unclosed));
    };
    let start = find(lower, last, MESSAGE)?;
    let said = response.get(start..)?;
    let end = ["<|end|>", "<|return|>", "<|start|>"].into_iter().filter_map(|mark| said.find(mark)).min();
    Some((from_first_line(said.get(..end.unwrap_or(said.len()))?), Thinking::Removed))
}

/// The text from its first line that is not blank. Blanks before it stay, if all of that line is there.
fn from_first_line(text: &str) -> &str {
    let body = text.trim_start();
    let blanks = text.len() - body.len();
    let line = text.get(..blanks).and_then(|head| head.rfind('\n')).map_or(blanks, |at| at + 1);
    if body.is_empty() { "" } else { text.get(line..).unwrap_or_default() }
}

/// Whether a text begins with a tag whose name speaks of thinking.
fn seems_to_think(lower: &str) -> bool {
    const LONGEST: usize = 30;
    const SIGNS: [&str; 7] = ["think", "thought", "reason", "reflect", "scratch", "monologue", "deliberat"];
    let head = lower.trim_start();
    let Some(inner) = ["<|", "<", "[", "◁"].into_iter().find_map(|open| head.strip_prefix(open)) else {
        return false;
    };
    let name: String =
        inner.chars().take(LONGEST).take_while(|c| !matches!(c, '>' | ']' | '|' | '▷' | '\n')).collect();
    let ended = inner.get(name.len()..).is_some_and(|rest| rest.starts_with(['>', ']', '|', '▷']));
    let word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ':'));
    ended && word && SIGNS.iter().any(|sign| name.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::{Notation, Thinking, strip_thinking};

    #[test]
    fn every_notation_is_known() {
        for response in [
            "<think>a</think>YES",
            "<THINKING>a</THINKING> YES",
            "<reasoning>\na\n</reasoning>\n\nYES",
            "[THINK]a[/THINK]YES",
            "◁think▷a◁/think▷YES",
            "<think>a</think>\n<thinking>b</thinking>\nYES",
            "a\n</think>\n\nYES",
            "a</think><think>b</think>YES",
            "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>YES<|return|>",
            "<|start|>assistant<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>YES",
        ] {
            assert_eq!(strip_thinking(response, &[]), ("YES", Thinking::Removed), "{response}");
        }
        assert_eq!(strip_thinking("<|channel|>analysis<|message|>a", &[]), ("", Thinking::Unclosed));
    }

    #[test]
    fn the_answer_keeps_its_lines() {
        assert_eq!(strip_thinking("<think>a</think>\n \n    code\n", &[]).0, "    code\n");
        assert_eq!(strip_thinking("<think>a</think>\n\n", &[]), ("", Thinking::Removed));
        assert_eq!(strip_thinking("\n\n plain ", &[]), ("\n\n plain ", Thinking::None));
    }

    #[test]
    fn what_may_be_a_trace_is_left_and_noted() {
        let own = [Notation::read("scratchpad").unwrap()];
        let response = "<scratchpad>a</scratchpad>YES";
        assert_eq!(strip_thinking(response, &[]), (response, Thinking::Unknown));
        assert_eq!(strip_thinking(response, &own), ("YES", Thinking::Removed));
        for plain in [
            "<b>thinking</b>",
            "[Reason for leaving, at length and in full]",
            "I think <so>",
            "<thinkers of Athens>",
        ] {
            assert_eq!(strip_thinking(plain, &[]).1, Thinking::None, "{plain}");
        }
    }
}
