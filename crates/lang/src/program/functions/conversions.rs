//! Values of other types, from what data sets write.

use super::record::*;
use super::signature::*;

pub(super) const BOUND: FunctionRecord = FunctionRecord {
    name: "bound",
    docs: "The range that a relation in words and a number mean: `less than` 5 is `..4`; also `at least`, `at most`,\n\
           `more than`, `exactly`. Any other relation is an error.",
    signature: Signature::of(&[needed("relation", Kind::Text), needed("n", Kind::Int)], Kind::Range),
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

pub(super) const PATTERN: FunctionRecord = FunctionRecord {
    name: "pattern",
    docs: "A pattern from its source; with `true`, letters match in either case, as with `/…/i`.",
    signature: Signature::of(
        &[needed("source", Kind::Text), optional("ignore_case", Kind::Bool)],
        Kind::Pattern,
    ),
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
