//! Reasoning traces: what a model thinks aloud before its answer.
//!
//! In: a response. Out: the answer, and what was taken away.
//! INVARIANT (verbatim): the answer is a suffix of the response, to the byte; nothing is trimmed.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

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
}

/// The answer behind a trace. A trace stands at the beginning, white space aside; a `<think>` further on is part of
/// the answer. A `</think>` that nothing opened ends a trace that began in the prompt, as chat templates do.
///
/// ```
/// use hirc::task::{Thinking, strip_thinking};
/// assert_eq!(strip_thinking("<think>hm</think>\n\nYes."), ("\n\nYes.", Thinking::Removed));
/// assert_eq!(strip_thinking("hm</think>Yes."), ("Yes.", Thinking::Removed));
/// assert_eq!(strip_thinking("\n<think>hm, so"), ("", Thinking::Unclosed));
/// assert_eq!(strip_thinking("Write `<think>` first."), ("Write `<think>` first.", Thinking::None));
/// ```
pub fn strip_thinking(response: &str) -> (&str, Thinking) {
    let opened = response.trim_start().starts_with(OPEN);
    let close = memchr::memmem::find(response.as_bytes(), CLOSE.as_bytes());
    let open = memchr::memmem::find(response.as_bytes(), OPEN.as_bytes());
    match (opened, close) {
        (true, Some(at)) => (after(response, at), Thinking::Removed),
        (true, None) => ("", Thinking::Unclosed),
        (false, Some(at)) if open.is_none_or(|open| open > at) => (after(response, at), Thinking::Removed),
        (false, _) => (response, Thinking::None),
    }
}

fn after(response: &str, close: usize) -> &str {
    response.get(close + CLOSE.len()..).unwrap_or_default()
}
