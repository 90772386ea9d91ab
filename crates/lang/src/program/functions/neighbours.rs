//! Elements side by side.

use super::record::*;
use super::signature::*;

pub(super) const PAIRS: FunctionRecord = FunctionRecord {
    name: "pairs",
    docs: "Each element with its next one: `pairs([a, b, c])` is `[(a, b), (b, c)]`.",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::Pairs),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Neighbours,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::OneLess,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const ZIP: FunctionRecord = FunctionRecord {
    name: "zip",
    docs: "The elements of two lists side by side, as far as the shorter goes: `zip([a, b], [c, d])` is `[(a, c), (b, d)]`.",
    signature: Signature::of(&[needed("list", Kind::List), needed("other", Kind::List)], Kind::Zipped),
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

pub(super) const WINDOWS: FunctionRecord = FunctionRecord {
    name: "windows",
    docs: "All runs of n neighbours, as lists: `windows(2, [a, b, c])` is `[[a, b], [b, c]]`.",
    signature: Signature::of(&[needed("n", Kind::Int), needed("list", Kind::List)], Kind::Lists),
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
