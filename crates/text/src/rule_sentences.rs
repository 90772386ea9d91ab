//! Sentences by the substitution rules of IFBench's first release and of IFEvalG.
//!
//! Full stops that end no sentence are hidden first (after `Mr`, in `3.14`, in acronyms), then every mark left ends one.
//! The rules change the text a little: line breaks become blanks, and `."` becomes `".`. So a sentence is a text of its
//! own, with the place where it stands.

use super::{Part, python, work};
use memchr::{memchr, memchr_iter, memchr3_iter};
use std::borrow::Cow;
use std::ops::Range;

/// A sentence and its place. The text is of the same length as the place but for a dropped full stop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleSentence<'t> {
    /// What the rules make of it.
    pub text: Cow<'t, str>,
    /// Where it stands in the text.
    pub place: Part,
}

/// How a sentence may begin after an abbreviation.
const STARTERS: [&str; 9] = ["Mr", "Mrs", "Ms", "Dr", "Prof", "Capt", "Cpt", "Lt", "Wherever"];

/// The same, with a blank behind it.
const WHOLE_STARTERS: [&str; 11] =
    ["He", "She", "It", "They", "Their", "Our", "We", "But", "However", "That", "This"];

const COMPANIES: [&str; 5] = [" Inc", " Ltd", " Jr", " Sr", " Co"];

/// A rule: what stands around a full stop, and what happens to the full stops of a match.
struct Rule {
    /// The match in which the given full stop is the first.
    around: fn(Stop<'_>) -> Option<Range<usize>>,
    kind: RuleKind,
}

#[derive(Clone, Copy, PartialEq)]
enum RuleKind {
    /// All are hidden.
    Hide,
    /// All are hidden, and a sentence ends after the match.
    HideAndEnd,
    /// A sentence ends after the match.
    End,
    /// The first is dropped, and a sentence ends there.
    DropAndEnd,
}

/// The rules in their order; each sees what those before have hidden. The tests have them as regular expressions.
const RULES: [Rule; 12] = {
    use RuleKind::{DropAndEnd, End, Hide, HideAndEnd};
    const fn rule(kind: RuleKind, around: fn(Stop<'_>) -> Option<Range<usize>>) -> Rule {
        Rule { around, kind }
    }
    [
        rule(Hide, |stop| Some(stop.behind(&["Mr", "St", "Mrs", "Ms", "Dr"])?..stop.at + 1)),
        rule(Hide, |stop| Some(stop.at..stop.before(&["com", "net", "org", "io", "gov", "edu", "me"])?)),
        rule(Hide, |stop| stop.amid(b"9.9")),
        rule(HideAndEnd, |stop| stop.run()),
        rule(Hide, |stop| Some(stop.behind(&["Ph"])?..stop.before(&["D."])?)),
        rule(Hide, |stop| Some(stop.behind_initial()?..stop.before(&[" "])?)),
        rule(End, |stop| {
            let initials = stop.amid(b"A.A.A.").or_else(|| stop.amid(b"A.A."))?;
            stop.starter(initials.end).map(|_| initials)
        }),
        rule(Hide, |stop| stop.amid(b"a.a.a.")),
        rule(Hide, |stop| stop.amid(b"a.a.")),
        rule(DropAndEnd, |stop| Some(stop.behind(&COMPANIES)?..stop.starter(stop.at + 1)?)),
        rule(Hide, |stop| Some(stop.behind(&COMPANIES)?..stop.at + 1)),
        rule(Hide, |stop| stop.amid(b" a.")),
    ]
};

impl Rule {
    /// The matches around these full stops, which do not overlap.
    fn matches(&self, text: &[u8], stops: &[usize]) -> Vec<Range<usize>> {
        let mut free = 0;
        let mut found = Vec::new();
        for &at in stops {
            // A run of full stops is read once.
            if at < free {
                continue;
            }
            if let Some(place) = (self.around)(Stop { text, at }).filter(|place| place.start >= free) {
                free = place.end;
                found.push(place);
            }
        }
        found
    }
}

/// A full stop in a text.
#[derive(Clone, Copy)]
struct Stop<'t> {
    text: &'t [u8],
    at: usize,
}

impl Stop<'_> {
    /// Where the first of these words that ends at the full stop begins.
    fn behind(&self, words: &[&str]) -> Option<usize> {
        let head = self.text.get(..self.at)?;
        words.iter().find(|word| head.ends_with(word.as_bytes())).map(|word| self.at - word.len())
    }

    /// Where the first of these words that begins after the full stop ends.
    fn before(&self, words: &[&str]) -> Option<usize> {
        self.word(self.at + 1, words)
    }

    fn word(&self, from: usize, words: &[&str]) -> Option<usize> {
        let tail = self.text.get(from..)?;
        words.iter().find(|word| tail.starts_with(word.as_bytes())).map(|word| from + word.len())
    }

    /// A place of this form with the full stop where the form has its first. `9` is a digit, `A` a capital, `a` a letter.
    fn amid(&self, form: &[u8]) -> Option<Range<usize>> {
        let start = self.at.checked_sub(memchr(b'.', form)?)?;
        let place = start..start + form.len();
        let fits = |(&byte, &wanted): (&u8, &u8)| match wanted {
            b'9' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_uppercase(),
            b'a' => byte.is_ascii_alphabetic(),
            mark => byte == mark,
        };
        self.text.get(place.clone())?.iter().zip(form).all(fits).then_some(place)
    }

    /// Two full stops or more.
    fn run(&self) -> Option<Range<usize>> {
        // The first of them takes all: the others need not look again.
        if self.at.checked_sub(1).and_then(|before| self.text.get(before)) == Some(&b'.') {
            return None;
        }
        let length = self.text.get(self.at..)?.iter().take_while(|&&byte| byte == b'.').count();
        work::read(length);
        (length > 1).then(|| self.at..self.at + length)
    }

    /// Where the blank begins that stands before a letter and the full stop.
    fn behind_initial(&self) -> Option<usize> {
        let blank = self.amid(b"a.")?.start;
        // A character has at most four bytes.
        let head = self.text.get(blank.saturating_sub(4)..blank)?;
        let last = head.utf8_chunks().last()?.valid().chars().next_back()?;
        python::is_space(last).then(|| blank - last.len_utf8())
    }

    /// Where the beginning of a sentence ends that follows a blank at a place.
    fn starter(&self, at: usize) -> Option<usize> {
        let from = self.word(at, &[" "])?;
        let whole = || {
            let end = self.word(from, &WHOLE_STARTERS)?;
            let tail = self.text.get(end..(end + 4).min(self.text.len()))?;
            let next = tail.utf8_chunks().next()?.valid().chars().next()?;
            python::is_space(next).then(|| end + next.len_utf8())
        };
        self.word(from, &STARTERS).or_else(whole)
    }
}

/// The sentences of `text`.
#[must_use]
pub fn rule_sentences(text: &str) -> Vec<RuleSentence<'_>> {
    work::read(text.len());
    let Marked { changed, mut ends, dropped, hidden } = mark(text);
    ends.extend(memchr3_iter(b'.', b'?', b'!', changed.as_bytes()).map(|at| at + 1));
    ends.sort_unstable();
    ends.push(changed.len());
    let mut found = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let piece = changed.get(start..end).unwrap_or_default();
        let inner = python::trim(piece);
        // One blank stands before the text, so places in it are one less.
        let from = start + (piece.len() - python::trim_start(piece).len());
        let clamp = |at: usize| at.saturating_sub(1).min(text.len());
        let place = Part::new(clamp(from), clamp(from + inner.len()));
        let read = read(inner, from, &dropped, hidden);
        let text = match place.of(text) {
            same if *same == *read => Cow::Borrowed(same),
            _ => Cow::Owned(read.into_owned()),
        };
        found.push(RuleSentence { text, place });
        start = end;
    }
    if found.last().is_some_and(|last| last.text.is_empty()) {
        found.pop();
    }
    found
}

/// A text with hidden full stops, of the length of the original and three blanks around it.
struct Marked {
    changed: String,
    /// Where sentences end already.
    ends: Vec<usize>,
    /// Full stops that fall away.
    dropped: Vec<usize>,
    /// What hidden full stops were replaced by.
    hidden: char,
}

fn mark(text: &str) -> Marked {
    // A control character that does not occur; one byte, so that places stay the same.
    let hidden = ('\u{1}'..='\u{8}').find(|c| !text.contains(*c)).unwrap_or('\u{1}');
    let mut bytes = format!(" {text}  ").into_bytes();
    bytes.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' ');
    let mut stops: Vec<usize> = memchr_iter(b'.', &bytes).collect();
    let (mut ends, mut dropped) = (Vec::new(), Vec::new());
    for rule in &RULES {
        let mut hide: Vec<usize> = Vec::new();
        for found in rule.matches(&bytes, &stops) {
            let inside = bytes.get(found.clone()).unwrap_or_default();
            let mut inside = memchr_iter(b'.', inside).map(|offset| found.start + offset);
            match rule.kind {
                RuleKind::Hide => hide.extend(inside),
                RuleKind::HideAndEnd => {
                    hide.extend(inside);
                    ends.push(found.end);
                }
                RuleKind::End => ends.push(found.end),
                RuleKind::DropAndEnd => {
                    let Some(stop) = inside.next() else { continue };
                    ends.push(stop + 1);
                    dropped.push(stop);
                    hide.push(stop);
                }
            }
        }
        for &at in &hide {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = hidden as u8;
            }
        }
        stops.retain(|at| hide.binary_search(at).is_err());
    }
    // Only single bytes were exchanged for single bytes.
    let mut changed = String::from_utf8(bytes).unwrap_or_default();
    for (inside, outside) in [(".”", "”."), (".\"", "\"."), ("!\"", "\"!"), ("?\"", "\"?")] {
        if changed.contains(inside) {
            changed = changed.replace(inside, outside);
        }
    }
    Marked { changed, ends, dropped, hidden }
}

/// A piece as the rules leave it: hidden full stops shown again, but for the dropped ones, which are in order.
fn read<'t>(piece: &'t str, start: usize, dropped: &[usize], hidden: char) -> Cow<'t, str> {
    if memchr(hidden as u8, piece.as_bytes()).is_none() {
        return Cow::Borrowed(piece);
    }
    let kept = piece.char_indices().filter(|(at, _)| dropped.binary_search(&(start + at)).is_err());
    kept.map(|(_, c)| if c == hidden { '.' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::{RULES, Range, RuleKind, rule_sentences};
    use memchr::{memchr, memchr_iter};
    use proptest::prelude::*;
    use regex::Regex;

    fn texts(text: &str) -> Vec<String> {
        rule_sentences(text).into_iter().map(|s| s.text.into_owned()).collect()
    }

    #[test]
    fn marks_end_sentences() {
        assert_eq!(texts("One. Two? Three!"), ["One.", "Two?", "Three!"]);
        assert_eq!(texts("No mark"), ["No mark"]);
        assert_eq!(texts("Oh!! So?!"), ["Oh!", "!", "So?", "!"]);
        assert_eq!(texts("Wait... what\nnow"), ["Wait...", "what now"]);
        assert_eq!(texts(""), Vec::<String>::new());
        assert_eq!(texts("1. a"), ["1.", "a"]);
    }

    #[test]
    fn full_stops_that_end_none() {
        assert_eq!(texts("Mr. Ho paid 3.50 to a.com."), ["Mr. Ho paid 3.50 to a.com."]);
        assert_eq!(texts("A Ph.D. by A. B. Smith of Co. or Jr."), ["A Ph.D. by A. B. Smith of Co. or Jr."]);
        assert_eq!(texts("In the U.S. He lives"), ["In the U.S.", "He lives"]);
        assert_eq!(texts("At X Inc. It grew."), ["At X Inc", "It grew."]);
    }

    #[test]
    fn quotes_move_before_the_mark() {
        assert_eq!(texts("He said \"hi.\" Then"), ["He said \"hi\".", "Then"]);
        assert_eq!(texts("“Go.” Yes"), ["“Go”.", "Yes"]);
    }

    /// The rules as regular expressions, in their order.
    const PATTERNS: [&str; 12] = [
        r"(?:Mr|St|Mrs|Ms|Dr)\.",
        r"\.(?:com|net|org|io|gov|edu|me)",
        r"[0-9]\.[0-9]",
        r"\.{2,}",
        r"Ph\.D\.",
        r"[\s\x1c-\x1f][A-Za-z]\. ",
        r"([A-Z]\.[A-Z]\.(?:[A-Z]\.)?) STARTERS",
        r"[A-Za-z]\.[A-Za-z]\.[A-Za-z]\.",
        r"[A-Za-z]\.[A-Za-z]\.",
        r"( (?:Inc|Ltd|Jr|Sr|Co)\.) STARTERS",
        r" (?:Inc|Ltd|Jr|Sr|Co)\.",
        r" [A-Za-z]\.",
    ];

    const STARTERS: &str = r"(?:Mr|Mrs|Ms|Dr|Prof|Capt|Cpt|Lt|(?:He|She|It|They|Their|Our|We|But|However|That|This)[\s\x1c-\x1f]|Wherever)";

    fn first_stop(text: &str, place: &Range<usize>) -> usize {
        place.start + memchr(b'.', &text.as_bytes()[place.clone()]).unwrap()
    }

    /// The first full stop of each match of a pattern, and where the match or its group ends.
    fn by_pattern(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        let pattern = Regex::new(&pattern.replace("STARTERS", STARTERS)).unwrap();
        let part = |found: &regex::Captures<'_>| found.get(1).or(found.get(0)).unwrap().range();
        let parts = pattern.captures_iter(text).map(|found| part(&found));
        parts.map(|part| (first_stop(text, &part), part.end)).collect()
    }

    proptest! {
        #[test]
        fn a_rule_finds_what_its_pattern_finds(
            text in "(?s)([A-Za-c][.]|[0-9.]|[ \u{1c}\u{a0}\n]|Mrs?|Inc|Co|Jr|He|It|Wherever|com|io|Ph|D|é|.){0,30}",
        ) {
            let stops: Vec<usize> = memchr_iter(b'.', text.as_bytes()).collect();
            for (rule, pattern) in RULES.iter().zip(PATTERNS) {
                let end = |place: &Range<usize>| match rule.kind {
                    RuleKind::DropAndEnd => first_stop(&text, place) + 1,
                    _ => place.end,
                };
                let found = rule.matches(text.as_bytes(), &stops);
                let found: Vec<_> = found.iter().map(|place| (first_stop(&text, place), end(place))).collect();
                prop_assert_eq!(found, by_pattern(pattern, &text), "{}", pattern);
            }
        }

        #[test]
        fn places_lie_in_the_text_in_order(text in "(?s)([A-C.?!\"” \nMrInc1]|.){0,60}") {
            let mut at = 0;
            for sentence in rule_sentences(&text) {
                prop_assert!(sentence.place.start >= at && sentence.place.end as usize <= text.len());
                at = sentence.place.start;
            }
        }
    }
}
