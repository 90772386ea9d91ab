//! Languages, by n-gram statistics.

use super::record::*;
use super::signature::*;

pub(super) const DETECTED_LANGUAGE: FunctionRecord = FunctionRecord {
    name: "detected_language",
    docs: "The language of the part spoken of as a tag (`en`, `zh-cn`), by n-gram statistics as IFEval's reference does it;\n\
           the empty text if there is nothing to go by (no letters).",
    signature: Signature::here(&[], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: Some("language model"),
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
    rewrite: Rewrite::Language,
};

pub(super) const IS_LANGUAGE: FunctionRecord = FunctionRecord {
    name: "is language",
    docs: "Written in this language. Fails where there is nothing to go by.",
    signature: Signature::here(&[needed("tag", Kind::Language)], Kind::Bool),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: Some("language model"),
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::Language,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
