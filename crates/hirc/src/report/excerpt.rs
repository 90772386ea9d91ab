//! Excerpts of a response around what decided.
//!
//! In: a response, spans, a [`Paint`]. Out: at most a few lines of text that are safe to show.
//! INVARIANT (local): the cost depends on what is shown, not on the length of the response.

use super::{Paint, sanitize};
use crate::text::Part;

/// How many characters are shown on either side of a span.
const CONTEXT: usize = 60;
/// A span with more characters than this is shortened in the middle.
const LONG_SPAN: usize = 80;
/// How many excerpts are shown of one response.
const MOST: usize = 3;
/// How many spans are marked in one excerpt.
const MOST_SPANS: usize = 8;

/// Lines that show where it was decided; where no span did, the beginning.
pub fn excerpts(response: &str, spans: &[Part], paint: Paint) -> Vec<String> {
    let spans = proper(response, spans);
    if response.is_empty() {
        return vec![paint.dim("(empty)")];
    }
    if spans.is_empty() {
        let shown = to_word(first_chars(response, 2 * CONTEXT), response.len());
        let more = if shown.len() < response.len() { "…" } else { "" };
        return vec![format!("{}{more}", sanitize(shown))];
    }
    let groups = group(&spans);
    let mut lines: Vec<String> = groups.iter().take(MOST).map(|group| line(response, group, paint)).collect();
    let hidden: usize = groups.iter().skip(MOST).map(|group| group.len()).sum();
    if hidden > 0 {
        let places = if hidden == 1 { "place" } else { "places" };
        lines.push(paint.dim(format!("… and {hidden} more {places}")));
    }
    lines
}

/// The spans as ranges on character boundaries, in order, without overlaps.
fn proper(response: &str, spans: &[Part]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = spans
        .iter()
        .map(|part| (floor(response, part.start as usize), floor(response, part.end as usize)))
        .filter(|(start, end)| start <= end)
        .collect();
    ranges.sort_unstable();
    let mut behind = 0;
    ranges.retain(|&(start, end)| {
        let keep = start >= behind;
        if keep {
            behind = end.max(start + 1);
        }
        keep
    });
    ranges
}

/// The nearest character boundary at or before an offset.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Spans that are near each other share a line.
fn group(spans: &[(usize, usize)]) -> Vec<Vec<(usize, usize)>> {
    let mut groups: Vec<Vec<(usize, usize)>> = Vec::new();
    for &(start, end) in spans {
        match groups.last_mut() {
            Some(group)
                if group.len() < MOST_SPANS && group.last().is_some_and(|last| start <= last.1 + CONTEXT) =>
            {
                group.push((start, end));
            }
            _ => groups.push(vec![(start, end)]),
        }
    }
    groups
}

fn line(response: &str, spans: &[(usize, usize)], paint: Paint) -> String {
    let start = spans.first().map_or(0, |span| span.0);
    let before = from_word(last_chars(response.get(..start).unwrap_or_default(), CONTEXT), start);
    let mut shown = String::new();
    if before.len() < start {
        shown.push('…');
    }
    shown.push_str(&sanitize(before));
    let mut at = start;
    for &(start, end) in spans {
        shown.push_str(&sanitize(response.get(at..start).unwrap_or_default()));
        shown.push_str(&paint.span(shorten(response.get(start..end).unwrap_or_default(), LONG_SPAN)));
        at = end;
    }
    let rest = response.get(at..).unwrap_or_default();
    let after = to_word(first_chars(rest, CONTEXT), rest.len());
    shown.push_str(&sanitize(after));
    if after.len() < rest.len() {
        shown.push('…');
    }
    shown
}

/// A text on one line of about `most` characters, shortened in the middle.
pub(super) fn shorten(text: &str, most: usize) -> String {
    if first_chars(text, most).len() == text.len() {
        return sanitize(text);
    }
    format!("{} … {}", sanitize(first_chars(text, most / 2)), sanitize(last_chars(text, most / 3)))
}

fn first_chars(text: &str, n: usize) -> &str {
    text.char_indices().nth(n).map_or(text, |(at, _)| text.get(..at).unwrap_or(text))
}

fn last_chars(text: &str, n: usize) -> &str {
    let skip = text.char_indices().rev().nth(n.saturating_sub(1));
    skip.map_or(text, |(at, _)| text.get(at..).unwrap_or(text))
}

/// How many characters of a cut word may be left out, so that an excerpt begins and ends with a whole one.
const CUT_WORD: usize = 15;

/// Leaves out a word that was cut at the beginning, where `whole` bytes would be all.
fn from_word(text: &str, whole: usize) -> &str {
    if text.len() == whole {
        return text;
    }
    let gap = text.char_indices().take(CUT_WORD).find(|(_, c)| c.is_whitespace());
    gap.and_then(|(at, c)| text.get(at + c.len_utf8()..)).unwrap_or(text)
}

/// Leaves out a word that was cut at the end, where `whole` bytes would be all.
fn to_word(text: &str, whole: usize) -> &str {
    if text.len() == whole {
        return text;
    }
    let gap = text.char_indices().rev().take(CUT_WORD).find(|(_, c)| c.is_whitespace());
    gap.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}
