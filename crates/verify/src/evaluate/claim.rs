//! Claims: judged with evidence, or for their truth alone.

use super::places::place;
use super::{Evaluator, bool};
use crate::builtins::Fault;
use crate::combine::{self, Quantified, Weighted};
use crate::compare::compare;
use crate::judgement::{Judgement, Truth};
use crate::ops::{BlockKind, Comparison, Normalisation};
use crate::program::{Node, NodeId, Range};
use crate::value::Value;
use std::rc::Rc;

impl<'p> Evaluator<'p, '_> {
    /// Judges a claim of the plan.
    pub fn judge(&mut self, id: NodeId) -> Judgement {
        self.judged(id).unwrap_or_else(Judgement::error)
    }

    fn judged(&mut self, id: NodeId) -> Result<Judgement, Fault> {
        // A claim that is asked for once needs no box.
        if let Some(node) = self.passing(id)
            && node.is_claim()
        {
            if let Some(judgement) = self.recall_claim(id) {
                return Ok(judgement);
            }
            let judgement = self.claim(id, node)?;
            self.keep_claim(id, &judgement);
            return Ok(judgement);
        }
        match self.value(id)? {
            Value::Bool(judgement) => Ok(Rc::unwrap_or_clone(judgement)),
            Value::Missing => Ok(Judgement::absent()),
            _ => Err("internal: a claim that is none".to_owned()),
        }
    }

    /// Whether a claim holds, for a condition: nothing is explained.
    pub fn truth(&mut self, id: NodeId) -> Truth {
        self.quietly(|e| e.plain_truth(id))
    }

    /// Does something for which nothing is explained.
    fn quietly<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        let evidence = std::mem::replace(&mut self.context.evidence, false);
        let out = inner(self);
        self.context.evidence = evidence;
        out
    }

    fn plain_truth(&mut self, id: NodeId) -> Truth {
        // What is kept may be shown later, if anything is.
        let passing = self.passing(id);
        let (None, false) = (passing, self.evidence) else {
            return match passing {
                Some(node) => self.recall_or_settle(id, node),
                None => self.judge(id).truth,
            };
        };
        let (Some(node), epoch) = (self.node(id), self.epoch_of(id)) else { return self.judge(id).truth };
        let known = self.memo.get(id as usize).and_then(Option::as_ref);
        if !node.is_claim() || known.is_some_and(|(then, _)| Some(*then) == epoch) {
            return self.judge(id).truth;
        }
        let truth = self.recall_or_settle(id, node);
        if let (Some(now), Some(slot)) = (epoch, self.memo.get_mut(id as usize)) {
            let judgement = Judgement { truth: truth.clone(), ..Judgement::plain(truth == Truth::Holds) };
            *slot = Some((now, bool(judgement)));
        }
        truth
    }

    fn recall_or_settle(&mut self, id: NodeId, node: &'p Node) -> Truth {
        if let Some(truth) = self.recall_truth(id) {
            return truth;
        }
        let truth = self.truth_of(id, node);
        if node.is_claim() {
            self.keep_truth(id, &truth);
        }
        truth
    }

    /// The truth of a claim, from no more of its parts than settle it.
    fn truth_of(&mut self, id: NodeId, node: &'p Node) -> Truth {
        match node {
            Node::Not(claim) => self.plain_truth(*claim).not(),
            Node::And(claims) => self.truths(claims, &Truth::Fails, Truth::Holds, combine::both),
            Node::Or(claims) => self.truths(claims, &Truth::Holds, Truth::Fails, combine::either),
            Node::Block { kind: BlockKind::All, items } => {
                let claims: Vec<NodeId> = items.iter().map(|(claim, _)| *claim).collect();
                self.truths(&claims, &Truth::Fails, Truth::Holds, combine::both)
            }
            Node::Quantify { quantifier, vacuous, local, arity, list, body } => match self.value(*list) {
                Err(fault) => Truth::Error(Rc::from(fault)),
                Ok(Value::Missing) => Truth::Absent,
                Ok(list) => {
                    let mut all = Quantified::new(*quantifier);
                    for element in list.iter() {
                        let truth = self.bound(*local, *arity, element, |e| e.plain_truth(*body));
                        if all.settled_by(&truth) {
                            return all.settled();
                        }
                        all.add(Judgement { truth, ..Judgement::plain(false) }, None);
                    }
                    all.judgement(*vacuous).truth
                }
            },
            _ if node.is_claim() => self.claim(id, node).unwrap_or_else(Judgement::error).truth,
            _ => self.judge(id).truth,
        }
    }

    /// The truth of several claims, up to the first that settles it.
    fn truths(
        &mut self,
        claims: &[NodeId],
        settled: &Truth,
        mut truth: Truth,
        combine: fn(Truth, &Truth) -> Truth,
    ) -> Truth {
        for &claim in claims {
            truth = combine(truth, &self.plain_truth(claim));
            if truth == *settled {
                break;
            }
        }
        truth
    }

    /// Nodes that are claims.
    pub(super) fn claim(&mut self, id: NodeId, node: &Node) -> Result<Judgement, Fault> {
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
                for (index, element) in list.iter().enumerate() {
                    // Most elements decide nothing, and what is not shown need not be explained.
                    let judgement = self.bound(*local, *arity, element, |e| e.quietly(|e| e.judge(*body)));
                    if !self.context.evidence || !all.shows(&judgement) {
                        all.add(judgement, None);
                        continue;
                    }
                    let Some(element) = list.get(index) else { continue };
                    let place = place(&element);
                    let judgement = self.bound(*local, *arity, element, |e| e.judge(*body));
                    all.add(judgement, place);
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
}
