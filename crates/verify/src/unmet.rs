//! Arguments that no answer can meet, and the nearest that one can.

use crate::builtins;
use crate::fault::Fault;
use crate::lower::{Frame, PlanBuilder};
use crate::ops::Comparison;
use crate::program::{
    Constant, Expr, Function, Kind, Node, NodeId, Number, Parameter, Quantity, Range, Real, Type, exact_text,
};
use crate::resolve::as_f64;
use crate::text::language;

impl PlanBuilder<'_> {
    /// What is wrong with an argument that breaks its parameter's condition, and what would not.
    pub(crate) fn unmet(
        &mut self,
        parameter: &Parameter,
        slot: u32,
        condition: &Expr,
        frame: &mut Frame,
        depth: u32,
    ) -> Fault {
        let name = &parameter.name;
        let advice = self.advice((&parameter.ty, slot), condition, frame, depth);
        let advice = advice.unwrap_or_else(|| "it does not meet its parameter's condition".to_owned());
        match frame.get(slot as usize).and_then(|&id| self.constant(id)) {
            Some(value) => Fault::Unmet {
                parameter: name.as_str().into(),
                value: shortened(&value.literal(&parameter.ty).to_string()).into(),
                advice: advice.into(),
            },
            None => Fault::Condition { parameter: Some(name.as_str().into()) },
        }
    }

    /// How to meet a condition of the parameter of a type in a slot.
    fn advice(
        &mut self,
        parameter: (&Type, u32),
        condition: &Expr,
        frame: &mut Frame,
        depth: u32,
    ) -> Option<String> {
        match condition.kind.as_ref() {
            Kind::And(claims) => claims.iter().find_map(|claim| self.advice(parameter, claim, frame, depth)),
            Kind::Or(claims) => claims.iter().find_map(|claim| self.advice(parameter, claim, frame, depth)),
            Kind::Compare { operator, left, right, .. } => {
                let right = self.lower(right, frame, depth).ok().and_then(|id| self.constant_or_list(id))?;
                let given = self.lower(left, frame, depth).ok().and_then(|id| self.constant(id))?;
                let own = |e: &Expr| matches!(e.kind.as_ref(), Kind::Local(slot) if *slot == parameter.1);
                match (left.kind.as_ref(), given) {
                    (Kind::Call { function, arguments }, Constant::Int(n))
                        if function.facts().quantity == Quantity::Length && arguments.iter().any(own) =>
                    {
                        let nearest = nearest_number(*operator, as_f64(n), &right)?;
                        Some(format!(
                            "it has {n} elements: the nearest number of them is {}",
                            exact_text(nearest, Number::Int)
                        ))
                    }
                    (Kind::Local(_), Constant::Int(n)) if own(left) => {
                        let nearest = nearest_number(*operator, as_f64(n), &right)?;
                        Some(format!(
                            "the nearest value that can be met is {}",
                            exact_text(nearest, Number::Int)
                        ))
                    }
                    (Kind::Local(_), Constant::Float(x)) if own(left) => {
                        let nearest = nearest_number(*operator, x.0, &right)?;
                        Some(format!(
                            "the nearest value that can be met is {}",
                            exact_text(nearest, Number::Float)
                        ))
                    }
                    (Kind::Local(_), Constant::Text(text)) if own(left) => {
                        nearest_text(parameter.0, &text, &right)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A constant, or the elements of a list that is known but kept as what it is computed from.
    fn constant_or_list(&self, id: NodeId) -> Option<Constant> {
        let known = self.constant(id);
        let Some(Node::Call { function: function @ Function::Table, arguments }) = self.node(id) else {
            return known;
        };
        let arguments = arguments.iter().map(|&id| self.value(id)?.ok()).collect::<Option<Vec<_>>>()?;
        let context = self.context();
        builtins::call(*function, &arguments, &context).ok()?.to_constant(&context)
    }

    /// Refuses a constraint with arguments that ask for a number that no answer has: fewer words than one, less than nothing of
    /// anything.
    ///
    /// # Errors
    /// What was asked for, and the nearest that can be met.
    pub fn refuse_impossible(&self, claim: NodeId) -> Result<(), Fault> {
        match self.node(claim) {
            Some(Node::And(claims)) => claims.iter().try_for_each(|&claim| self.refuse_impossible(claim)),
            Some(Node::Compare { operator: Comparison::In, left, right, .. }) => {
                let (Some(least), Some(Constant::Range(range))) = (self.least(*left), self.constant(*right))
                else {
                    return Ok(());
                };
                match range.high {
                    Some(high) if high.0 < least => {
                        let nearest = Range {
                            low: range.low.map(|_| Real(least)),
                            high: Some(Real(least)),
                            of: range.of,
                        };
                        Err(Fault::Impossible {
                            asked: range.record_text().into(),
                            nearest: nearest.record_text().into(),
                        })
                    }
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// The least that a count can be of an answer that says something.
    fn least(&self, id: NodeId) -> Option<f64> {
        let Node::Call { function, arguments } = self.node(id)? else { return None };
        match function.facts().quantity {
            Quantity::Length => {
                let said = match self.node(*arguments.first()?)? {
                    Node::Parts { unit, of } => {
                        matches!(self.node(*of), Some(Node::Response)) && unit.facts().in_any_answer
                    }
                    _ => false,
                };
                Some(if said { 1.0 } else { 0.0 })
            }
            Quantity::Occurrences => Some(0.0),
            _ => None,
        }
    }
}

/// The number nearest to one that does not compare as it should.
fn nearest_number(operator: Comparison, given: f64, right: &Constant) -> Option<f64> {
    let number = match right {
        Constant::Int(n) => Some(as_f64(*n)),
        Constant::Float(x) => Some(x.0),
        _ => None,
    };
    match (operator, right) {
        (Comparison::In, Constant::Range(range)) => match (range.low, range.high) {
            (Some(low), _) if given < low.0 => Some(low.0),
            (_, Some(high)) if given > high.0 => Some(high.0),
            _ => None,
        },
        (Comparison::Less, _) => number.map(|n| n - 1.0),
        (Comparison::Greater, _) => number.map(|n| n + 1.0),
        (Comparison::Equal | Comparison::AtMost | Comparison::AtLeast, _) => number,
        _ => None,
    }
}

/// The text of a list nearest to one that is not in it; of languages, the one that is meant.
fn nearest_text(ty: &Type, given: &str, right: &Constant) -> Option<String> {
    let Constant::List(items) = right else { return None };
    let known =
        || items.iter().filter_map(|item| if let Constant::Text(text) = item { Some(&**text) } else { None });
    let nearest = match ty {
        Type::Language => {
            let code = language::code_of(given).unwrap_or_else(|| language::nearest(given));
            known().find(|text| *text == code)
        }
        _ => crate::diagnostic::nearest(given, known()),
    };
    let known = || shortened(&known().collect::<Vec<_>>().join(", "));
    Some(match nearest {
        Some(nearest) => format!("the nearest value that can be met is \"{nearest}\""),
        None => format!("it is none of {}", known()),
    })
}

/// A text cut to what a line takes.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
