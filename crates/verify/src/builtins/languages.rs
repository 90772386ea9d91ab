//! Languages, by n-gram statistics.

use super::Fault;
use crate::judgement::{Bound, Judgement};
use crate::text::{Part, language};
use crate::value::{Base, Context, Text};
use crate::verdict::Measured;
use std::sync::Arc;

/// The language of a text; of the whole response it is found once.
fn of(text: &Text, context: &Context<'_>) -> String {
    let detected = match text.base {
        Base::Response if text.part == Part::whole(context.document.text()) => {
            context.document.language().map(str::to_owned)
        }
        _ => language::detect(text.str(context)),
    };
    detected.unwrap_or_default()
}

pub(super) fn detected(text: &Text, context: &Context<'_>) -> Text {
    Text::constant(Arc::from(of(text, context)))
}

pub(super) fn is_language(text: &Text, tag: &Text, context: &Context<'_>) -> Result<Judgement, Fault> {
    let tag = tag.str(context);
    if !language::is_known(tag) {
        let (nearest, known) = (language::nearest(tag), language::codes().join(", "));
        return Err(Fault::UnknownLanguage { tag: tag.into(), nearest, known: known.into() });
    }
    let found = of(text, context);
    let mut out = Judgement::plain(language::fits(&found, tag)).at(text.span());
    let told = if found.is_empty() { "no language to be told".to_owned() } else { found };
    out.measured = Some(Measured::Text(told));
    out.bound = Some(Bound::Words(tag.to_owned()));
    Ok(out)
}
