//! A plan as text, for who wants to know what is computed how often.

use super::{CompiledPlan, Keep};
use crate::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use crate::program::{Absence, Constant, Node, NodeId, Piece};
use std::fmt::Write;

/// Constants are shown up to so many characters.
const SHOWN: usize = 60;

impl CompiledPlan {
    /// The constraints and the nodes, one a line: number, memo policy, and what it computes from which others.
    pub fn listing(&self) -> String {
        let mut out = String::new();
        for root in &self.plan.roots {
            let claim = match &root.claim {
                Ok(id) => format!("%{id}"),
                Err(reason) => format!("error: {reason}"),
            };
            let _ = writeln!(out, "{} = {claim}", root.id);
        }
        for (id, node) in (0..).zip(&self.plan.nodes) {
            let _ = writeln!(out, "{:>6}  {:<18}  {}", format!("%{id}"), self.policy(id), described(node));
        }
        out
    }

    fn policy(&self, id: NodeId) -> String {
        match self.keep(id) {
            Keep::No => "not kept".to_owned(),
            Keep::Once if self.reads_response.get(id as usize) == Some(&false) => "kept".to_owned(),
            Keep::Once => "once a response".to_owned(),
            Keep::ByPosition { local } => format!("by element of l{local}"),
            Keep::ByText { local, .. } => format!("by text of l{local}"),
        }
    }
}

fn described(node: &Node) -> String {
    match node {
        Node::Const(constant) => cut(constant),
        Node::Prompt => "prompt".to_owned(),
        Node::Response => "response".to_owned(),
        Node::Local(local) => format!("l{local}"),
        Node::Call { function, arguments } => format!("{}({})", function.name(), all(arguments)),
        Node::Parts { unit, of } => format!("{} of %{of}", unit.plural()),
        Node::Needle { target, whole_word, ignoring } => {
            format!("{}%{target}{}", if *whole_word { "word " } else { "" }, ignored(ignoring))
        }
        Node::Pattern { pieces, ignore_case } => {
            let piece = |piece: &Piece| match piece {
                Piece::Source(source) => source.clone(),
                Piece::Literal(id) => format!("{{%{id}}}"),
                Piece::Raw(id) => format!("{{raw %{id}}}"),
            };
            let pieces: String = pieces.iter().map(piece).collect();
            format!("/{pieces}/{}", if *ignore_case { "i" } else { "" })
        }
        Node::Range { low, high } => {
            let end = |id: &Option<NodeId>| id.map(|id| format!("%{id}")).unwrap_or_default();
            format!("{}..{}", end(low), end(high))
        }
        Node::List(items) => format!("[{}]", all(items)),
        Node::Tuple(items) => format!("({})", all(items)),
        Node::Arithmetic { operator, left, right } => {
            let sign = match operator {
                Arithmetic::Add => '+',
                Arithmetic::Subtract => '-',
                Arithmetic::Multiply => '*',
                Arithmetic::Divide => '/',
            };
            format!("%{left} {sign} %{right}")
        }
        Node::Compare { operator, left, right, ignoring } => {
            format!("%{left} {} %{right}{}", compared(*operator), ignored(ignoring))
        }
        Node::Scope { part, body, absence } => {
            format!("%{part}{}: %{body}", if *absence == Absence::Passes { "?" } else { "" })
        }
        Node::Collect { local, arity, list, item } => {
            format!("[%{item} for each {} in %{list}]", locals(*local, *arity))
        }
        Node::Filter { local, list, keep } => format!("%{list} where l{local}: %{keep}"),
        Node::If { condition, then, otherwise } => {
            let otherwise = otherwise.map(|id| format!(" else: %{id}")).unwrap_or_default();
            format!("if %{condition}: %{then}{otherwise}")
        }
        Node::Guard { condition, body } => format!("where %{condition}: %{body}"),
        claim => combined(claim),
    }
}

fn combined(node: &Node) -> String {
    match node {
        Node::Not(claim) => format!("not %{claim}"),
        Node::And(claims) => format!("and({})", all(claims)),
        Node::Or(claims) => format!("or({})", all(claims)),
        Node::Block { kind, items } => {
            let kind = match kind {
                BlockKind::All => "all".to_owned(),
                BlockKind::Any => "any".to_owned(),
                BlockKind::None => "none".to_owned(),
                BlockKind::AtLeast(k) => format!("{k} of"),
                BlockKind::InOrder => "in order".to_owned(),
            };
            let items: Vec<String> =
                items.iter().map(|(claim, weight)| format!("%{claim} weight {}", weight.0)).collect();
            format!("{kind} {{ {} }}", items.join("; "))
        }
        Node::Quantify { quantifier, vacuous, local, arity, list, body } => {
            let quantifier = quantified(*quantifier);
            let vacuous = if *vacuous { "?" } else { "" };
            format!("{quantifier}{vacuous} {} in %{list}: %{body}", locals(*local, *arity))
        }
        Node::Each { quantifier, claims } => format!("{} of({})", quantified(*quantifier), all(claims)),
        _ => String::new(),
    }
}

fn quantified(quantifier: Quantifier) -> &'static str {
    match quantifier {
        Quantifier::Each => "each",
        Quantifier::Some => "some",
        Quantifier::No => "no",
    }
}

fn compared(operator: Comparison) -> &'static str {
    match operator {
        Comparison::Equal => "=",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
        Comparison::In => "in",
    }
}

fn ignored(ignoring: &[Normalisation]) -> String {
    let words: Vec<String> = ignoring.iter().map(|n| format!("{n:?}").to_lowercase()).collect();
    if words.is_empty() { String::new() } else { format!(" ignoring {}", words.join(", ")) }
}

fn all(ids: &[NodeId]) -> String {
    ids.iter().map(|id| format!("%{id}")).collect::<Vec<_>>().join(", ")
}

fn locals(first: u32, count: u32) -> String {
    (first..first.saturating_add(count)).map(|local| format!("l{local}")).collect::<Vec<_>>().join(", ")
}

/// A constant, cut to what a line holds.
fn cut(constant: &Constant) -> String {
    let source = constant.to_string();
    let line = source.replace('\n', "\\n");
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}
