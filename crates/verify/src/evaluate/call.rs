//! Calls, patterns and filters: nodes that are computed from the values of others.

use super::make::{push_piece, range, refill};
use super::{Evaluator, bool};
use crate::builtins::{self, Fault, count};
use crate::judgement::Truth;
use crate::ops::Comparison;
use crate::program::{Function, Node, NodeId, PatternSource, Piece};
use crate::search;
use crate::text::{Part, Unit};
use crate::value::{Base, Context, Text, Value};
use foldhash::fast::RandomState;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

/// No builtin takes more.
const MOST_ARGUMENTS: usize = 3;

impl Evaluator<'_, '_> {
    pub(super) fn call(&mut self, function: Function, arguments: &[NodeId]) -> Result<Value, Fault> {
        match (function, arguments) {
            (Function::Count, [list]) => {
                if let Some(Node::Parts { unit, of }) = self.node(*list)
                    && let Some(Node::Response) = self.node(*of)
                {
                    return Ok(Value::Int(count(self.context.document.count(*unit))));
                }
                if let Some(Node::Parts { unit, of }) = self.passing(*list)
                    && unit.counts_faster()
                {
                    return Ok(match self.value(*of)? {
                        Value::Text(text) => Value::Int(count(unit.count(text.str(&self.context)))),
                        other => other,
                    });
                }
            }
            (Function::At, [list, position]) => {
                if let Some(Node::Parts { unit: Unit::CodePoint, of }) = self.passing(*list) {
                    return Ok(match (self.value(*of)?, self.value(*position)?) {
                        (Value::Text(text), Value::Int(position)) => {
                            code_point(&text, position, &self.context)
                        }
                        _ => Value::Missing,
                    });
                }
            }
            (Function::Occurrences | Function::Contains | Function::Matches, [_, needle]) => {
                if let Some(found) = self.pooled(arguments, *needle) {
                    return Ok(match function {
                        Function::Occurrences => Value::Int(count(found.len())),
                        Function::Matches => Value::Parts(Base::Response, found),
                        _ => {
                            let searched = Some(Part::whole(self.context.document.text()));
                            let first = found.first().map(|&part| Some(part));
                            match self.prepared.searches.get(*needle as usize) {
                                Some(Some(search)) => {
                                    bool(builtins::contained(first, searched, search, &self.context))
                                }
                                _ => return Err("internal: a search that was not prepared".to_owned()),
                            }
                        }
                    });
                }
            }
            _ => {}
        }
        // Few arguments, on the stack: this is the hottest call.
        let mut values = [const { Value::Missing }; MOST_ARGUMENTS];
        let Some(values) = values.get_mut(..arguments.len()) else {
            return Err("internal: a call with too many arguments".to_owned());
        };
        for (value, &argument) in values.iter_mut().zip(arguments) {
            *value = self.value(argument)?;
        }
        builtins::call(function, values, &self.context)
    }

    /// Occurrences in the whole response of a literal that is searched together with all others.
    fn pooled(&mut self, arguments: &[NodeId], needle: NodeId) -> Option<Rc<[Part]>> {
        let [subject, _] = arguments else { return None };
        if !matches!(self.node(*subject)?, Node::Response) {
            return None;
        }
        let index = *self.prepared.pool.members.get(&needle)?;
        if self.literals.is_none() {
            self.literals = Some(self.prepared.pool.search(self.context.document.text())?);
        }
        self.literals.as_ref()?.get(index).cloned()
    }

    pub(super) fn pattern(&mut self, pieces: &[Piece], ignore_case: bool) -> Result<Value, Fault> {
        let mut source = String::new();
        for piece in pieces {
            match piece {
                Piece::Source(text) => source.push_str(text),
                Piece::Literal(id) | Piece::Raw(id) => match self.value(*id)? {
                    Value::Text(text) => {
                        push_piece(&mut source, text.str(&self.context), matches!(piece, Piece::Raw(_)));
                    }
                    Value::Missing => return Ok(Value::Missing),
                    _ => return Err("internal: a pattern made of what is no text".to_owned()),
                },
            }
        }
        let source = PatternSource { source: Arc::from(source), ignore_case };
        search::pattern(&source)?;
        Ok(Value::Pattern(source))
    }

    pub(super) fn range(&mut self, low: Option<NodeId>, high: Option<NodeId>) -> Result<Value, Fault> {
        let low = low.map(|id| self.value(id)).transpose()?;
        let high = high.map(|id| self.value(id)).transpose()?;
        range(low.as_ref(), high.as_ref())
    }

    pub(super) fn filter(&mut self, local: u32, list: NodeId, keep: NodeId) -> Result<Value, Fault> {
        let list = self.value(list)?;
        if let Some(Node::Compare { operator: Comparison::In, left, right, .. }) = self.node(keep)
            && let Some(set) = self.prepared.sets.get(right)
        {
            return self.members(local, &list, *left, set);
        }
        let mut kept = Vec::new();
        for element in list.iter() {
            match self.bound(local, 1, element.clone(), |e| e.truth(keep)) {
                Truth::Holds => kept.push(element),
                Truth::Error(reason) => return Err(reason.to_string()),
                Truth::Fails | Truth::Absent => {}
            }
        }
        Ok(match list {
            Value::Missing => Value::Missing,
            list => refill(&list, kept),
        })
    }

    /// The elements of which a text is in a set. Only the truth is asked for, not the evidence.
    fn members(
        &mut self,
        local: u32,
        list: &Value,
        of: NodeId,
        set: &HashSet<Arc<str>, RandomState>,
    ) -> Result<Value, Fault> {
        let mut kept = Vec::new();
        for element in list.iter() {
            if let Value::Text(text) = self.bound(local, 1, element.clone(), |e| e.value(of))?
                && set.contains(text.str(&self.context))
            {
                kept.push(element);
            }
        }
        Ok(if matches!(list, Value::Missing) { Value::Missing } else { refill(list, kept) })
    }
}

/// The character at a position from 1, or from the end if negative.
fn code_point(text: &Text, position: i64, context: &Context<'_>) -> Value {
    let source = text.str(context);
    let distance = usize::try_from(position.unsigned_abs()).unwrap_or(usize::MAX);
    let found = match (position.signum(), distance.checked_sub(1)) {
        (1, Some(index)) => source.char_indices().nth(index),
        (-1, Some(index)) => source.char_indices().nth_back(index),
        _ => None,
    };
    found.map_or(Value::Missing, |(at, c)| Value::Text(text.slice(at, at + c.len_utf8())))
}
