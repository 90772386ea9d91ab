//! Arguments that are one of several names, for types which know nothing of a command line.

use crate::hindsight::Mode;
use crate::suite::Format;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use hirc::import::Collection;

/// Reads one of these by its name.
fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
    description: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|one| PossibleValue::new(name(*one)).help(description(*one))))
        .try_map(move |text| all.iter().copied().find(|one| name(*one) == text).ok_or("no such name"))
}

/// How far an instruction is rewritten.
pub(super) fn mode() -> impl TypedValueParser<Value = Mode> {
    one_of(&Mode::ALL, Mode::name, Mode::description)
}

/// The form of records.
pub(super) fn format() -> impl TypedValueParser<Value = Format> {
    one_of(&Format::ALL, Format::name, Format::description)
}

/// A collection that can be imported.
pub(super) fn collection() -> impl TypedValueParser<Value = Collection> {
    one_of(&Collection::ALL, Collection::module, Collection::description)
}

/// What a model runs on.
#[cfg(feature = "train")]
pub(super) fn device() -> impl TypedValueParser<Value = crate::model::DeviceChoice> {
    use crate::model::DeviceChoice;
    one_of(&DeviceChoice::ALL, DeviceChoice::name, DeviceChoice::description)
}

/// The value of a training option that is one of several names; old names are taken, but not shown.
#[cfg(feature = "train")]
pub(super) fn option_value(option: &str) -> PossibleValuesParser {
    use hirc_train::train::{OptionKind, option as find};
    let choices = match find(option).map(|o| o.kind) {
        Some(OptionKind::Choice(all)) => all,
        Some(OptionKind::Whole | OptionKind::Number | OptionKind::Switch) | None => &[],
    };
    let shown =
        choices.iter().map(|c| PossibleValue::new(c.name).help(c.description.trim().trim_end_matches('.')));
    let old = choices.iter().flat_map(|c| c.old_names).map(|name| PossibleValue::new(*name).hide(true));
    PossibleValuesParser::new(shown.chain(old))
}
