//! How deep brackets and quotes are nested.

use super::record::*;
use super::signature::*;

pub(super) const BRACKET_DEPTH: FunctionRecord = FunctionRecord {
    name: "bracket_depth",
    docs: "The greatest depth of nested `()`, `[]` and `{}`, of which the innermost is closed by its own kind.",
    signature: Signature::here(&[], Kind::Int),
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

pub(super) const QUOTE_DEPTH: FunctionRecord = FunctionRecord {
    name: "quote_depth",
    docs: "How many levels of `\"` and `'` are nested and closed again; apostrophes take part.",
    signature: Signature::here(&[], Kind::Int),
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
