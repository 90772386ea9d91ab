//! Search: where a needle occurs in a text.

use super::normalise::normalise;
use super::value::{Base, Text};
use crate::context::{Context, Subject};
use crate::fault::Fault;
use crate::ops::Normalisation;
use crate::plan::CompileCache;
use crate::program::{Needle, PatternSource, Target};
use crate::text::pattern::Pattern;
use crate::text::{Part, scan, search, work};
use std::rc::Rc;
use std::sync::Arc;

/// A needle, ready to search.
#[derive(Debug)]
pub struct Search {
    /// What is looked for, as it was written.
    pub needle: Needle,
    matcher: Matcher,
    /// What must be done to the text first; case by itself is the matcher's business.
    normalise: Vec<Normalisation>,
}

#[derive(Debug)]
enum Matcher {
    Exact(Arc<str>),
    Pattern(Arc<Pattern>),
}

/// Parts of one text.
#[derive(Debug)]
pub struct Found {
    /// What they are parts of.
    pub base: Base,
    /// The parts, as byte offsets into it, ascending.
    pub parts: Rc<[Part]>,
}

impl Search {
    /// Makes a needle ready.
    pub(crate) fn of(needle: &Needle, cache: &CompileCache) -> Result<Arc<Search>, Fault> {
        let fold = needle.ignoring.contains(&Normalisation::Case);
        // Where one letter may be two in the other case, both sides are folded; else the matcher can tell.
        let in_full = needle.ignoring.contains(&Normalisation::Typography);
        let folds_text = in_full && matches!(needle.target, Target::Text(_));
        let others: Vec<Normalisation> =
            needle.ignoring.iter().copied().filter(|n| folds_text || *n != Normalisation::Case).collect();
        let matcher = match &needle.target {
            Target::Text(text) => {
                let text: Arc<str> =
                    if others.is_empty() { Arc::clone(text) } else { Arc::from(normalise(text, &others).0) };
                if fold && !folds_text {
                    let source = Arc::from(regex::escape(&text));
                    Matcher::Pattern(cache.pattern(&PatternSource { source, ignore_case: true })?)
                } else {
                    Matcher::Exact(text)
                }
            }
            Target::Pattern(p) => Matcher::Pattern(cache.pattern(&PatternSource {
                source: Arc::clone(&p.source),
                ignore_case: p.ignore_case || fold,
            })?),
        };
        Ok(Arc::new(Search { needle: needle.clone(), matcher, normalise: others }))
    }

    /// The literal that is searched and whether in either case, if that can be told from the text alone.
    pub(crate) fn literal(&self) -> Option<(&str, bool)> {
        if !self.normalise.is_empty() {
            return None;
        }
        match &self.matcher {
            Matcher::Exact(text) => (!text.is_empty()).then_some((text, false)),
            Matcher::Pattern(pattern) => pattern.literal(),
        }
    }

    /// The pattern's source in the dialect of the `regex` crate, and whether it matches in either case.
    pub fn pattern_source(&self) -> Option<(String, bool)> {
        match &self.matcher {
            Matcher::Exact(_) => None,
            Matcher::Pattern(pattern) => Some(pattern.source()),
        }
    }

    /// What is searched, as a reader writes it.
    pub(crate) fn described(&self) -> String {
        match &self.needle.target {
            Target::Text(text) => format!("\"{text}\""),
            Target::Pattern(pattern) => format!("/{}/", pattern.source),
        }
    }

    /// Whether it is found everywhere in a text, as `\w+` is, so that pointing at each place tells nothing.
    pub fn fills_text(&self) -> bool {
        matches!(&self.needle.target, Target::Pattern(pattern) if &*pattern.source == r"\w+")
    }

    /// Of the places where the literal stands, those where the needle is found.
    pub(crate) fn refine(&self, hits: Vec<Part>, text: &str) -> Vec<Part> {
        let hits = match &self.matcher {
            Matcher::Exact(_) => hits,
            Matcher::Pattern(pattern) => pattern.refine(hits, text),
        };
        hits.into_iter().filter(|p| !self.needle.whole_word || is_whole_word(text, *p)).collect()
    }

    /// The text that occurrences are parts of: the text itself, or what is left of it where something is ignored.
    fn view(&self, text: &Text, context: &Context<'_>) -> Text {
        if self.normalise.is_empty() {
            return text.clone();
        }
        context.view(text, &self.normalise, || self.normalised(text, context))
    }

    fn normalised(&self, text: &Text, context: &Context<'_>) -> Text {
        let (normal, map) = normalise(text.str(context), &self.normalise);
        let origin = map.into_iter().filter_map(|(here, there)| {
            let at = text.part.start + there;
            text.base.locate(Part { start: at, end: at }).map(|p| (here, p.start))
        });
        Text::derived(normal, origin.collect())
    }

    /// Whether what was found is what is looked for: a whole word, if one is asked for, and no letter without its accent.
    fn accepts(&self, text: &str, part: Part) -> bool {
        let composed = self.normalise.contains(&Normalisation::Typography);
        let marked = || text.get(part.end as usize..).is_some_and(|rest| rest.starts_with(scan::is_mark));
        !(composed && marked()) && (!self.needle.whole_word || is_whole_word(text, part))
    }

    /// All occurrences, from left to right, without overlap.
    pub fn find_all(&self, text: &Text, context: &Context<'_>) -> Found {
        let view = self.view(text, context);
        let parts = self.hits(view.str(context)).into_iter().map(|p| p.shift(view.part.start));
        Found { parts: parts.collect(), base: view.base }
    }

    /// All occurrences in a text without what is ignored.
    fn hits(&self, source: &str) -> Vec<Part> {
        let mut found = match &self.matcher {
            Matcher::Exact(needle) => search::exact(source, needle),
            Matcher::Pattern(pattern) => pattern.find_all(source),
        };
        found.retain(|part| self.accepts(source, *part));
        found
    }

    /// Where all occurrences stand in the text itself, as parts of what it is a part of. What is ignored right beside an
    /// occurrence belongs to it, but for blanks.
    pub(crate) fn places(&self, text: &Text, context: &Context<'_>) -> Vec<Part> {
        if self.normalise.is_empty() {
            return self.find_all(text, context).parts.to_vec();
        }
        let source = text.str(context);
        let (normal, map) = normalise(source, &self.normalise);
        let length = u32::try_from(source.len()).unwrap_or(u32::MAX);
        let back = |at: u32| {
            let after = map.partition_point(|&(here, _)| here <= at);
            map.get(after.checked_sub(1)?).map(|&(here, there)| there + (at - here))
        };
        let behind =
            |last: u32| (last + 1..length).find(|&at| source.is_char_boundary(at as usize)).unwrap_or(length);
        let kept = |c: char| c.is_whitespace() || c.is_alphanumeric();
        let place = |part: Part| {
            let (first, last) = (back(part.start)?, behind(back(part.end.checked_sub(1)?)?));
            let before = part.start.checked_sub(1).and_then(back).map_or(0, behind).min(first);
            let next = if (part.end as usize) < normal.len() { back(part.end)?.max(last) } else { length };
            let (left, right) =
                (Part { start: before, end: first }.of(source), Part { start: last, end: next }.of(source));
            let left = left.len() - left.trim_end_matches(|c| !kept(c)).len();
            let right = right.find(kept).unwrap_or(right.len());
            let by = |n: usize| u32::try_from(n).unwrap_or(0);
            Some(Part { start: first - by(left), end: last + by(right) }.shift(text.part.start))
        };
        self.hits(&normal).into_iter().filter_map(place).collect()
    }

    /// Where the first occurrence stands in the text itself.
    pub(crate) fn first_place(&self, text: &Text, context: &Context<'_>) -> Option<Part> {
        if self.normalise.is_empty() {
            return self.find(text, context).map(|found| found.part);
        }
        self.places(text, context).first().copied()
    }

    /// How often it occurs.
    pub(crate) fn count(&self, text: &Text, context: &Context<'_>) -> usize {
        match &self.matcher {
            Matcher::Pattern(pattern) if !self.needle.whole_word && self.normalise.is_empty() => {
                pattern.count(text.str(context))
            }
            _ => self.find_all(text, context).parts.len(),
        }
    }

    /// The first occurrence.
    pub fn find(&self, text: &Text, context: &Context<'_>) -> Option<Text> {
        if !self.needle.whole_word && self.normalise.is_empty() {
            let source = text.str(context);
            let part = match &self.matcher {
                Matcher::Exact(needle) => {
                    work::read(source.len());
                    source.find(&**needle).map(|at| Part::new(at, at + needle.len()))?
                }
                Matcher::Pattern(pattern) => pattern.find(source)?,
            };
            return Some(Text { base: text.base.clone(), part: part.shift(text.part.start) });
        }
        let found = self.find_all(text, context);
        found.parts.first().map(|&part| Text { base: found.base.clone(), part })
    }

    /// Whether it occurs in a text that nothing else is known of.
    pub fn occurs_in(&self, text: &str) -> bool {
        let (subject, cache) = (Subject::new(text, None), CompileCache::default());
        let context = subject.context(&cache, false);
        self.find(&Text::response(&context), &context).is_some()
    }

    /// The occurrence with which the text starts, ends, or that it is.
    pub(crate) fn anchored(&self, anchor: Anchor, text: &Text, context: &Context<'_>) -> Option<Text> {
        let view = self.view(text, context);
        let source = view.str(context);
        let part = match (&self.matcher, anchor) {
            (Matcher::Exact(needle), Anchor::Start) => {
                source.starts_with(&**needle).then(|| Part::new(0, needle.len()))
            }
            (Matcher::Exact(needle), Anchor::End) => {
                source.ends_with(&**needle).then(|| Part::new(source.len() - needle.len(), source.len()))
            }
            (Matcher::Exact(needle), Anchor::Whole) => (source == &**needle).then(|| Part::whole(source)),
            (Matcher::Pattern(pattern), Anchor::Start) => pattern.find_at_start(source),
            (Matcher::Pattern(pattern), Anchor::End) => pattern.find_at_end(source),
            (Matcher::Pattern(pattern), Anchor::Whole) => {
                pattern.matches_whole(source).then(|| Part::whole(source))
            }
        };
        let part = part.filter(|p| self.accepts(source, *p))?;
        Some(Text { part: part.shift(view.part.start), base: view.base })
    }
}

/// Where in a text something must stand.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    End,
    Whole,
}

/// Whether a part is not inside a longer word: where it begins and ends with a letter, digit or `_`, a word may too.
fn is_whole_word(text: &str, part: Part) -> bool {
    scan::is_boundary(text, part.start as usize) && scan::is_boundary(text, part.end as usize)
}
