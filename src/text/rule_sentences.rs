//! Sentences by the substitution rules of IFBench's first release and of IFEvalG.
//!
//! Full stops that end no sentence are hidden first (after `Mr`, in `3.14`, in acronyms), then every mark left ends one.
//! The rules change the text a little: line breaks become blanks, and `."` becomes `".`. So a sentence is a text of its
//! own, with the place where it stands.

use super::{Part, python};
use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// A sentence and its place. The text is of the same length as the place but for a dropped full stop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleSentence<'t> {
    /// What the rules make of it.
    pub text: Cow<'t, str>,
    /// Where it stands in the text.
    pub place: Part,
}

const STARTERS: &str = r"(?:Mr|Mrs|Ms|Dr|Prof|Capt|Cpt|Lt|(?:He|She|It|They|Their|Our|We|But|However|That|This)[\s\x1c-\x1f]|Wherever)";

/// A rule: a pattern, and what happens to the full stops of a match.
struct Rule {
    pattern: Regex,
    kind: RuleKind,
}

#[derive(Clone, Copy, PartialEq)]
enum RuleKind {
    /// All are hidden.
    Hide,
    /// All are hidden, and a sentence ends after the match.
    HideAndEnd,
    /// A sentence ends after the first group.
    End,
    /// The full stop is dropped, and a sentence ends there.
    DropAndEnd,
}

#[expect(clippy::unwrap_used, reason = "the patterns are constant, and tests use them")]
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    use RuleKind::{DropAndEnd, End, Hide, HideAndEnd};
    let rule = |pattern: &str, kind| Rule { pattern: Regex::new(pattern).unwrap(), kind };
    vec![
        rule(r"(?:Mr|St|Mrs|Ms|Dr)\.", Hide),
        rule(r"\.(?:com|net|org|io|gov|edu|me)", Hide),
        rule(r"[0-9]\.[0-9]", Hide),
        rule(r"\.{2,}", HideAndEnd),
        rule(r"Ph\.D\.", Hide),
        rule(r"[\s\x1c-\x1f][A-Za-z]\. ", Hide),
        rule(&format!(r"([A-Z]\.[A-Z]\.(?:[A-Z]\.)?) {STARTERS}"), End),
        rule(r"[A-Za-z]\.[A-Za-z]\.[A-Za-z]\.", Hide),
        rule(r"[A-Za-z]\.[A-Za-z]\.", Hide),
        rule(&format!(r"( (?:Inc|Ltd|Jr|Sr|Co))\. {STARTERS}"), DropAndEnd),
        rule(r" (?:Inc|Ltd|Jr|Sr|Co)\.", Hide),
        rule(r" [A-Za-z]\.", Hide),
    ]
});

/// The sentences of `text`.
#[must_use]
pub fn rule_sentences(text: &str) -> Vec<RuleSentence<'_>> {
    let Marked { changed, mut ends, dropped, hidden } = mark(text);
    ends.extend(changed.match_indices(['.', '?', '!']).map(|(at, _)| at + 1));
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
        let text = if read == place.of(text) { Cow::Borrowed(place.of(text)) } else { Cow::Owned(read) };
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
    let mut bytes = format!(" {text}  ").replace('\n', " ").into_bytes();
    let (mut ends, mut dropped) = (Vec::new(), Vec::new());
    for rule in RULES.iter() {
        let Ok(current) = std::str::from_utf8(&bytes) else { break };
        let mut hide = Vec::new();
        for found in rule.pattern.captures_iter(current) {
            let Some(whole) = found.get(0) else { continue };
            match rule.kind {
                RuleKind::End => ends.extend(found.get(1).map(|group| group.end())),
                RuleKind::DropAndEnd => {
                    if let Some(group) = found.get(1) {
                        ends.push(group.end() + 1);
                        dropped.push(group.end());
                        hide.push(group.end());
                    }
                }
                RuleKind::Hide | RuleKind::HideAndEnd => {
                    hide.extend(whole.as_str().match_indices('.').map(|(at, _)| whole.start() + at));
                    if rule.kind == RuleKind::HideAndEnd {
                        ends.push(whole.end());
                    }
                }
            }
        }
        for at in hide {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = hidden as u8;
            }
        }
    }
    let mut changed = String::from_utf8_lossy(&bytes).into_owned();
    for (inside, outside) in [(".”", "”."), (".\"", "\"."), ("!\"", "\"!"), ("?\"", "\"?")] {
        if changed.contains(inside) {
            changed = changed.replace(inside, outside);
        }
    }
    Marked { changed, ends, dropped, hidden }
}

/// A piece as the rules leave it: hidden full stops shown again, but for the dropped ones.
fn read(piece: &str, start: usize, dropped: &[usize], hidden: char) -> String {
    let kept = piece.char_indices().filter(|(at, _)| !dropped.contains(&(start + at)));
    kept.map(|(_, c)| if c == hidden { '.' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::rule_sentences;
    use proptest::prelude::*;

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

    proptest! {
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
