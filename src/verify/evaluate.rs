//! The evaluator of plans: every closed node once per response, units segmented once, literals found in one pass.
//!
//! INVARIANT (agreement): it gives what `reference` gives on the typed program; a property test compares them.

use super::builtins::{self, Fault, count};
use super::combine::{self, Quantified, Weighted};
use super::compare::compare;
use super::judgement::{Judgement, MAX_SPANS, Truth};
use super::prepare::Prepared;
use super::search::Search;
use super::value::{Base, Context, Text, Value};
use crate::program::{
    Absence, Constant, Function, Needle, Node, NodeId, PatternSource, Piece, Range, Real, Root, Target,
};
use crate::source::Span;
use crate::syntax::ast::{Comparison, Normalisation};
use crate::text::{Part, Unit};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

/// No builtin takes more.
const MOST_ARGUMENTS: usize = 3;

/// Evaluates one plan over one response.
pub(crate) struct Evaluator<'p, 't> {
    prepared: &'p Prepared,
    pub(crate) context: Context<'t>,
    /// Whether verdicts say why. Inside of conditions the context says that none is asked for.
    evidence: bool,
    /// Each node's value and the epoch of the innermost local that it was computed under.
    memo: Vec<Option<(u32, Value)>>,
    locals: Vec<(Value, u32)>,
    epoch: u32,
    literals: Option<Vec<Rc<[Part]>>>,
}

impl<'p, 't> Evaluator<'p, 't> {
    pub(crate) fn new(prepared: &'p Prepared, context: Context<'t>) -> Evaluator<'p, 't> {
        let memo = vec![None; prepared.plan.nodes.len()];
        let evidence = context.evidence;
        Evaluator { prepared, context, evidence, memo, locals: Vec::new(), epoch: 0, literals: None }
    }

    /// The same for another response to the same prompt. What does not depend on the response is kept.
    pub(crate) fn read<'u>(mut self, context: Context<'u>) -> Evaluator<'p, 'u> {
        for (slot, reads) in self.memo.iter_mut().zip(&self.prepared.reads_response) {
            if *reads {
                *slot = None;
            }
        }
        let Evaluator { prepared, memo, locals, epoch, .. } = self;
        Evaluator { prepared, evidence: context.evidence, context, memo, locals, epoch, literals: None }
    }

    /// The constraints of the plan.
    pub(crate) fn roots(&self) -> &'p [Root] {
        &self.prepared.plan.roots
    }

    /// Where a node was written.
    pub(crate) fn span(&self, id: NodeId) -> Option<Span> {
        self.prepared.plan.spans.get(id as usize).copied()
    }

    /// Judges a claim of the plan.
    pub(crate) fn judge(&mut self, id: NodeId) -> Judgement {
        self.judged(id).unwrap_or_else(Judgement::error)
    }

    fn judged(&mut self, id: NodeId) -> Result<Judgement, Fault> {
        // A claim that is asked for once needs no box.
        if let Some(node) = self.passing(id)
            && node.is_claim()
        {
            return self.claim(id, node);
        }
        match self.value(id)? {
            Value::Bool(judgement) => Ok(Rc::unwrap_or_clone(judgement)),
            Value::Missing => Ok(Judgement::absent()),
            _ => Err("internal: a claim that is none".to_owned()),
        }
    }

    /// Whether a claim holds, for a condition: nothing is explained.
    fn truth(&mut self, id: NodeId) -> Truth {
        let evidence = std::mem::replace(&mut self.context.evidence, false);
        let truth = self.plain_truth(id);
        self.context.evidence = evidence;
        truth
    }

    fn plain_truth(&mut self, id: NodeId) -> Truth {
        match self.passing(id) {
            Some(Node::Not(claim)) => self.plain_truth(*claim).not(),
            Some(Node::And(claims)) => self.plain_truths(claims, Truth::Fails, Truth::Holds, combine::both),
            Some(Node::Or(claims)) => self.plain_truths(claims, Truth::Holds, Truth::Fails, combine::either),
            _ => self.judge(id).truth,
        }
    }

    /// The truth of several claims, up to the first that settles it.
    fn plain_truths(
        &mut self,
        claims: &[NodeId],
        settled: Truth,
        mut truth: Truth,
        combine: fn(Truth, &Truth) -> Truth,
    ) -> Truth {
        for &claim in claims {
            truth = combine(truth, &self.plain_truth(claim));
            if truth == settled {
                break;
            }
        }
        truth
    }

    /// A node whose value is asked for once, so that it need not be kept.
    fn passing(&self, id: NodeId) -> Option<&'p Node> {
        match self.prepared.kept.get(id as usize) {
            Some(false) => self.node(id),
            _ => None,
        }
    }

    pub(crate) fn value(&mut self, id: NodeId) -> Result<Value, Fault> {
        if let Some(node) = self.passing(id) {
            return self.compute(id, node);
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
        let value = self.compute(id, node);
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

    /// Nodes that are claims.
    fn claim(&mut self, id: NodeId, node: &Node) -> Result<Judgement, Fault> {
        Ok(match node {
            Node::Compare { operator, left, right, ignoring } => {
                self.compare(id, *operator, *left, *right, ignoring)?
            }
            Node::Not(claim) => self.judge(*claim).not(),
            Node::And(claims) => combine::all(self.judge_until_lost(claims)),
            Node::Or(claims) => combine::any(self.judge_all(claims)),
            Node::Block { kind, items } => {
                let claims: Vec<Weighted> =
                    items.iter().map(|(claim, weight)| (self.judge(*claim), weight.0)).collect();
                combine::block(*kind, claims)
            }
            Node::Quantify { quantifier, vacuous, local, arity, list, body } => {
                let list = self.value(*list)?;
                if matches!(list, Value::Missing) {
                    return Ok(Judgement::absent());
                }
                let mut all = Quantified::new(*quantifier);
                for element in list.iter() {
                    let place = if self.context.evidence { place(&element) } else { None };
                    all.add(self.bound(*local, *arity, element, |e| e.judge(*body)), place);
                }
                combine::ruled(all.judgement(*vacuous), id)
            }
            Node::Each { quantifier, claims } => {
                let mut all = Quantified::new(*quantifier);
                claims.iter().for_each(|&claim| all.add(self.judge(claim), None));
                combine::ruled(all.judgement(false), id)
            }
            _ => return Err("internal: a claim that is none".to_owned()),
        })
    }

    /// Judges claims that must all hold, up to the first that fails with no score: it settles truth and score, and
    /// is shown as the reason unless one before it failed too.
    fn judge_until_lost(&mut self, claims: &[NodeId]) -> Vec<Weighted> {
        let mut out = Vec::with_capacity(claims.len());
        for &claim in claims {
            let judgement = self.judge(claim);
            let lost = judgement.truth == Truth::Fails && judgement.score == 0.0;
            out.push((judgement, 1.0));
            if lost {
                break;
            }
        }
        out
    }

    fn judge_all(&mut self, claims: &[NodeId]) -> Vec<Weighted> {
        claims.iter().map(|&claim| (self.judge(claim), 1.0)).collect()
    }

    fn values(&mut self, ids: &[NodeId]) -> Result<Rc<[Value]>, Fault> {
        ids.iter().map(|&id| self.value(id)).collect()
    }

    fn call(&mut self, function: Function, arguments: &[NodeId]) -> Result<Value, Fault> {
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

    pub(crate) fn node(&self, id: NodeId) -> Option<&'p Node> {
        self.prepared.plan.nodes.get(id as usize)
    }

    /// Occurrences in the whole response of a literal that is searched together with all others.
    fn pooled(&mut self, arguments: &[NodeId], needle: NodeId) -> Option<Rc<[Part]>> {
        let index = *self.prepared.pool.members.get(&needle)?;
        let [subject, _] = arguments else { return None };
        if !matches!(self.node(*subject)?, Node::Response) {
            return None;
        }
        if self.literals.is_none() {
            self.literals = Some(self.prepared.pool.search(self.context.document.text())?);
        }
        self.literals.as_ref()?.get(index).cloned()
    }

    fn pattern(&mut self, pieces: &[Piece], ignore_case: bool) -> Result<Value, Fault> {
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
        super::search::pattern(&source)?;
        Ok(Value::Pattern(source))
    }

    fn range(&mut self, low: Option<NodeId>, high: Option<NodeId>) -> Result<Value, Fault> {
        let low = low.map(|id| self.value(id)).transpose()?;
        let high = high.map(|id| self.value(id)).transpose()?;
        range(low.as_ref(), high.as_ref())
    }

    fn filter(&mut self, local: u32, list: NodeId, keep: NodeId) -> Result<Value, Fault> {
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
        set: &HashSet<Arc<str>>,
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

    /// Runs `inner` with an element bound: to one local, or each of a tuple's to its own.
    pub(crate) fn bound<T>(
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
        self.locals.extend(hidden);
        out
    }

    fn compare(
        &mut self,
        id: NodeId,
        operator: Comparison,
        left: NodeId,
        right: NodeId,
        ignoring: &[Normalisation],
    ) -> Result<Judgement, Fault> {
        let (a, b) = (self.value(left)?, self.value(right)?);
        let mut out = compare(operator, &a, &b, ignoring, &self.context);
        if self.context.evidence && out.spans.is_empty() && a.number().is_some() {
            let excess = match b {
                Value::Range(Range { high: Some(high), .. }) if !out.holds() && a.number() > Some(high.0) => {
                    Some(high)
                }
                _ => None,
            };
            out.spans = self.counted(left, excess);
        }
        Ok(combine::ruled(out, id))
    }

    /// Where what a number counts stands; with a bound that was passed, only what is beyond it.
    fn counted(&mut self, id: NodeId, excess: Option<Real>) -> Vec<Part> {
        let Some(node) = self.node(id) else { return Vec::new() };
        let found: Vec<Part> = match node {
            Node::Call { function: Function::Count, arguments } => {
                let Some(&list) = arguments.first() else { return Vec::new() };
                let cheap =
                    matches!(self.node(list), Some(Node::Parts { unit, .. }) if is_text_filling(*unit));
                if cheap {
                    return self.beyond(list, excess);
                }
                match self.value(list) {
                    Ok(Value::Parts(base, parts)) => parts.iter().filter_map(|&p| base.locate(p)).collect(),
                    Ok(list) => list.elements().iter().filter_map(place).collect(),
                    Err(_) => Vec::new(),
                }
            }
            Node::Call { function: Function::Occurrences, arguments } => {
                let search =
                    arguments.get(1).and_then(|&id| self.prepared.searches.get(id as usize)?.as_deref());
                if search.is_some_and(Search::fills_text) && excess.is_none() {
                    return Vec::new();
                }
                match self.call(Function::Matches, arguments) {
                    Ok(Value::Parts(base, parts)) => parts.iter().filter_map(|&p| base.locate(p)).collect(),
                    _ => Vec::new(),
                }
            }
            Node::Arithmetic { left, right, .. } => {
                let mut both = self.counted(*left, None);
                both.extend(self.counted(*right, None));
                both
            }
            _ => Vec::new(),
        };
        let skip = excess.and_then(|high| usize::try_from(high.0 as i64).ok()).unwrap_or(0);
        found.into_iter().skip(skip).take(MAX_SPANS).collect()
    }

    /// Units that fill the text are not shown one by one: the whole text, or all that is beyond the bound.
    fn beyond(&mut self, list: NodeId, excess: Option<Real>) -> Vec<Part> {
        if let Some(high) = excess
            && let Ok(Value::Parts(base, parts)) = self.value(list)
            && let Some(from) = usize::try_from(high.0 as i64).ok().and_then(|n| parts.get(n))
            && let Some(last) = parts.last()
        {
            return base.locate(Part { start: from.start, end: last.end }).into_iter().collect();
        }
        let of = match self.node(list) {
            Some(Node::Parts { of, .. }) => *of,
            _ => return Vec::new(),
        };
        match self.value(of) {
            Ok(value) => place(&value).into_iter().collect(),
            Err(_) => Vec::new(),
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

fn bool(judgement: Judgement) -> Value {
    Value::Bool(Rc::new(judgement))
}

/// Units of which a text consists, so that pointing at each tells nothing.
fn is_text_filling(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::Character
            | Unit::CodePoint
            | Unit::Letter
            | Unit::Word
            | Unit::PythonWord
            | Unit::Token
            | Unit::TreebankToken
    )
}

/// The prompt as a value.
pub(crate) fn prompt(context: &Context<'_>) -> Result<Value, Fault> {
    match context.prompt {
        Some(prompt) => Ok(Value::Text(Text { base: Base::Prompt, part: Part::whole(prompt) })),
        None => Err("the constraint speaks of the prompt, and the record has none".to_owned()),
    }
}

/// All parts of a unit of a text.
pub(crate) fn parts(unit: Unit, text: &Text, context: &Context<'_>) -> Value {
    let found: Rc<[Part]> = match text.base {
        Base::Response => context.document.parts_in(unit, text.part),
        _ => unit.find(text.str(context)).into_iter().map(|p| p.shift(text.part.start)).collect(),
    };
    Value::Parts(text.base.clone(), found)
}

/// A search term from a value.
pub(crate) fn needle(
    target: &Value,
    whole_word: bool,
    ignoring: &[Normalisation],
    context: &Context<'_>,
) -> Result<Value, Fault> {
    let target = match target {
        Value::Text(text) => Target::Text(Arc::from(text.str(context))),
        Value::Pattern(pattern) => Target::Pattern(pattern.clone()),
        Value::Search(search) => return Ok(Value::Search(Arc::clone(search))),
        Value::Missing => return Ok(Value::Missing),
        _ => return Err("internal: a search for what is no text".to_owned()),
    };
    Ok(Value::Search(Search::of(&Needle { target, whole_word, ignoring: ignoring.to_vec() })?))
}

/// Adds a text to a pattern, literally or as pattern source.
pub(crate) fn push_piece(source: &mut String, text: &str, raw: bool) {
    if raw { source.push_str(text) } else { source.push_str(&regex::escape(text)) }
}

/// A range from its ends.
pub(crate) fn range(low: Option<&Value>, high: Option<&Value>) -> Result<Value, Fault> {
    if matches!(low, Some(Value::Missing)) || matches!(high, Some(Value::Missing)) {
        return Ok(Value::Missing);
    }
    let whole = |v: Option<&Value>| v.is_none_or(|v| matches!(v, Value::Int(_)));
    let of =
        if whole(low) && whole(high) { crate::program::Number::Int } else { crate::program::Number::Float };
    let end = |v: Option<&Value>| v.and_then(Value::number).map(Real);
    Ok(Value::Range(Range { low: end(low), high: end(high), of }))
}

/// A list of the kept elements, of the same form as before.
pub(crate) fn refill(list: &Value, kept: Vec<Value>) -> Value {
    if let Value::Parts(base, _) = list {
        let parts = kept.iter().filter_map(|v| match v {
            Value::Text(text) => Some(text.part),
            _ => None,
        });
        return Value::Parts(base.clone(), parts.collect());
    }
    Value::List(Rc::from(kept))
}

/// Where a value stands in the response.
pub(crate) fn place(value: &Value) -> Option<Part> {
    match value {
        Value::Text(text) => text.span(),
        Value::Tuple(items) => items
            .iter()
            .filter_map(place)
            .reduce(|a, b| Part { start: a.start.min(b.start), end: a.end.max(b.end) }),
        _ => None,
    }
}
