//! Facts of builtin claims: contains, starts with, is lowercase, all different and the like.

use super::facts::{Fact, Reader};
use super::measure::Measure;
use super::search_pattern::SearchPattern;
use super::texts::{ANY, Texts, around, matching, row, somewhere, starting};
use super::uniqueness::said_twice;
use crate::program::{Anchor, Claim, NodeId, Target};
use crate::verify::{Search, Value};

impl Reader<'_, '_, '_> {
    pub(super) fn claim(&mut self, claim: Claim, arguments: &[NodeId], want: bool) -> Fact {
        let Some(&subject) = arguments.first() else { return Fact::True };
        match claim {
            Claim::Found(anchor) => match arguments.get(1).and_then(|&n| self.known(n)) {
                Some(Value::Search(search)) => self.search(anchor, subject, &search, want),
                _ => Fact::True,
            },
            Claim::Lowercase if want => {
                self.cased(subject, r"\p{Lowercase}", r"[\p{Lu}\p{Lt}]", r"[^\p{Lu}\p{Lt}]*")
            }
            Claim::Uppercase if want => {
                self.cased(subject, r"\p{Uppercase}", r"[\p{Ll}\p{Lt}]", r"[^\p{Ll}\p{Lt}]*")
            }
            Claim::Titlecase if want => {
                let has = self.has(subject, somewhere(around(r"[\p{Lu}\p{Lt}]")));
                // A small letter behind a blank begins a word.
                let small = starting(around(r"(?:(?s:.*)\s)?[a-z]"));
                let lacks = if self.is_subject(subject) { Fact::no_text(small) } else { Fact::True };
                Fact::All(vec![has, lacks])
            }
            Claim::Blank if !want => self.has(subject, somewhere(around(r"[^\s\x1c-\x1f]"))),
            Claim::Json if want => self.has(subject, Texts::Form(super::json::DOCUMENT)),
            Claim::AllEqual if want => self.alike(true, subject),
            Claim::AllDifferent if want => self.alike(false, subject),
            Claim::Increasing | Claim::Decreasing if want => self.at_least(subject, 2.0),
            Claim::Lowercase
            | Claim::Uppercase
            | Claim::Titlecase
            | Claim::Blank
            | Claim::Json
            | Claim::Language
            | Claim::AllEqual
            | Claim::AllDifferent
            | Claim::Increasing
            | Claim::Decreasing
            | Claim::Opaque
            | Claim::None => Fact::True,
        }
    }

    /// An expression's text is one of these.
    fn has(&mut self, subject: NodeId, texts: Texts) -> Fact {
        self.preimage(subject, texts).map_or(Fact::True, Fact::text)
    }

    /// A text has a letter of one case and none of another; what else it has is of `rest`.
    fn cased(&mut self, subject: NodeId, has: &str, lacks: &str, rest: &str) -> Fact {
        let some = self.has(subject, matching(format!("{rest}{has}{rest}")));
        let none =
            if self.is_subject(subject) { Fact::no_text(somewhere(around(lacks))) } else { Fact::True };
        Fact::All(vec![some, none])
    }

    pub(super) fn search(&mut self, anchor: Anchor, subject: NodeId, search: &Search, want: bool) -> Fact {
        let Some(pattern) = SearchPattern::of(search) else { return Fact::True };
        let hit = pattern.texts();
        let whole = match anchor {
            Anchor::Anywhere => somewhere(hit),
            Anchor::Start => starting(hit),
            Anchor::End => row([ANY, hit]),
            Anchor::Whole => hit,
        };
        if want {
            let Some(found) = self.preimage(subject, whole) else { return Fact::True };
            let mut facts = vec![Fact::text(found)];
            if pattern.least > 0 {
                facts.push(self.behind(subject));
            }
            // A text that stands somewhere brings its words and characters.
            if let Target::Text(text) = &search.needle.target
                && search.needle.ignoring.is_empty()
                && self.part_of_response(subject)
            {
                facts.push(said_twice(text));
                if anchor == Anchor::Start && self.begins_response(subject) {
                    facts.extend(self.begun(text));
                }
            }
            for (unit, n) in pattern.brings {
                facts.push(Fact::count(Measure::Unit(unit), f64::from(n), f64::INFINITY));
            }
            return Fact::All(facts);
        }
        if self.is_subject(subject) && pattern.exact { Fact::no_text(whole) } else { Fact::True }
    }
}
