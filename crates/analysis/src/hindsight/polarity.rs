//! Polarity: in which direction a parameter has to move for a constraint to ask for less.
//!
//! Read off the constraint's structure, so that implication is certain: `count(words) in n` asks for less when `n` is
//! wider, `not …` turns that round, and a parameter that stands anywhere else moves in no known direction.

use crate::ops::{BlockKind, Comparison, Quantifier};
use crate::program::{Definition, Expr, Kind, Program, Slot, Type};

/// How a parameter is weakened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weaken {
    /// A range: wider.
    Widen,
    /// A range: narrower.
    Narrow,
    /// A number: lower.
    Lower,
    /// A number: higher.
    Raise,
    /// A list: with fewer elements.
    Subset,
}

impl Weaken {
    fn turned(self) -> Option<Weaken> {
        Some(match self {
            Weaken::Widen => Weaken::Narrow,
            Weaken::Narrow => Weaken::Widen,
            Weaken::Lower => Weaken::Raise,
            Weaken::Raise => Weaken::Lower,
            Weaken::Subset => return None,
        })
    }
}

/// How a parameter of a definition is weakened; `None` if it is not used, or not in one direction only.
pub fn weaken(program: &Program, definition: &Definition, parameter: usize) -> Option<Weaken> {
    let slot = Slot::try_from(parameter).ok()?.checked_add(1)?;
    let mut uses = Uses { program, slot, found: Vec::new(), mixed: false };
    uses.walk(&definition.body, true);
    let first = *uses.found.first()?;
    (!uses.mixed && uses.found.iter().all(|w| *w == first)).then_some(first)
}

struct Uses<'p> {
    program: &'p Program,
    slot: Slot,
    found: Vec<Weaken>,
    mixed: bool,
}

impl Uses<'_> {
    fn reads(&self, e: &Expr) -> bool {
        matches!(e.kind.as_ref(), Kind::Local(slot) if *slot == self.slot)
            || e.parts().into_iter().any(|p| self.reads(p))
    }

    fn is(&self, e: &Expr) -> bool {
        matches!(e.kind.as_ref(), Kind::Local(slot) if *slot == self.slot)
    }

    fn record(&mut self, weaken: Weaken, positive: bool) {
        match if positive { Some(weaken) } else { weaken.turned() } {
            Some(weaken) => self.found.push(weaken),
            None => self.mixed = true,
        }
    }

    fn walk(&mut self, e: &Expr, positive: bool) {
        if !self.reads(e) {
            return;
        }
        match e.kind.as_ref() {
            Kind::Not(claim) => self.walk(claim, !positive),
            Kind::And(claims) | Kind::Or(claims) => claims.iter().for_each(|c| self.walk(c, positive)),
            Kind::Block { kind, items } => {
                let inside = positive != (*kind == BlockKind::None);
                items.iter().for_each(|(c, _)| self.walk(c, inside));
            }
            Kind::Scope { part, body, .. } if !self.reads(part) => self.walk(body, positive),
            Kind::Let { value, body, .. } if !self.reads(value) => self.walk(body, positive),
            Kind::If { condition, then, otherwise } if !self.reads(condition) => {
                self.walk(then, positive);
                otherwise.iter().for_each(|o| self.walk(o, positive));
            }
            Kind::Quantify { quantifier, list, body, .. } => {
                if self.is(list) && !self.reads(body) && *quantifier != Quantifier::Some {
                    self.record(Weaken::Subset, positive);
                } else if !self.reads(list) {
                    self.walk(body, positive != (*quantifier == Quantifier::No));
                } else {
                    self.mixed = true;
                }
            }
            Kind::Compare { operator, left, right, .. } if self.is(right) && !self.reads(left) => {
                match (operator, &right.ty) {
                    (Comparison::In, Type::Range(_)) => self.record(Weaken::Widen, positive),
                    (Comparison::AtLeast | Comparison::Greater, Type::Number(_)) => {
                        self.record(Weaken::Lower, positive);
                    }
                    (Comparison::AtMost | Comparison::Less, Type::Number(_)) => {
                        self.record(Weaken::Raise, positive);
                    }
                    _ => self.mixed = true,
                }
            }
            Kind::Defined { definition, subject, arguments } if !self.reads(subject) => {
                for (index, argument) in arguments.iter().enumerate() {
                    if !self.reads(argument) {
                        continue;
                    }
                    let target = self.program.definitions.get(*definition as usize);
                    match target.and_then(|d| weaken(self.program, d, index)).filter(|_| self.is(argument)) {
                        Some(weaken) => self.record(weaken, positive),
                        None => self.mixed = true,
                    }
                }
            }
            _ => self.mixed = true,
        }
    }
}
