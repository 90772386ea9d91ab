//! Word lists that ship with hirc.

use super::record::*;
use super::signature::*;

pub(super) const TABLE: FunctionRecord = FunctionRecord {
    name: "table",
    docs: "A word list that ships with hirc, by its name with a version: `stopwords.en@1` (and other languages), `verbs.en@1`.",
    signature: Signature::of(&[needed("name", Kind::Text)], Kind::Texts),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: Some("word list"),
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

pub(super) const IS_VERB: FunctionRecord = FunctionRecord {
    name: "is verb",
    docs: "A form of a verb in the table `verbs.en@1`: the base, or with s, ed or ing. What the word is in its sentence is not\n\
           asked.",
    signature: Signature::here(&[], Kind::Bool),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: Some("word list"),
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Unknown,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::Opaque,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};
