//! The nesting of list items and headings.

use super::record::*;
use super::signature::*;

pub(super) const LEVEL: FunctionRecord = FunctionRecord {
    name: "level",
    docs: "The level of the heading (1 to 6) or list item (1 at the outermost) spoken of; missing for anything else.",
    signature: Signature::here(&[], Kind::Int),
    totality: Totality::Partial,
    depends_on: DependsOn::Place,
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

pub(super) const LIST_DEPTH: FunctionRecord = FunctionRecord {
    name: "list_depth",
    docs: "The greatest level of list items; 0 if there are none.",
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

pub(super) const SUBITEMS: FunctionRecord = FunctionRecord {
    name: "subitems",
    docs: "The list items right below the one spoken of.",
    signature: Signature::here(&[], Kind::Texts),
    totality: Totality::Partial,
    depends_on: DependsOn::Place,
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
