//! What stands around a part of the response.

use super::record::*;
use super::signature::*;

pub(super) const FOLLOWING: FunctionRecord = FunctionRecord {
    name: "following",
    docs: "What stands behind a part, up to the end of the response; missing if the part has no place in it.",
    signature: Signature::of(&[needed("part", Kind::Text)], Kind::Text),
    totality: Totality::Partial,
    depends_on: DependsOn::Response,
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
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const PRECEDING: FunctionRecord = FunctionRecord {
    name: "preceding",
    docs: "What stands before a part, from the beginning of the response; missing if the part has no place in it.",
    signature: Signature::of(&[needed("part", Kind::Text)], Kind::Text),
    totality: Totality::Partial,
    depends_on: DependsOn::Response,
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
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};
