//! Contractions that are split without an apostrophe rule: `cannot`, `gonna`, `'tis` and a few more.

use super::rules::Marks;
use crate::python::is_word;

const TWO_PARTS: [(&str, usize); 6] =
    [("cannot", 3), ("gimme", 3), ("gonna", 3), ("gotta", 3), ("lemme", 3), ("wanna", 3)];

/// Whether a chunk of letters and digits only might be a contraction.
pub(super) fn possible(chunk: &str) -> bool {
    matches!(chunk.len(), 5 | 6) && two_parts(chunk).is_some()
}

/// Equality with an ASCII lower case word as Python's IGNORECASE has it.
fn same(word: &str, pattern: &str) -> bool {
    let mut chars = word.chars();
    pattern.chars().all(|p| {
        chars.next().is_some_and(|c| match c {
            'İ' | 'ı' => p == 'i',
            'ſ' => p == 's',
            _ => c.to_ascii_lowercase() == p,
        })
    }) && chars.next().is_none()
}

/// Where such a word is split.
fn two_parts(word: &str) -> Option<usize> {
    let (_, chars) = TWO_PARTS.iter().find(|(whole, _)| same(word, whole))?;
    word.char_indices().nth(*chars).map(|(at, _)| at)
}

/// Notes the gaps of contractions in `text`.
pub(super) fn mark(text: &str, apostrophes: bool, marks: &mut Marks<'_>) {
    for_words(text, marks, |from, to, marks| mark_word(text, from, to, marks));
    if apostrophes {
        for word in ["tis", "twas"] {
            // A gap that this very step opened does not count as the blank before the next match.
            let mut opened = None;
            for_words(text, marks, |from, to, marks| {
                if opened != from.checked_sub(1)
                    && same_in(text, from, to, word)
                    && after_quote(text, from, marks)
                {
                    opened = (!marks.gap(to)).then_some(to);
                    set(marks, [from - 1, from + 1, to]);
                }
            });
        }
    }
}

/// Calls `action` with the bounds of each word, a run of word characters without a gap.
fn for_words(text: &str, marks: &mut Marks<'_>, mut action: impl FnMut(usize, usize, &mut Marks<'_>)) {
    let mut start = None;
    for (at, c) in text.char_indices() {
        if let Some(from) = start
            && (!is_word(c) || marks.gap(at))
        {
            action(from, at, marks);
            start = None;
        }
        if start.is_none() && is_word(c) {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        action(from, text.len(), marks);
    }
}

fn same_in(text: &str, from: usize, to: usize, word: &str) -> bool {
    text.get(from..to).is_some_and(|w| same(w, word))
}

/// Whether an apostrophe with a gap before it, and none after it, precedes `from`.
fn after_quote(text: &str, from: usize, marks: &Marks<'_>) -> bool {
    let quote = from.checked_sub(1).filter(|&at| text.as_bytes().get(at) == Some(&b'\''));
    quote.is_some_and(|at| !marks.gap(from) && (at == 0 || marks.gap(at)))
}

fn mark_word(text: &str, from: usize, to: usize, marks: &mut Marks<'_>) {
    let Some(word) = text.get(from..to).filter(|w| w.len() <= 12) else { return };
    if let Some(inside) = two_parts(word) {
        // `wanna` is split before a blank only.
        if !same(word, "wanna") || marks.gap(to) || to == text.len() {
            set(marks, [from, from + inside, to]);
        }
    } else if same(word, "d") && follows(text, to, "ye", marks) {
        set(marks, [from, to, to + 3]);
    } else if same(word, "more") && follows(text, to, "n", marks) {
        set(marks, [from, to, to + 2]);
    }
}

fn set(marks: &mut Marks<'_>, gaps: [usize; 3]) {
    for at in gaps {
        marks.open(at);
    }
}

/// Whether an apostrophe and the word `rest` follow at `at` without a gap.
fn follows(text: &str, at: usize, rest: &str, marks: &Marks<'_>) -> bool {
    let tail = text.get(at..).unwrap_or_default();
    let Some(after) = tail.strip_prefix('\'') else { return false };
    let Some(word) = after.get(..rest.len()) else { return false };
    let end = at + 1 + rest.len();
    let closed = (at..end).all(|i| !marks.gap(i));
    let ends = marks.gap(end) || !after.get(rest.len()..).unwrap_or_default().starts_with(is_word);
    same(word, rest) && closed && ends
}
