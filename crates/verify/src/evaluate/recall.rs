//! What was found out about a text is not found out again: words come often in a response, and most of its sentences in
//! each loose view of it.

use super::Evaluator;
use crate::by_text::ByText;
use crate::judgement::{Judgement, Truth};
use crate::program::NodeId;
use crate::value::Value;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// What nodes came to, by the text that they were about.
#[derive(Default)]
pub(super) struct Recall {
    known: Vec<HashMap<Box<str>, Known, RandomState>>,
}

/// What is kept does not depend on where the text stands.
enum Known {
    Value(Value),
    /// The score is known if it was asked for.
    Claim(Truth, Option<f64>),
}

/// Longer texts hardly come twice.
const LONGEST: u32 = 1024;

/// So many texts are kept for a node, at most.
const MOST_TEXTS: usize = 1 << 14;

impl Evaluator<'_, '_> {
    /// Whether a node is looked up at all.
    pub(super) fn recalls(&self, id: NodeId) -> bool {
        matches!(self.prepared.by_text.get(id as usize), Some(Some(_)))
    }

    /// What a node is looked up by.
    fn text_of(&self, id: NodeId) -> Option<(usize, &str)> {
        let ByText { local, place } = (*self.prepared.by_text.get(id as usize)?)?;
        match self.locals.get(local as usize) {
            Some((Value::Text(text), _)) if text.part.len() <= LONGEST as usize => {
                Some((place, text.str(&self.context)))
            }
            _ => None,
        }
    }

    fn known(&self, id: NodeId) -> Option<&Known> {
        let (place, text) = self.text_of(id)?;
        self.recall.known.get(place)?.get(text)
    }

    fn keep(&mut self, id: NodeId, known: Known) {
        let Some((place, text)) = self.text_of(id) else { return };
        let text = Box::from(text);
        if self.recall.known.len() <= place {
            self.recall.known.resize_with(place + 1, HashMap::default);
        }
        if let Some(texts) = self.recall.known.get_mut(place).filter(|texts| texts.len() < MOST_TEXTS) {
            texts.insert(text, known);
        }
    }

    /// The value of a node, if it is known.
    pub(super) fn recall_value(&self, id: NodeId) -> Option<Value> {
        match self.known(id)? {
            Known::Value(value) => Some(value.clone()),
            Known::Claim(..) => self.recall_claim(id).map(super::bool),
        }
    }

    /// The judgement of a claim, if it is known and none is to be explained.
    pub(super) fn recall_claim(&self, id: NodeId) -> Option<Judgement> {
        match self.known(id)? {
            Known::Claim(truth, Some(score)) if !self.context.evidence => {
                Some(Judgement { truth: truth.clone(), score: *score, ..Judgement::plain(false) })
            }
            _ => None,
        }
    }

    /// The truth of a claim, if it is known.
    pub(super) fn recall_truth(&self, id: NodeId) -> Option<Truth> {
        match self.known(id)? {
            Known::Claim(truth, _) => Some(truth.clone()),
            Known::Value(_) => None,
        }
    }

    /// Keeps a value that does not depend on where the text stands.
    pub(super) fn keep_value(&mut self, id: NodeId, value: &Value) {
        match value {
            Value::Int(_) | Value::Float(_) => self.keep(id, Known::Value(value.clone())),
            Value::Bool(judgement) => self.keep_claim(id, judgement),
            _ => {}
        }
    }

    pub(super) fn keep_claim(&mut self, id: NodeId, judgement: &Judgement) {
        self.keep(id, Known::Claim(judgement.truth.clone(), Some(judgement.score)));
    }

    pub(super) fn keep_truth(&mut self, id: NodeId, truth: &Truth) {
        self.keep(id, Known::Claim(truth.clone(), None));
    }
}
