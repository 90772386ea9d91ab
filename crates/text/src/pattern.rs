//! Regular expressions, in linear time, with Python's character classes.
//!
//! HIR's dialect is that of the `regex` crate but for: `\w`, `\d`, `\s` are Python's (letters, numbers and `_`;
//! decimal digits; blanks with U+001C to U+001F); `^` and `$` match at line ends; `.` stops at `\n` only.

use super::{Part, python, search};
use regex::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, HirKind};
use std::sync::OnceLock;

/// Compiled size beyond which a pattern is refused.
const SIZE_LIMIT: usize = 4 << 20;

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    translated: String,
    ignore_case: bool,
    shortcut: Shortcut,
    regex: OnceLock<Regex>,
    at_start: OnceLock<Regex>,
    at_end: OnceLock<Regex>,
    whole: OnceLock<Regex>,
}

/// Patterns that need no automaton.
#[derive(Debug, PartialEq)]
enum Shortcut {
    None,
    /// `\w+`.
    Words,
    /// A literal, `\b` at its ends or not.
    Literal {
        text: String,
        left: bool,
        right: bool,
    },
    /// One character of a class: for each of ASCII, whether it is in it; no other is.
    Class(Box<[bool; 128]>),
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Why it can't be read, in words.
    pub fn new(source: &str, ignore_case: bool) -> Result<Pattern, String> {
        let translated = translate(source);
        let shortcut = class(&translated, ignore_case).unwrap_or_else(|| shortcut(source, ignore_case));
        let regex = OnceLock::new();
        // A literal can't be wrong, so its automaton waits until a text needs it.
        if shortcut == Shortcut::None {
            let _ = regex.set(compile(&translated, ignore_case)?);
        }
        Ok(Pattern {
            translated,
            ignore_case,
            shortcut,
            regex,
            at_start: OnceLock::new(),
            at_end: OnceLock::new(),
            whole: OnceLock::new(),
        })
    }

    /// All matches, from left to right, without overlap.
    pub fn find_all(&self, text: &str) -> Vec<Part> {
        crate::work::read(text.len());
        match &self.shortcut {
            Shortcut::Words => python::words(text),
            Shortcut::Literal { text: needle, left, right } => match self.occurrences(text, needle) {
                Some(found) => bounded(text, needle, found, *left, *right),
                None => self.search(text),
            },
            Shortcut::Class(class) => members(class, text).collect(),
            Shortcut::None => self.search(text),
        }
    }

    /// How many matches there are.
    pub fn count(&self, text: &str) -> usize {
        crate::work::read(text.len());
        match &self.shortcut {
            Shortcut::Words => python::count_words(text),
            Shortcut::Literal { .. } => self.find_all(text).len(),
            Shortcut::Class(class) => members(class, text).count(),
            Shortcut::None => self.regex.get().map_or(0, |r| r.find_iter(text).count()),
        }
    }

    /// The first match.
    pub fn find(&self, text: &str) -> Option<Part> {
        crate::work::read(text.len());
        match (&self.shortcut, self.regex.get()) {
            (Shortcut::None, Some(regex)) => regex.find(text).map(|m| Part::new(m.start(), m.end())),
            (Shortcut::Class(class), _) => members(class, text).next(),
            _ => self.find_all(text).first().copied(),
        }
    }

    /// The match at the beginning of the text.
    pub fn find_at_start(&self, text: &str) -> Option<Part> {
        self.anchored(&self.at_start, r"\A(?:", ")", text)
    }

    /// A match that ends where the text ends.
    pub fn find_at_end(&self, text: &str) -> Option<Part> {
        self.anchored(&self.at_end, "(?:", r")\z", text)
    }

    /// Whether the pattern matches the text from beginning to end.
    pub fn matches_whole(&self, text: &str) -> bool {
        self.anchored(&self.whole, r"\A(?:", r")\z", text).is_some()
    }

    fn anchored(&self, cell: &OnceLock<Regex>, before: &str, after: &str, text: &str) -> Option<Part> {
        crate::work::read(text.len());
        let source = || format!("{before}{}{after}", self.translated);
        // The unanchored pattern compiled, so this one does; if it grew over the limit, nothing matches.
        let regex = match cell.get() {
            Some(regex) => regex,
            None => {
                let compiled = RegexBuilder::new(&source())
                    .multi_line(true)
                    .case_insensitive(self.ignore_case)
                    .build()
                    .ok()?;
                cell.get_or_init(|| compiled)
            }
        };
        regex.find(text).map(|m| Part::new(m.start(), m.end()))
    }

    fn search(&self, text: &str) -> Vec<Part> {
        let Some(regex) = self.regex.get().or_else(|| {
            let compiled = compile(&self.translated, self.ignore_case).ok()?;
            Some(self.regex.get_or_init(|| compiled))
        }) else {
            return Vec::new();
        };
        regex.find_iter(text).map(|m| Part::new(m.start(), m.end())).collect()
    }

    /// The source in the dialect of the `regex` crate (multi-line), and whether it matches in either case.
    pub fn source(&self) -> (String, bool) {
        (self.translated.clone(), self.ignore_case)
    }

    /// The literal that this pattern is, and whether it is searched in either case.
    pub fn literal(&self) -> Option<(&str, bool)> {
        match &self.shortcut {
            Shortcut::Literal { text, .. } => Some((text, self.ignore_case)),
            Shortcut::Words | Shortcut::Class(_) | Shortcut::None => None,
        }
    }

    /// Of the places where the literal stands, those where the pattern matches.
    pub fn refine(&self, hits: Vec<Part>, text: &str) -> Vec<Part> {
        match &self.shortcut {
            Shortcut::Literal { text: needle, left, right } => bounded(text, needle, hits, *left, *right),
            Shortcut::Words | Shortcut::Class(_) | Shortcut::None => hits,
        }
    }

    /// The literal's occurrences, if they can be told without an automaton.
    fn occurrences(&self, text: &str, needle: &str) -> Option<Vec<Part>> {
        if !self.ignore_case {
            return Some(search::exact(text, needle));
        }
        (needle.is_ascii() && search::folds_as_ascii(text)).then(|| search::ignoring_ascii_case(text, needle))
    }
}

fn compile(translated: &str, ignore_case: bool) -> Result<Regex, String> {
    RegexBuilder::new(translated)
        .multi_line(true)
        .case_insensitive(ignore_case)
        .size_limit(SIZE_LIMIT)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(limit) => format!("it needs more than {} MiB compiled", limit >> 20),
            regex::Error::Syntax(message) => {
                let last = message.lines().last().unwrap_or("").trim();
                last.strip_prefix("error: ").unwrap_or(last).to_owned()
            }
            other => other.to_string(),
        })
}

/// Keeps the occurrences at whose ends Python's `\b` holds, where asked for. A literal's own edge decides
/// which side of the boundary the word is on.
fn bounded(text: &str, needle: &str, found: Vec<Part>, left: bool, right: bool) -> Vec<Part> {
    if !left && !right {
        return found;
    }
    let word = |c: Option<char>| c.is_some_and(python::is_word);
    let (first, last) = (word(needle.chars().next()), word(needle.chars().next_back()));
    let keep = |part: &Part| {
        let before = text.get(..part.start as usize).and_then(|t| t.chars().next_back());
        let after = text.get(part.end as usize..).and_then(|t| t.chars().next());
        (!left || word(before) != first) && (!right || word(after) != last)
    };
    found.into_iter().filter(keep).collect()
}

/// The characters of a class.
fn members<'t>(class: &'t [bool; 128], text: &'t str) -> impl Iterator<Item = Part> + 't {
    let inside = |byte: u8| class.get(usize::from(byte)) == Some(&true);
    let places = text.bytes().enumerate().filter(move |(_, byte)| inside(*byte));
    places.map(|(at, _)| Part::new(at, at + 1))
}

/// Recognises a class of ASCII's characters.
fn class(translated: &str, ignore_case: bool) -> Option<Shortcut> {
    if !translated.starts_with('[') {
        return None;
    }
    let mut parser = ParserBuilder::new().case_insensitive(ignore_case).build();
    let parsed = parser.parse(translated).ok()?;
    let HirKind::Class(Class::Unicode(class)) = parsed.kind() else { return None };
    let mut members = Box::new([false; 128]);
    for range in class.ranges() {
        let range =
            usize::try_from(u32::from(range.start())).ok()?..=usize::try_from(u32::from(range.end())).ok()?;
        members.get_mut(range)?.fill(true);
    }
    Some(Shortcut::Class(members))
}

/// Recognises `\w+` and literals.
fn shortcut(source: &str, ignore_case: bool) -> Shortcut {
    if source == r"\w+" {
        return Shortcut::Words;
    }
    let (left, rest) = source.strip_prefix(r"\b").map_or((false, source), |rest| (true, rest));
    // `\\b` at the end is a backslash and a b.
    let (right, rest) = match rest.strip_suffix(r"\b") {
        Some(inner) if !inner.ends_with('\\') => (true, inner),
        _ => (false, rest),
    };
    let mut text = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c) if c.is_ascii_punctuation() => text.push(c),
                _ => return Shortcut::None,
            },
            '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => {
                return Shortcut::None;
            }
            c => text.push(c),
        }
    }
    // Overlapping candidates could hide one another once boundaries are asked for.
    let overlaps =
        (left || right) && (1..text.len()).any(|i| text.get(i..).is_some_and(|tail| text.starts_with(tail)));
    if text.is_empty() || overlaps || (ignore_case && !text.is_ascii()) {
        return Shortcut::None;
    }
    Shortcut::Literal { text, left, right }
}

/// Rewrites Python's classes for the `regex` crate.
fn translate(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut chars = source.chars();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match (chars.next(), in_class) {
                (Some('w'), false) => out.push_str(r"[\p{L}\p{N}_]"),
                (Some('w'), true) => out.push_str(r"\p{L}\p{N}_"),
                (Some('W'), _) => out.push_str(r"[^\p{L}\p{N}_]"),
                (Some('s'), false) => out.push_str(r"[\s\x1c-\x1f]"),
                (Some('s'), true) => out.push_str(r"\s\x1c-\x1f"),
                (Some('S'), _) => out.push_str(r"[^\s\x1c-\x1f]"),
                (Some('Z'), false) => out.push_str(r"\z"),
                (Some(c), _) => {
                    out.push('\\');
                    out.push(c);
                }
                (None, _) => out.push('\\'),
            },
            '[' if in_class => out.push_str(r"\["),
            '[' => {
                in_class = true;
                out.push('[');
                // `[]…]` and `[^]…]` begin with a literal bracket.
                let rest = chars.as_str();
                let (negation, rest) = rest.strip_prefix('^').map_or(("", rest), |r| ("^", r));
                out.push_str(negation);
                if !negation.is_empty() {
                    chars.next();
                }
                if rest.starts_with(']') {
                    chars.next();
                    out.push_str(r"\]");
                }
            }
            ']' => {
                in_class = false;
                out.push(']');
            }
            '&' | '~' if in_class => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn found<'t>(source: &str, ignore_case: bool, text: &'t str) -> Vec<&'t str> {
        Pattern::new(source, ignore_case).unwrap().find_all(text).iter().map(|p| p.of(text)).collect()
    }

    #[test]
    fn word_characters_are_pythons() {
        assert_eq!(found(r"\w+", false, "हिन्दी x² don't"), ["ह", "न", "द", "x²", "don", "t"]);
        assert_eq!(found(r"[\w-]+", false, "well-known ²"), ["well-known", "²"]);
        assert_eq!(found(r"a\sb", false, "a\u{1f}b a b"), ["a\u{1f}b", "a b"]);
    }

    #[test]
    fn boundaries_follow_the_same_words() {
        assert_eq!(found(r"\bcat\b", true, "Cat, concat cats cat² cat"), ["Cat", "cat"]);
        assert_eq!(found(r"\bC\+\+\b", false, "C++ C++x"), ["C++"]);
        assert_eq!(found(r"\baba\b", false, "ababa aba"), ["aba"]);
    }

    #[test]
    fn literals_agree_with_the_automaton() {
        for (needle, text) in
            [("kelvin", "\u{212A}elvin KELVIN"), ("so", "\u{17F}o SO so"), ("a.b", "axb a.b")]
        {
            let literal = Pattern::new(needle, true).unwrap();
            let general = Pattern::new(&format!("(?:{needle})"), true).unwrap();
            assert_eq!(literal.find_all(text), general.find_all(text), "{needle}");
        }
    }

    #[test]
    fn classes_agree_with_the_automaton() {
        for (class, ignore_case) in [
            (r"[!-\/:-@\[-`{-~]", false),
            ("[a-ck]", true),
            ("[k-s]", true),
            ("[^a]", false),
            (r"[\d,]", false),
        ] {
            let short = Pattern::new(class, ignore_case).unwrap();
            let general = Pattern::new(&format!("(?:){class}"), ignore_case).unwrap();
            let text = "é[A]b-c, \u{212A}kK 9\u{17F}sS٣~!";
            assert_eq!(short.find_all(text), general.find_all(text), "{class}");
            assert_eq!((short.find(text), short.count(text)), (general.find(text), general.count(text)));
        }
    }

    #[test]
    fn anchored_forms() {
        let p = Pattern::new("b+", false).unwrap();
        assert!(p.find_at_start("abb").is_none() && p.find_at_start("bba").is_some());
        assert!(p.find_at_end("abb").is_some() && !p.matches_whole("abb") && p.matches_whole("bb"));
    }

    #[test]
    fn what_can_not_run_in_linear_time_is_refused() {
        for source in ["(a", r"(a)\1", "(?=a)", "a{1000}{1000}{1000}"] {
            assert!(Pattern::new(source, false).is_err(), "{source}");
        }
    }
}
