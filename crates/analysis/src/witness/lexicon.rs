//! The style of a witness: which words and marks may be used, and how they are written.

use super::words::{ADJECTIVES, CONJUNCTIONS, DETERMINERS, NOUNS, PREPOSITIONS, VERBS, english, of_language};
use std::cell::Cell;
use std::collections::HashSet;

/// How words are written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Case {
    /// A capital at the start of a sentence.
    Sentence,
    Lower,
    Upper,
    /// A capital at the start of every word.
    Title,
}

impl Case {
    pub(super) const ALL: [Case; 4] = [Case::Sentence, Case::Lower, Case::Upper, Case::Title];

    pub(super) fn write(self, word: &str, first: bool) -> String {
        match (self, first) {
            (Case::Upper, _) => word.to_uppercase(),
            (Case::Title, _) | (Case::Sentence, true) => capitalised(word),
            (Case::Lower, _) => word.to_lowercase(),
            (Case::Sentence, false) => word.to_owned(),
        }
    }
}

pub(super) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Where words come from, one after the other.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) case: Case,
    /// Words by part of speech, in the order in which a sentence needs them; one row for other languages.
    rows: Vec<Vec<String>>,
    /// All words that may be used.
    words: Vec<String>,
    /// What ends a sentence.
    pub(super) mark: String,
    next: Cell<usize>,
}

impl Lexicon {
    /// The words of a language that `allowed` lets through as they are written in this case.
    pub(super) fn new(
        language: &str,
        case: Case,
        mark: &str,
        seed: usize,
        allowed: &mut dyn FnMut(&[&'static str]) -> HashSet<&'static str>,
    ) -> Lexicon {
        let (pattern, all): (Vec<&[&'static str]>, Vec<&'static str>) = match of_language(language) {
            None => (
                vec![
                    DETERMINERS,
                    ADJECTIVES,
                    NOUNS,
                    VERBS,
                    DETERMINERS,
                    NOUNS,
                    PREPOSITIONS,
                    DETERMINERS,
                    ADJECTIVES,
                    NOUNS,
                    CONJUNCTIONS,
                ],
                english().collect(),
            ),
            Some(_) => (Vec::new(), Vec::new()),
        };
        let all = of_language(language).unwrap_or(all);
        let kept = allowed(&all);
        let words: Vec<String> = all.iter().filter(|w| kept.contains(*w)).map(|w| (*w).to_owned()).collect();
        let row = |list: &[&'static str]| -> Vec<String> {
            list.iter().filter(|w| kept.contains(*w)).map(|w| (*w).to_owned()).collect()
        };
        let mut rows: Vec<Vec<String>> = pattern.into_iter().map(row).filter(|row| !row.is_empty()).collect();
        if rows.len() < 4 {
            rows = if words.is_empty() { Vec::new() } else { vec![words.clone()] };
        }
        Lexicon { case, rows, words, mark: mark.to_owned(), next: Cell::new(seed) }
    }

    /// All words that may be used, as listed.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    fn step(&self) -> usize {
        let now = self.next.get();
        self.next.set(now.wrapping_add(1));
        now
    }

    /// A word for the place `at` of a sentence, as it is listed.
    fn word_at(&self, at: usize) -> &str {
        let row = self.rows.get(at % self.rows.len().max(1));
        let Some(row) = row else { return "~" };
        // Steps that share no factor with the length of a row visit all of it.
        let index = self.step().wrapping_mul(7).wrapping_add(at) % row.len().max(1);
        row.get(index).map_or("~", String::as_str)
    }

    /// `count` words in a row.
    pub(super) fn phrase(&self, count: usize, starts: bool) -> String {
        let last = count.saturating_sub(1);
        let noun = 2;
        let word = |i: usize| {
            // A sentence does not end on `the`.
            let place = if i == last && self.rows.len() > 2 && count > 1 { noun } else { i };
            self.case.write(self.word_at(place), starts && i == 0)
        };
        (0..count).map(word).collect::<Vec<_>>().join(" ")
    }

    /// A sentence of so many words.
    pub(super) fn sentence(&self, words: usize) -> String {
        format!("{}{}", self.phrase(words.max(1), true), self.mark)
    }

    /// So many words in sentences of about ten.
    pub(super) fn sentences(&self, words: usize) -> String {
        let count = (words + 5) / 11;
        let count = count.max(1);
        let share = |i: usize| words * (i + 1) / count - words * i / count;
        (0..count).map(|i| self.sentence(share(i))).collect::<Vec<_>>().join(" ")
    }

    /// A word that does not occur in `text` yet.
    pub(super) fn unused(&self, text: &HashSet<String>, skip: usize) -> Option<String> {
        let mut free = self.words.iter().filter(|w| !text.contains(&w.to_lowercase()));
        if let Some(word) = free.nth(skip) {
            return Some(self.case.write(word, false));
        }
        // Two words joined are another one.
        let count = self.words.len().max(1);
        let (first, second) =
            (self.words.get(skip % count)?, self.words.get((skip / count + skip + 1) % count)?);
        Some(self.case.write(&format!("{first}-{second}"), false))
    }
}
