//! Named normalisations: what a comparison leaves out of account.

use crate::ops::Normalisation;
use unicode_general_category::{GeneralCategory as C, get_general_category};

/// A text without what is ignored, and where each of its stretches begins in the original: pairs of offsets.
pub(crate) fn normalise(text: &str, ignoring: &[Normalisation]) -> (String, Vec<(u32, u32)>) {
    crate::text::work::read(text.len());
    let has = |n| ignoring.contains(&n);
    let (case, punctuation) = (has(Normalisation::Case), has(Normalisation::Punctuation));
    let (markup, spacing) = (has(Normalisation::Markup), has(Normalisation::Spacing));
    let mut out = String::with_capacity(text.len());
    let mut map: Vec<(u32, u32)> = Vec::new();
    let mut blank_at: Option<usize> = None;
    let mut line_start = true;
    for (at, c) in text.char_indices() {
        let at_line_start = line_start;
        line_start = c == '\n' || (line_start && (c == ' ' || c == '\t'));
        if (punctuation && is_punctuation(c)) || (markup && is_markup(c, at_line_start)) {
            continue;
        }
        if spacing && c.is_whitespace() {
            blank_at = blank_at.or(Some(at));
            continue;
        }
        if let Some(blank) = blank_at.take()
            && !out.is_empty()
        {
            push(&mut out, &mut map, blank, ' ');
        }
        if case {
            c.to_lowercase().for_each(|l| push(&mut out, &mut map, at, l));
        } else {
            push(&mut out, &mut map, at, c);
        }
    }
    (out, map)
}

fn push(out: &mut String, map: &mut Vec<(u32, u32)>, from: usize, c: char) {
    let (here, there) = (offset(out.len()), offset(from));
    // A new stretch begins where the distance to the original changes.
    let continues = map.last().is_some_and(|&(h, t)| here.wrapping_sub(h) == there.wrapping_sub(t));
    if !continues {
        map.push((here, there));
    }
    out.push(c);
}

fn offset(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn is_punctuation(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_punctuation();
    }
    matches!(
        get_general_category(c),
        C::ConnectorPunctuation
            | C::DashPunctuation
            | C::OpenPunctuation
            | C::ClosePunctuation
            | C::InitialPunctuation
            | C::FinalPunctuation
            | C::OtherPunctuation
    )
}

/// Markdown's emphasis, code and strike-through marks anywhere; heading and quote marks where a line begins.
fn is_markup(c: char, at_line_start: bool) -> bool {
    matches!(c, '*' | '_' | '`' | '~') || (at_line_start && matches!(c, '#' | '>'))
}
