//! The typed program: names resolved, types known, the part of the text that is spoken of made explicit.
//!
//! INVARIANT (frames): a body's slots are `0..frame`; slot 0 is the text that the body speaks of, then come its
//! parameters, then what `let`, scopes and quantifiers bind. A slot is read only inside what binds it.

use super::constant::Constant;
use super::functions::Function;
use super::types::Type;
use crate::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use crate::source::Span;
use crate::text::Unit;

/// A place in a frame.
pub type Slot = u32;

/// A typed expression.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Expr {
    /// What it is.
    pub kind: Box<Kind>,
    /// Its type.
    pub ty: Type,
    /// Where it was written.
    pub span: Span,
}

/// What happens where the part that is spoken of is missing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Absence {
    /// The claim fails.
    Fails,
    /// The claim holds: written with `?`.
    Passes,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What was reported stands here. Its type is [`Type::Nothing`] where none could be told; a complete program has
    /// no holes.
    Hole,
    /// A known value.
    Const(Constant),
    /// The prompt; an error if the record has none.
    Prompt,
    /// The whole response, whatever part is spoken of.
    Response,
    /// What a slot holds.
    Local(Slot),
    /// A builtin.
    Call {
        /// Which.
        function: Function,
        /// Its arguments; the text spoken of comes first where the function needs it.
        arguments: Vec<Expr>,
    },
    /// A definition or constraint of the program.
    Defined {
        /// Its index in `Program::definitions`.
        definition: u32,
        /// The text spoken of.
        subject: Expr,
        /// Its arguments, one per parameter.
        arguments: Vec<Expr>,
    },
    /// All parts of one unit.
    Parts {
        /// The unit.
        unit: Unit,
        /// Of which text.
        of: Expr,
    },
    /// A search term put together.
    Needle {
        /// The text or pattern.
        target: Expr,
        /// As a whole word.
        whole_word: bool,
        /// What comparison ignores.
        ignoring: Vec<Normalisation>,
    },
    /// A pattern with parameters in it.
    Pattern {
        /// The pieces, in order.
        pieces: Vec<PatternPiece>,
        /// The flag `i`.
        ignore_case: bool,
    },
    /// A range.
    Range {
        /// Lower end.
        low: Option<Expr>,
        /// Upper end.
        high: Option<Expr>,
    },
    /// A list.
    List(Vec<Expr>),
    /// A tuple.
    Tuple(Vec<Expr>),
    /// Arithmetic on numbers.
    Arithmetic {
        /// Which.
        operator: Arithmetic,
        /// Left side.
        left: Expr,
        /// Right side.
        right: Expr,
    },
    /// A comparison of two values; for `in`, the right side is a range or list.
    Compare {
        /// Which.
        operator: Comparison,
        /// Left side.
        left: Expr,
        /// Right side.
        right: Expr,
        /// What comparing texts ignores.
        ignoring: Vec<Normalisation>,
    },
    /// Negation.
    Not(Expr),
    /// All hold.
    And(Vec<Expr>),
    /// One holds.
    Or(Vec<Expr>),
    /// A block of claims with weights.
    Block {
        /// How they combine.
        kind: BlockKind,
        /// The claims and their weights.
        items: Vec<(Expr, f64)>,
    },
    /// A name for a value.
    Let {
        /// The slot bound.
        slot: Slot,
        /// The value.
        value: Expr,
        /// Where it is seen.
        body: Expr,
    },
    /// A claim about a part of the text.
    Scope {
        /// The slot that holds the part in the body.
        slot: Slot,
        /// The part.
        part: Expr,
        /// The claim.
        body: Expr,
        /// What if the part is missing.
        absence: Absence,
    },
    /// A claim about the elements of a list.
    Quantify {
        /// How.
        quantifier: Quantifier,
        /// Whether an empty list is fine.
        vacuous: bool,
        /// The slots bound: one, or one per element of a tuple.
        slots: Vec<Slot>,
        /// The list.
        list: Expr,
        /// The claim.
        body: Expr,
    },
    /// A value for each element of a list.
    Collect {
        /// The slots bound.
        slots: Vec<Slot>,
        /// The list.
        list: Expr,
        /// The value.
        item: Expr,
    },
    /// The elements that meet a condition.
    Filter {
        /// The slot bound.
        slot: Slot,
        /// The list.
        list: Expr,
        /// The condition.
        keep: Expr,
    },
    /// A conditional claim or value.
    If {
        /// The condition.
        condition: Expr,
        /// If it holds.
        then: Expr,
        /// If not; a claim without one then holds.
        otherwise: Option<Expr>,
    },
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PatternPiece {
    /// Pattern source.
    Source(String),
    /// A parameter's text, literally.
    Literal(Expr),
    /// A parameter's text, as pattern source.
    Raw(Expr),
}

impl Expr {
    /// The expressions that this one is made of, in the order in which they are read.
    pub fn parts(&self) -> Vec<&Expr> {
        match self.kind.as_ref() {
            Kind::Hole | Kind::Const(_) | Kind::Prompt | Kind::Response | Kind::Local(_) => Vec::new(),
            Kind::Call { arguments: es, .. }
            | Kind::List(es)
            | Kind::Tuple(es)
            | Kind::And(es)
            | Kind::Or(es) => es.iter().collect(),
            Kind::Defined { subject, arguments, .. } => std::iter::once(subject).chain(arguments).collect(),
            Kind::Parts { of: e, .. } | Kind::Needle { target: e, .. } | Kind::Not(e) => vec![e],
            Kind::Pattern { pieces, .. } => pieces
                .iter()
                .filter_map(|p| match p {
                    PatternPiece::Source(_) => None,
                    PatternPiece::Literal(e) | PatternPiece::Raw(e) => Some(e),
                })
                .collect(),
            Kind::Range { low, high } => low.iter().chain(high).collect(),
            Kind::Arithmetic { left: a, right: b, .. }
            | Kind::Compare { left: a, right: b, .. }
            | Kind::Let { value: a, body: b, .. }
            | Kind::Scope { part: a, body: b, .. }
            | Kind::Quantify { list: a, body: b, .. }
            | Kind::Collect { list: a, item: b, .. }
            | Kind::Filter { list: a, keep: b, .. } => vec![a, b],
            Kind::Block { items, .. } => items.iter().map(|(e, _)| e).collect(),
            Kind::If { condition, then, otherwise } => {
                [condition, then].into_iter().chain(otherwise).collect()
            }
        }
    }

    /// Changes an expression and everything inside it, from the outside in.
    pub(crate) fn walk_mut(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        change(self);
        match self.kind.as_mut() {
            Kind::Hole | Kind::Const(_) | Kind::Prompt | Kind::Response | Kind::Local(_) => {}
            Kind::Call { arguments: es, .. }
            | Kind::List(es)
            | Kind::Tuple(es)
            | Kind::And(es)
            | Kind::Or(es) => es.iter_mut().for_each(|e| e.walk_mut(change)),
            Kind::Defined { subject, arguments, .. } => {
                subject.walk_mut(change);
                arguments.iter_mut().for_each(|e| e.walk_mut(change));
            }
            Kind::Parts { of: e, .. } | Kind::Needle { target: e, .. } | Kind::Not(e) => e.walk_mut(change),
            Kind::Pattern { pieces, .. } => pieces.iter_mut().for_each(|piece| match piece {
                PatternPiece::Source(_) => {}
                PatternPiece::Literal(e) | PatternPiece::Raw(e) => e.walk_mut(change),
            }),
            Kind::Range { low, high } => {
                low.iter_mut().chain(high).for_each(|e| e.walk_mut(change));
            }
            Kind::Arithmetic { left: a, right: b, .. }
            | Kind::Compare { left: a, right: b, .. }
            | Kind::Let { value: a, body: b, .. }
            | Kind::Scope { part: a, body: b, .. }
            | Kind::Quantify { list: a, body: b, .. }
            | Kind::Collect { list: a, item: b, .. }
            | Kind::Filter { list: a, keep: b, .. } => {
                a.walk_mut(change);
                b.walk_mut(change);
            }
            Kind::Block { items, .. } => items.iter_mut().for_each(|(e, _)| e.walk_mut(change)),
            Kind::If { condition, then, otherwise } => {
                condition.walk_mut(change);
                then.walk_mut(change);
                otherwise.iter_mut().for_each(|e| e.walk_mut(change));
            }
        }
    }

    /// Whether something in it was reported.
    pub fn has_hole(&self) -> bool {
        matches!(self.kind.as_ref(), Kind::Hole) || self.parts().into_iter().any(Expr::has_hole)
    }
}
