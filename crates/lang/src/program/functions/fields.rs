//! Labelled lines, speakers and addresses.

use super::record::*;
use super::signature::*;

pub(super) const FIELD: FunctionRecord = FunctionRecord {
    name: "field",
    docs: "The value of the first line `name: value` (case, list markers and emphasis ignored); missing if there is none.",
    signature: Signature::here(&[needed("name", Kind::Text)], Kind::Text),
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

pub(super) const SPEAKER: FunctionRecord = FunctionRecord {
    name: "speaker",
    docs: "Who speaks in the turn spoken of; missing if it is none.",
    signature: Signature::here(&[], Kind::Text),
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
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const ADDRESS: FunctionRecord = FunctionRecord {
    name: "address",
    docs: "The address of the link or image spoken of; missing if it is none.",
    signature: Signature::here(&[], Kind::Text),
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
