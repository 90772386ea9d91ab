//! Facts of a text that is known to begin the response.

use super::super::facts::{Fact, Reader};
use super::super::measure::Measure;
use crate::program::{Node, NodeId, Preimage};
use crate::text::Unit;
use crate::text::units::Layout;

impl Reader<'_, '_, '_> {
    /// Whether an expression is the response, blanks at its ends aside.
    pub(in super::super) fn begins_response(&self, id: NodeId) -> bool {
        match self.evaluator.node(id) {
            Some(Node::Call { function, arguments })
                if matches!(function.facts().preimage, Preimage::Trimmed { start: true, .. }) =>
            {
                arguments.first().is_some_and(|&of| self.begins_response(of))
            }
            _ => self.is_subject(id),
        }
    }

    /// What a known beginning says of the first line: it has the sentences that the beginning has.
    pub(in super::super) fn begun(&self, text: &str) -> Option<Fact> {
        let sentences = u32::try_from(sentences_begun(text)).ok()?;
        let lines = self.lying(Layout::Lines).filter(|_| sentences > 1)?;
        let some = Fact::count(Measure::Unit(Unit::Sentence), f64::from(sentences), f64::INFINITY);
        Some(Fact::One(self.named(lines), Box::new(some)))
    }
}

/// How many sentences a line has at least that begins with a text, whatever follows. The text is of words alone, whose
/// marks of an end have a blank and a capital behind them; its last word, which may go on, parts no sentences.
pub(in super::super) fn sentences_begun(text: &str) -> usize {
    let line = text.split('\n').next().unwrap_or_default();
    let Some((sure, _)) = line.rsplit_once(' ') else { return 0 };
    let mut rest = sure.chars().peekable();
    let mut plain = rest.peek().is_some_and(char::is_ascii_alphabetic);
    while let Some(c) = rest.next() {
        plain &= match c {
            '.' | '!' | '?' => rest.next() == Some(' ') && rest.peek().is_some_and(char::is_ascii_uppercase),
            ' ' => rest.peek().is_some_and(char::is_ascii_alphabetic),
            c => c.is_ascii_alphabetic() || (c == ',' && rest.peek() == Some(&' ')),
        };
    }
    if plain { Unit::Sentence.find(sure).len() } else { 0 }
}
