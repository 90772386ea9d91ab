//! Markdown tables.

use super::record::*;
use super::signature::*;

pub(super) const HEADER: FunctionRecord = FunctionRecord {
    name: "header",
    docs: "The cells of the header of the first markdown table; missing if there is none.",
    signature: Signature::here(&[], Kind::Texts),
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

pub(super) const COLUMN: FunctionRecord = FunctionRecord {
    name: "column",
    docs: "The cells under a column's name, in the first markdown table that has it (case and emphasis ignored); missing if none\n\
           has.",
    signature: Signature::here(&[needed("name", Kind::Text)], Kind::Texts),
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
