//! Elements of a list by their positions.

use super::record::*;
use super::signature::*;

pub(super) const AT: FunctionRecord = FunctionRecord {
    name: "at",
    docs: "The element at a position, from 1; from the end with negative positions; missing if there is none.",
    signature: Signature::of(&[needed("list", Kind::List), needed("position", Kind::Int)], Kind::Element),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Step,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Element,
        preimage: Preimage::Element,
        presence: Presence::LongEnough,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const ODD: FunctionRecord = FunctionRecord {
    name: "odd",
    docs: "The elements at positions 1, 3, 5, …",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::List),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Elements,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Half,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const EVEN: FunctionRecord = FunctionRecord {
    name: "even",
    docs: "The elements at positions 2, 4, 6, …",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::List),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Elements,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Half,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const EVERY: FunctionRecord = FunctionRecord {
    name: "every",
    docs: "The elements at positions n, 2n, 3n, …",
    signature: Signature::of(&[needed("n", Kind::Int), needed("list", Kind::List)], Kind::List),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const SLICE: FunctionRecord = FunctionRecord {
    name: "slice",
    docs: "The elements from one position up to another, both included, from 1; from the end with negative positions; up to the\n\
           last one if `to` is not given.",
    signature: Signature::of(
        &[needed("list", Kind::List), needed("from", Kind::Int), optional("to", Kind::Int)],
        Kind::List,
    ),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
