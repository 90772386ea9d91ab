//! Named normalisations: what a comparison leaves out of account.

use crate::ops::Normalisation;
use crate::text::{casefold, lookalikes, markup, typography, work};
use unicode_general_category::{GeneralCategory as C, get_general_category};

/// A text without what is ignored, and where each of its stretches begins in the original: pairs of offsets.
///
/// Markup goes first, since it is what a reader never sees; case and blanks last, in what is left. Case is folded letter by
/// letter, and in full (`ß` is `ss`) if typography is ignored too.
pub(crate) fn normalise(text: &str, ignoring: &[Normalisation]) -> (String, Vec<(u32, u32)>) {
    work::read(text.len());
    let has = |n| ignoring.contains(&n);
    let mut chars: Vec<(u32, char)> = if has(Normalisation::Markup) {
        markup::unmarked(text)
    } else {
        text.char_indices().map(|(at, c)| (offset(at), c)).collect()
    };
    let full = has(Normalisation::Typography);
    if full && !text.is_ascii() {
        chars = typography::plain(&chars);
    }
    if has(Normalisation::Lookalikes) && !text.is_ascii() {
        lookalikes::unmask(&mut chars);
    }
    if has(Normalisation::Punctuation) {
        chars.retain(|(_, c)| !is_punctuation(*c));
    }
    let (case, spacing) = (has(Normalisation::Case), has(Normalisation::Spacing));
    let mut out = String::with_capacity(text.len());
    let mut map: Vec<(u32, u32)> = Vec::new();
    let mut blank: Option<u32> = None;
    for (at, c) in chars {
        if spacing && c.is_whitespace() {
            blank = blank.or(Some(at));
            continue;
        }
        if let Some(blank) = blank.take()
            && !out.is_empty()
        {
            push(&mut out, &mut map, blank, ' ');
        }
        match (case, full) {
            (true, true) => casefold::fold(c).for_each(|l| push(&mut out, &mut map, at, l)),
            (true, false) => c.to_lowercase().for_each(|l| push(&mut out, &mut map, at, l)),
            (false, _) => push(&mut out, &mut map, at, c),
        }
    }
    (out, map)
}

fn push(out: &mut String, map: &mut Vec<(u32, u32)>, there: u32, c: char) {
    let here = offset(out.len());
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
