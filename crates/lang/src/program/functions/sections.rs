//! Sections of Markdown and sentences by rule.

use super::record::*;
use super::signature::*;
use crate::text::Unit;

pub(super) const SECTION: FunctionRecord = FunctionRecord {
    name: "section",
    docs: "The body of the markdown section with this heading (case and emphasis ignored); missing if there is none.",
    signature: Signature::here(&[needed("heading", Kind::Text)], Kind::Text),
    totality: Totality::Partial,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Stretch,
        preimage: Preimage::Inside,
        presence: Presence::Headed(Unit::Heading),
        quantity: Quantity::Unknown,
        length: Length::Unknown,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const RULE_SENTENCES: FunctionRecord = FunctionRecord {
    name: "rule_sentences",
    docs: "The sentences of the part spoken of by IFBench's and IFEvalG's rules: every `.`, `?` and `!` ends one, but for full\n\
           stops after `Mr`, in numbers, acronyms and the like. Line breaks become blanks, and `.\"` becomes `\".`.",
    signature: Signature::here(&[], Kind::Texts),
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
