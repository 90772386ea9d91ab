//! The parts of a text that edits take hold of.

use super::repair::Repairer;
use crate::text::{Part, Unit};

impl Repairer<'_, '_, '_> {
    /// The words inside a part, where they stand in the text.
    pub(super) fn words(&self, part: Part) -> Vec<Part> {
        self.inside(Unit::Word, part)
    }

    /// The sentences inside a part.
    pub(super) fn sentences(&self, part: Part) -> Vec<Part> {
        self.inside(Unit::Sentence, part)
    }

    /// The lines inside a part.
    pub(super) fn lines(&self, part: Part) -> Vec<Part> {
        self.inside(Unit::Line, part)
    }

    /// What blanks separate inside a part.
    pub(super) fn tokens(&self, part: Part) -> Vec<Part> {
        self.inside(Unit::Token, part)
    }

    /// All of a unit inside a part.
    pub(super) fn inside(&self, unit: Unit, part: Part) -> Vec<Part> {
        unit.find(part.of(self.text)).into_iter().map(|p| p.shift(part.start)).collect()
    }

    /// The whole text.
    pub(super) fn whole(&self) -> Part {
        Part::whole(self.text)
    }

    /// The words of the text, in small letters.
    pub(super) fn vocabulary(&self) -> std::collections::HashSet<String> {
        self.words(self.whole()).iter().map(|p| p.of(self.text).to_lowercase()).collect()
    }
}
