//! Repairs of lists of values: growing, shrinking, all equal, all different.

use super::edit::{Edit, combine, insert};
use super::repair::Repairer;
use crate::program::{Claim, Node, NodeId};
use crate::verify::Value;

impl Repairer<'_, '_, '_> {
    /// Ways to make numbers grow or shrink, or values equal or different.
    pub(super) fn sequence(&mut self, claim: Claim, list: NodeId, by: Option<f64>) -> Vec<Edit> {
        let Ok(values) = self.evaluator.value(list) else { return Vec::new() };
        let values = values.elements();
        if values.len() < 2 {
            let mut out = self.grow(list, 2);
            // What is there, once more.
            if claim == Claim::AllEqual {
                for gap in ["\n\n", " ", "\n"] {
                    let again = self.text.rsplit("\n\n").next().unwrap_or(self.text);
                    out.insert(0, vec![insert(self.end(), format!("{gap}{again}"))]);
                }
            }
            return out;
        }
        let Some(Node::Collect { local, arity, list: source, item }) = self.evaluator.node(list).cloned()
        else {
            return Vec::new();
        };
        let Ok(elements) = self.evaluator.value(source) else { return Vec::new() };
        let numbers: Option<Vec<f64>> = values.iter().map(Value::number).collect();
        let strings: Vec<String> = values
            .iter()
            .map(|v| if let Value::Text(t) = v { self.string(t) } else { String::new() })
            .collect();
        let count = values.len();
        let step = by.unwrap_or(1.0).abs().max(1.0);
        let least = numbers.iter().flatten().copied().fold(f64::INFINITY, f64::min).max(1.0);
        let mut all: Vec<Vec<Edit>> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        let used = self.vocabulary();
        for (i, element) in elements.elements().into_iter().enumerate() {
            let place = if claim == Claim::Decreasing { count - 1 - i } else { i };
            let offset = f64::from(u32::try_from(place).unwrap_or(0)) * step;
            let edits = match (&numbers, claim) {
                (Some(_), Claim::Increasing | Claim::Decreasing) => {
                    let target = least + offset;
                    self.within((local, arity), element, |r| r.adjust(item, target, target))
                }
                (Some(numbers), Claim::AllEqual) => {
                    let target = numbers.first().copied().unwrap_or(1.0).max(1.0);
                    self.within((local, arity), element, |r| r.adjust(item, target, target))
                }
                (None, Claim::AllEqual) => {
                    let target = strings.get(self.turn % count).cloned().unwrap_or_default();
                    if strings.get(i) == Some(&target) {
                        continue;
                    }
                    self.within((local, arity), element, |r| r.set_text(item, &target))
                }
                (None, Claim::AllDifferent) => {
                    if strings.get(i).is_some_and(|s| seen.insert(s.clone())) {
                        continue;
                    }
                    let Some(fresh) = self.lexicon.unused(&used, all.len() + self.turn) else { continue };
                    let longer = format!("{}-{fresh}", strings.get(i).map_or("", String::as_str));
                    self.within((local, arity), element, |r| {
                        let mut out: Vec<Edit> = r.set_text(item, &fresh).into_iter().take(2).collect();
                        out.extend(r.set_text(item, &longer).into_iter().take(2));
                        out
                    })
                }
                _ => Vec::new(),
            };
            if !edits.is_empty() {
                all.push(edits);
            }
        }
        let mut out: Vec<Edit> = (0..4).filter_map(|choice| combine(&all, choice)).collect();
        if claim == Claim::AllEqual {
            out.extend(self.begun_alike(source));
            out.extend(self.indented_alike(item));
        }
        out.extend(self.one_by_one(all));
        out
    }
}
