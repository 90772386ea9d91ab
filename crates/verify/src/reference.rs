//! The plain evaluator: walks the typed program, one expression after the other, and keeps nothing.
//!
//! It is the oracle of the fast one: no plan, no folding, no sharing, no pooled search. Only the meaning of builtins
//! and of connectives is common to both.

use super::builtins;
use super::combine::{self, Quantified, Weighted};
use super::compare::compare;
use super::eval::{needle, place, prompt, push_piece, range, refill};
use super::judgement::{Judgement, Truth};
use super::lower::with_number;
use super::value::{Context, Text, Value};
use crate::fault::Fault;
use crate::program::{Absence, Constant, Expr, Kind, PatternPiece, PatternSource, Program};
use std::rc::Rc;
use std::sync::Arc;

/// What slots hold; a fault is raised only when the slot is read.
type Frame = Vec<Result<Value, Fault>>;

struct Reference<'p, 't> {
    program: &'p Program,
    context: &'p Context<'t>,
}

/// Judges a definition applied to the whole response.
pub(crate) fn judge(
    program: &Program,
    definition: u32,
    arguments: &[Constant],
    context: &Context<'_>,
) -> Judgement {
    let reference = Reference { program, context };
    let subject = Ok(Value::Text(Text::response(context)));
    let arguments = arguments.iter().map(|a| Value::constant(a, context.cache)).collect();
    settle(reference.defined(definition, subject, arguments))
}

/// Judges a claim about the whole response.
pub(crate) fn judge_claim(program: &Program, claim: &Expr, frame: u32, context: &Context<'_>) -> Judgement {
    let reference = Reference { program, context };
    let mut frame: Frame = vec![Ok(Value::Text(Text::response(context))); frame as usize];
    settle(reference.value(claim, &mut frame))
}

fn settle(value: Result<Value, Fault>) -> Judgement {
    match value {
        Ok(Value::Bool(judgement)) => Rc::unwrap_or_clone(judgement),
        Ok(Value::Missing) => Judgement::absent(),
        Ok(_) => Judgement::error(Fault::internal("a claim that is none")),
        Err(fault) => Judgement::error(fault),
    }
}

impl Reference<'_, '_> {
    fn defined(
        &self,
        definition: u32,
        subject: Result<Value, Fault>,
        arguments: Vec<Result<Value, Fault>>,
    ) -> Result<Value, Fault> {
        let Some(target) = self.program.definitions.get(definition as usize) else {
            return Err(Fault::internal("a definition that is not there"));
        };
        let mut frame: Frame = vec![subject; target.frame as usize];
        for (slot, argument) in frame.iter_mut().skip(1).zip(arguments) {
            *slot = argument;
        }
        for condition in target.parameters.iter().filter_map(|p| p.condition.as_ref()) {
            if !self.judge(condition, &mut frame).holds() {
                return Err(Fault::Condition { parameter: None });
            }
        }
        self.value(&target.body, &mut frame)
    }

    fn judge(&self, e: &Expr, frame: &mut Frame) -> Judgement {
        settle(self.value(e, frame))
    }

    fn values(&self, es: &[Expr], frame: &mut Frame) -> Result<Vec<Value>, Fault> {
        es.iter().map(|e| self.value(e, frame)).collect()
    }

    fn value(&self, e: &Expr, frame: &mut Frame) -> Result<Value, Fault> {
        Ok(match e.kind.as_ref() {
            Kind::Const(constant) => Value::constant(constant, self.context.cache)?,
            Kind::Prompt => prompt(self.context)?,
            Kind::Response => Value::Text(Text::response(self.context)),
            Kind::Local(slot) => match frame.get(*slot as usize) {
                Some(value) => value.clone()?,
                None => return Err(Fault::internal("a slot outside its frame")),
            },
            Kind::Call { function, arguments } => {
                builtins::call(*function, &self.values(arguments, frame)?, self.context)?
            }
            Kind::Defined { definition, subject, arguments } => {
                let subject = self.value(subject, frame);
                let arguments = arguments.iter().map(|a| self.value(a, frame)).collect();
                self.defined(*definition, subject, arguments)?
            }
            Kind::Parts { unit, of } => match self.value(of, frame)? {
                Value::Text(text) => {
                    let found = unit.find(text.str(self.context));
                    Value::Parts(
                        text.base.clone(),
                        found.into_iter().map(|p| p.shift(text.part.start)).collect(),
                    )
                }
                other => other,
            },
            Kind::Needle { target, whole_word, ignoring } => {
                needle(&self.value(target, frame)?, *whole_word, ignoring, self.context)?
            }
            Kind::Pattern { pieces, ignore_case } => self.pattern(pieces, *ignore_case, frame)?,
            Kind::Range { low, high } => {
                let low = low.as_ref().map(|e| self.value(e, frame)).transpose()?;
                let high = high.as_ref().map(|e| self.value(e, frame)).transpose()?;
                with_number(range(low.as_ref(), high.as_ref())?, &e.ty)
            }
            Kind::List(items) => Value::List(self.values(items, frame)?.into()),
            Kind::Tuple(items) => Value::Tuple(self.values(items, frame)?.into()),
            Kind::Arithmetic { operator, left, right } => {
                builtins::arithmetic(*operator, &self.value(left, frame)?, &self.value(right, frame)?)?
            }
            Kind::Let { slot, value, body } => {
                let value = self.value(value, frame);
                set(frame, *slot, value);
                self.value(body, frame)?
            }
            Kind::Collect { slots, list, item } => {
                let list = self.value(list, frame)?;
                if matches!(list, Value::Missing) {
                    return Ok(Value::Missing);
                }
                let mut out = Vec::new();
                for element in list.elements() {
                    bind(frame, slots, element);
                    out.push(self.value(item, frame)?);
                }
                Value::List(out.into())
            }
            Kind::Filter { slot, list, keep } => {
                let list = self.value(list, frame)?;
                let mut kept = Vec::new();
                for element in list.elements() {
                    bind(frame, &[*slot], element.clone());
                    match self.judge(keep, frame).truth {
                        Truth::Holds => kept.push(element),
                        Truth::Error(reason) => return Err(Fault::clone(&reason)),
                        Truth::Fails | Truth::Absent => {}
                    }
                }
                if matches!(list, Value::Missing) { Value::Missing } else { refill(&list, kept) }
            }
            Kind::If { condition, then, otherwise } => {
                match (self.judge(condition, frame).truth, otherwise) {
                    (Truth::Error(reason), _) => return Err(Fault::clone(&reason)),
                    (Truth::Holds, _) => self.value(then, frame)?,
                    (_, Some(otherwise)) => self.value(otherwise, frame)?,
                    (_, None) => Value::Bool(Rc::new(Judgement::plain(true))),
                }
            }
            _ => Value::Bool(Rc::new(self.claim(e, frame)?)),
        })
    }

    fn claim(&self, e: &Expr, frame: &mut Frame) -> Result<Judgement, Fault> {
        let mut all =
            |es: &[Expr]| -> Vec<Weighted> { es.iter().map(|e| (self.judge(e, frame), 1.0)).collect() };
        Ok(match e.kind.as_ref() {
            Kind::Compare { operator, left, right, ignoring } => compare(
                *operator,
                &self.value(left, frame)?,
                &self.value(right, frame)?,
                ignoring,
                self.context,
            ),
            Kind::Not(claim) => self.judge(claim, frame).not(),
            Kind::And(claims) => combine::all(all(claims)),
            Kind::Or(claims) => combine::any(all(claims)),
            Kind::Block { kind, items } => {
                let claims =
                    items.iter().map(|(claim, weight)| (self.judge(claim, frame), *weight)).collect();
                combine::block(*kind, claims)
            }
            Kind::Scope { slot, part, body, absence } => {
                let part = self.value(part, frame)?;
                match (&part, absence) {
                    (Value::Missing, Absence::Fails) => Judgement::absent(),
                    (Value::Missing, Absence::Passes) => Judgement::plain(true),
                    _ => {
                        set(frame, *slot, Ok(part));
                        self.judge(body, frame)
                    }
                }
            }
            Kind::Quantify { quantifier, vacuous, slots, list, body } => {
                let list = self.value(list, frame)?;
                if matches!(list, Value::Missing) {
                    return Ok(Judgement::absent());
                }
                let mut all = Quantified::new(*quantifier);
                for element in list.elements() {
                    let place = place(&element);
                    bind(frame, slots, element);
                    all.add(self.judge(body, frame), place);
                }
                all.judgement(*vacuous)
            }
            _ => return Err(Fault::internal("an expression that is not handled")),
        })
    }

    fn pattern(&self, pieces: &[PatternPiece], ignore_case: bool, frame: &mut Frame) -> Result<Value, Fault> {
        let mut source = String::new();
        for piece in pieces {
            let (e, raw) = match piece {
                PatternPiece::Source(text) => {
                    source.push_str(text);
                    continue;
                }
                PatternPiece::Literal(e) => (e, false),
                PatternPiece::Raw(e) => (e, true),
            };
            match self.value(e, frame)? {
                Value::Text(text) => push_piece(&mut source, text.str(self.context), raw),
                Value::Missing => return Ok(Value::Missing),
                _ => return Err(Fault::internal("a pattern made of what is no text")),
            }
        }
        let source = PatternSource { source: Arc::from(source), ignore_case };
        self.context.cache.pattern(&source)?;
        Ok(Value::Pattern(source))
    }
}

fn set(frame: &mut Frame, slot: u32, value: Result<Value, Fault>) {
    if let Some(place) = frame.get_mut(slot as usize) {
        *place = value;
    }
}

fn bind(frame: &mut Frame, slots: &[u32], element: Value) {
    match (slots, element) {
        ([slot], element) => set(frame, *slot, Ok(element)),
        (slots, Value::Tuple(items)) => {
            slots.iter().zip(items.iter()).for_each(|(slot, v)| set(frame, *slot, Ok(v.clone())));
        }
        _ => {}
    }
}
