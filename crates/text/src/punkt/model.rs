//! The English Punkt model: what it learned of words, as sorted tables that are searched where they stand.
//!
//! Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", 2006; trained on the Wall Street Journal, as NLTK 3.9.1
//! ships it (see NOTICE). Each file has one entry a line, sorted by bytes.

use std::cmp::Ordering;

/// Words that end with a full stop without ending a sentence, without that stop.
const ABBREVIATIONS: &str = include_str!("abbreviations.en.txt");
/// Words that often begin a sentence.
const STARTERS: &str = include_str!("starters.en.txt");
/// Pairs of words that a full stop between them does not part.
const COLLOCATIONS: &str = include_str!("collocations.en.txt");
/// The cases that a word was seen in, by position in the sentence, as a sum of bits.
const CASES: &str = include_str!("cases.en.txt");

/// Whether a word without its full stop, in lower case, is an abbreviation.
pub(super) fn is_abbreviation(word: &str) -> bool {
    find(ABBREVIATIONS, |line| line.cmp(word)).is_some()
}

/// Whether a word in lower case often begins a sentence.
pub(super) fn is_starter(word: &str) -> bool {
    find(STARTERS, |line| line.cmp(word)).is_some()
}

/// Whether a full stop between two words in lower case belongs to the first.
pub(super) fn is_collocation(left: &str, right: &str) -> bool {
    let pair = left.bytes().chain(std::iter::once(b' ')).chain(right.bytes());
    find(COLLOCATIONS, |line| line.bytes().cmp(pair.clone())).is_some()
}

/// The cases that a word in lower case was seen in; 0 if it was not.
pub(super) fn cases(word: &str) -> u8 {
    let form = |line: &'static str| line.split(' ').next().unwrap_or_default();
    let found = find(CASES, |line| form(line).cmp(word));
    found.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or(0)
}

/// The line of a sorted table that compares equal: a binary search that begins each half at a line's start.
fn find(table: &'static str, compare: impl Fn(&'static str) -> Ordering) -> Option<&'static str> {
    let bytes = table.as_bytes();
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = bytes.get(low..middle)?.iter().rposition(|&b| b == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes.get(middle..high)?.iter().position(|&b| b == b'\n').map_or(high, |at| middle + at);
        let line = table.get(start..end)?;
        match compare(line) {
            Ordering::Equal => return Some(line),
            Ordering::Less => low = end + 1,
            Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_every_entry_is_found() {
        for table in [ABBREVIATIONS, STARTERS, COLLOCATIONS, CASES] {
            let keys: Vec<&str> = table.lines().collect();
            assert!(keys.len() > 30);
            for line in &keys {
                assert_eq!(find(table, |other| other.cmp(line)), Some(*line));
            }
        }
        let words: Vec<&str> = CASES.lines().map(|line| line.split(' ').next().unwrap()).collect();
        assert!(words.is_sorted_by(|a, b| a < b));
        for line in CASES.lines() {
            let (word, bits) = line.split_once(' ').unwrap();
            assert_eq!(cases(word), bits.parse::<u8>().unwrap(), "{word}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for word in ["", "\n", "zzzzz", "!", "mr..", "\u{10ffff}"] {
            assert!(!is_abbreviation(word) && !is_starter(word) && cases(word) == 0, "{word:?}");
        }
        assert!(is_abbreviation("mr") && is_starter("since") && is_collocation("j", "aron"));
        assert!(!is_collocation("j", "") && !is_collocation("", ""));
    }
}
