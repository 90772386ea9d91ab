//! The verifier plan: what a task's constraints compile to. Parameters are filled in, definitions expanded,
//! constants folded; equal expressions are one node.
//!
//! INVARIANT (order): a node refers only to nodes before it.

use super::constant::{Constant, Real};
use super::expr::Absence;
use super::functions::Function;
use crate::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use crate::source::Span;
use crate::text::Unit;

/// The plan format that this version writes and reads.
pub const PLAN_VERSION: u32 = 2;

/// A node's index in [`Plan::nodes`].
pub type NodeId = u32;

/// A compiled set of constraints.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Plan {
    /// The nodes, each after those that it reads.
    pub nodes: Vec<Node>,
    /// Where each node was written first.
    pub spans: Vec<Span>,
    /// The constraints.
    pub roots: Vec<Root>,
}

/// A constraint of a plan.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Root {
    /// Its id or name in reports.
    pub id: String,
    /// How it is said, with its arguments.
    pub phrase: String,
    /// The claim, or why there is none.
    pub claim: Result<NodeId, String>,
    /// What a judge must answer with yes too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub judge: Vec<String>,
}

/// One step of a plan.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Node {
    /// A known value.
    Const(Constant),
    /// The prompt.
    Prompt,
    /// The response.
    Response,
    /// What a quantifier binds: the number of binders around it.
    Local(u32),
    /// A builtin.
    Call {
        /// Which.
        function: Function,
        /// Its arguments.
        arguments: Vec<NodeId>,
    },
    /// All parts of one unit of a text.
    Parts {
        /// The unit.
        unit: Unit,
        /// The text.
        of: NodeId,
    },
    /// A search term that is not known before the response is.
    Needle {
        /// The text or pattern.
        target: NodeId,
        /// As a whole word.
        whole_word: bool,
        /// What comparison ignores.
        ignoring: Vec<Normalisation>,
    },
    /// A pattern that is not known before the response is.
    Pattern {
        /// Its pieces.
        pieces: Vec<Piece>,
        /// The flag `i`.
        ignore_case: bool,
    },
    /// A range.
    Range {
        /// Lower end.
        low: Option<NodeId>,
        /// Upper end.
        high: Option<NodeId>,
    },
    /// A list.
    List(Vec<NodeId>),
    /// A tuple.
    Tuple(Vec<NodeId>),
    /// Arithmetic.
    Arithmetic {
        /// Which.
        operator: Arithmetic,
        /// Left side.
        left: NodeId,
        /// Right side.
        right: NodeId,
    },
    /// A comparison.
    Compare {
        /// Which.
        operator: Comparison,
        /// Left side.
        left: NodeId,
        /// Right side.
        right: NodeId,
        /// What comparing texts ignores.
        ignoring: Vec<Normalisation>,
    },
    /// Negation.
    Not(NodeId),
    /// All hold.
    And(Vec<NodeId>),
    /// One holds.
    Or(Vec<NodeId>),
    /// Claims with weights.
    Block {
        /// How they combine.
        kind: BlockKind,
        /// The claims and their weights.
        items: Vec<(NodeId, Real)>,
    },
    /// A claim about a part, which may be missing.
    Scope {
        /// The part.
        part: NodeId,
        /// The claim.
        body: NodeId,
        /// What if it is missing.
        absence: Absence,
    },
    /// A claim about the elements of a list.
    Quantify {
        /// How.
        quantifier: Quantifier,
        /// Whether an empty list is fine.
        vacuous: bool,
        /// The first local bound.
        local: u32,
        /// How many are bound.
        arity: u32,
        /// The list.
        list: NodeId,
        /// The claim.
        body: NodeId,
    },
    /// A claim about each element of a list that was known when the plan was made: one node per element.
    Each {
        /// How.
        quantifier: Quantifier,
        /// The claims.
        claims: Vec<NodeId>,
    },
    /// A value for each element.
    Collect {
        /// The first local bound.
        local: u32,
        /// How many are bound.
        arity: u32,
        /// The list.
        list: NodeId,
        /// The value.
        item: NodeId,
    },
    /// The elements that meet a condition.
    Filter {
        /// The local bound.
        local: u32,
        /// The list.
        list: NodeId,
        /// The condition.
        keep: NodeId,
    },
    /// A conditional.
    If {
        /// The condition.
        condition: NodeId,
        /// If it holds.
        then: NodeId,
        /// If not.
        otherwise: Option<NodeId>,
    },
    /// A parameter's condition that depends on the response.
    Guard {
        /// The condition.
        condition: NodeId,
        /// What it guards.
        body: NodeId,
    },
}

/// A piece of a pattern.
#[derive(Clone, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Pattern source.
    Source(String),
    /// A text, literally.
    Literal(NodeId),
    /// A text, as pattern source.
    Raw(NodeId),
}

impl Node {
    /// Whether this combines or compares, so that its value is a claim's.
    pub fn is_claim(&self) -> bool {
        matches!(
            self,
            Node::Compare { .. }
                | Node::Not(_)
                | Node::And(_)
                | Node::Or(_)
                | Node::Block { .. }
                | Node::Quantify { .. }
                | Node::Each { .. }
        )
    }

    /// Calls `see` with every node that this one reads.
    pub fn reads(&self, see: &mut dyn FnMut(NodeId)) {
        match self {
            Node::Const(_) | Node::Prompt | Node::Response | Node::Local(_) => {}
            Node::Call { arguments: ids, .. }
            | Node::List(ids)
            | Node::Tuple(ids)
            | Node::And(ids)
            | Node::Or(ids)
            | Node::Each { claims: ids, .. } => {
                ids.iter().copied().for_each(see);
            }
            Node::Parts { of: id, .. } | Node::Needle { target: id, .. } | Node::Not(id) => see(*id),
            Node::Pattern { pieces, .. } => pieces.iter().for_each(|p| match p {
                Piece::Source(_) => {}
                Piece::Literal(id) | Piece::Raw(id) => see(*id),
            }),
            Node::Range { low, high } => low.iter().chain(high).copied().for_each(see),
            Node::Arithmetic { left: a, right: b, .. }
            | Node::Compare { left: a, right: b, .. }
            | Node::Scope { part: a, body: b, .. }
            | Node::Quantify { list: a, body: b, .. }
            | Node::Collect { list: a, item: b, .. }
            | Node::Filter { list: a, keep: b, .. }
            | Node::Guard { condition: a, body: b } => [*a, *b].into_iter().for_each(see),
            Node::Block { items, .. } => items.iter().for_each(|(id, _)| see(*id)),
            Node::If { condition, then, otherwise } => {
                [*condition, *then].into_iter().chain(*otherwise).for_each(see);
            }
        }
    }
}
