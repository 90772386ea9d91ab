//! A plan that is ready to run: what is derived from it once, before any response.

mod cache;
mod listing;
mod memo_policy;
mod pool;

pub use cache::CompileCache;
pub(crate) use memo_policy::Keep;

use crate::diagnostic::{Code, Diagnostic};
use crate::ops::Comparison;
use crate::program::{Constant, DependsOn, Node, NodeId, Plan};
use crate::search::Search;
use foldhash::fast::RandomState;
use pool::Pool;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A plan, ready to run; shared by threads. It owns its searches, and shares the patterns and validators that it may need
/// with the plans of the same [`CompileCache`].
#[derive(Debug)]
pub struct CompiledPlan {
    pub(crate) plan: Plan,
    pub(crate) cache: Arc<CompileCache>,
    pub(crate) searches: Vec<Option<Arc<Search>>>,
    /// The texts of known lists that something may be asked to be in.
    pub(crate) sets: HashMap<NodeId, HashSet<Arc<str>, RandomState>>,
    /// Nodes that depend on the response.
    pub(crate) reads_response: Vec<bool>,
    policy: Vec<Keep>,
    pub(crate) pool: Pool,
}

/// Deeper plans would need more stack than a thread has; no program that resolves compiles to one.
const MAX_PLAN_DEPTH: u32 = 1000;

impl CompiledPlan {
    /// Makes a plan ready, which may come from a file: it is checked first.
    ///
    /// # Errors
    /// `bad-plan` if the plan breaks an invariant or holds a pattern that can't be compiled.
    pub fn new(plan: Plan) -> Result<CompiledPlan, Diagnostic> {
        CompiledPlan::sharing(plan, Arc::default())
    }

    /// The same, with what others compiled already.
    ///
    /// # Errors
    /// As [`CompiledPlan::new`].
    pub fn sharing(plan: Plan, cache: Arc<CompileCache>) -> Result<CompiledPlan, Diagnostic> {
        let bad = |reason: &str| Diagnostic::error(Code::BadPlan, format!("the plan is damaged: {reason}"));
        let mut depths: Vec<u32> = Vec::with_capacity(plan.nodes.len());
        let mut searches = Vec::with_capacity(plan.nodes.len());
        for (index, node) in plan.nodes.iter().enumerate() {
            let (mut depth, mut ordered) = (0u32, true);
            node.reads(&mut |id| {
                ordered &= (id as usize) < index;
                depth = depth.max(depths.get(id as usize).copied().unwrap_or(0) + 1);
            });
            if !ordered {
                return Err(bad("a node refers to a later one"));
            }
            if depth > MAX_PLAN_DEPTH {
                return Err(bad("it is nested too deep"));
            }
            depths.push(depth);
            searches.push(match node {
                Node::Const(Constant::Needle(needle)) => {
                    Some(Search::of(needle, &cache).map_err(|fault| bad(&fault.to_string()))?)
                }
                _ => None,
            });
        }
        let roots_exist =
            plan.roots.iter().all(|r| r.claim.as_ref().map_or(true, |&id| (id as usize) < plan.nodes.len()));
        if !roots_exist || plan.spans.len() != plan.nodes.len() {
            return Err(bad("a constraint refers to no node"));
        }
        let reads_response = reads_response(&plan);
        let policy = memo_policy::of(&plan, &reads_response);
        let pool = Pool::of(&plan, &searches);
        let sets = sets(&plan);
        Ok(CompiledPlan { plan, cache, searches, sets, reads_response, policy, pool })
    }

    /// The plan itself.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether and under what a node's value is kept.
    pub(crate) fn keep(&self, id: NodeId) -> Keep {
        self.policy.get(id as usize).copied().unwrap_or(Keep::No)
    }
}

/// Shorter lists are gone through as fast as a set answers.
const SET_FROM: usize = 8;

/// Each long list of texts on the right of an `in` that ignores nothing, as a set.
fn sets(plan: &Plan) -> HashMap<NodeId, HashSet<Arc<str>, RandomState>> {
    let text = |item: &Constant| if let Constant::Text(text) = item { Some(Arc::clone(text)) } else { None };
    let lists = plan.nodes.iter().filter_map(|node| match node {
        Node::Compare { operator: Comparison::In, right, ignoring, .. } if ignoring.is_empty() => {
            Some(*right)
        }
        _ => None,
    });
    lists
        .filter_map(|id| match plan.nodes.get(id as usize)? {
            Node::Const(Constant::List(items)) if items.len() >= SET_FROM => {
                Some((id, items.iter().map(text).collect::<Option<HashSet<_, RandomState>>>()?))
            }
            _ => None,
        })
        .collect()
}

/// Nodes that depend on the response.
fn reads_response(plan: &Plan) -> Vec<bool> {
    reaching(plan, |node| match node {
        Node::Response => true,
        Node::Call { function, .. } => function.record().depends_on == DependsOn::Response,
        _ => false,
    })
}

/// Nodes that `own` is true of, and those that read them.
fn reaching(plan: &Plan, own: impl Fn(&Node) -> bool) -> Vec<bool> {
    let mut out: Vec<bool> = Vec::with_capacity(plan.nodes.len());
    for node in &plan.nodes {
        let mut reads = own(node);
        node.reads(&mut |id| reads |= out.get(id as usize).copied().unwrap_or(true));
        out.push(reads);
    }
    out
}
