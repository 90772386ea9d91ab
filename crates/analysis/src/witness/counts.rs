//! Repairs of measures: more or fewer of what is counted.

use super::edit::{Edit, combine, delete, insert};
use super::repair::Repairer;
use crate::ops::Arithmetic;
use crate::program::{Length, Node, NodeId, Quantity};
use crate::text::Part;
use crate::verify::{Value, place};

/// No more than this many things are added or removed at once.
const MOST: usize = 2000;

/// How many there are to add or to take away for a count to lie between two bounds.
pub(super) enum Change {
    None,
    Add(usize),
    Remove(usize),
}

impl Change {
    pub(super) fn of(count: usize, low: f64, high: f64) -> Change {
        let whole = |n: f64| {
            (0..=MOST).find(|&k| f64::from(u32::try_from(k).unwrap_or(u32::MAX)) >= n).unwrap_or(MOST)
        };
        let (least, most) = (
            whole(low),
            if high >= 2000.0 { usize::MAX } else { whole((high + 1.0).floor()).saturating_sub(1) },
        );
        if count < least {
            Change::Add(least - count)
        } else if count > most {
            Change::Remove((count - most).min(MOST))
        } else {
            Change::None
        }
    }
}

impl Repairer<'_, '_, '_> {
    /// Ways to bring a number between two bounds.
    pub(super) fn adjust(&mut self, id: NodeId, low: f64, high: f64) -> Vec<Edit> {
        if low > high {
            return Vec::new();
        }
        let Some(node) = self.evaluator.node(id).cloned() else { return Vec::new() };
        match node {
            Node::Call { function, arguments } => {
                self.adjust_quantity(function.facts().quantity, &arguments, low, high)
            }
            Node::Arithmetic { operator, left, right } => {
                let (Some(a), Some(b)) = (self.number(left), self.number(right)) else { return Vec::new() };
                match operator {
                    Arithmetic::Add => {
                        let mut out = self.adjust(left, (low - b).max(0.0), high - b);
                        out.extend(self.adjust(right, (low - a).max(0.0), high - a));
                        out
                    }
                    Arithmetic::Subtract => {
                        let mut out = self.adjust(left, low + b, high + b);
                        out.extend(self.adjust(right, (a - high).max(0.0), a - low));
                        out
                    }
                    Arithmetic::Multiply if b > 0.0 => {
                        self.adjust(left, (low / b).ceil(), (high / b).floor())
                    }
                    Arithmetic::Divide if b > 0.0 => self.adjust(left, (low * b).ceil(), (high * b).floor()),
                    _ => Vec::new(),
                }
            }
            Node::If { condition, then, otherwise } => {
                let branch = if self.holds(condition) { Some(then) } else { otherwise };
                let mut out = branch.map(|b| self.adjust(b, low, high)).unwrap_or_default();
                let holds = self.holds(condition);
                out.extend(self.make(condition, !holds));
                out
            }
            _ => Vec::new(),
        }
    }

    fn adjust_quantity(&mut self, of: Quantity, arguments: &[NodeId], low: f64, high: f64) -> Vec<Edit> {
        match (of, arguments) {
            (Quantity::Length, [list]) => self.adjust_length(*list, low, high),
            (Quantity::Occurrences, [subject, needle]) => self.adjust_found(*subject, *needle, low, high),
            (Quantity::Sum, [list]) => self.adjust_sum(*list, low, high),
            (Quantity::Mean | Quantity::Extreme, [list]) => {
                let mut out = self.adjust_each(*list, low, high);
                out.extend(self.adjust_one(*list, low, high));
                out
            }
            (Quantity::Ratio, [part, whole]) => {
                let (Some(p), Some(w)) = (self.number(*part), self.number(*whole)) else {
                    return Vec::new();
                };
                let mut out = self.adjust(*part, (low * w).ceil(), (high * w).floor());
                if low > 0.0 && p < low * w {
                    out.extend(self.adjust(*whole, 1.0, (p / low).floor()));
                }
                if high > 0.0 && p > high * w {
                    out.extend(self.adjust(*whole, (p / high).ceil(), f64::INFINITY));
                }
                out
            }
            _ => Vec::new(),
        }
    }

    fn number(&mut self, id: NodeId) -> Option<f64> {
        self.evaluator.value(id).ok()?.number()
    }

    /// A sum of numbers for each element, or of numbers that hang on conditions.
    fn adjust_sum(&mut self, list: NodeId, low: f64, high: f64) -> Vec<Edit> {
        let Some(Node::List(items)) = self.evaluator.node(list).cloned() else {
            return self.adjust_each(list, low, high);
        };
        let total: f64 = items.iter().filter_map(|&item| self.number(item)).sum();
        let mut all = Vec::new();
        for &item in &items {
            let value = self.number(item).unwrap_or(0.0);
            if total < low && value == 0.0 {
                all.push(self.adjust(item, 1.0, f64::INFINITY));
            } else if total > high && value > 0.0 {
                all.push(self.adjust(item, 0.0, value - 1.0));
            }
        }
        let needed = Change::of(whole(total), low, high);
        let (Change::Add(n) | Change::Remove(n)) = needed else { return Vec::new() };
        if !all.is_empty() {
            let shift = self.turn % all.len();
            all.rotate_left(shift);
        }
        all.truncate(n);
        (0..4).filter_map(|choice| combine(&all, choice)).collect()
    }

    /// Brings each number of a list between the bounds, as a mean or an extreme asks at most.
    fn adjust_each(&mut self, list: NodeId, low: f64, high: f64) -> Vec<Edit> {
        let Some(Node::Collect { local, arity, list: source, item }) = self.evaluator.node(list).cloned()
        else {
            return Vec::new();
        };
        let Ok(elements) = self.evaluator.value(source) else { return Vec::new() };
        let elements = elements.elements();
        if elements.is_empty() {
            return self.grow(source, 1);
        }
        let mut all = Vec::new();
        for element in elements {
            let edits = self.within((local, arity), element, |r| {
                r.adjust(item, low.ceil(), high.floor().max(low.ceil()))
            });
            if !edits.is_empty() {
                all.push(edits);
            }
        }
        (0..4).filter_map(|choice| combine(&all, choice)).collect()
    }

    /// Brings the mean of a list between the bounds by one of its numbers.
    fn adjust_one(&mut self, list: NodeId, low: f64, high: f64) -> Vec<Edit> {
        let Some(Node::Collect { local, arity, list: source, item }) = self.evaluator.node(list).cloned()
        else {
            return Vec::new();
        };
        let (Ok(values), Ok(elements)) = (self.evaluator.value(list), self.evaluator.value(source)) else {
            return Vec::new();
        };
        let numbers: Vec<f64> = values.elements().iter().filter_map(Value::number).collect();
        let count = f64::from(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
        let sum: f64 = numbers.iter().sum();
        let mut out = Vec::new();
        for (element, n) in elements.elements().into_iter().zip(&numbers).take(4) {
            let (least, most) = (n + (low * count - sum).ceil(), n + (high * count - sum).floor());
            out.extend(
                self.within((local, arity), element, |r| r.adjust(item, least.max(1.0), most.max(1.0)))
                    .into_iter()
                    .take(4),
            );
        }
        out
    }

    /// Ways to give a list a length between two bounds.
    pub(super) fn adjust_length(&mut self, list: NodeId, low: f64, high: f64) -> Vec<Edit> {
        let Some(node) = self.evaluator.node(list).cloned() else { return Vec::new() };
        let Ok(value) = self.evaluator.value(list) else { return Vec::new() };
        if matches!(value, Value::Missing) {
            return self.create(list);
        }
        let change = Change::of(value.len(), low, high);
        match (node, change) {
            (_, Change::None) => Vec::new(),
            (Node::Parts { unit, of }, Change::Add(n)) => match self.span(of) {
                Some(part) => self.add(unit, part, n),
                None => self.create(of),
            },
            (Node::Parts { unit, .. }, Change::Remove(n)) => {
                let parts: Vec<Part> = value.elements().iter().filter_map(place).collect();
                self.remove(unit, &parts, n)
            }
            (Node::Filter { local, list: source, keep }, change) => {
                self.adjust_filter(local, source, keep, &change)
            }
            (Node::Collect { list: source, .. }, _) => self.adjust_length(source, low, high),
            (Node::Call { function, arguments }, change) => {
                match (function.facts().length, arguments.as_slice()) {
                    (Length::Occurrences { more: 0 }, [subject, needle]) => {
                        self.adjust_found(*subject, *needle, low, high)
                    }
                    (Length::Occurrences { more }, [subject, needle]) => {
                        let more = f64::from(more);
                        self.separate(*subject, *needle, (low - more).max(0.0), high - more)
                    }
                    (Length::OneLess, [source]) => self.adjust_length(*source, low + 1.0, high + 1.0),
                    (Length::Distinct, _) => self.adjust_distinct(&change),
                    (Length::Half, [source]) => self.adjust_length(*source, low * 2.0, high * 2.0),
                    (Length::Unknown | Length::Same, [source, ..]) => self.adjust_length(*source, low, high),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    fn adjust_filter(&mut self, local: u32, source: NodeId, keep: NodeId, change: &Change) -> Vec<Edit> {
        let Ok(elements) = self.evaluator.value(source) else { return Vec::new() };
        let elements = elements.elements();
        let (target, n) = match change {
            Change::Add(n) => (true, *n),
            Change::Remove(n) => (false, *n),
            Change::None => return Vec::new(),
        };
        let mut all: Vec<Vec<Edit>> = Vec::new();
        let mut wrong: Vec<Part> = Vec::new();
        let count = elements.len();
        for i in 0..count {
            let Some(element) = elements.get((i + self.turn * 3) % count) else { continue };
            if all.len() >= n {
                break;
            }
            let found = self.within((local, 1), element.clone(), |r| {
                (r.holds(keep) != target).then(|| r.make(keep, target))
            });
            if let Some(edits) = found {
                wrong.extend(place(element));
                if !edits.is_empty() {
                    all.push(edits);
                }
            }
        }
        let mut out: Vec<Edit> = (0..6).filter_map(|choice| combine(&all, choice)).collect();
        out.dedup();
        if target {
            if all.len() < n || out.is_empty() {
                out.extend(self.grow(source, count + n));
            }
        } else {
            out.push(wrong.iter().take(n).map(|&part| delete(self.text, part)).collect());
        }
        out
    }

    fn adjust_distinct(&mut self, change: &Change) -> Vec<Edit> {
        let used = self.vocabulary();
        match change {
            Change::Add(n) => {
                let fresh: Vec<String> = (0..*n).filter_map(|i| self.lexicon.unused(&used, i)).collect();
                if fresh.is_empty() {
                    return Vec::new();
                }
                let sentences: Vec<String> = fresh.chunks(9).map(|c| self.as_sentence(c)).collect();
                let text = sentences.join(" ");
                let mut out = self.placed(&text, self.whole(), 1);
                // Or words that come twice make room.
                let words = self.words(self.whole());
                let mut seen = std::collections::HashSet::new();
                let twice = words.iter().filter(|p| !seen.insert(p.of(self.text).to_lowercase()));
                out.push(twice.zip(&fresh).map(|(p, w)| (*p, w.clone())).collect());
                out
            }
            Change::Remove(n) => {
                let words = self.words(self.whole());
                let Some(first) = words.first().map(|p| p.of(self.text).to_owned()) else {
                    return Vec::new();
                };
                let other = |p: &&Part| !p.of(self.text).eq_ignore_ascii_case(&first);
                let last = words.iter().rev().filter(other).take(*n);
                vec![
                    last.clone().map(|&p| (p, first.to_lowercase())).collect(),
                    last.map(|&p| delete(self.text, p)).collect(),
                    // Saying it all again brings no new word.
                    vec![insert(self.end(), format!(" {}", self.text).repeat(2))],
                    vec![insert(self.end(), format!(" {}", self.text))],
                ]
            }
            Change::None => Vec::new(),
        }
    }

    fn as_sentence(&self, words: &[String]) -> String {
        let case = self.lexicon.case;
        let mut out: Vec<String> = words.to_vec();
        if let Some(first) = out.first_mut() {
            *first = case.write(first, true);
        }
        format!("{}{}", out.join(" "), self.lexicon.mark)
    }
}

fn whole(n: f64) -> usize {
    (0..=MOST).find(|&k| f64::from(u32::try_from(k).unwrap_or(u32::MAX)) >= n).unwrap_or(MOST)
}
