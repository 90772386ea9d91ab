//! Searches as regular languages.

use super::texts::{Texts, line, matching, parsed, somewhere};
use crate::ops::Normalisation;
use crate::program::Target;
use crate::text::Unit;
use crate::text::units::Embedding;
use crate::verify::Search;
use regex_syntax::hir::{Hir, HirKind, Look};

/// What a search looks for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct SearchPattern {
    /// An expression of the hits, and perhaps more.
    pub(super) source: String,
    /// Whether every match of the expression is a hit.
    pub(super) exact: bool,
    /// The least number of code points of a hit.
    pub(super) least: u32,
    /// What a text with a hit has at least, larger units first.
    pub(super) brings: Vec<(Unit, u32)>,
}

impl SearchPattern {
    pub(super) fn of(search: &Search) -> Option<SearchPattern> {
        let needle = &search.needle;
        let fold = needle.ignoring.contains(&Normalisation::Case);
        if needle.ignoring.iter().any(|n| *n != Normalisation::Case) {
            // Much may be written for it; that there must be something is all that is known.
            let some = matches!(&needle.target, Target::Text(text) if !text.is_empty());
            let anything = || SearchPattern {
                source: "(?s:.)".to_owned(),
                exact: false,
                least: 1,
                brings: Unit::ALL.iter().rev().map(|&unit| (unit, 0)).collect(),
            };
            return some.then(anything);
        }
        let source = match &needle.target {
            Target::Text(text) if fold => format!("(?i:{})", regex_syntax::escape(text)),
            Target::Text(text) => regex_syntax::escape(text),
            Target::Pattern(_) => {
                let (source, ignore_case) = search.pattern_source()?;
                if ignore_case { format!("(?i:{source})") } else { source }
            }
        };
        let bytes = parsed(&source)?.properties().minimum_len().unwrap_or(0);
        let count = |n: usize| u32::try_from(n).unwrap_or(0);
        let least = count(bytes.div_ceil(4));
        let brought = |unit: Unit| match (&needle.target, unit.facts().embedding) {
            (_, Embedding::Unknown) => None,
            (Target::Text(text), _) if !fold => Some((unit, count(unit.count(text)))),
            (_, Embedding::Points) => Some((unit, least)),
            (_, Embedding::Joined) => Some((unit, 0)),
        };
        let brings = Unit::ALL.iter().rev().filter_map(|&unit| brought(unit)).collect();
        Some(SearchPattern { source, exact: !needle.whole_word, least, brings })
    }

    /// Texts with a hit. One that is bound to a line's ends is so bound here too.
    pub(super) fn occurring(&self) -> Texts {
        let bound = parsed(&self.source).and_then(|hir| match hir.kind() {
            HirKind::Concat(parts) => match parts.as_slice() {
                [start, inner @ .., end]
                    if *start.kind() == HirKind::Look(Look::StartLF)
                        && *end.kind() == HirKind::Look(Look::EndLF) =>
                {
                    Some(Hir::concat(inner.to_vec()))
                }
                _ => None,
            },
            _ => None,
        });
        match bound {
            Some(inner) => line(matching(inner.to_string())),
            None => somewhere(self.texts()),
        }
    }

    /// The hits.
    pub(super) fn texts(&self) -> Texts {
        matching(self.source.as_str())
    }
}
