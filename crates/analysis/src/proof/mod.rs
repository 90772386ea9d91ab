//! Proofs that constraints exclude each other.
//!
//! In: a plan. Out: a smallest set of its constraints that no response satisfies, with the reason, or nothing.
//! INVARIANT (sound): facts ask for no more than their claims, and every relation between measures holds for every
//! text, so what is proved contradictory is.

mod automaton;
mod claims;
mod compare;
mod encodings;
mod facts;
mod json;
mod measure;
mod numbers;
mod preimage;
mod product;
mod quantified;
mod reasons;
mod refute;
mod search_pattern;
#[cfg(test)]
mod tests;
mod texts;
mod uniqueness;

use crate::program::{Node, NodeId};
use crate::verify::{CompiledPlan, Evaluator, Subject};
use facts::{Fact, Reader};
use product::Languages;
use refute::{Clash, clash};

/// Constraints that no response satisfies together.
#[derive(Clone, PartialEq, Debug)]
pub struct Contradiction {
    /// The constraints, by their place in the plan.
    pub core: Vec<usize>,
    /// What they ask for, in words.
    pub reasons: Vec<String>,
}

/// What the claims of a plan make certain.
pub(super) struct Facts {
    /// For each constraint: what holds if it is satisfied.
    satisfied: Vec<Fact>,
    /// What holds if it is not.
    failed: Vec<Fact>,
}

impl Facts {
    pub(super) fn of(prepared: &CompiledPlan, prompt: Option<&str>) -> Facts {
        let depends = depends(prepared);
        let mut evaluator = Evaluator::new(prepared, Subject::new("", prompt));
        let mut read = |want: bool| -> Vec<Fact> {
            let roots = prepared.plan().roots.iter();
            roots
                .map(|root| {
                    let mut reader = Reader {
                        evaluator: &mut evaluator,
                        depends: &depends,
                        subject: facts::Subject::Response,
                        parts: std::collections::HashMap::new(),
                        units: std::collections::HashMap::new(),
                        given: Vec::new(),
                        depth: 0,
                    };
                    match root.claim {
                        // Where something is missing or can't be told, a claim neither holds nor fails.
                        Ok(claim) if want || !reader.may_be_untold(claim) => reader.fact(claim, want),
                        _ => Fact::True,
                    }
                })
                .collect()
        };
        Facts { satisfied: read(true), failed: read(false) }
    }

    /// Whether anything is known of responses that satisfy a constraint.
    pub(super) fn tell(&self) -> bool {
        fn tells(fact: &Fact) -> bool {
            match fact {
                Fact::True => false,
                Fact::All(facts) => facts.iter().any(tells),
                Fact::Any(facts) => facts.iter().all(tells),
                _ => true,
            }
        }
        self.satisfied.iter().any(tells)
    }

    fn pick(&self, chosen: &[usize]) -> Vec<Fact> {
        chosen.iter().filter_map(|&i| self.satisfied.get(i).cloned()).collect()
    }

    /// A smallest set of constraints that exclude each other.
    pub(super) fn contradiction(&self) -> Option<Contradiction> {
        let mut core: Vec<usize> = (0..self.satisfied.len()).collect();
        let mut languages = Languages::default();
        let mut found: Clash = clash(&mut languages, &self.pick(&core))?;
        let mut at = 0;
        while at < core.len() {
            let rest: Vec<usize> = core.iter().copied().filter(|&i| Some(&i) != core.get(at)).collect();
            match clash(&mut languages, &self.pick(&rest)) {
                Some(smaller) => {
                    found = smaller;
                    core = rest;
                }
                None => at += 1,
            }
        }
        Some(Contradiction { core, reasons: found.reasons })
    }

    /// Whether the other constraints, or nothing at all, imply one of them.
    pub(super) fn implied(&self, index: usize, others: &[usize]) -> bool {
        let Some(failed) = self.failed.get(index) else { return false };
        let mut facts = self.pick(others);
        facts.push(failed.clone());
        *failed != Fact::True && clash(&mut Languages::default(), &facts).is_some()
    }
}

/// For each node, whether its value depends on the response or on what is bound inside it.
fn depends(prepared: &CompiledPlan) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::new();
    for node in &prepared.plan().nodes {
        let mut depends = matches!(node, Node::Response | Node::Local(_));
        node.reads(&mut |id: NodeId| depends |= out.get(id as usize).copied().unwrap_or(true));
        out.push(depends);
    }
    out
}
