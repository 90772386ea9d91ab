//! Claims, what binds, and patterns: nodes that hold others which may be lowered more than once.

use super::{Frame, PlanBuilder, UNROLL, set};
use crate::eval::push_piece;
use crate::fault::Fault;
use crate::program::{Constant, Expr, Kind, Node, NodeId, PatternPiece, PatternSource, Piece, Real};
use crate::source::Span;

impl PlanBuilder<'_> {
    /// Claims and what binds.
    pub(super) fn claim_node(&mut self, e: &Expr, frame: &mut Frame, depth: u32) -> Result<NodeId, Fault> {
        let node = match e.kind.as_ref() {
            Kind::Not(claim) => Node::Not(self.lower(claim, frame, depth)?),
            Kind::And(claims) => Node::And(self.lower_all(claims, frame, depth)?),
            Kind::Or(claims) => Node::Or(self.lower_all(claims, frame, depth)?),
            Kind::Block { kind, items } => {
                let items: Result<Vec<(NodeId, Real)>, Fault> = items
                    .iter()
                    .map(|(claim, weight)| Ok((self.lower(claim, frame, depth)?, Real(*weight))))
                    .collect();
                Node::Block { kind: *kind, items: items? }
            }
            Kind::Scope { slot, part, body, absence } => {
                let part = self.lower(part, frame, depth)?;
                set(frame, *slot, part);
                let body = self.lower(body, frame, depth)?;
                if matches!(self.nodes.get(part as usize), Some(Node::Response | Node::Const(_))) {
                    return Ok(body);
                }
                Node::Scope { part, body, absence: *absence }
            }
            Kind::Quantify { quantifier, vacuous, slots, list, body } => {
                let list = self.lower(list, frame, depth)?;
                if let Some(items) = self.known_list(list).filter(|items| !items.is_empty()) {
                    let claims = self.unroll(&items, slots, body, frame, depth)?;
                    return Ok(self.add(Node::Each { quantifier: *quantifier, claims }, e.span));
                }
                let (local, arity, body) = self.body(slots, body, frame, depth)?;
                Node::Quantify { quantifier: *quantifier, vacuous: *vacuous, local, arity, list, body }
            }
            Kind::Collect { slots, list, item } => {
                let list = self.lower(list, frame, depth)?;
                if let Some(items) = self.known_list(list) {
                    let items = self.unroll(&items, slots, item, frame, depth)?;
                    let constants: Option<Vec<Constant>> =
                        items.iter().map(|&id| self.constant(id)).collect();
                    let node = constants.map_or(Node::List(items), |c| Node::Const(Constant::List(c)));
                    return Ok(self.add(node, e.span));
                }
                let (local, arity, item) = self.body(slots, item, frame, depth)?;
                Node::Collect { local, arity, list, item }
            }
            Kind::Filter { slot, list, keep } => {
                let list = self.lower(list, frame, depth)?;
                let (local, _, keep) = self.body(&[*slot], keep, frame, depth)?;
                Node::Filter { local, list, keep }
            }
            Kind::If { condition, then, otherwise } => {
                let condition = self.lower(condition, frame, depth)?;
                match (self.truth(condition), otherwise) {
                    (Some(true), _) => return self.lower(then, frame, depth),
                    (Some(false), Some(otherwise)) => return self.lower(otherwise, frame, depth),
                    (Some(false), None) => Node::Const(Constant::Bool(true)),
                    (None, _) => {
                        let then = self.lower(then, frame, depth)?;
                        let otherwise =
                            otherwise.as_ref().map(|e| self.lower(e, frame, depth)).transpose()?;
                        Node::If { condition, then, otherwise }
                    }
                }
            }
            _ => return Err(Fault::internal("an expression that is not handled")),
        };
        Ok(self.add(node, e.span))
    }

    /// The elements of a list that is known and short enough to unroll.
    fn known_list(&self, list: NodeId) -> Option<Vec<Constant>> {
        match self.nodes.get(list as usize)? {
            Node::Const(Constant::List(items)) if items.len() <= UNROLL => Some(items.clone()),
            _ => None,
        }
    }

    fn unroll(
        &mut self,
        items: &[Constant],
        slots: &[u32],
        body: &Expr,
        frame: &mut Frame,
        depth: u32,
    ) -> Result<Vec<NodeId>, Fault> {
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            match (slots, item) {
                ([slot], item) => {
                    let id = self.add(Node::Const(item.clone()), body.span);
                    set(frame, *slot, id);
                }
                (slots, Constant::Tuple(values)) => {
                    for (slot, value) in slots.iter().zip(values) {
                        let id = self.add(Node::Const(value.clone()), body.span);
                        set(frame, *slot, id);
                    }
                }
                _ => return Err(Fault::internal("names for elements that are no tuples")),
            }
            out.push(self.lower(body, frame, depth)?);
        }
        Ok(out)
    }

    /// Lowers what is repeated for each element; its locals are numbered by the binders around it.
    fn body(
        &mut self,
        slots: &[u32],
        body: &Expr,
        frame: &mut Frame,
        depth: u32,
    ) -> Result<(u32, u32, NodeId), Fault> {
        let arity = u32::try_from(slots.len()).unwrap_or(u32::MAX);
        for (local, slot) in (depth..).zip(slots) {
            let id = self.add(Node::Local(local), body.span);
            set(frame, *slot, id);
        }
        let id = self.lower(body, frame, depth + arity)?;
        Ok((depth, arity, id))
    }

    pub(super) fn pattern(
        &mut self,
        pieces: &[PatternPiece],
        ignore_case: bool,
        frame: &mut Frame,
        depth: u32,
        span: Span,
    ) -> Result<NodeId, Fault> {
        let mut lowered = Vec::with_capacity(pieces.len());
        let mut source = Some(String::new());
        for piece in pieces {
            let (id, raw) = match piece {
                PatternPiece::Source(text) => {
                    source.iter_mut().for_each(|s| s.push_str(text));
                    lowered.push(Piece::Source(text.clone()));
                    continue;
                }
                PatternPiece::Literal(e) => (self.lower(e, frame, depth)?, false),
                PatternPiece::Raw(e) => (self.lower(e, frame, depth)?, true),
            };
            source = match (source, self.constant(id)) {
                (Some(mut source), Some(Constant::Text(text))) => {
                    push_piece(&mut source, &text, raw);
                    Some(source)
                }
                _ => None,
            };
            lowered.push(if raw { Piece::Raw(id) } else { Piece::Literal(id) });
        }
        let Some(source) = source else {
            return Ok(self.add(Node::Pattern { pieces: lowered, ignore_case }, span));
        };
        let source = PatternSource { source: source.into(), ignore_case };
        self.cache.pattern(&source)?;
        Ok(self.add(Node::Const(Constant::Pattern(source)), span))
    }
}
