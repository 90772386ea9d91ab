//! Small letters and capitals.

use crate::judgement::{Judgement, MAX_SPANS};
use crate::text::{Part, python, units};
use crate::value::{Context, Origin, Text};
use std::borrow::Cow;
use unicode_general_category::{GeneralCategory, get_general_category};

pub(super) fn lower(text: &Text, context: &Context<'_>) -> Text {
    cased(text, context, python::lower(text.str(context)), |c, out| out.extend(c.to_lowercase()))
}

pub(super) fn upper(text: &Text, context: &Context<'_>) -> Text {
    cased(text, context, text.str(context).to_uppercase().into(), |c, out| out.extend(c.to_uppercase()))
}

/// A text in another case, with the way back: a stretch begins wherever a letter changed its length. A borrowed one is
/// the text itself.
fn cased(text: &Text, context: &Context<'_>, changed: Cow<'_, str>, of: fn(char, &mut String)) -> Text {
    let changed = match changed {
        Cow::Borrowed(_) => return text.clone(),
        Cow::Owned(changed) => changed,
    };
    let source = text.str(context);
    let mut origin = Origin::new();
    let mut mark = |here: usize, there: usize| {
        let at = text.part.start.saturating_add(u32::try_from(there).unwrap_or(u32::MAX));
        if let Some(span) = text.base.locate(Part { start: at, end: at }) {
            origin.push((u32::try_from(here).unwrap_or(u32::MAX), span.start));
        }
    };
    mark(0, 0);
    if !source.is_ascii() {
        let (mut here, mut buffer) = (0, String::new());
        for (there, c) in source.char_indices() {
            if c.is_ascii() {
                here += 1;
                continue;
            }
            buffer.clear();
            of(c, &mut buffer);
            here += buffer.len();
            if buffer.len() != c.len_utf8() {
                mark(here, there + c.len_utf8());
            }
        }
    }
    Text::derived(changed, origin)
}

pub(super) fn is_lowercase(text: &Text, context: &Context<'_>) -> Judgement {
    case(text, python::is_lower, char::is_uppercase, context)
}

pub(super) fn is_uppercase(text: &Text, context: &Context<'_>) -> Judgement {
    case(text, python::is_upper, char::is_lowercase, context)
}

/// A claim about case, with the letters of the wrong case as evidence.
fn case(text: &Text, is: fn(&str) -> bool, wrong: fn(char) -> bool, context: &Context<'_>) -> Judgement {
    let source = text.str(context);
    let holds = is(source);
    if !context.evidence {
        return Judgement::plain(holds);
    }
    if holds {
        return Judgement::plain(true).at(text.span());
    }
    let mut out = Judgement::plain(false);
    let mut run: Option<(usize, usize)> = None;
    for (at, c) in source.char_indices() {
        match (wrong(c), run) {
            (true, None) => run = Some((at, at + c.len_utf8())),
            (true, Some((start, _))) => run = Some((start, at + c.len_utf8())),
            (false, Some((start, end))) => {
                out = out.at(text.slice(start, end).span());
                run = None;
                if out.spans.len() >= MAX_SPANS {
                    break;
                }
            }
            (false, None) => {}
        }
    }
    out.at(run.and_then(|(start, end)| text.slice(start, end).span()))
}

pub(super) fn is_titlecase(text: &Text, context: &Context<'_>) -> Judgement {
    let source = text.str(context);
    let mut capital = 0;
    let mut wrong = Vec::new();
    for part in units::words::find(source) {
        let first = part.of(source).chars().next();
        match first {
            Some(c) if c.is_uppercase() || get_general_category(c) == GeneralCategory::TitlecaseLetter => {
                capital += 1;
            }
            Some(c) if c.is_lowercase() => {
                wrong.extend(text.slice(part.start as usize, part.end as usize).span());
            }
            _ => {}
        }
    }
    Judgement::plain(capital > 0 && wrong.is_empty()).at(wrong)
}
