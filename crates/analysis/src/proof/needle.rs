//! Searches as patterns.

use crate::ops::Normalisation;
use crate::text::Unit;
use crate::verify::Search;

/// What a search looks for, as a pattern.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Needle {
    pub(super) source: String,
    /// Whether every match of the pattern is a hit.
    pub(super) exact: bool,
    /// The least number of characters of a hit.
    pub(super) least: u32,
    /// What one hit brings at least.
    pub(super) brings: [(Unit, u32); 2],
}

impl Needle {
    pub(super) fn of(search: &Search) -> Option<Needle> {
        let needle = &search.needle;
        let fold = needle.ignoring.contains(&Normalisation::Case);
        if needle.ignoring.iter().any(|n| *n != Normalisation::Case) {
            return None;
        }
        let source = match &needle.target {
            crate::program::Target::Text(text) if fold => format!("(?i:{})", regex_syntax::escape(text)),
            crate::program::Target::Text(text) => regex_syntax::escape(text),
            crate::program::Target::Pattern(_) => {
                let (source, ignore_case) = search.pattern_source()?;
                if ignore_case { format!("(?i:{source})") } else { source }
            }
        };
        let parsed = regex_syntax::ParserBuilder::new().multi_line(true).build().parse(&source).ok()?;
        let bytes = parsed.properties().minimum_len().unwrap_or(0);
        let count = |n: usize| u32::try_from(n).unwrap_or(0);
        let least = count(bytes.div_ceil(4));
        let brings = match &needle.target {
            crate::program::Target::Text(text) if !fold => [
                (Unit::Word, count(Unit::Word.find(text).len())),
                (Unit::CodePoint, count(text.chars().count())),
            ],
            _ => [(Unit::Word, 0), (Unit::CodePoint, least)],
        };
        Some(Needle { source, exact: !needle.whole_word, least, brings })
    }
}
