//! What stands before and behind an occurrence.

use super::record::*;
use super::signature::*;

pub(super) const BEFORE: FunctionRecord = FunctionRecord {
    name: "before",
    docs: "What stands before the first occurrence; the whole text if there is none.",
    signature: Signature::of(&[needed("text", Kind::Text), needed("needle", Kind::Needle)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Inside,
        presence: Presence::Found(Side::Before),
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const AFTER: FunctionRecord = FunctionRecord {
    name: "after",
    docs: "What stands behind the first occurrence; the empty text if there is none.",
    signature: Signature::of(&[needed("text", Kind::Text), needed("needle", Kind::Needle)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Inside,
        presence: Presence::Found(Side::After),
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};
