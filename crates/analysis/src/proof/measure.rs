//! Measures as variables, and what ties them together: what the records of units say, in linear form.

use super::facts::Fact;
use super::search_pattern::SearchPattern;
use crate::program::NodeId;
use crate::text::Unit;
use crate::text::units::{AddsUp, Ends, Layout};
use std::rc::Rc;
use std::sync::LazyLock;

/// A number read off the whole response.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Measure {
    /// How many of a unit there are.
    Unit(Unit),
    /// How often something occurs; named by what is searched.
    Found(Rc<str>, Option<SearchPattern>),
    /// How many elements of a list meet a condition.
    Kept {
        /// The filtered list.
        list: NodeId,
        /// The length of the list before.
        whole: Option<Box<Measure>>,
        /// What must be true if there is one.
        inside: Box<Fact>,
    },
    /// How many different elements a list has.
    Distinct {
        /// The list.
        list: NodeId,
        /// Its length.
        whole: Option<Box<Measure>>,
    },
}

impl Measure {
    /// Whether both are the same variable.
    pub(super) fn same(&self, other: &Measure) -> bool {
        match (self, other) {
            (Measure::Unit(a), Measure::Unit(b)) => a == b,
            (Measure::Found(a, _), Measure::Found(b, _)) => a == b,
            (Measure::Kept { list: a, .. }, Measure::Kept { list: b, .. }) => a == b,
            (Measure::Distinct { list: a, .. }, Measure::Distinct { list: b, .. }) => a == b,
            _ => false,
        }
    }
}

/// `low ≤ Σ coefficient · measure ≤ high`.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Linear {
    pub(super) terms: Vec<(Measure, f64)>,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// `Σ coefficient · unit + constant ≤ 0`, true of every text that is not blank.
pub(super) struct Relation {
    pub(super) terms: Vec<(Unit, f64)>,
    pub(super) constant: f64,
    pub(super) because: &'static str,
}

/// What holds between the units of any text, larger ones first.
pub(super) fn relations() -> &'static [Relation] {
    static KNOWN: LazyLock<Vec<Relation>> = LazyLock::new(of_records);
    &KNOWN
}

fn of_records() -> Vec<Relation> {
    let of = |unit: &Unit| {
        let unit = *unit;
        unit.facts().bounds.iter().map(move |bound| {
            let more = bound.with.iter().map(|&with| (with, 1.0));
            let less = bound.of.iter().map(|&of| (of, -1.0));
            let terms = std::iter::once((unit, bound.each)).chain(more).chain(less).collect();
            Relation { terms, constant: bound.plus, because: bound.because }
        })
    };
    std::iter::once(own_lines()).chain(Unit::ALL.iter().rev().flat_map(of)).collect()
}

/// Lines that belong to one part each.
fn own_lines() -> Relation {
    let own = Unit::ALL.iter().map(|&unit| (unit, f64::from(unit.facts().own_lines)));
    let lines =
        Unit::ALL.iter().filter(|unit| unit.facts().layout == Layout::Lines).map(|&unit| (unit, -1.0));
    Relation {
        terms: own.filter(|(_, lines)| *lines > 0.0).chain(lines).collect(),
        constant: 0.0,
        because: "list items, headings, table rows, quotes and code blocks stand on lines of their own",
    }
}

/// Whether what the parts of `outer` have of `inner` adds up to no more than the whole text has.
pub(super) fn adds_up(inner: Unit, outer: Unit) -> bool {
    inner != outer
        && match (inner.facts().adds_up, outer.facts().ends) {
            (AddsUp::Unknown, _) | (_, Ends::Unknown) => false,
            (AddsUp::Anywhere, Ends::Inside | Ends::Lines | Ends::Blocks) => true,
            (AddsUp::OnLines, ends) => matches!(ends, Ends::Lines | Ends::Blocks),
            (AddsUp::InBlocks, ends) => ends == Ends::Blocks,
        }
}

/// Whether every `inner` of a text stands in some `outer`.
pub(super) fn covers(inner: Unit, outer: Unit) -> bool {
    outer.facts().layout == Layout::Lines && inner.facts().in_lines
}
