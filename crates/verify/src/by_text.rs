//! Which nodes of a plan are worth looking up by the text that they are about, instead of computing them again.

use crate::program::{Effort, Node, Plan};

/// A node that depends on nothing but the text of one local.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ByText {
    /// The local.
    pub(crate) local: u32,
    /// Its place among such nodes.
    pub(crate) place: usize,
}

/// Below this effort, looking up takes as long.
const WORTH: u32 = 3;

/// The nodes of a plan that are looked up. `alone`: the local of each node that reads one, and
/// nothing but its characters.
pub(crate) fn by_text(plan: &Plan, alone: &[Option<u32>]) -> Vec<Option<ByText>> {
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
    let mut place = 0;
    let worth = outermost.iter().zip(&efforts).map(|(outermost, effort)| *outermost && *effort >= WORTH);
    let by_text = worth.enumerate().map(|(id, worth)| {
        let local = local(id).filter(|_| worth)?;
        place += 1;
        Some(ByText { local, place: place - 1 })
    });
    by_text.collect()
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
