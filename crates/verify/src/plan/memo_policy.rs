//! What of a plan's nodes is kept while a response is judged, decided before there is one.

use crate::program::{DependsOn, Effort, Evidence, FormalKind, Node, Plan};

/// Whether and under what a node's value is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    /// It is not: it is asked for once each time that it changes, or depends on more locals than are kept track of.
    No,
    /// It depends on no local.
    Once,
    /// While the innermost local that it depends on is bound to the same element.
    ByPosition {
        /// That local.
        local: u32,
    },
    /// By the text of the one local that it depends on; while that is bound, if the text is long.
    ByText {
        /// That local.
        local: u32,
        /// Its place among such nodes.
        place: usize,
    },
}

/// Which locals a node's value depends on.
#[derive(Clone, Copy, PartialEq)]
enum Reads {
    /// None: it is computed once a response.
    Nothing,
    /// This one and perhaps some around it: it is computed once each time this one is bound.
    Local(u32),
    /// More than are kept track of.
    Many,
}

/// Beyond this many nested bindings values are not kept.
const TRACKED: u32 = 127;

/// Below this effort, looking up takes as long.
const WORTH: u32 = 3;

/// The policy of each node.
pub(super) fn of(plan: &Plan, reads_response: &[bool]) -> Vec<Keep> {
    let masks = masks(plan);
    let innermost: Vec<Reads> = masks.iter().map(|&mask| reads(mask)).collect();
    let more_than_text =
        reads_response.iter().zip(reads_place(plan)).map(|(response, place)| *response || place);
    let alone: Vec<Option<u32>> =
        masks.iter().zip(more_than_text).map(|(&mask, more)| alone(mask).filter(|_| !more)).collect();
    let by_text = by_text(plan, &alone);
    let asked_again = asked_again(plan, &innermost);
    let mut place = 0;
    let policy = innermost.iter().zip(by_text).zip(asked_again).map(|((reads, by_text), again)| {
        match (by_text, reads, again) {
            (Some(local), ..) => {
                place += 1;
                Keep::ByText { local, place: place - 1 }
            }
            (None, Reads::Nothing, _) => Keep::Once,
            (None, Reads::Local(local), true) => Keep::ByPosition { local: *local },
            (None, Reads::Local(_), false) | (None, Reads::Many, _) => Keep::No,
        }
    });
    policy.collect()
}

fn masks(plan: &Plan) -> Vec<u128> {
    let mut masks: Vec<u128> = Vec::with_capacity(plan.nodes.len());
    for node in &plan.nodes {
        let mut all = 0;
        node.reads(&mut |id| all |= masks.get(id as usize).copied().unwrap_or(0));
        masks.push(own_mask(node, all, &masks));
    }
    masks
}

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
    let of = |id: &u32| masks.get(*id as usize).copied().unwrap_or(0);
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

/// Nodes that depend on more of a text than its characters.
fn reads_place(plan: &Plan) -> Vec<bool> {
    super::reaching(
        plan,
        |node| matches!(node, Node::Call { function, .. } if function.record().depends_on != DependsOn::Text),
    )
}

/// All nodes but those that depend on a local and have one reader, which is computed once whenever that local is bound.
fn asked_again(plan: &Plan, innermost: &[Reads]) -> Vec<bool> {
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

/// The local of each node that is worth looking up by its text. `alone`: the local of each node that reads one, and nothing
/// but its characters.
fn by_text(plan: &Plan, alone: &[Option<u32>]) -> Vec<Option<u32>> {
    let local = |id: usize| alone.get(id).copied().flatten();
    let mut efforts: Vec<u32> = Vec::with_capacity(plan.nodes.len());
    let mut outermost = vec![false; plan.nodes.len()];
    for (index, node) in plan.nodes.iter().enumerate() {
        let mut sum = effort(node);
        node.reads(&mut |id| {
            let id = id as usize;
            sum = sum.saturating_add(efforts.get(id).copied().unwrap_or(0));
            if let Some(outermost) = outermost.get_mut(id) {
                *outermost |= local(id).is_some() && local(id) != local(index);
            }
        });
        efforts.push(sum);
    }
    let worth = outermost.iter().zip(&efforts).map(|(outermost, effort)| *outermost && *effort >= WORTH);
    worth.enumerate().map(|(id, worth)| local(id).filter(|_| worth && is_placeless(plan, id))).collect()
}

/// What computing a node takes about, without what it reads.
fn effort(node: &Node) -> u32 {
    match node {
        Node::Const(_) | Node::Local(_) => 0,
        Node::Call { function, .. } => match function.record().effort {
            Effort::Step => 1,
            Effort::Pass => WORTH,
        },
        _ => 1,
    }
}

/// Whether a node gives a number or a claim: those mean the same wherever the text stands.
fn is_placeless(plan: &Plan, id: usize) -> bool {
    match plan.nodes.get(id) {
        Some(Node::Call { function, .. }) => matches!(
            function.record().signature.result,
            FormalKind::Int | FormalKind::Float | FormalKind::Percent | FormalKind::Number | FormalKind::Bool
        ),
        Some(Node::Arithmetic { .. } | Node::Scope { .. }) => true,
        Some(Node::If { then: branch, .. } | Node::Guard { body: branch, .. }) => {
            is_placeless(plan, *branch as usize)
        }
        Some(node) => node.is_claim(),
        None => false,
    }
}
