//! What a text by itself is: a number, a date, nothing at all.

use super::record::*;
use super::signature::*;

pub(super) const NUMBER_OF: FunctionRecord = FunctionRecord {
    name: "number",
    docs: "The number that a text writes in digits (`3`, `-0.5`, `1,000`, `40%`), blanks around left out; missing if it is none.",
    signature: Signature::of(&[needed("text", Kind::Text)], Kind::Float),
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

pub(super) const SYLLABLES: FunctionRecord = FunctionRecord {
    name: "syllables",
    docs: "The syllables of an English word, by rule; 0 for a word with a digit.",
    signature: Signature::of(&[needed("text", Kind::Text)], Kind::Int),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: Some("syllable rules of English"),
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

pub(super) const CODE_POINT_NUMBER: FunctionRecord = FunctionRecord {
    name: "code_point_number",
    docs: "The number of the first Unicode code point (`97` for `\"a\"`); missing for an empty text.",
    signature: Signature::of(&[needed("text", Kind::Text)], Kind::Int),
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
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const IS_BLANK: FunctionRecord = FunctionRecord {
    name: "is blank",
    docs: "Nothing but blanks, or nothing at all.",
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
        claim: Claim::Blank,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const IS_DATE: FunctionRecord = FunctionRecord {
    name: "is date",
    docs: "A date of the calendar, written `2026-01-31`.",
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
        claim: Claim::Opaque,
        outer_blanks: OuterBlanks::Seen,
    },
    rewrite: Rewrite::Itself,
};
