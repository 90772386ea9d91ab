//! The order of lists.

use super::record::*;
use super::signature::*;

pub(super) const REVERSED: FunctionRecord = FunctionRecord {
    name: "reversed",
    docs: "The list from back to front.",
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
        length: Length::Same,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const SORTED: FunctionRecord = FunctionRecord {
    name: "sorted",
    docs: "The list in order: texts by their code points, numbers by size.",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::List),
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
        length: Length::Same,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const INCREASING: FunctionRecord = FunctionRecord {
    name: "increasing",
    docs: "Whether each number is greater than the one before, by exactly `by` if given. Needs two numbers.",
    signature: Signature::of(&[needed("numbers", Kind::Numbers), optional("by", Kind::Number)], Kind::Bool),
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
        claim: Claim::Increasing,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const DECREASING: FunctionRecord = FunctionRecord {
    name: "decreasing",
    docs: "Whether each number is smaller than the one before, by exactly `by` if given. Needs two numbers.",
    signature: Signature::of(&[needed("numbers", Kind::Numbers), optional("by", Kind::Number)], Kind::Bool),
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
        claim: Claim::Decreasing,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
