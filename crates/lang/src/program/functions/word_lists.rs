//! Word lists that ship with hirc.

use super::record::*;
use super::signature::*;

pub(super) const TABLE: FunctionRecord = FunctionRecord {
    name: "table",
    docs: "A word list that ships with hirc, by its name with a version: `stopwords.en@1` (and other languages), `verbs.en@2`.",
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
    docs: "A form of an English verb: the base, with s, ed or ing, or an irregular one. `list` is the list of verbs, `verbs.en@2`\n\
           if not given; `verbs.en@1` is shorter. What the word is in its sentence is not asked: see `is imperative`.",
    signature: Signature::here(&[optional("list", Kind::Text)], Kind::Bool),
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
        claim: Claim::Opaque,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const IS_IMPERATIVE: FunctionRecord = FunctionRecord {
    name: "is imperative",
    docs: "An English sentence that tells somebody to do something, by where its verb stands: first, or behind a list's marker, a\n\
           label, adverbs, politeness, a name that is called, or a clause or phrase that a comma ends. No question is one.",
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
