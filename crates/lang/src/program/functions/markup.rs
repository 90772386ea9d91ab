//! Code blocks, and elements of XML and HTML.

use super::record::*;
use super::signature::*;

pub(super) const CODE: FunctionRecord = FunctionRecord {
    name: "code",
    docs: "The code of fenced code blocks, without the fences; of those in a language, if one is given.",
    signature: Signature::here(&[optional("language", Kind::Text)], Kind::Texts),
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

pub(super) const ELEMENTS: FunctionRecord = FunctionRecord {
    name: "elements",
    docs: "The XML or HTML elements of a name, tags included; all elements if no name is given.",
    signature: Signature::here(&[optional("name", Kind::Text)], Kind::Texts),
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

pub(super) const ATTRIBUTE: FunctionRecord = FunctionRecord {
    name: "attribute",
    docs: "The value of an attribute of the element spoken of; missing if it has none of that name.",
    signature: Signature::here(&[needed("name", Kind::Text)], Kind::Text),
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

pub(super) const ATTRIBUTES: FunctionRecord = FunctionRecord {
    name: "attributes",
    docs: "The names of the attributes of the element spoken of; missing if it is no element.",
    signature: Signature::here(&[], Kind::Texts),
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

pub(super) const INNER: FunctionRecord = FunctionRecord {
    name: "inner",
    docs: "What stands between the tags of the element spoken of; missing if it is no element.",
    signature: Signature::here(&[], Kind::Text),
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

pub(super) const IS_XML: FunctionRecord = FunctionRecord {
    name: "is xml",
    docs: "A well-formed XML document.",
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
