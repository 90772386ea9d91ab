//! Repairs of parts that can't be mended: what stands around them makes them something else, or something more.

use super::edit::{Edit, insert};
use super::repair::Repairer;
use crate::program::{Node, NodeId, Origin};
use crate::text::units::{Layout, Mask};
use crate::text::{Part, Unit};
use crate::verify::place;

/// A word without a letter, which a heading may have around its title.
const WORD: &str = "_";

impl Repairer<'_, '_, '_> {
    /// Ways to make the first of these parts none of its unit: as the header of a table, a row, code, a heading.
    pub(super) fn hidden(&self, unit: Unit, parts: &[Part]) -> Vec<Edit> {
        let masks = unit.record().edits.masks;
        let Some(part) = parts.first().filter(|_| !masks.is_empty()) else { return Vec::new() };
        let rest = self.text.get(part.start as usize..).unwrap_or_default();
        let length = rest.find('\n').unwrap_or(rest.len());
        let end = part.start + u32::try_from(length).unwrap_or(0);
        let before = self.text.get(..part.start as usize).unwrap_or_default();
        let begun = before.trim_end_matches([' ', '\t']);
        let gap = if begun.is_empty() || begun.ends_with('\n') { "" } else { "\n" };
        let edit = |mask: &Mask| match mask {
            Mask::Header => {
                let word = *self.words(Part { start: part.start, end }).first()?;
                Some(vec![insert(part.start, gap), insert(word.end, "|"), insert(end, "\n|-|")])
            }
            Mask::Row => Some(vec![insert(part.start, format!("{gap}| "))]),
            Mask::Code => Some(vec![insert(part.start, format!("{gap}```\n")), insert(end, "\n```")]),
            Mask::Heading => Some(vec![insert(part.start, "# ")]),
        };
        masks.iter().filter_map(edit).collect()
    }

    /// Ways to make pairs of neighbours alike: the same word before and behind each element.
    pub(super) fn framed(&mut self, list: NodeId) -> Vec<Edit> {
        let Some(Node::Call { function, arguments }) = self.evaluator.node(list).cloned() else {
            return Vec::new();
        };
        if function.facts().origin != Origin::Neighbours {
            return Vec::new();
        }
        let Some(elements) = arguments.first().and_then(|&list| self.evaluator.value(list).ok()) else {
            return Vec::new();
        };
        let mut out = Edit::new();
        for part in elements.elements().iter().filter_map(place) {
            if let Some(last) = self.words(part).last() {
                out.extend([insert(part.start, format!("{WORD} ")), insert(last.end, format!(" {WORD}"))]);
            }
        }
        vec![out]
    }

    /// Ways to make elements begin alike: with the same word before each.
    pub(super) fn begun_alike(&mut self, list: NodeId) -> Vec<Edit> {
        let Ok(elements) = self.evaluator.value(list) else { return Vec::new() };
        let parts: Vec<Part> = elements.elements().iter().filter_map(place).collect();
        let words = [WORD.to_owned(), "1".to_owned(), self.lexicon.phrase(1, true)];
        words
            .into_iter()
            .map(|word| parts.iter().map(|p| insert(p.start, format!("{word} "))).collect())
            .collect()
    }

    /// Two paragraphs that end alike while no two sentences of the text do: in the first, whose item is further in,
    /// what follows the item does not continue it.
    pub(super) fn indented_alike(&self, item: NodeId) -> Option<Edit> {
        let Some(Node::Call { function, arguments }) = self.evaluator.node(item) else { return None };
        let list = arguments.first().and_then(|&list| self.evaluator.node(list));
        let Some(Node::Parts { unit, .. }) = list else { return None };
        if function.facts().origin != Origin::Element || unit.facts().layout != Layout::Sentences {
            return None;
        }
        let (first, second) = (self.lexicon.phrase(2, true), self.lexicon.phrase(2, false));
        let lines = format!("- {first}\n {second}\n{}", self.lexicon.phrase(1, false));
        Some(vec![(self.whole(), format!("  {lines}\n\n{lines}"))])
    }
}
