//! What is derived from a plan once, before any response: searches, the pool of literals, what each node reads.

use super::by_text::{ByText, by_text};
use super::search::Search;
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constant, DependsOn, Evidence, Node, NodeId, Plan};
use crate::ops::Comparison;
use crate::text::{Part, search};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// A plan, ready to run; shared by threads.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) plan: Plan,
    pub(crate) searches: Vec<Option<Arc<Search>>>,
    /// The texts of known lists that something may be asked to be in.
    pub(crate) sets: HashMap<NodeId, HashSet<Arc<str>, RandomState>>,
    pub(crate) innermost: Vec<Reads>,
    /// Nodes that depend on the response.
    pub(crate) reads_response: Vec<bool>,
    /// Nodes that are worth looking up by the text of the one local that they read.
    pub(crate) by_text: Vec<Option<ByText>>,
    /// Nodes whose value may be asked for again while it stays what it is.
    pub(crate) kept: Vec<bool>,
    pub(crate) pool: Pool,
}

/// Which locals a node's value depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reads {
    /// None: it is computed once a response.
    Nothing,
    /// This one and perhaps some around it: it is computed once each time this one is bound.
    Local(u32),
    /// More than are kept track of.
    Many,
}

/// Beyond this many nested bindings values are not kept.
const TRACKED: u32 = 127;

impl Prepared {
    /// Prepares a plan, which may come from a file: it is checked first.
    ///
    /// # Errors
    /// `bad-plan` if the plan breaks an invariant or holds a pattern that can't be compiled.
    pub fn new(plan: Plan) -> Result<Prepared, Diagnostic> {
        let bad = |reason: &str| Diagnostic::error(Code::BadPlan, format!("the plan is damaged: {reason}"));
        let mut masks: Vec<u128> = Vec::with_capacity(plan.nodes.len());
        let mut depths: Vec<u32> = Vec::with_capacity(plan.nodes.len());
        let mut searches = Vec::with_capacity(plan.nodes.len());
        for (index, node) in plan.nodes.iter().enumerate() {
            let (mut mask, mut depth, mut ordered) = (0u128, 0u32, true);
            node.reads(&mut |id| {
                ordered &= (id as usize) < index;
                mask |= masks.get(id as usize).copied().unwrap_or(0);
                depth = depth.max(depths.get(id as usize).copied().unwrap_or(0) + 1);
            });
            if !ordered {
                return Err(bad("a node refers to a later one"));
            }
            if depth > MAX_PLAN_DEPTH {
                return Err(bad("it is nested too deep"));
            }
            masks.push(own_mask(node, mask, &masks));
            depths.push(depth);
            searches.push(match node {
                Node::Const(Constant::Needle(needle)) => {
                    Some(Search::of(needle).map_err(|reason| bad(&reason))?)
                }
                _ => None,
            });
        }
        let roots_exist =
            plan.roots.iter().all(|r| r.claim.as_ref().map_or(true, |&id| (id as usize) < plan.nodes.len()));
        if !roots_exist || plan.spans.len() != plan.nodes.len() {
            return Err(bad("a constraint refers to no node"));
        }
        let innermost: Vec<Reads> = masks.iter().map(|&mask| reads(mask)).collect();
        let kept = kept(&plan, &innermost);
        let reads_response = reads_response(&plan);
        let more_than_text =
            reads_response.iter().zip(reads_place(&plan)).map(|(response, place)| *response || place);
        let alone = masks.iter().zip(more_than_text).map(|(&mask, more)| alone(mask).filter(|_| !more));
        let by_text = by_text(&plan, &alone.collect::<Vec<_>>());
        let pool = Pool::of(&plan, &searches);
        let sets = sets(&plan);
        Ok(Prepared { plan, searches, sets, innermost, reads_response, by_text, kept, pool })
    }

    /// The plan itself.
    pub fn plan(&self) -> &Plan {
        &self.plan
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

/// Deeper plans would need more stack than a thread has; no program that resolves compiles to one.
const MAX_PLAN_DEPTH: u32 = 1000;

fn bit(local: u32) -> u128 {
    1u128 << local.min(TRACKED)
}

fn reads(mask: u128) -> Reads {
    match (mask, 127 - mask.leading_zeros().min(127)) {
        (0, _) => Reads::Nothing,
        (_, TRACKED) => Reads::Many,
        (_, innermost) => Reads::Local(innermost),
    }
}

/// The local of a mask with one.
fn alone(mask: u128) -> Option<u32> {
    mask.is_power_of_two().then(|| mask.trailing_zeros()).filter(|&local| local < TRACKED)
}

/// The locals a node reads: what its parts read, without what it binds itself in its body.
fn own_mask(node: &Node, all: u128, masks: &[u128]) -> u128 {
    let of = |id: &NodeId| masks.get(*id as usize).copied().unwrap_or(0);
    let without = |mask: u128, local: u32, arity: u32| {
        (local..local.saturating_add(arity.min(TRACKED)))
            .filter(|&l| l < TRACKED)
            .fold(mask, |m, l| m & !bit(l))
    };
    match node {
        Node::Local(local) => bit(*local),
        Node::Quantify { local, arity, list, body, .. }
        | Node::Collect { local, arity, list, item: body } => of(list) | without(of(body), *local, *arity),
        Node::Filter { local, list, keep } => of(list) | without(of(keep), *local, 1),
        _ => all,
    }
}

/// Nodes that depend on the response.
fn reads_response(plan: &Plan) -> Vec<bool> {
    reaching(plan, |node| match node {
        Node::Response => true,
        Node::Call { function, .. } => function.record().depends_on == DependsOn::Response,
        _ => false,
    })
}

/// Nodes that depend on more of a text than its characters.
fn reads_place(plan: &Plan) -> Vec<bool> {
    reaching(
        plan,
        |node| matches!(node, Node::Call { function, .. } if function.record().depends_on != DependsOn::Text),
    )
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

/// All nodes but those that depend on a local and have one reader, which is computed once whenever that local is bound.
fn kept(plan: &Plan, innermost: &[Reads]) -> Vec<bool> {
    let mut readers = vec![0u32; plan.nodes.len()];
    let mut out: Vec<bool> = innermost.iter().map(|reads| !matches!(reads, Reads::Local(_))).collect();
    for (node, own) in plan.nodes.iter().zip(innermost) {
        // A list that is counted is gone through again to show what was counted.
        let counted =
            matches!(node, Node::Call { function, .. } if function.record().evidence == Evidence::Counted);
        node.reads(&mut |id| {
            let id = id as usize;
            let parts = matches!(plan.nodes.get(id), Some(Node::Parts { .. }));
            let together = innermost.get(id) == Some(own) || binds(node, innermost.get(id));
            if let (Some(readers), Some(out)) = (readers.get_mut(id), out.get_mut(id)) {
                *readers += 1;
                *out |= *readers > 1 || !together || (counted && !parts);
            }
        });
    }
    for claim in plan.roots.iter().filter_map(|root| root.claim.as_ref().ok()) {
        if let Some(kept) = out.get_mut(*claim as usize) {
            *kept = true;
        }
    }
    out
}

/// Whether a node binds the local that a value reads.
fn binds(node: &Node, reads: Option<&Reads>) -> bool {
    let Some(Reads::Local(read)) = reads else { return false };
    match node {
        Node::Quantify { local, arity, .. } | Node::Collect { local, arity, .. } => {
            (*local..local.saturating_add(*arity)).contains(read)
        }
        Node::Filter { local, .. } => local == read,
        _ => false,
    }
}

/// Literals that are searched in one pass over the response.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// The literal's place for each needle node.
    pub(crate) members: HashMap<NodeId, usize>,
    literals: Vec<(String, bool)>,
    needles: Vec<Arc<Search>>,
    /// Case-sensitive literals and the others, with the places of each, built when first needed.
    automata: OnceLock<Option<[Automaton; 2]>>,
}

/// An automaton and the place of each of its patterns.
type Automaton = (AhoCorasick, Vec<usize>);

/// Fewer literals are found faster one by one: building the automaton costs more than a few scans of a response.
const POOL_FROM: usize = 4;

impl Pool {
    fn of(plan: &Plan, searches: &[Option<Arc<Search>>]) -> Pool {
        let mut pool = Pool::default();
        for node in &plan.nodes {
            let Node::Call { arguments, .. } = node else { continue };
            let [subject, needle] = arguments.as_slice() else { continue };
            if !matches!(plan.nodes.get(*subject as usize), Some(Node::Response))
                || pool.members.contains_key(needle)
            {
                continue;
            }
            let Some(Some(search)) = searches.get(*needle as usize) else { continue };
            if let Some((text, ignore_case)) = search.literal() {
                pool.members.insert(*needle, pool.literals.len());
                pool.literals.push((text.to_owned(), ignore_case));
                pool.needles.push(Arc::clone(search));
            }
        }
        if pool.literals.len() < POOL_FROM { Pool::default() } else { pool }
    }

    /// Where each literal occurs, without overlap. `None` if the text needs more than ASCII's notion of case.
    pub(crate) fn search(&self, text: &str) -> Option<Vec<Rc<[Part]>>> {
        if self.literals.iter().any(|(_, ignore_case)| *ignore_case) && !search::folds_as_ascii(text) {
            return None;
        }
        let automata =
            self.automata.get_or_init(|| Some([self.automaton(false)?, self.automaton(true)?])).as_ref()?;
        let mut found: Vec<Vec<Part>> = vec![Vec::new(); self.literals.len()];
        for (automaton, places) in automata {
            for hit in automaton.find_overlapping_iter(text) {
                let Some(list) = places.get(hit.pattern().as_usize()).and_then(|&place| found.get_mut(place))
                else {
                    continue;
                };
                // Leftmost first, as a search for this literal alone would.
                if list.last().is_none_or(|last| last.end as usize <= hit.start()) {
                    list.push(Part::new(hit.start(), hit.end()));
                }
            }
        }
        Some(
            found
                .into_iter()
                .zip(&self.needles)
                .map(|(hits, needle)| Rc::from(needle.refine(hits, text)))
                .collect(),
        )
    }

    fn automaton(&self, ignore_case: bool) -> Option<Automaton> {
        let places: Vec<usize> = self
            .literals
            .iter()
            .enumerate()
            .filter(|(_, l)| l.1 == ignore_case)
            .map(|(place, _)| place)
            .collect();
        let texts = places.iter().filter_map(|&place| self.literals.get(place)).map(|(text, _)| text);
        let automaton = AhoCorasickBuilder::new().ascii_case_insensitive(ignore_case).build(texts).ok()?;
        Some((automaton, places))
    }
}
