//! Texts and lists without what stands at their ends.

use super::record::*;
use super::signature::*;

pub(super) const TRIM: FunctionRecord = FunctionRecord {
    name: "trim",
    docs: "Without blanks, or any of the characters given, at both ends.",
    signature: Signature::of(&[needed("text", Kind::Text), optional("characters", Kind::Text)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Stretch,
        preimage: Preimage::Trimmed { start: true, end: true },
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Argument,
};

pub(super) const TRIM_START: FunctionRecord = FunctionRecord {
    name: "trim_start",
    docs: "Without blanks, or any of the characters given, at the start.",
    signature: Signature::of(&[needed("text", Kind::Text), optional("characters", Kind::Text)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Stretch,
        preimage: Preimage::Trimmed { start: true, end: false },
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Argument,
};

pub(super) const TRIM_END: FunctionRecord = FunctionRecord {
    name: "trim_end",
    docs: "Without blanks, or any of the characters given, at the end.",
    signature: Signature::of(&[needed("text", Kind::Text), optional("characters", Kind::Text)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Stretch,
        preimage: Preimage::Trimmed { start: false, end: true },
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Argument,
};

pub(super) const WITHOUT_PREFIX: FunctionRecord = FunctionRecord {
    name: "without_prefix",
    docs: "Without this start, if it starts so.",
    signature: Signature::of(&[needed("text", Kind::Text), needed("prefix", Kind::Text)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Stretch,
        preimage: Preimage::Unprefixed,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const WITHOUT_SUFFIX: FunctionRecord = FunctionRecord {
    name: "without_suffix",
    docs: "Without this end, if it ends so.",
    signature: Signature::of(&[needed("text", Kind::Text), needed("suffix", Kind::Text)], Kind::Text),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Stretch,
        preimage: Preimage::Unsuffixed,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const WITHOUT_BLANK_ENDS: FunctionRecord = FunctionRecord {
    name: "without_blank_ends",
    docs: "The list without a blank text at its beginning and without one at its end.",
    signature: Signature::of(&[needed("list", Kind::Texts)], Kind::Texts),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Elements,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
