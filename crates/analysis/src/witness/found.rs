//! Repairs of searches: more or fewer occurrences.

use super::counts::Change;
use super::edit::{Edit, delete, insert};
use super::repair::Repairer;
use crate::program::{Node, NodeId, Presence, Side};
use crate::text::Part;
use crate::verify::{Search, Value};

impl Repairer<'_, '_, '_> {
    /// Ways to have a separator found between two numbers of times: pieces behind each.
    pub(super) fn separate(&mut self, subject: NodeId, needle: NodeId, low: f64, high: f64) -> Vec<Edit> {
        let Some(part) = self.span(subject) else { return Vec::new() };
        let Ok(Value::Search(search)) = self.evaluator.value(needle) else { return Vec::new() };
        let found = self.found(&search, part);
        match Change::of(found.len(), low, high) {
            Change::Add(n) => {
                let mut out = Vec::new();
                for text in self.spellings(&search).into_iter().take(3) {
                    for gap in ["\n", "\n\n", " ", ""] {
                        let piece = || format!("{gap}{text}{gap}{}", self.lexicon.sentence(4));
                        out.push(vec![insert(part.end, (0..n).map(|_| piece()).collect::<String>())]);
                    }
                    // Between what is already there.
                    let ends = self.sentences(part);
                    if ends.len() > n {
                        let places = ends.iter().take(n).map(|p| p.end);
                        out.push(places.map(|at| insert(at, format!("\n{text}\n"))).collect());
                    }
                }
                out
            }
            Change::Remove(n) => vec![found.iter().rev().take(n).map(|&p| (p, String::new())).collect()],
            Change::None => Vec::new(),
        }
    }

    pub(super) fn found(&self, search: &Search, part: Part) -> Vec<Part> {
        let text = crate::verify::Text::response(&self.evaluator.context())
            .slice(part.start as usize, part.end as usize);
        let found = search.find_all(&text, &self.evaluator.context());
        found.parts.iter().filter_map(|&p| found.base.locate(p)).collect()
    }

    /// Ways to have a needle found between two numbers of times in a part.
    pub(super) fn adjust_found(&mut self, subject: NodeId, needle: NodeId, low: f64, high: f64) -> Vec<Edit> {
        if let Some(edits) = self.behind(subject, needle, low) {
            return edits;
        }
        let Some(part) = self.span(subject) else { return self.create(subject) };
        let Ok(Value::Search(search)) = self.evaluator.value(needle) else { return Vec::new() };
        let found = self.found(&search, part);
        match Change::of(found.len(), low, high) {
            Change::None => Vec::new(),
            Change::Add(n) => {
                let spellings = self.spellings(&search);
                let most = if spellings.len() > 4 { 4 } else { spellings.len() };
                let shift = if spellings.len() > 4 { self.turn % spellings.len() } else { 0 };
                let chosen: Vec<&String> = spellings.iter().cycle().skip(shift).take(most).collect();
                let mut out: Vec<Edit> = chosen.iter().flat_map(|text| self.placed(text, part, n)).collect();
                // A vocabulary word that holds it reads better than bare letters.
                let word = self
                    .lexicon
                    .words()
                    .iter()
                    .find(|w| self.finds(&search, &self.lexicon.case.write(w, false)));
                if let Some(word) = word.map(|w| self.lexicon.case.write(w, false)) {
                    out.splice(0..0, self.placed(&word, part, n));
                }
                out
            }
            Change::Remove(n) => {
                let extra: Vec<Part> = found.iter().rev().take(n).copied().collect();
                let words = self.words(self.whole());
                let free = |skip: usize| {
                    let mut free = self.lexicon.words().iter().filter(|w| !self.finds(&search, w));
                    free.nth(skip).map(|w| self.lexicon.case.write(w, false))
                };
                let around = |p: &Part| words.iter().find(|w| w.start <= p.start && p.end <= w.end).copied();
                let replaced: Edit = extra
                    .iter()
                    .enumerate()
                    .filter_map(|(i, p)| Some((around(p)?, free((i * 5 + self.turn) % 30)?)))
                    .collect();
                let mut out = Vec::new();
                if !replaced.is_empty() {
                    out.push(replaced);
                }
                out.push(extra.iter().map(|&p| (p, String::new())).collect());
                out.push(extra.iter().map(|&p| delete(self.text, p)).collect());
                out.push(extra.iter().map(|&p| (p, p.of(self.text).to_lowercase())).collect());
                out.push(extra.iter().map(|&p| (p, p.of(self.text).to_uppercase())).collect());
                out.push(extra.iter().map(|&p| (p, " ".to_owned())).collect());
                out
            }
        }
    }

    /// Something wanted behind (or before) what does not occur: both are put in, in their order.
    fn behind(&mut self, subject: NodeId, needle: NodeId, low: f64) -> Option<Vec<Edit>> {
        let Some(Node::Call { function, arguments }) = self.evaluator.node(subject).cloned() else {
            return None;
        };
        let Presence::Found(side) = function.facts().presence else { return None };
        let [text, anchor] = arguments.as_slice() else { return None };
        let part = self.span(*text)?;
        let Ok(Value::Search(anchor)) = self.evaluator.value(*anchor) else { return None };
        let Ok(Value::Search(search)) = self.evaluator.value(needle) else { return None };
        if low < 1.0 || (side == Side::After && !self.found(&anchor, part).is_empty()) {
            return None;
        }
        let first = self.spellings(&anchor).into_iter().take(2);
        let second: Vec<String> = self.spellings(&search).into_iter().take(2).collect();
        let both = first.zip(second).map(|(a, b)| match side {
            Side::After => format!("{a} {} {b}", self.lexicon.phrase(1, false)),
            Side::Before => format!("{b} {} {a}", self.lexicon.phrase(1, false)),
        });
        Some(both.flat_map(|text| self.placed(&text, part, 1)).collect())
    }

    fn finds(&self, search: &Search, word: &str) -> bool {
        search.occurs_in(word)
    }
}
