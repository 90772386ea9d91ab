//! Calls, patterns and filters: nodes that are computed from the values of others.

use super::memo::Detail;
use super::values::{push_piece, range, refill};
use super::{Evaluator, bool};
use crate::builtins::{self, count};
use crate::context::Context;
use crate::fault::Fault;
use crate::judgement::Truth;
use crate::ops::Comparison;
use crate::plan::Keep;
use crate::program::{Function, Node, NodeId, PatternSource, Piece};
use crate::text::{Part, Unit};
use crate::value::{Base, Text, Value};
use foldhash::fast::RandomState;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

/// No builtin takes more.
const MOST_ARGUMENTS: usize = 3;

impl<'p> Evaluator<'p, '_> {
    pub(super) fn call(
        &mut self,
        function: Function,
        arguments: &[NodeId],
        detail: Detail,
    ) -> Result<Value, Fault> {
        if let Some(value) = self.shortened(function, arguments, detail)? {
            return self.made(value);
        }
        // Few arguments, on the stack: this is the hottest call.
        let mut values = [const { Value::Missing }; MOST_ARGUMENTS];
        let Some(values) = values.get_mut(..arguments.len()) else {
            return Err(Fault::internal("a call with too many arguments"));
        };
        for (value, &argument) in values.iter_mut().zip(arguments) {
            *value = self.valued(argument, detail)?;
        }
        let (work, memory) = before(function, values);
        self.subject.account.charge(work)?;
        self.subject.account.make(memory)?;
        let value = builtins::call(function, values, &self.at_detail(detail))?;
        self.made(value)
    }

    /// A node that nothing is kept of.
    fn passing(&self, id: NodeId) -> Option<&'p Node> {
        if matches!(self.plan.keep(id), Keep::No) { self.node(id) } else { None }
    }

    /// Calls that need not make what they are given, or are answered for all literals of the plan at once.
    fn shortened(
        &mut self,
        function: Function,
        arguments: &[NodeId],
        detail: Detail,
    ) -> Result<Option<Value>, Fault> {
        match (function, arguments) {
            (Function::Count, [list]) => {
                if let Some(Node::Parts { unit, of }) = self.node(*list)
                    && let Some(Node::Response) = self.node(*of)
                {
                    return Ok(Some(Value::Int(count(self.subject.document.count(*unit)))));
                }
                if let Some(Node::Parts { unit, of }) = self.passing(*list)
                    && unit.counts_faster()
                {
                    return Ok(Some(match self.valued(*of, detail)? {
                        Value::Text(text) => Value::Int(count(unit.count(text.str(&self.context())))),
                        other => other,
                    }));
                }
            }
            (Function::At, [list, position]) => {
                if let Some(Node::Parts { unit: Unit::CodePoint, of }) = self.passing(*list) {
                    return Ok(Some(match (self.valued(*of, detail)?, self.valued(*position, detail)?) {
                        (Value::Text(text), Value::Int(position)) => {
                            code_point(&text, position, &self.context())
                        }
                        _ => Value::Missing,
                    }));
                }
            }
            (Function::Occurrences | Function::Contains | Function::Matches, [_, needle]) => {
                if let Some(found) = self.pooled(arguments, *needle) {
                    return self.answered(function, found, *needle, detail).map(Some);
                }
            }
            _ => {}
        }
        Ok(None)
    }

    /// Occurrences in the whole response of a literal that is searched together with all others.
    fn pooled(&mut self, arguments: &[NodeId], needle: NodeId) -> Option<Rc<[Part]>> {
        let [subject, _] = arguments else { return None };
        if !matches!(self.node(*subject)?, Node::Response) {
            return None;
        }
        let index = *self.plan.pool.members.get(&needle)?;
        if self.literals.is_none() {
            self.literals = Some(self.plan.pool.search(self.response())?);
        }
        self.literals.as_ref()?.get(index).cloned()
    }

    fn answered(
        &self,
        function: Function,
        found: Rc<[Part]>,
        needle: NodeId,
        detail: Detail,
    ) -> Result<Value, Fault> {
        Ok(match function {
            Function::Occurrences => Value::Int(count(found.len())),
            Function::Matches => Value::Parts(Base::Response, found),
            _ => {
                let searched = Some(Part::whole(self.response()));
                let first = found.first().map(|&part| Some(part));
                match self.plan.searches.get(needle as usize) {
                    Some(Some(search)) => {
                        bool(builtins::contained(first, searched, search, &self.at_detail(detail)))
                    }
                    _ => return Err(Fault::internal("a search that was not compiled")),
                }
            }
        })
    }

    pub(super) fn pattern(
        &mut self,
        pieces: &[Piece],
        ignore_case: bool,
        detail: Detail,
    ) -> Result<Value, Fault> {
        let mut source = String::new();
        for piece in pieces {
            match piece {
                Piece::Source(text) => source.push_str(text),
                Piece::Literal(id) | Piece::Raw(id) => match self.valued(*id, detail)? {
                    Value::Text(text) => {
                        push_piece(&mut source, text.str(&self.context()), matches!(piece, Piece::Raw(_)));
                    }
                    Value::Missing => return Ok(Value::Missing),
                    _ => return Err(Fault::internal("a pattern made of what is no text")),
                },
            }
        }
        // Charged whether it was compiled before or not: others must not change what a claim costs.
        self.subject.account.charge(COMPILING * source.len() as u64)?;
        let source = PatternSource { source: Arc::from(source), ignore_case };
        self.plan.cache.pattern(&source)?;
        Ok(Value::Pattern(source))
    }

    pub(super) fn range(&mut self, low: Option<NodeId>, high: Option<NodeId>) -> Result<Value, Fault> {
        let low = low.map(|id| self.valued(id, Detail::Score)).transpose()?;
        let high = high.map(|id| self.valued(id, Detail::Score)).transpose()?;
        range(low.as_ref(), high.as_ref())
    }

    pub(super) fn filter(
        &mut self,
        local: u32,
        list: NodeId,
        keep: NodeId,
        detail: Detail,
    ) -> Result<Value, Fault> {
        let list = self.valued(list, detail)?;
        if let Some(Node::Compare { operator: Comparison::In, left, right, .. }) = self.node(keep)
            && let Some(set) = self.plan.sets.get(right)
        {
            return self.members(local, &list, *left, set);
        }
        let mut kept = Vec::new();
        for element in list.iter() {
            self.goes_on(&list)?;
            match self.bound(local, 1, element.clone(), |e| e.settled(keep)) {
                Truth::Holds => kept.push(element),
                Truth::Error(fault) => return Err(Fault::clone(&fault)),
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
            self.goes_on(list)?;
            if let Value::Text(text) =
                self.bound(local, 1, element.clone(), |e| e.valued(of, Detail::Score))?
                && set.contains(text.str(&self.context()))
            {
                kept.push(element);
            }
        }
        Ok(if matches!(list, Value::Missing) { Value::Missing } else { refill(list, kept) })
    }
}

/// Compiling a byte of a pattern takes about as long as reading so many of a text.
const COMPILING: u64 = 64;

/// The work, in bytes read, and the memory that a call takes beyond what its text functions say themselves: for lists it
/// depends on what they hold.
fn before(function: Function, values: &[Value]) -> (u64, u64) {
    use Function as F;
    let lists = values.iter().filter(|value| value.len() > 0);
    match function {
        // These look at one element or at none.
        F::Count | F::At => (0, 0),
        // These hand elements on as they are.
        F::Slice | F::Odd | F::Even | F::Every | F::WithoutBlankEnds => {
            (lists.map(|list| 2 * list.len() as u64).sum(), 0)
        }
        // Runs of parts are made when they are asked for, others at once.
        F::Windows => match values {
            [Value::Int(size), Value::List(items)] => {
                let size = usize::try_from(*size).unwrap_or(0);
                let runs = (items.len() + 1).saturating_sub(size) as u64;
                let copied = runs.saturating_mul(size as u64);
                (2 * copied, copied.saturating_mul(size_of::<Value>() as u64))
            }
            _ => (lists.map(|list| 2 * list.len() as u64).sum(), 0),
        },
        _ => {
            let work: u64 = lists.clone().map(Value::content).sum();
            // Runs are made one by one.
            let runs = lists.filter(|list| matches!(list, Value::Windows(_)));
            let shortcut = matches!(function, F::Distinct | F::Common | F::Repeats);
            (work, if shortcut { 0 } else { runs.map(|runs| 8 * runs.content()).sum() })
        }
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
