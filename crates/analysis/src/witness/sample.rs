//! Examples of patterns: short texts that a regular expression matches.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// At most this many examples of one pattern.
const MOST: usize = 12;

/// Texts that a pattern matches, plain ones first. Look-arounds are taken to hold, so an example has to be tried.
pub(super) fn examples(pattern: &str, ignore_case: bool) -> Vec<String> {
    let parsed = ParserBuilder::new().multi_line(true).case_insensitive(ignore_case).build().parse(pattern);
    parsed.map(|hir| of(&hir)).unwrap_or_default()
}

fn of(hir: &Hir) -> Vec<String> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => {
            std::str::from_utf8(&literal.0).map(|s| vec![s.to_owned()]).unwrap_or_default()
        }
        HirKind::Class(class) => members(class),
        HirKind::Repetition(repetition) => {
            let least = repetition.min.min(64);
            let inner = of(&repetition.sub);
            let repeated =
                |n: u32| inner.iter().map(move |text| text.repeat(usize::try_from(n).unwrap_or(0)));
            let once = if least == 0 && repetition.max != Some(0) { 1 } else { least };
            let mut out: Vec<String> = repeated(least).collect();
            if once != least {
                out.extend(repeated(once));
            }
            out.dedup();
            out.truncate(MOST);
            out
        }
        HirKind::Capture(capture) => of(&capture.sub),
        HirKind::Concat(parts) => {
            let parts: Vec<Vec<String>> = parts.iter().map(of).collect();
            let most = parts.iter().map(Vec::len).max().unwrap_or(0);
            // Not all combinations: the n-th example takes the n-th choice of each part.
            let nth = |n: usize| -> Option<String> {
                parts.iter().map(|p| p.get(n.min(p.len().saturating_sub(1)))).map(|p| p.cloned()).collect()
            };
            let mut out: Vec<String> = (0..most).filter_map(nth).collect();
            out.dedup();
            out
        }
        HirKind::Alternation(parts) => {
            let mut out: Vec<String> = Vec::new();
            let all: Vec<Vec<String>> = parts.iter().map(of).collect();
            let most = all.iter().map(Vec::len).max().unwrap_or(0);
            for n in 0..most {
                out.extend(all.iter().filter_map(|p| p.get(n).cloned()));
            }
            out.truncate(MOST);
            out
        }
    }
}

/// Members of a class: letters and digits before marks, then one of each range.
fn members(class: &Class) -> Vec<String> {
    let Class::Unicode(class) = class else { return Vec::new() };
    let has = |c: char| class.iter().any(|r| r.start() <= c && c <= r.end());
    let liked = ['e', 'o', 'E', '1', '.', '!', ' ', '-', '*', '_', '?', '\n'];
    let mut out: Vec<String> = liked.into_iter().filter(|&c| has(c)).map(String::from).collect();
    let rare = class.iter().flat_map(|r| [r.start(), r.end()]).filter(|c| !c.is_control());
    for c in rare.take(6) {
        if !out.contains(&String::from(c)) {
            out.push(String::from(c));
        }
    }
    out.truncate(MOST);
    out
}

#[cfg(test)]
mod tests {
    use super::examples;

    #[test]
    fn examples_are_matched() {
        for pattern in [
            r"\p{Lu}",
            r"[?？؟][”»)]*",
            r"^\s*\*[^\*].*$",
            r"\bcat\b",
            r"(?s:.*\S.*)",
            r"\[.*?\]",
            r"a{3,}",
            r"<<[^\n]+>>",
            r"yes|no",
            r"\s?Section\s?\d+\s?",
        ] {
            let regex = regex::RegexBuilder::new(pattern).multi_line(true).build().unwrap();
            let examples = examples(pattern, false);
            assert!(examples.iter().any(|e| regex.is_match(e)), "{pattern}: {examples:?}");
        }
    }

    #[test]
    fn alternatives_come_too() {
        assert_eq!(examples("yes|no", false), ["yes", "no"]);
        assert!(examples("[?？]", false).contains(&"？".to_owned()));
    }
}
