//! The evaluator of plans: `truth` and `explain` over one memo, units segmented once, literals found in one pass.
//!
//! `truth` computes no more than settles a claim. `explain` gives truth, score and, at full [`Detail`], what decided.
//! Both charge the same account, and share what they find out through one [`Memo`], whose policy is the plan's.
//!
//! INVARIANT (agreement): it gives what `reference` gives on the typed program; a property test compares them.

mod call;
mod explain;
mod memo;
mod spans;
mod truth;
mod values;

pub use spans::place;
pub(crate) use values::{needle, parts, prompt, push_piece, range, refill};

use crate::account::Cost;
use crate::builtins;
use crate::context::{Context, Subject};
use crate::fault::Fault;
use crate::judgement::{Judgement, Truth};
use crate::plan::CompiledPlan;
use crate::program::{Absence, Constant, Node, NodeId, Root};
use crate::source::Span;
use crate::text::Part;
use crate::value::{Text, Value};
use memo::{Detail, Known, Memo};
use std::rc::Rc;
use std::sync::Arc;

/// Evaluates one plan over one response.
pub struct Evaluator<'p, 't> {
    plan: &'p CompiledPlan,
    subject: Subject<'t>,
    memo: Memo,
    /// What is bound, each with the epoch since when.
    locals: Vec<(Value, u32)>,
    epoch: u32,
    /// Where the plan's pooled literals stand.
    literals: Option<Vec<Rc<[Part]>>>,
}

impl std::fmt::Debug for Evaluator<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Evaluator").field("subject", &self.subject).finish_non_exhaustive()
    }
}

impl<'p, 't> Evaluator<'p, 't> {
    /// An evaluator that knows nothing of its subject yet.
    pub fn new(plan: &'p CompiledPlan, subject: Subject<'t>) -> Evaluator<'p, 't> {
        let memo = Memo::new(plan.plan.nodes.len());
        Evaluator { plan, subject, memo, locals: Vec::new(), epoch: 0, literals: None }
    }

    /// The same for another response to the same prompt. What does not depend on the response is kept.
    pub(crate) fn read<'u>(self, subject: Subject<'u>) -> Evaluator<'p, 'u> {
        let Evaluator { plan, mut memo, locals, epoch, .. } = self;
        memo.forget(&plan.reads_response);
        Evaluator { plan, subject, memo, locals, epoch, literals: None }
    }

    /// Whether a claim holds, from no more of its parts than settle it.
    pub fn truth(&mut self, id: NodeId) -> Truth {
        self.subject.account.open();
        let truth = self.settled(id);
        if self.subject.account.is_stopped() { Truth::error(self.subject.account.stop()) } else { truth }
    }

    /// Whether a claim holds, how nearly, and what decided it.
    pub fn explain(&mut self, id: NodeId) -> Judgement {
        self.subject.account.open();
        let judgement = self.judged(id, Detail::Evidence);
        if self.subject.account.is_stopped() {
            return Judgement::error(self.subject.account.stop());
        }
        judgement
    }

    /// The value of a node.
    ///
    /// # Errors
    /// Why it has none.
    pub fn value(&mut self, id: NodeId) -> Result<Value, Fault> {
        self.subject.account.open();
        self.valued(id, Detail::Evidence)
    }

    /// What evaluating did cost so far.
    pub fn cost(&self) -> Cost {
        self.subject.cost()
    }

    /// The response and its prompt, as builtins see them.
    pub fn context(&self) -> Context<'_> {
        self.at_detail(Detail::Evidence)
    }

    fn at_detail(&self, detail: Detail) -> Context<'_> {
        self.subject.context(&self.plan.cache, detail == Detail::Evidence)
    }

    /// The response.
    pub(crate) fn response(&self) -> &'t str {
        self.subject.document.text()
    }

    /// The prompt.
    pub(crate) fn prompt(&self) -> Option<&'t str> {
        self.subject.prompt
    }

    /// The constraints of the plan.
    pub(crate) fn roots(&self) -> &'p [Root] {
        &self.plan.plan.roots
    }

    /// Where a node was written.
    pub(crate) fn span(&self, id: NodeId) -> Option<Span> {
        self.plan.plan.spans.get(id as usize).copied()
    }

    /// A node of the plan.
    pub fn node(&self, id: NodeId) -> Option<&'p Node> {
        self.plan.plan.nodes.get(id as usize)
    }

    fn valued(&mut self, id: NodeId, detail: Detail) -> Result<Value, Fault> {
        if let Some(value) = self.known(id).and_then(|known| known.value(detail)) {
            return Ok(value);
        }
        let Some(node) = self.node(id) else {
            return Err(Fault::internal("a node that is not there"));
        };
        self.subject.account.step()?;
        let value = self.compute(id, node, detail)?;
        self.keep(id, || Known::of(value.clone(), detail));
        Ok(value)
    }

    fn compute(&mut self, id: NodeId, node: &'p Node, detail: Detail) -> Result<Value, Fault> {
        Ok(match node {
            Node::Const(Constant::Needle(_)) => match self.plan.searches.get(id as usize) {
                Some(Some(search)) => Value::Search(Arc::clone(search)),
                _ => return Err(Fault::internal("a search that was not compiled")),
            },
            Node::Const(constant) => Value::constant(constant, &self.plan.cache)?,
            Node::Prompt => prompt(&self.at_detail(detail))?,
            Node::Response => Value::Text(Text::response(&self.at_detail(detail))),
            Node::Local(local) => match self.locals.get(*local as usize) {
                Some((value, _)) => value.clone(),
                None => return Err(Fault::internal("a local that is not bound")),
            },
            Node::Call { function, arguments } => self.call(*function, arguments, detail)?,
            Node::Parts { unit, of } => match self.valued(*of, detail)? {
                Value::Text(text) => {
                    let found = parts(*unit, &text, &self.at_detail(detail));
                    self.made(found)?
                }
                other => other,
            },
            Node::Needle { target, whole_word, ignoring } => {
                let target = self.valued(*target, detail)?;
                needle(&target, *whole_word, ignoring, &self.at_detail(detail))?
            }
            Node::Pattern { pieces, ignore_case } => self.pattern(pieces, *ignore_case, detail)?,
            Node::Range { low, high } => self.range(*low, *high)?,
            Node::List(items) => Value::List(self.all_valued(items, detail)?),
            Node::Tuple(items) => Value::Tuple(self.all_valued(items, detail)?),
            Node::Arithmetic { operator, left, right } => {
                let (left, right) = (self.valued(*left, detail)?, self.valued(*right, detail)?);
                builtins::arithmetic(*operator, &left, &right)?
            }
            Node::Filter { local, list, keep } => {
                let kept = self.filter(*local, *list, *keep, detail)?;
                self.made(kept)?
            }
            Node::Collect { local, arity, list, item } => {
                let list = self.valued(*list, detail)?;
                if matches!(list, Value::Missing) {
                    return Ok(Value::Missing);
                }
                let items = list.iter().map(|element| {
                    self.goes_on(&list)?;
                    self.bound(*local, *arity, element, |e| e.valued(*item, detail))
                });
                let items = Value::List(items.collect::<Result<_, _>>()?);
                self.made(items)?
            }
            Node::If { condition, then, otherwise } => match (self.settled(*condition), otherwise) {
                (Truth::Error(fault), _) => return Err(Fault::clone(&fault)),
                (Truth::Holds, _) => self.valued(*then, detail)?,
                (_, Some(otherwise)) => self.valued(*otherwise, detail)?,
                (_, None) => bool(Judgement::plain(true)),
            },
            Node::Guard { condition, body } => match self.settled(*condition) {
                Truth::Holds => self.valued(*body, detail)?,
                _ => return Err(Fault::Condition { parameter: None }),
            },
            Node::Scope { part, body, absence } => match (self.valued(*part, detail)?, absence) {
                (Value::Missing, Absence::Fails) => bool(Judgement::absent()),
                (Value::Missing, Absence::Passes) => bool(Judgement::plain(true)),
                _ => self.valued(*body, detail)?,
            },
            _ => bool(self.claim(id, node, detail)?),
        })
    }

    fn all_valued(&mut self, ids: &[NodeId], detail: Detail) -> Result<Rc<[Value]>, Fault> {
        ids.iter().map(|&id| self.valued(id, detail)).collect()
    }

    /// Charges what making a value took.
    fn made(&self, value: Value) -> Result<Value, Fault> {
        let account = &self.subject.account;
        account.read()?;
        account.make(value.size())?;
        Ok(value)
    }

    /// Charges for binding one more element of a list.
    fn goes_on(&self, list: &Value) -> Result<(), Fault> {
        self.subject.account.step()?;
        if matches!(list, Value::Windows(_)) { self.subject.account.read() } else { Ok(()) }
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
