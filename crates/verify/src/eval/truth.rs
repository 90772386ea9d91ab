//! Claims, for their truth alone.

use super::Evaluator;
use super::memo::{Detail, Known};
use crate::combine::{self, Quantified};
use crate::fault::Fault;
use crate::judgement::{Judgement, Truth};
use crate::ops::BlockKind;
use crate::program::{Absence, Node, NodeId};
use crate::value::Value;

impl<'p> Evaluator<'p, '_> {
    /// Whether a claim holds.
    pub(super) fn settled(&mut self, id: NodeId) -> Truth {
        if let Some(truth) = self.known(id).and_then(Known::truth) {
            return truth;
        }
        let Some(node) = self.node(id) else {
            return Truth::error(Fault::internal("a node that is not there"));
        };
        if !node.is_claim() && !matches!(node, Node::If { .. } | Node::Guard { .. } | Node::Scope { .. }) {
            return match self.valued(id, Detail::Score) {
                Ok(Value::Bool(judgement)) => judgement.truth.clone(),
                Ok(Value::Missing) => Truth::Absent,
                Ok(_) => Truth::error(Fault::internal("a claim that is none")),
                Err(fault) => Truth::error(fault),
            };
        }
        let truth = match self.subject.account.step().and_then(|()| self.settle(id, node)) {
            Ok(truth) => truth,
            Err(fault) => Truth::error(fault),
        };
        self.keep(id, || Known::Truth(truth.clone()));
        truth
    }

    fn settle(&mut self, id: NodeId, node: &'p Node) -> Result<Truth, Fault> {
        Ok(match node {
            Node::Not(claim) => self.settled(*claim).not(),
            Node::And(claims) => self.fold(claims, &Truth::Fails, Truth::Holds, combine::both),
            Node::Or(claims) => self.fold(claims, &Truth::Holds, Truth::Fails, combine::either),
            Node::Block { kind: BlockKind::All, items } => {
                let claims: Vec<NodeId> = items.iter().map(|(claim, _)| *claim).collect();
                self.fold(&claims, &Truth::Fails, Truth::Holds, combine::both)
            }
            Node::If { condition, then, otherwise } => match (self.settled(*condition), otherwise) {
                (Truth::Error(fault), _) => Truth::Error(fault),
                (Truth::Holds, _) => self.settled(*then),
                (_, Some(otherwise)) => self.settled(*otherwise),
                (_, None) => Truth::Holds,
            },
            Node::Guard { condition, body } => match self.settled(*condition) {
                Truth::Holds => self.settled(*body),
                _ => return Err(Fault::Condition { parameter: None }),
            },
            Node::Scope { part, body, absence } => match (self.valued(*part, Detail::Score)?, absence) {
                (Value::Missing, Absence::Fails) => Truth::Absent,
                (Value::Missing, Absence::Passes) => Truth::Holds,
                _ => self.settled(*body),
            },
            Node::Quantify { quantifier, vacuous, local, arity, list, body } => {
                let list = self.valued(*list, Detail::Score)?;
                if matches!(list, Value::Missing) {
                    return Ok(Truth::Absent);
                }
                let mut all = Quantified::new(*quantifier);
                for element in list.iter() {
                    self.goes_on(&list)?;
                    let truth = self.bound(*local, *arity, element, |e| e.settled(*body));
                    if all.settled_by(&truth) {
                        return Ok(all.settled());
                    }
                    all.add(Judgement { truth, ..Judgement::plain(false) }, None);
                }
                all.judgement(*vacuous).truth
            }
            _ => self.claim(id, node, Detail::Score)?.truth,
        })
    }

    /// The truth of several claims, up to the first that settles it.
    fn fold(
        &mut self,
        claims: &[NodeId],
        settled: &Truth,
        mut truth: Truth,
        combine: fn(Truth, &Truth) -> Truth,
    ) -> Truth {
        for &claim in claims {
            truth = combine(truth, &self.settled(claim));
            if truth == *settled {
                break;
            }
        }
        truth
    }
}
