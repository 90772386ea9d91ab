//! Numbers: counts, sums, shares.

use super::record::*;
use super::signature::*;

pub(super) const COUNT: FunctionRecord = FunctionRecord {
    name: "count",
    docs: "How often something occurs, or how long a list is: `count(words)`, `count(\"ember\")`, `count(/\\d+/)`.\n\
           Occurrences do not overlap.",
    signature: Signature::of(&[needed("of", Kind::List)], Kind::Int),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Step,
    evidence: Evidence::Counted,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Length,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const SUM: FunctionRecord = FunctionRecord {
    name: "sum",
    docs: "The sum; 0 for an empty list.",
    signature: Signature::of(&[needed("numbers", Kind::Numbers)], Kind::Number),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Sum,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const MIN: FunctionRecord = FunctionRecord {
    name: "min",
    docs: "The least number; missing for an empty list.",
    signature: Signature::of(&[needed("numbers", Kind::Numbers)], Kind::Number),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Extreme,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const MAX: FunctionRecord = FunctionRecord {
    name: "max",
    docs: "The greatest number; missing for an empty list.",
    signature: Signature::of(&[needed("numbers", Kind::Numbers)], Kind::Number),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Extreme,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const MEAN: FunctionRecord = FunctionRecord {
    name: "mean",
    docs: "The mean; missing for an empty list.",
    signature: Signature::of(&[needed("numbers", Kind::Numbers)], Kind::Float),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Mean,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const RATIO: FunctionRecord = FunctionRecord {
    name: "ratio",
    docs: "`part / whole` as a share; missing if the whole is 0.",
    signature: Signature::of(&[needed("part", Kind::Number), needed("whole", Kind::Number)], Kind::Percent),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Ratio,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const REMAINDER: FunctionRecord = FunctionRecord {
    name: "remainder",
    docs: "What is left of a whole number after division: `remainder(7, 2)` is 1; never negative.",
    signature: Signature::of(&[needed("n", Kind::Int), needed("divisor", Kind::Int)], Kind::Int),
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

pub(super) const PRIME: FunctionRecord = FunctionRecord {
    name: "prime",
    docs: "Whether a whole number is prime.",
    signature: Signature::of(&[needed("n", Kind::Int)], Kind::Bool),
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
        claim: Claim::Opaque,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
