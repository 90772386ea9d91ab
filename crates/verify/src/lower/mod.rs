//! Lowering: typed constraints and their arguments to plan nodes.
//!
//! Definitions are expanded, what depends on arguments alone is computed, claims about known lists become one claim
//! per element, branches that are known not to be taken disappear, and equal nodes are one.

mod claims;

use super::builtins::{arithmetic, call};
use super::compare::compare;
use super::eval::{needle, range};
use super::value::Value;
use crate::context::{Context, Subject};
use crate::diagnostic::Diagnostic;
use crate::fault::Fault;
use crate::plan::{CompileCache, CompiledPlan};
use crate::program::{Constant, Expr, Function, Kind, Node, NodeId, Plan, Program, Root, Type};
use crate::source::Span;
use crate::text::Unit;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Known lists up to this length are unrolled.
const UNROLL: usize = 256;

/// Builds a plan.
#[derive(Debug)]
pub struct PlanBuilder<'p> {
    program: &'p Program,
    nodes: Vec<Node>,
    spans: Vec<Span>,
    known: HashMap<Node, NodeId>,
    calls: HashMap<(u32, Vec<NodeId>, u32), NodeId>,
    /// Claims whose truth is known. They stay what they are: their score and evidence are still asked for.
    truths: HashMap<NodeId, bool>,
    /// A response that no constant depends on.
    nowhere: Subject<'static>,
    cache: Arc<CompileCache>,
}

/// What the slots of a body hold.
pub(crate) type Frame = Vec<NodeId>;

impl<'p> PlanBuilder<'p> {
    /// A builder of plans of a program's constraints.
    pub fn new(program: &'p Program) -> PlanBuilder<'p> {
        PlanBuilder::sharing(program, Arc::default())
    }

    /// The same, with what others compiled already.
    pub fn sharing(program: &'p Program, cache: Arc<CompileCache>) -> PlanBuilder<'p> {
        PlanBuilder {
            program,
            nodes: Vec::new(),
            spans: Vec::new(),
            known: HashMap::new(),
            calls: HashMap::new(),
            truths: HashMap::new(),
            nowhere: Subject::new("", None),
            cache,
        }
    }

    /// The plan of what was lowered.
    pub fn finish(self, roots: Vec<Root>) -> Plan {
        Plan { nodes: self.nodes, spans: self.spans, roots }
    }

    /// The plan of what was lowered, ready to run.
    ///
    /// # Errors
    /// A pattern that can't be compiled.
    pub fn compile(self, roots: Vec<Root>) -> Result<CompiledPlan, Diagnostic> {
        let cache = Arc::clone(&self.cache);
        CompiledPlan::sharing(self.finish(roots), cache)
    }

    pub(crate) fn context(&self) -> Context<'_> {
        self.nowhere.context(&self.cache, true)
    }

    /// Lowers a definition to known arguments, applied to the whole response.
    ///
    /// # Errors
    /// An argument that breaks a condition, or something that can't be computed before the response is known.
    pub fn apply(&mut self, definition: u32, arguments: &[Constant], span: Span) -> Result<NodeId, Fault> {
        let subject = self.add(Node::Response, span);
        let arguments: Vec<NodeId> =
            arguments.iter().map(|a| self.add(Node::Const(a.clone()), span)).collect();
        self.defined(definition, subject, &arguments, span, 0)
    }

    /// Lowers a part of a definition's body to known arguments, applied to the whole response.
    ///
    /// # Errors
    /// As for [`PlanBuilder::apply`].
    pub fn apply_part(
        &mut self,
        definition: u32,
        part: &Expr,
        arguments: &[Constant],
        span: Span,
    ) -> Result<NodeId, Fault> {
        let subject = self.add(Node::Response, span);
        let slots = self.program.definitions.get(definition as usize).map_or(1, |d| d.frame as usize);
        let mut frame: Frame = vec![subject; slots.max(arguments.len() + 1)];
        for (slot, argument) in frame.iter_mut().skip(1).zip(arguments) {
            *slot = self.add(Node::Const(argument.clone()), span);
        }
        self.lower(part, &mut frame, 0)
    }

    /// Lowers a claim about the whole response.
    pub(crate) fn claim(&mut self, claim: &Expr, frame: u32) -> Result<NodeId, Fault> {
        let subject = self.add(Node::Response, claim.span);
        let mut frame = vec![subject; frame as usize];
        self.lower(claim, &mut frame, 0)
    }

    /// Computes an expression of constants, given those that its slots hold.
    ///
    /// # Errors
    /// Why it has no value: it reads the response, or an operation has no result.
    pub fn compute(&mut self, e: &Expr, slots: &[Constant]) -> Result<Constant, Fault> {
        let mut frame: Frame = slots.iter().map(|c| self.add(Node::Const(c.clone()), e.span)).collect();
        let id = self.lower(e, &mut frame, 0)?;
        self.constant(id).ok_or(Fault::ReadsResponse)
    }

    /// The constant that a node is.
    pub(crate) fn constant(&self, id: NodeId) -> Option<Constant> {
        match self.nodes.get(id as usize) {
            Some(Node::Const(constant)) => Some(constant.clone()),
            _ => None,
        }
    }

    fn add(&mut self, node: Node, span: Span) -> NodeId {
        if let Some(&id) = self.known.get(&node) {
            return id;
        }
        let id = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.known.insert(node.clone(), id);
        self.nodes.push(node);
        self.spans.push(span);
        id
    }

    pub(crate) fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// A node's value, if it is known.
    pub(crate) fn value(&self, id: NodeId) -> Option<Result<Value, Fault>> {
        match self.nodes.get(id as usize)? {
            Node::Const(constant) => Some(Value::constant(constant, &self.cache)),
            _ => None,
        }
    }

    fn values(&self, ids: &[NodeId]) -> Option<Result<Vec<Value>, Fault>> {
        let values: Option<Vec<Result<Value, Fault>>> = ids.iter().map(|&id| self.value(id)).collect();
        Some(values?.into_iter().collect())
    }

    /// Adds a node, or what it computes to if that is known.
    fn fold(&mut self, node: Node, known: Option<Result<Value, Fault>>, span: Span) -> Result<NodeId, Fault> {
        let known = known.transpose()?;
        if let Some(Value::Bool(judgement)) = &known {
            let truth = judgement.plain_truth();
            let id = self.add(node, span);
            self.truths.extend(truth.map(|truth| (id, truth)));
            return Ok(id);
        }
        // A long list takes less room as what it is computed from.
        let short = |value: &Value| value.len() <= UNROLL || is_table(&node);
        let folded = known.filter(short).and_then(|value| value.to_constant(&self.context()));
        Ok(self.add(folded.map_or(node, Node::Const), span))
    }

    /// Whether a claim holds, if that is known.
    fn truth(&self, id: NodeId) -> Option<bool> {
        match self.nodes.get(id as usize) {
            Some(Node::Const(Constant::Bool(truth))) => Some(*truth),
            Some(Node::Not(claim)) => self.truth(*claim).map(|truth| !truth),
            Some(Node::And(claims)) => self.truth_of(claims, false),
            Some(Node::Or(claims)) => self.truth_of(claims, true),
            _ => self.truths.get(&id).copied(),
        }
    }

    /// The truth of several claims: this one as soon as one has it, the other if all have that.
    fn truth_of(&self, claims: &[NodeId], decides: bool) -> Option<bool> {
        let truths: Vec<Option<bool>> = claims.iter().map(|&claim| self.truth(claim)).collect();
        if truths.contains(&Some(decides)) {
            return Some(decides);
        }
        truths.iter().all(Option::is_some).then_some(!decides)
    }

    fn defined(
        &mut self,
        definition: u32,
        subject: NodeId,
        arguments: &[NodeId],
        span: Span,
        depth: u32,
    ) -> Result<NodeId, Fault> {
        let program = self.program;
        let Some(target) = program.definitions.get(definition as usize) else {
            return Err(Fault::internal("a definition that is not there"));
        };
        let mut key = arguments.to_vec();
        key.push(subject);
        if let Some(&id) = self.calls.get(&(definition, key.clone(), depth)) {
            return Ok(id);
        }
        let mut frame: Frame = vec![subject; target.frame as usize];
        for (slot, argument) in frame.iter_mut().skip(1).zip(arguments) {
            *slot = *argument;
        }
        let mut guards = Vec::new();
        for (slot, parameter) in (1..).zip(&target.parameters) {
            let Some(condition) = &parameter.condition else { continue };
            let id = self.lower(condition, &mut frame, depth)?;
            match self.truth(id) {
                Some(true) => {}
                Some(false) => {
                    return Err(self.unmet(parameter, slot, condition, &mut frame, depth));
                }
                None => guards.push(id),
            }
        }
        let body = self.lower(&target.body, &mut frame, depth)?;
        let id =
            guards.into_iter().fold(body, |body, condition| self.add(Node::Guard { condition, body }, span));
        self.calls.insert((definition, key, depth), id);
        Ok(id)
    }

    fn lower_all(&mut self, es: &[Expr], frame: &mut Frame, depth: u32) -> Result<Vec<NodeId>, Fault> {
        es.iter().map(|e| self.lower(e, frame, depth)).collect()
    }

    pub(crate) fn lower(&mut self, e: &Expr, frame: &mut Frame, depth: u32) -> Result<NodeId, Fault> {
        let span = e.span;
        let node = match e.kind.as_ref() {
            Kind::Const(constant) => Node::Const(constant.clone()),
            Kind::Prompt => Node::Prompt,
            Kind::Response => Node::Response,
            Kind::Local(slot) => {
                return frame
                    .get(*slot as usize)
                    .copied()
                    .ok_or_else(|| Fault::internal("a slot outside its frame"));
            }
            Kind::Call { function, arguments } => {
                let arguments = self.lower_all(arguments, frame, depth)?;
                let known = match self.values(&arguments) {
                    Some(values) => Some(call(*function, &values?, &self.context())),
                    None => None,
                };
                return self.fold(Node::Call { function: *function, arguments }, known, span);
            }
            Kind::Defined { definition, subject, arguments } => {
                let subject = self.lower(subject, frame, depth)?;
                let arguments = self.lower_all(arguments, frame, depth)?;
                return self.defined(*definition, subject, &arguments, span, depth);
            }
            Kind::Parts { unit, of } => return self.parts(*unit, of, frame, depth, span),
            Kind::Needle { target, whole_word, ignoring } => {
                let target = self.lower(target, frame, depth)?;
                let known = match self.value(target) {
                    Some(value) => Some(needle(&value?, *whole_word, ignoring, &self.context())),
                    None => None,
                };
                let node = Node::Needle { target, whole_word: *whole_word, ignoring: ignoring.clone() };
                return self.fold(node, known, span);
            }
            Kind::Pattern { pieces, ignore_case } => {
                return self.pattern(pieces, *ignore_case, frame, depth, span);
            }
            Kind::Range { low, high } => {
                return self.range((low.as_ref(), high.as_ref()), &e.ty, frame, depth, span);
            }
            Kind::List(items) => self.gathered(items, Constant::List, Node::List, frame, depth)?,
            Kind::Tuple(items) => self.gathered(items, Constant::Tuple, Node::Tuple, frame, depth)?,
            Kind::Arithmetic { operator, left, right } => {
                let (left, right) = (self.lower(left, frame, depth)?, self.lower(right, frame, depth)?);
                let known = match (self.value(left), self.value(right)) {
                    (Some(a), Some(b)) => Some(arithmetic(*operator, &a?, &b?)),
                    _ => None,
                };
                return self.fold(Node::Arithmetic { operator: *operator, left, right }, known, span);
            }
            Kind::Compare { operator, left, right, ignoring } => {
                let (left, right) = (self.lower(left, frame, depth)?, self.lower(right, frame, depth)?);
                let known = match (self.value(left), self.value(right)) {
                    (Some(a), Some(b)) => Some(Ok(Value::Bool(Rc::new(compare(
                        *operator,
                        &a?,
                        &b?,
                        ignoring,
                        &self.context(),
                    ))))),
                    _ => None,
                };
                let node = Node::Compare { operator: *operator, left, right, ignoring: ignoring.clone() };
                return self.fold(node, known, span);
            }
            Kind::Let { slot, value, body } => {
                let value = self.lower(value, frame, depth)?;
                set(frame, *slot, value);
                return self.lower(body, frame, depth);
            }
            _ => return self.claim_node(e, frame, depth),
        };
        Ok(self.add(node, span))
    }

    /// The parts of a text; known if the text is.
    fn parts(
        &mut self,
        unit: Unit,
        of: &Expr,
        frame: &mut Frame,
        depth: u32,
        span: Span,
    ) -> Result<NodeId, Fault> {
        let of = self.lower(of, frame, depth)?;
        let known = match self.value(of) {
            Some(Ok(Value::Text(text))) => Some(Ok(super::eval::parts(unit, &text, &self.context()))),
            _ => None,
        };
        self.fold(Node::Parts { unit, of }, known, span)
    }

    /// A range; known if its ends are.
    fn range(
        &mut self,
        (low, high): (Option<&Expr>, Option<&Expr>),
        ty: &Type,
        frame: &mut Frame,
        depth: u32,
        span: Span,
    ) -> Result<NodeId, Fault> {
        let low = low.map(|e| self.lower(e, frame, depth)).transpose()?;
        let high = high.map(|e| self.lower(e, frame, depth)).transpose()?;
        let ends: Vec<NodeId> = low.iter().chain(&high).copied().collect();
        let known = match self.values(&ends) {
            Some(_) => {
                let end = |id: Option<NodeId>| id.and_then(|id| self.value(id)).transpose();
                Some(range(end(low)?.as_ref(), end(high)?.as_ref()).map(|v| with_number(v, ty)))
            }
            None => None,
        };
        self.fold(Node::Range { low, high }, known, span)
    }

    /// A list or tuple; known if all its elements are.
    fn gathered(
        &mut self,
        items: &[Expr],
        known: fn(Vec<Constant>) -> Constant,
        node: fn(Vec<NodeId>) -> Node,
        frame: &mut Frame,
        depth: u32,
    ) -> Result<Node, Fault> {
        let items = self.lower_all(items, frame, depth)?;
        let constants: Option<Vec<Constant>> = items.iter().map(|&id| self.constant(id)).collect();
        Ok(constants.map_or_else(|| node(items), |constants| Node::Const(known(constants))))
    }
}

/// Whether a node is a word list, which is looked up in as a constant.
fn is_table(node: &Node) -> bool {
    matches!(node, Node::Call { function: Function::Table, .. })
}

fn set(frame: &mut Frame, slot: u32, id: NodeId) {
    if let Some(place) = frame.get_mut(slot as usize) {
        *place = id;
    }
}

/// A range says its ends as its type does: `40%`.
pub(crate) fn with_number(range: Value, ty: &Type) -> Value {
    match (range, ty) {
        (Value::Range(range), Type::Range(of)) => Value::Range(crate::program::Range { of: *of, ..range }),
        (other, _) => other,
    }
}
