//! What the evaluator keeps: one table, in which the plan says for each node whether and under what it is kept
//! ([`Keep`]).

use super::Evaluator;
use crate::context::Context;
use crate::judgement::{Judgement, Truth};
use crate::plan::Keep;
use crate::program::NodeId;
use crate::value::Value;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::rc::Rc;

/// How much of a claim is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Detail {
    /// Whether it holds, and how nearly.
    Score,
    /// Why, too.
    Evidence,
}

/// What is known of a node.
#[derive(Clone, Debug)]
pub(super) enum Known {
    /// Whether a claim holds.
    Truth(Truth),
    /// And its score.
    Score(Truth, f64),
    /// A value; the claims in it say nothing of why.
    Quiet(Value),
    /// All that there is to know.
    Full(Value),
}

impl Known {
    pub(super) fn of(value: Value, detail: Detail) -> Known {
        match (detail, value) {
            (Detail::Evidence, value) => Known::Full(value),
            (Detail::Score, Value::Bool(judgement)) => Known::Score(judgement.truth.clone(), judgement.score),
            (Detail::Score, value @ (Value::List(_) | Value::Tuple(_))) => Known::Quiet(value),
            (Detail::Score, value) => Known::Full(value),
        }
    }

    pub(super) fn truth(&self) -> Option<Truth> {
        match self {
            Known::Truth(truth) | Known::Score(truth, _) => Some(truth.clone()),
            Known::Quiet(Value::Bool(judgement)) | Known::Full(Value::Bool(judgement)) => {
                Some(judgement.truth.clone())
            }
            Known::Quiet(_) | Known::Full(_) => None,
        }
    }

    pub(super) fn value(&self, detail: Detail) -> Option<Value> {
        match self {
            Known::Full(value) => Some(value.clone()),
            Known::Quiet(value) if detail == Detail::Score => Some(value.clone()),
            Known::Score(..) => self.judgement(detail).map(super::bool),
            Known::Truth(_) | Known::Quiet(_) => None,
        }
    }

    pub(super) fn judgement(&self, detail: Detail) -> Option<Judgement> {
        match self {
            Known::Full(Value::Bool(judgement)) => Some(Judgement::clone(judgement)),
            Known::Score(truth, score) if detail == Detail::Score => {
                Some(Judgement { truth: truth.clone(), score: *score, ..Judgement::plain(false) })
            }
            Known::Truth(_) | Known::Score(..) | Known::Quiet(_) | Known::Full(_) => None,
        }
    }

    /// What of it is so wherever the text stands that it is about.
    fn placeless(self) -> Option<Known> {
        match self {
            Known::Full(Value::Bool(judgement)) | Known::Quiet(Value::Bool(judgement)) => {
                Some(Known::Score(judgement.truth.clone(), judgement.score))
            }
            Known::Full(Value::Int(_) | Value::Float(_) | Value::Missing)
            | Known::Truth(_)
            | Known::Score(..) => Some(self),
            Known::Full(_) | Known::Quiet(_) => None,
        }
    }
}

/// Longer texts hardly come twice.
const LONGEST: usize = 1024;

/// So many texts are kept for a node, at most.
const MOST_TEXTS: usize = 1 << 14;

/// What nodes came to.
pub(super) struct Memo {
    /// Of each node, with the epoch of the innermost local that it was computed under.
    places: Vec<Option<(u32, Known)>>,
    /// Of nodes that are kept by text, by that text.
    texts: Vec<HashMap<Box<str>, Known, RandomState>>,
}

impl Memo {
    pub(super) fn new(nodes: usize) -> Memo {
        Memo { places: vec![None; nodes], texts: Vec::new() }
    }

    /// Forgets all that depends on the response, but for what is known of texts.
    pub(super) fn forget(&mut self, reads_response: &[bool]) {
        for (place, reads) in self.places.iter_mut().zip(reads_response) {
            if *reads {
                *place = None;
            }
        }
    }

    fn at(&self, id: NodeId, epoch: u32) -> Option<&Known> {
        match self.places.get(id as usize)? {
            Some((then, known)) if *then == epoch => Some(known),
            _ => None,
        }
    }

    fn keep_at(&mut self, id: NodeId, epoch: u32, known: Known) {
        if let Some(place) = self.places.get_mut(id as usize) {
            *place = Some((epoch, known));
        }
    }

    fn keep_text(&mut self, place: usize, text: &str, known: Known) {
        if self.texts.len() <= place {
            self.texts.resize_with(place + 1, HashMap::default);
        }
        if let Some(texts) = self.texts.get_mut(place).filter(|texts| texts.len() < MOST_TEXTS) {
            texts.insert(Box::from(text), known);
        }
    }
}

/// The text that a local is, if it is short enough to be looked up.
fn short_text<'a>(local: Option<&'a (Value, u32)>, context: &Context<'a>) -> Option<&'a str> {
    match local {
        Some((Value::Text(text), _)) if text.part.len() <= LONGEST => Some(text.str(context)),
        _ => None,
    }
}

impl Evaluator<'_, '_> {
    /// What is known of a node.
    pub(super) fn known(&self, id: NodeId) -> Option<&Known> {
        match self.plan.keep(id) {
            Keep::No => None,
            Keep::Once => self.memo.at(id, 0),
            Keep::ByPosition { local } => self.memo.at(id, self.locals.get(local as usize)?.1),
            Keep::ByText { local, place } => {
                let bound = self.locals.get(local as usize);
                let context = self.subject.context(&self.plan.cache, false);
                match short_text(bound, &context) {
                    Some(text) => self.memo.texts.get(place)?.get(text),
                    None => self.memo.at(id, bound?.1),
                }
            }
        }
    }

    /// Keeps what is known of a node. Once a limit is reached, nothing is known any more.
    pub(super) fn keep(&mut self, id: NodeId, known: impl FnOnce() -> Known) {
        if self.subject.account.is_stopped() {
            return;
        }
        match self.plan.keep(id) {
            Keep::No => {}
            Keep::Once => self.memo.keep_at(id, 0, known()),
            Keep::ByPosition { local } => {
                if let Some((_, epoch)) = self.locals.get(local as usize) {
                    self.memo.keep_at(id, *epoch, known());
                }
            }
            Keep::ByText { local, place } => {
                let Some(bound) = self.locals.get(local as usize) else { return };
                let context = self.subject.context(&self.plan.cache, false);
                match short_text(Some(bound), &context) {
                    Some(text) => {
                        if let Some(known) = known().placeless() {
                            self.memo.keep_text(place, text, known);
                        }
                    }
                    None => self.memo.keep_at(id, bound.1, known()),
                }
            }
        }
    }

    pub(super) fn keep_judgement(&mut self, id: NodeId, judgement: &Judgement, detail: Detail) {
        self.keep(id, || match detail {
            Detail::Score => Known::Score(judgement.truth.clone(), judgement.score),
            Detail::Evidence => Known::Full(Value::Bool(Rc::new(judgement.clone()))),
        });
    }
}
