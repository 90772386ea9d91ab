//! Texts made from others.

use super::record::*;
use super::signature::*;

pub(super) const WITHOUT: FunctionRecord = FunctionRecord {
    name: "without",
    docs: "The text with all occurrences removed.",
    signature: Signature::of(&[needed("text", Kind::Text), needed("needle", Kind::Needle)], Kind::Text),
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
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const REPLACE: FunctionRecord = FunctionRecord {
    name: "replace",
    docs: "The text with all occurrences replaced by another text.",
    signature: Signature::of(
        &[needed("text", Kind::Text), needed("needle", Kind::Needle), needed("by", Kind::Text)],
        Kind::Text,
    ),
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
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const ASCII: FunctionRecord = FunctionRecord {
    name: "to_ascii",
    docs: "The text in ASCII: accents fall off (Unicode's NFKD), and what has no ASCII form falls away.",
    signature: Signature::of(&[needed("text", Kind::Text)], Kind::Text),
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
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const JOIN: FunctionRecord = FunctionRecord {
    name: "join",
    docs: "The texts in a row, with a separator between them.",
    signature: Signature::of(&[needed("list", Kind::Texts), needed("separator", Kind::Text)], Kind::Text),
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
