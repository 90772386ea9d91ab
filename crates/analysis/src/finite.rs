//! Constraints that allow finitely many responses, blanks around them aside: the others are run on each.

use super::proof::Contradiction;
use crate::ops::Comparison;
use crate::program::{Constant, Node, NodeId, OuterBlanks, Plan, Preimage};
use crate::verify::{CompiledPlan, Evaluator, Subject, Truth};

/// Blanks to try around a response.
const BLANKS: [&str; 7] = ["", " ", "  ", "    ", "\t", "\n", "\n\n"];

/// More options than this are not run one by one.
const MOST: usize = 64;

/// A proof that no option of a finite constraint satisfies the others.
pub(super) fn contradiction(prepared: &CompiledPlan, prompt: Option<&str>) -> Option<Contradiction> {
    let plan = prepared.plan();
    let claims: Vec<Option<NodeId>> = plan.roots.iter().map(|r| r.claim.as_ref().ok().copied()).collect();
    for (index, claim) in claims.iter().enumerate() {
        let Some(options) = claim.and_then(|claim| options(plan, claim)).filter(|o| o.len() <= MOST) else {
            continue;
        };
        // Constraints that can't see the blanks around an option.
        let blind: Vec<(usize, NodeId)> = claims
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
            .filter_map(|(other, claim)| Some((other, (*claim)?)))
            .filter(|(_, claim)| blind_to_blanks(plan, *claim))
            .collect();
        let mut core = vec![index];
        let mut open = false;
        for option in &options {
            let failing = blind.iter().find(|(_, claim)| fails(prepared, prompt, option, *claim));
            match failing {
                Some((other, _)) if !core.contains(other) => core.push(*other),
                Some(_) => {}
                None => open = true,
            }
        }
        if !open && core.len() > 1 {
            let shown: Vec<String> = options.iter().take(6).map(|o| format!("\"{o}\"")).collect();
            let reasons =
                vec![format!("only {} can be answered, and none of them is accepted", shown.join(", "))];
            return Some(Contradiction { core, reasons });
        }
    }
    None
}

fn fails(prepared: &CompiledPlan, prompt: Option<&str>, option: &str, claim: NodeId) -> bool {
    BLANKS.iter().all(|before| {
        BLANKS.iter().all(|after| {
            let text = format!("{before}{option}{after}");
            let mut evaluator = Evaluator::new(prepared, Subject::new(&text, prompt));
            matches!(evaluator.explain(claim).truth, Truth::Fails | Truth::Absent)
        })
    })
}

/// The texts of which one must be the response, blanks around it aside.
fn options(plan: &Plan, claim: NodeId) -> Option<Vec<String>> {
    match plan.nodes.get(claim as usize)? {
        Node::And(claims) => claims.iter().find_map(|&claim| options(plan, claim)),
        Node::Scope { body, .. } => options(plan, *body),
        Node::Compare { operator, left, right, ignoring } if ignoring.is_empty() => {
            let Node::Call { function, arguments } = plan.nodes.get(*left as usize)? else { return None };
            if function.facts().preimage != (Preimage::Trimmed { start: true, end: true }) {
                return None;
            }
            let [subject] = arguments.as_slice() else { return None };
            if !matches!(plan.nodes.get(*subject as usize)?, Node::Response) {
                return None;
            }
            match (operator, plan.nodes.get(*right as usize)?) {
                (Comparison::In, Node::Const(Constant::List(items))) => {
                    items
                        .iter()
                        .map(|item| {
                            if let Constant::Text(text) = item { Some(text.trim().to_owned()) } else { None }
                        })
                        .collect()
                }
                (Comparison::Equal, Node::Const(Constant::Text(text))) => Some(vec![text.trim().to_owned()]),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether blanks around the response change nothing for a claim: it counts and compares units that do not reach
/// into them, and searches for nothing that has a blank in it.
fn blind_to_blanks(plan: &Plan, claim: NodeId) -> bool {
    let mut open = vec![claim];
    let mut seen = std::collections::HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(node) = plan.nodes.get(id as usize) else { return false };
        let fine = match node {
            Node::Parts { unit, .. } => unit.facts().outer_blanks == OuterBlanks::Unseen,
            Node::Call { function, arguments } => {
                let direct = arguments
                    .first()
                    .is_some_and(|&a| matches!(plan.nodes.get(a as usize), Some(Node::Response)));
                !direct
                    || function.facts().outer_blanks == OuterBlanks::Unseen
                    || searches_plainly(plan, arguments)
            }
            _ => true,
        };
        if !fine {
            return false;
        }
        node.reads(&mut |id| open.push(id));
    }
    true
}

/// Whether a search looks for a plain text without blanks, wherever it stands.
fn searches_plainly(plan: &Plan, arguments: &[NodeId]) -> bool {
    let needle = arguments.get(1).and_then(|&id| plan.nodes.get(id as usize));
    matches!(needle, Some(Node::Const(Constant::Needle(needle)))
        if matches!(&needle.target, crate::program::Target::Text(text) if !text.contains(char::is_whitespace)))
}
