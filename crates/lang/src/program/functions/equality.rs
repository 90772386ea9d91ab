//! Which elements of a list are equal.

use super::record::*;
use super::signature::*;

pub(super) const DISTINCT: FunctionRecord = FunctionRecord {
    name: "distinct",
    docs: "Each element once, in the order of first occurrence.",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::List),
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
        length: Length::Distinct,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const COMMON: FunctionRecord = FunctionRecord {
    name: "common",
    docs: "The elements that are in the other list too.",
    signature: Signature::of(&[needed("list", Kind::List), needed("other", Kind::List)], Kind::List),
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

pub(super) const REPEATS: FunctionRecord = FunctionRecord {
    name: "repeats",
    docs: "How often the most frequent element occurs; 0 for an empty list.",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::Int),
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

pub(super) const ALL_EQUAL: FunctionRecord = FunctionRecord {
    name: "all_equal",
    docs: "Whether all elements are equal. Needs two.",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::Bool),
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
        claim: Claim::AllEqual,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const ALL_DIFFERENT: FunctionRecord = FunctionRecord {
    name: "all_different",
    docs: "Whether no two elements are equal. Needs two.",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::Bool),
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
        claim: Claim::AllDifferent,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
