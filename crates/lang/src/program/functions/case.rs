//! Small letters and capitals.

use super::record::*;
use super::signature::*;

pub(super) const LOWER: FunctionRecord = FunctionRecord {
    name: "lower",
    docs: "Letters in lower case (full Unicode rules).",
    signature: Signature::of(&[needed("text", Kind::Text)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Lowered,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Argument,
};

pub(super) const UPPER: FunctionRecord = FunctionRecord {
    name: "upper",
    docs: "Letters in upper case (full Unicode rules).",
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
    rewrite: Rewrite::Argument,
};

pub(super) const IS_LOWERCASE: FunctionRecord = FunctionRecord {
    name: "is lowercase",
    docs: "At least one letter has case, and all that have are lower case.",
    signature: Signature::here(&[], Kind::Bool),
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
        claim: Claim::Lowercase,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const IS_UPPERCASE: FunctionRecord = FunctionRecord {
    name: "is uppercase",
    docs: "At least one letter has case, and all that have are upper case.",
    signature: Signature::here(&[], Kind::Bool),
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
        claim: Claim::Uppercase,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const IS_TITLECASE: FunctionRecord = FunctionRecord {
    name: "is titlecase",
    docs: "Each word that begins with a letter begins with a capital, and there is one.",
    signature: Signature::here(&[], Kind::Bool),
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
        claim: Claim::Titlecase,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
