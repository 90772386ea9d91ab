//! The evaluator of plans: every closed node once per response, units segmented once, literals found in one pass.
//!
//! INVARIANT (agreement): it gives what `reference` gives on the typed program; a property test compares them.

mod call;
mod claim;
mod make;
mod places;
mod recall;

pub(crate) use make::{needle, parts, prompt, push_piece, range, refill};
pub use places::place;

use crate::builtins::{self, Fault};
use crate::judgement::{Judgement, Truth};
use crate::prepare::Prepared;
use crate::program::{Absence, Constant, Node, NodeId, Root};
use crate::source::Span;
use crate::text::Part;
use crate::value::{Context, Text, Value};
use recall::Recall;
use std::rc::Rc;
use std::sync::Arc;

/// Evaluates one plan over one response.
pub struct Evaluator<'p, 't> {
    prepared: &'p Prepared,
    pub context: Context<'t>,
    /// Whether verdicts say why. Inside of conditions the context says that none is asked for.
    evidence: bool,
    /// Each node's value and the epoch of the innermost local that it was computed under.
    memo: Vec<Option<(u32, Value)>>,
    locals: Vec<(Value, u32)>,
    epoch: u32,
    literals: Option<Vec<Rc<[Part]>>>,
    recall: Recall,
}

impl<'p, 't> Evaluator<'p, 't> {
    pub fn new(prepared: &'p Prepared, context: Context<'t>) -> Evaluator<'p, 't> {
        let memo = vec![None; prepared.plan.nodes.len()];
        let evidence = context.evidence;
        Evaluator {
            prepared,
            context,
            evidence,
            memo,
            locals: Vec::new(),
            epoch: 0,
            literals: None,
            recall: Recall::default(),
        }
    }

    /// The same for another response to the same prompt. What does not depend on the response is kept.
    pub(crate) fn read<'u>(mut self, context: Context<'u>) -> Evaluator<'p, 'u> {
        // A claim that was judged quietly has nothing to show.
        let shows_more = context.evidence && !self.evidence;
        for (slot, reads) in self.memo.iter_mut().zip(&self.prepared.reads_response) {
            if *reads || (shows_more && matches!(slot, Some((_, Value::Bool(_))))) {
                *slot = None;
            }
        }
        let Evaluator { prepared, memo, locals, epoch, recall, .. } = self;
        Evaluator {
            prepared,
            evidence: context.evidence,
            context,
            memo,
            locals,
            epoch,
            literals: None,
            recall,
        }
    }

    /// The constraints of the plan.
    pub(crate) fn roots(&self) -> &'p [Root] {
        &self.prepared.plan.roots
    }

    /// Where a node was written.
    pub(crate) fn span(&self, id: NodeId) -> Option<Span> {
        self.prepared.plan.spans.get(id as usize).copied()
    }

    /// A node whose value is asked for once, so that it need not be kept.
    fn passing(&self, id: NodeId) -> Option<&'p Node> {
        match self.prepared.kept.get(id as usize) {
            Some(false) => self.node(id),
            _ => None,
        }
    }

    pub fn value(&mut self, id: NodeId) -> Result<Value, Fault> {
        if let Some(node) = self.passing(id) {
            return self.recall_or_compute(id, node);
        }
        let epoch = self.epoch_of(id);
        if let (Some(now), Some(Some((then, value)))) = (epoch, self.memo.get(id as usize))
            && now == *then
        {
            return Ok(value.clone());
        }
        let Some(node) = self.node(id) else {
            return Err("internal: a node that is not there".to_owned());
        };
        // What is kept may be shown later, though it is a condition now.
        let evidence = std::mem::replace(&mut self.context.evidence, self.evidence);
        let value = self.recall_or_compute(id, node);
        self.context.evidence = evidence;
        let value = value?;
        if let (Some(now), Some(slot)) = (epoch, self.memo.get_mut(id as usize)) {
            *slot = Some((now, value.clone()));
        }
        Ok(value)
    }

    /// The epoch under which a node's value stays valid; `None` if it can't be kept.
    fn epoch_of(&self, id: NodeId) -> Option<u32> {
        match self.prepared.innermost.get(id as usize)? {
            super::prepare::Reads::Nothing => Some(0),
            super::prepare::Reads::Local(local) => self.locals.get(*local as usize).map(|(_, epoch)| *epoch),
            super::prepare::Reads::Many => None,
        }
    }

    fn recall_or_compute(&mut self, id: NodeId, node: &'p Node) -> Result<Value, Fault> {
        if !self.recalls(id) {
            return self.compute(id, node);
        }
        if let Some(value) = self.recall_value(id) {
            return Ok(value);
        }
        let value = self.compute(id, node)?;
        self.keep_value(id, &value);
        Ok(value)
    }

    fn compute(&mut self, id: NodeId, node: &'p Node) -> Result<Value, Fault> {
        Ok(match node {
            Node::Const(Constant::Needle(_)) => match self.prepared.searches.get(id as usize) {
                Some(Some(search)) => Value::Search(Arc::clone(search)),
                _ => return Err("internal: a search that was not prepared".to_owned()),
            },
            Node::Const(constant) => Value::constant(constant)?,
            Node::Prompt => prompt(&self.context)?,
            Node::Response => Value::Text(Text::response(&self.context)),
            Node::Local(local) => match self.locals.get(*local as usize) {
                Some((value, _)) => value.clone(),
                None => return Err("internal: a local that is not bound".to_owned()),
            },
            Node::Call { function, arguments } => self.call(*function, arguments)?,
            Node::Parts { unit, of } => match self.value(*of)? {
                Value::Text(text) => parts(*unit, &text, &self.context),
                other => other,
            },
            Node::Needle { target, whole_word, ignoring } => {
                needle(&self.value(*target)?, *whole_word, ignoring, &self.context)?
            }
            Node::Pattern { pieces, ignore_case } => self.pattern(pieces, *ignore_case)?,
            Node::Range { low, high } => self.range(*low, *high)?,
            Node::List(items) => Value::List(self.values(items)?),
            Node::Tuple(items) => Value::Tuple(self.values(items)?),
            Node::Arithmetic { operator, left, right } => {
                let (left, right) = (self.value(*left)?, self.value(*right)?);
                builtins::arithmetic(*operator, &left, &right)?
            }
            Node::Filter { local, list, keep } => self.filter(*local, *list, *keep)?,
            Node::Collect { local, arity, list, item } => {
                let list = self.value(*list)?;
                if matches!(list, Value::Missing) {
                    return Ok(Value::Missing);
                }
                let items =
                    list.iter().map(|element| self.bound(*local, *arity, element, |e| e.value(*item)));
                Value::List(items.collect::<Result<_, _>>()?)
            }
            Node::If { condition, then, otherwise } => match (self.truth(*condition), otherwise) {
                (Truth::Error(reason), _) => return Err(reason.to_string()),
                (Truth::Holds, _) => self.value(*then)?,
                (_, Some(otherwise)) => self.value(*otherwise)?,
                (_, None) => bool(Judgement::plain(true)),
            },
            Node::Guard { condition, body } => match self.truth(*condition) {
                Truth::Holds => self.value(*body)?,
                _ => return Err("an argument does not meet its parameter's condition".to_owned()),
            },
            Node::Scope { part, body, absence } => match (self.value(*part)?, absence) {
                (Value::Missing, Absence::Fails) => bool(Judgement::absent()),
                (Value::Missing, Absence::Passes) => bool(Judgement::plain(true)),
                _ => self.value(*body)?,
            },
            _ => bool(self.claim(id, node)?),
        })
    }

    fn values(&mut self, ids: &[NodeId]) -> Result<Rc<[Value]>, Fault> {
        ids.iter().map(|&id| self.value(id)).collect()
    }

    pub fn node(&self, id: NodeId) -> Option<&'p Node> {
        self.prepared.plan.nodes.get(id as usize)
    }

    /// Runs `inner` with an element bound: to one local, or each of a tuple's to its own.
    pub fn bound<T>(
        &mut self,
        local: u32,
        arity: u32,
        element: Value,
        inner: impl FnOnce(&mut Self) -> T,
    ) -> T {
        // A shared node may have been numbered for a shallower place than the one it is now read in.
        let hidden = self.locals.split_off(self.locals.len().min(local as usize));
        self.epoch += 1;
        let epoch = self.epoch;
        match element {
            Value::Tuple(items) if arity > 1 => {
                self.locals.extend(items.iter().map(|value| (value.clone(), epoch)));
            }
            other => self.locals.push((other, epoch)),
        }
        let out = inner(self);
        self.locals.truncate(local as usize);
        if !hidden.is_empty() {
            self.locals.extend(hidden);
        }
        out
    }
}

fn bool(judgement: Judgement) -> Value {
    Value::Bool(Rc::new(judgement))
}
