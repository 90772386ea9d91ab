//! Claims, with their score and what decided them.

use super::Evaluator;
use super::memo::Detail;
use super::spans::place;
use crate::combine::{self, Quantified, Weighted};
use crate::compare::compare;
use crate::fault::Fault;
use crate::judgement::{Judgement, Truth};
use crate::ops::{Comparison, Normalisation};
use crate::program::{Node, NodeId, Range};
use crate::value::Value;
use std::rc::Rc;

impl Evaluator<'_, '_> {
    pub(super) fn judged(&mut self, id: NodeId, detail: Detail) -> Judgement {
        if let Some(judgement) = self.known(id).and_then(|known| known.judgement(detail)) {
            return judgement;
        }
        match self.node(id) {
            Some(node) if node.is_claim() => {
                match self.subject.account.step().and_then(|()| self.claim(id, node, detail)) {
                    Ok(judgement) => {
                        self.keep_judgement(id, &judgement, detail);
                        judgement
                    }
                    Err(fault) => Judgement::error(fault),
                }
            }
            _ => match self.valued(id, detail) {
                Ok(Value::Bool(judgement)) => Rc::unwrap_or_clone(judgement),
                Ok(Value::Missing) => Judgement::absent(),
                Ok(_) => Judgement::error(Fault::internal("a claim that is none")),
                Err(fault) => Judgement::error(fault),
            },
        }
    }

    /// Nodes that are claims.
    pub(super) fn claim(&mut self, id: NodeId, node: &Node, detail: Detail) -> Result<Judgement, Fault> {
        Ok(match node {
            Node::Compare { operator, left, right, ignoring } => {
                self.compare(id, *operator, (*left, *right), ignoring, detail)?
            }
            Node::Not(claim) => self.judged(*claim, detail).not(),
            Node::And(claims) => combine::all(self.judged_until_lost(claims, detail)),
            Node::Or(claims) => {
                combine::any(claims.iter().map(|&claim| (self.judged(claim, detail), 1.0)).collect())
            }
            Node::Block { kind, items } => {
                let claims: Vec<Weighted> =
                    items.iter().map(|(claim, weight)| (self.judged(*claim, detail), weight.0)).collect();
                combine::block(*kind, claims)
            }
            Node::Quantify { quantifier, vacuous, local, arity, list, body } => {
                let list = self.valued(*list, detail)?;
                if matches!(list, Value::Missing) {
                    return Ok(Judgement::absent());
                }
                let mut all = Quantified::new(*quantifier);
                for (index, element) in list.iter().enumerate() {
                    self.goes_on(&list)?;
                    // Most elements decide nothing, and what is not shown need not be explained.
                    let judgement = self.bound(*local, *arity, element, |e| e.judged(*body, Detail::Score));
                    if detail == Detail::Score || !all.shows(&judgement) {
                        all.add(judgement, None);
                        continue;
                    }
                    let Some(element) = list.get(index) else { continue };
                    let place = place(&element);
                    let judgement = self.bound(*local, *arity, element, |e| e.judged(*body, detail));
                    all.add(judgement, place);
                }
                combine::ruled(all.judgement(*vacuous), id)
            }
            Node::Each { quantifier, claims } => {
                let mut all = Quantified::new(*quantifier);
                claims.iter().for_each(|&claim| all.add(self.judged(claim, detail), None));
                combine::ruled(all.judgement(false), id)
            }
            _ => return Err(Fault::internal("a claim that is none")),
        })
    }

    /// Judges claims that must all hold, up to the first that fails with no score: it settles truth and score, and
    /// is shown as the reason unless one before it failed too.
    fn judged_until_lost(&mut self, claims: &[NodeId], detail: Detail) -> Vec<Weighted> {
        let mut out = Vec::with_capacity(claims.len());
        for &claim in claims {
            let judgement = self.judged(claim, detail);
            let lost = judgement.truth == Truth::Fails && judgement.score == 0.0;
            out.push((judgement, 1.0));
            if lost {
                break;
            }
        }
        out
    }

    fn compare(
        &mut self,
        id: NodeId,
        operator: Comparison,
        (left, right): (NodeId, NodeId),
        ignoring: &[Normalisation],
        detail: Detail,
    ) -> Result<Judgement, Fault> {
        let (a, b) = (self.valued(left, detail)?, self.valued(right, detail)?);
        self.subject.account.charge(a.shared_bytes(&b))?;
        let mut out = compare(operator, &a, &b, ignoring, &self.at_detail(detail));
        self.subject.account.read()?;
        if detail == Detail::Evidence && out.spans.is_empty() && a.number().is_some() {
            let excess = match b {
                Value::Range(Range { high: Some(high), .. }) if !out.holds() && a.number() > Some(high.0) => {
                    Some(high)
                }
                _ => None,
            };
            out.spans = self.counted(left, excess);
            self.subject.account.read()?;
        }
        Ok(combine::ruled(out, id))
    }
}
