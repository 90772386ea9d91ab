//! Searches: how often and where a text or pattern occurs.

use super::record::*;
use super::signature::*;

pub(super) const OCCURRENCES: FunctionRecord = FunctionRecord {
    name: "occurrences",
    docs: "How often a text or pattern occurs in the part spoken of. (What `count` means when given one.)",
    signature: Signature::here(&[needed("needle", Kind::Needle)], Kind::Int),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Counted,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Occurrences,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const CONTAINS: FunctionRecord = FunctionRecord {
    name: "contains",
    docs: "Whether it occurs in the part spoken of.",
    signature: Signature::here(&[needed("needle", Kind::Needle)], Kind::Bool),
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
        claim: Claim::Found(Anchor::Anywhere),
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const STARTS_WITH: FunctionRecord = FunctionRecord {
    name: "starts_with",
    docs: "Whether the part spoken of starts with it.",
    signature: Signature::here(&[needed("needle", Kind::Needle)], Kind::Bool),
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
        claim: Claim::Found(Anchor::Start),
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const ENDS_WITH: FunctionRecord = FunctionRecord {
    name: "ends_with",
    docs: "Whether the part spoken of ends with it.",
    signature: Signature::here(&[needed("needle", Kind::Needle)], Kind::Bool),
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
        claim: Claim::Found(Anchor::End),
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const EQUALS: FunctionRecord = FunctionRecord {
    name: "equals",
    docs: "Whether the part spoken of is this text, or is matched by this pattern from beginning to end.",
    signature: Signature::here(&[needed("needle", Kind::Needle)], Kind::Bool),
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
        claim: Claim::Found(Anchor::Whole),
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const MATCHES: FunctionRecord = FunctionRecord {
    name: "matches",
    docs: "All occurrences in the part spoken of, in order; they do not overlap.",
    signature: Signature::here(&[needed("needle", Kind::Needle)], Kind::Texts),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Counted,
    facts: FunctionFacts {
        origin: Origin::Stretches,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Occurrences { more: 0 },
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const SPLIT: FunctionRecord = FunctionRecord {
    name: "split",
    docs: "The pieces of the part spoken of, between the occurrences of a separator. Without one: a single piece.",
    signature: Signature::here(&[needed("separator", Kind::Needle)], Kind::Texts),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Stretches,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Occurrences { more: 1 },
        claim: Claim::None,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};
