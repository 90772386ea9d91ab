//! A judgement: whether a claim holds, how nearly, and what decided it.

use super::verdict::{Evidence, Measured, Outcome, Verdict};
use crate::fault::Fault;
use crate::program::{NodeId, Range, measured_text};
use crate::text::Part;
use std::rc::Rc;

/// Evidence beyond this many parts is not kept; it would tell a reader nothing more.
pub(crate) const MAX_SPANS: usize = 100;

/// Whether a claim holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Truth {
    /// It does.
    Holds,
    /// It does not.
    Fails,
    /// What it speaks of is missing. Its negation is no truer: at the end, both fail.
    Absent,
    /// It can't be told, for this reason.
    Error(Rc<Fault>),
}

impl Truth {
    /// What can't be told.
    pub(crate) fn error(fault: Fault) -> Truth {
        Truth::Error(Rc::new(fault))
    }

    /// The truth of the negation.
    pub(crate) fn not(self) -> Truth {
        match self {
            Truth::Holds => Truth::Fails,
            Truth::Fails => Truth::Holds,
            other => other,
        }
    }
}

/// What a measure was compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// A range of numbers.
    Range(Range),
    /// Anything else, in words.
    Words(String),
}

/// The judgement of one claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Whether it holds.
    pub truth: Truth,
    /// In [0, 1]; 1 exactly where it holds, falling with the relative distance outside of the bound.
    pub score: f64,
    /// The value read off the text, where one decided.
    pub measured: Option<Measured>,
    /// What it was compared with.
    pub bound: Option<Bound>,
    /// The parts that decided, as byte offsets into the response.
    pub spans: Vec<Part>,
    /// The comparison that decided, for the reader.
    pub rule: Option<NodeId>,
}

impl Judgement {
    /// A judgement with nothing to show.
    pub(crate) fn plain(holds: bool) -> Judgement {
        let truth = if holds { Truth::Holds } else { Truth::Fails };
        Judgement {
            truth,
            score: f64::from(u8::from(holds)),
            measured: None,
            bound: None,
            spans: Vec::new(),
            rule: None,
        }
    }

    pub(crate) fn absent() -> Judgement {
        Judgement { truth: Truth::Absent, ..Judgement::plain(false) }
    }

    pub(crate) fn error(fault: Fault) -> Judgement {
        Judgement { truth: Truth::error(fault), ..Judgement::plain(false) }
    }

    pub(crate) fn at(mut self, spans: impl IntoIterator<Item = Part>) -> Judgement {
        self.spans.extend(spans.into_iter().take(MAX_SPANS));
        self
    }

    /// Whether the claim holds; what can't be told does not.
    pub fn holds(&self) -> bool {
        self.truth == Truth::Holds
    }

    /// The truth, if there is nothing else to it.
    pub(crate) fn plain_truth(&self) -> Option<bool> {
        match self.truth {
            Truth::Holds => Some(true),
            Truth::Fails => Some(false),
            Truth::Absent | Truth::Error(_) => None,
        }
    }

    /// A number in a range: 1 inside, falling with the distance relative to the end it is outside of.
    pub fn number(value: f64, measured: Measured, range: Range) -> Judgement {
        let distance = range.distance(value);
        let mut out = Judgement::plain(distance.is_none());
        if let Some((far, end)) = distance {
            // exp(−d/s), s the size of the bound but at least 1 (a share: the bound itself); never 1 outside.
            let scale = if range.of == crate::program::Number::Percent {
                end.abs().max(0.01)
            } else {
                end.abs().max(1.0)
            };
            out.score = nearly((-far / scale).exp());
        }
        if value.is_nan() {
            return Judgement::error(Fault::NotANumber);
        }
        out.measured = Some(measured);
        out.bound = Some(Bound::Range(range));
        out
    }

    pub(crate) fn not(mut self) -> Judgement {
        self.truth = self.truth.not();
        self.score = f64::from(u8::from(self.holds()));
        self.bound = self.bound.map(|b| Bound::Words(format!("not {}", b.text())));
        self
    }

    /// The verdict that this judgement is of a response.
    pub(crate) fn verdict(self, response: &str, rule: impl FnOnce(NodeId) -> Option<String>) -> Verdict {
        let outcome = match self.truth {
            Truth::Holds => Outcome::Satisfied,
            Truth::Fails | Truth::Absent => Outcome::Unsatisfied,
            Truth::Error(fault) => return Verdict::error(Fault::clone(&fault)),
        };
        let satisfied = outcome.is_satisfied();
        // A letter that grew in lower case leads back into the middle of itself: whole characters are shown.
        let mut spans: Vec<Part> =
            self.spans.into_iter().map(|part| whole_characters(response, part)).collect();
        spans.sort_unstable();
        spans.dedup();
        if spans.is_empty() {
            spans.push(Part::whole(response));
        }
        let evidence = Evidence {
            measured: self.measured,
            bound: self.bound.map(|b| b.text()),
            spans,
            rule: if satisfied { None } else { self.rule.and_then(rule) },
        };
        Verdict { outcome, score: if satisfied { 1.0 } else { nearly(self.score) }, evidence }
    }
}

impl Bound {
    pub(crate) fn text(&self) -> String {
        match self {
            Bound::Range(range) => range.to_string(),
            Bound::Words(words) => words.clone(),
        }
    }

    pub(crate) fn number(relation: &str, n: f64) -> Bound {
        Bound::Words(format!("{relation} {}", measured_text(n)))
    }
}

/// A score that is not reached: below 1.
pub(crate) fn nearly(score: f64) -> f64 {
    if score.is_nan() { 0.0 } else { score.clamp(0.0, 1.0 - f64::EPSILON) }
}

/// The smallest stretch of whole characters that holds a part.
fn whole_characters(text: &str, part: Part) -> Part {
    let (mut start, mut end) = ((part.start as usize).min(text.len()), (part.end as usize).min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    Part::new(start, end)
}
