//! Repairs of builtin claims: contains, starts with, is lowercase, increasing and the like.

use super::edit::{Edit, insert};
use super::lexicon::Case;
use super::repair::Repairer;
use super::sample;
use super::words;
use crate::ops::Normalisation;
use crate::program::{Anchor, Claim, Node, NodeId, Rewrite, Target};
use crate::text::{Part, language};
use crate::verify::{Search, Value};

/// What may stand around a text to make a pattern match it whole.
const WRAPS: &[(&str, &str)] = &[
    ("\"", "\""),
    ("“", "”"),
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("<<", ">>"),
    ("*", "*"),
    ("- ", ""),
    ("# ", ""),
];

impl Repairer<'_, '_, '_> {
    pub(super) fn claim(&mut self, claim: Claim, arguments: &[NodeId], want: bool) -> Vec<Edit> {
        let Some(&subject) = arguments.first() else { return Vec::new() };
        let part = self.span(subject);
        match (claim, arguments) {
            (Claim::Found(Anchor::Anywhere), [subject, needle]) => {
                let (low, high) = if want { (1.0, f64::INFINITY) } else { (0.0, 0.0) };
                self.adjust_found(*subject, *needle, low, high)
            }
            (Claim::Found(anchor), [_, needle]) => match part {
                Some(part) if want => self.anchor(anchor, part, *needle),
                Some(part) => vec![
                    vec![insert(part.start, format!("{} ", self.lexicon.phrase(1, true)))],
                    vec![insert(part.end, format!(" {}", self.lexicon.phrase(1, false)))],
                ],
                None => self.create(subject),
            },
            (Claim::Lowercase | Claim::Uppercase | Claim::Titlecase | Claim::Blank | Claim::Json, _) => {
                match part {
                    Some(part) => self.class(claim, part, want),
                    None => self.create(subject),
                }
            }
            (Claim::Language, [_, tag]) => match (part, self.constant_text(*tag)) {
                (Some(part), Some(tag)) if want => self.translate(part, &tag),
                _ => Vec::new(),
            },
            (Claim::Increasing | Claim::Decreasing | Claim::AllEqual | Claim::AllDifferent, _) => {
                let by = arguments.get(1).and_then(|&by| self.evaluator.value(by).ok()?.number());
                if want { self.sequence(claim, subject, by) } else { Vec::new() }
            }
            (Claim::Found(_) | Claim::Language | Claim::Opaque | Claim::None, _) => Vec::new(),
        }
    }

    /// Texts that a needle finds, as the style writes them.
    pub(super) fn spellings(&self, search: &Search) -> Vec<String> {
        let needle = &search.needle;
        let fold = needle.ignoring.contains(&Normalisation::Case);
        match &needle.target {
            Target::Text(text) => {
                let mut out = vec![text.to_string()];
                if fold {
                    let case = self.lexicon.case;
                    for other in [case.write(text, false), case.write(text, true), text.to_lowercase()] {
                        if !out.contains(&other) {
                            out.push(other);
                        }
                    }
                    // The style's own spelling first.
                    let shift = usize::from(out.len() > 1);
                    out.rotate_left(shift);
                }
                out
            }
            Target::Pattern(pattern) => {
                let (source, ignore_case) =
                    search.pattern_source().unwrap_or((pattern.source.to_string(), false));
                let mut out = sample::examples(&source, ignore_case || fold);
                out.retain(|text| !text.is_empty());
                if pattern.ignore_case || fold {
                    let case = self.lexicon.case;
                    let cased: Vec<String> =
                        out.iter().map(|text| case.write(&text.to_lowercase(), false)).collect();
                    out.splice(0..0, cased);
                    out.dedup();
                }
                out
            }
        }
    }

    fn anchor(&mut self, anchor: Anchor, part: Part, needle: NodeId) -> Vec<Edit> {
        let Ok(Value::Search(search)) = self.evaluator.value(needle) else { return Vec::new() };
        let inside = part.of(self.text).to_owned();
        let token = |first: bool| {
            let tokens = self.tokens(part);
            let found = if first { tokens.first() } else { tokens.last() };
            found.copied()
        };
        let mut out: Vec<Edit> = Vec::new();
        let spellings: Vec<String> = self.spellings(&search).into_iter().take(5).collect();
        // A table's header or row is no sentence and no paragraph.
        let gaps: &[(&str, &str)] = match anchor {
            Anchor::Start => &[
                ("", ""),
                ("", " "),
                ("", ", "),
                ("", ".\n\n"),
                ("", "\n"),
                ("", " |\n|-|\n\n"),
                ("", "\n---\n"),
            ],
            Anchor::End => {
                &[("", ""), (" ", ""), ("\n\n", ""), ("\n", ""), ("\n| ", ""), ("\n\n| 1 |\n|-|\n| ", "")]
            }
            _ => &[],
        };
        for (before, after) in gaps {
            for text in &spellings {
                let at = if anchor == Anchor::Start { part.start } else { part.end };
                out.push(vec![insert(at, format!("{before}{text}{after}"))]);
            }
        }
        for text in &spellings {
            match anchor {
                Anchor::Start => out.extend(token(true).map(|p| vec![(p, text.clone())])),
                Anchor::End => {
                    out.extend(token(false).map(|p| vec![(p, text.clone())]));
                    if let Some(last) = inside.chars().next_back() {
                        let start = part.end - u32::try_from(last.len_utf8()).unwrap_or(1);
                        out.push(vec![(Part { start, end: part.end }, text.clone())]);
                    }
                }
                _ => out.push(vec![(part, text.clone())]),
            }
        }
        if anchor == Anchor::Whole {
            // A line of its own before or behind what is there.
            for text in spellings.iter().take(2) {
                for gap in ["\n\n", "\n"] {
                    out.push(vec![insert(part.start, format!("{text}{gap}"))]);
                    out.push(vec![insert(part.end, format!("{gap}{text}"))]);
                }
            }
            for (before, after) in WRAPS {
                out.push(vec![insert(part.start, *before), insert(part.end, *after)]);
            }
        }
        out
    }

    fn class(&mut self, claim: Claim, part: Part, want: bool) -> Vec<Edit> {
        let inside = part.of(self.text);
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let texts: Vec<String> = match (claim, want) {
            (Claim::Lowercase, true) | (Claim::Uppercase, false) => vec![inside.to_lowercase()],
            (Claim::Uppercase, true) | (Claim::Lowercase, false) => vec![inside.to_uppercase()],
            (Claim::Titlecase, true) => {
                let words = self.tokens(part).into_iter().flat_map(|token| self.words(token));
                let edit = words.map(|p| (p, super::lexicon::capitalised(p.of(self.text)))).collect();
                return vec![edit];
            }
            (Claim::Titlecase, false) => vec![inside.to_lowercase()],
            (Claim::Blank, true) => vec![String::new()],
            (Claim::Blank, false) => {
                vec![self.lexicon.sentence(5), format!("\n{}\n", self.lexicon.sentence(5))]
            }
            (_, true) => vec![
                format!("{{\"text\": {}}}", quoted(inside)),
                format!("[{}]", quoted(inside)),
                format!("```json\n{{\"text\": {}}}\n```", quoted(inside)),
                "{\"a\": 1}".to_owned(),
            ],
            (_, false) => vec![format!("{inside} x")],
        };
        let mut out: Vec<Edit> = texts.iter().map(|text| vec![(part, text.clone())]).collect();
        match (claim, want) {
            // A word that begins with a digit has small letters and no capital that is missing.
            (Claim::Lowercase, true) => {
                let numbered = |p: Part| (p, format!("1{}", p.of(self.text).to_lowercase()));
                out.push(self.words(part).into_iter().map(numbered).collect());
            }
            // In a heading before all else.
            (Claim::Uppercase, true) if part.start == 0 => {
                out.extend(texts.first().map(|text| vec![insert(0, format!("# {text}\n\n"))]));
            }
            _ => {}
        }
        out
    }

    /// Ways to write a part in another language: its words replaced, or sentences added.
    fn translate(&mut self, part: Part, tag: &str) -> Vec<Edit> {
        let Some(list) = words::of_language(tag)
            .or_else(|| tag.starts_with("en").then(|| words::english().take(60).collect()))
        else {
            return Vec::new();
        };
        let case = self.lexicon.case;
        let list = telling(&list, case, tag);
        let found = self.words(part);
        let written =
            |n: usize, first: bool| case.write(list.get(n % list.len().max(1)).copied().unwrap_or(""), first);
        let replaced: Edit = found
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let capital = p.of(self.text).chars().next().is_some_and(char::is_uppercase);
                (*p, written(i + self.turn, capital))
            })
            .collect();
        let sentence = |count: usize| {
            let words: Vec<String> = (0..count).map(|i| written(i, i == 0)).collect();
            format!("{}{}", words.join(" "), self.lexicon.mark)
        };
        let mut out = vec![replaced];
        for count in [list.len(), list.len() * 3] {
            out.push(vec![insert(part.end, format!(" {}", sentence(count)))]);
            out.push(vec![insert(part.start, format!("{} ", sentence(count)))]);
        }
        out.push(vec![insert(part.end, format!("\n\n{}", sentence(list.len())))]);
        out.push(vec![insert(part.end, format!("\n---\n{}", sentence(list.len())))]);
        out
    }

    /// The language of a part compared with tags.
    pub(super) fn language(&mut self, left: NodeId, right: &Value) -> Option<Vec<Edit>> {
        let Some(Node::Call { function, arguments }) = self.evaluator.node(left).cloned() else {
            return None;
        };
        if function.record().rewrite != Rewrite::Language {
            return None;
        }
        let part = self.span(*arguments.first()?)?;
        let tags: Vec<String> = match right {
            Value::Text(text) => vec![self.string(text)],
            list => list
                .elements()
                .iter()
                .filter_map(|v| if let Value::Text(t) = v { Some(self.string(t)) } else { None })
                .collect(),
        };
        Some(tags.iter().filter(|t| !t.is_empty()).flat_map(|tag| self.translate(part, tag)).collect())
    }
}

/// The words by which a text is taken for one in a language: all of them, or those that do so one by one.
fn telling<'w>(words: &[&'w str], case: Case, tag: &str) -> Vec<&'w str> {
    let tells = |text: &str| language::detect(text).is_some_and(|found| found == tag);
    let written = |words: &[&str]| words.iter().map(|w| case.write(w, false)).collect::<Vec<_>>().join(" ");
    if tells(&written(words)) {
        return words.to_vec();
    }
    let alone: Vec<&str> = words.iter().copied().filter(|&word| tells(&written(&[word; 3]))).collect();
    if alone.is_empty() { words.to_vec() } else { alone }
}
