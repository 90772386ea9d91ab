//! Facts of builtin claims: contains, starts with, is lowercase, all different and the like.

use super::alike::said_twice;
use super::facts::{ANY, Fact, Reader};
use super::measure::Measure;
use super::needle::Needle;
use crate::program::{Function as F, NodeId};
use crate::verify::{Search, Value};

impl Reader<'_, '_, '_> {
    pub(super) fn claim(&mut self, function: F, arguments: &[NodeId], want: bool) -> Fact {
        let Some(&subject) = arguments.first() else { return Fact::True };
        let direct = self.is_subject(subject);
        match function {
            F::Contains | F::StartsWith | F::EndsWith | F::Equals => {
                let Some(Value::Search(search)) = arguments.get(1).and_then(|&n| self.known(n)) else {
                    return Fact::True;
                };
                self.search(function, subject, &search, want)
            }
            F::IsLowercase | F::IsUppercase if want => {
                let (has, lacks, rest) = match function {
                    F::IsLowercase => (r"\p{Lowercase}", r"[\p{Lu}\p{Lt}]", r"[^\p{Lu}\p{Lt}]*"),
                    _ => (r"\p{Uppercase}", r"[\p{Ll}\p{Lt}]", r"[^\p{Ll}\p{Lt}]*"),
                };
                let has = self.preimage(subject, format!("{rest}{has}{rest}")).map_or(Fact::True, Fact::text);
                let lacks = if direct { Fact::no_text(format!("{ANY}{lacks}{ANY}")) } else { Fact::True };
                Fact::All(vec![has, lacks])
            }
            F::IsTitlecase if want => {
                let has = self
                    .preimage(subject, format!(r"{ANY}[\p{{Lu}}\p{{Lt}}]{ANY}"))
                    .map_or(Fact::True, Fact::text);
                // A small letter behind a blank begins a word.
                let lacks =
                    if direct { Fact::no_text(format!(r"(?:{ANY}\s)?[a-z]{ANY}")) } else { Fact::True };
                Fact::All(vec![has, lacks])
            }
            F::IsBlank if !want => {
                self.preimage(subject, format!(r"{ANY}[^\s\x1c-\x1f]{ANY}")).map_or(Fact::True, Fact::text)
            }
            F::IsJson | F::IsPythonJson if want => {
                self.preimage(subject, super::json::document()).map_or(Fact::True, Fact::text)
            }
            F::AllEqual | F::AllDifferent if want => self.alike(function, subject),
            F::Increasing | F::Decreasing if want => self.at_least(subject, 2.0),
            _ => Fact::True,
        }
    }

    pub(super) fn search(&mut self, function: F, subject: NodeId, search: &Search, want: bool) -> Fact {
        let Some(needle) = Needle::of(search) else { return Fact::True };
        let source = &needle.source;
        let whole = match function {
            F::Contains => format!("{ANY}(?:{source}){ANY}"),
            F::StartsWith => format!("(?:{source}){ANY}"),
            F::EndsWith => format!("{ANY}(?:{source})"),
            _ => source.clone(),
        };
        if want {
            let Some(found) = self.preimage(subject, whole) else { return Fact::True };
            let mut facts = vec![Fact::text(found)];
            // A text that stands somewhere brings its words and characters.
            if let crate::program::Target::Text(text) = &search.needle.target
                && search.needle.ignoring.is_empty()
                && self.part_of_response(subject)
            {
                facts.push(said_twice(text));
                if function == F::StartsWith && self.begins_response(subject) {
                    facts.extend(self.begun(text));
                }
            }
            for (unit, n) in needle.brings {
                facts.push(Fact::count(Measure::Unit(unit), f64::from(n), f64::INFINITY));
            }
            return Fact::All(facts);
        }
        let direct = self.is_subject(subject);
        if direct && needle.exact { Fact::no_text(whole) } else { Fact::True }
    }
}
