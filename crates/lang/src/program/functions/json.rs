//! JSON: what it holds and whether it fits.

use super::record::*;
use super::signature::*;

pub(super) const JSON: FunctionRecord = FunctionRecord {
    name: "json",
    docs: "What a JSONPath (RFC 9535) selects: strings without their quotes, other values as written. The part spoken of must be\n\
           JSON, alone or in a code fence, else it is missing.",
    signature: Signature::here(&[needed("path", Kind::Text)], Kind::Texts),
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

pub(super) const JSON_KEYS: FunctionRecord = FunctionRecord {
    name: "json_keys",
    docs: "The names of the members of the JSON object spoken of; missing if it is none.",
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

pub(super) const JSON_DEPTH: FunctionRecord = FunctionRecord {
    name: "json_depth",
    docs: "How deep arrays and objects are nested in the JSON spoken of, 0 for a plain value; missing if it is none.",
    signature: Signature::here(&[], Kind::Int),
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

pub(super) const FITS_SCHEMA: FunctionRecord = FunctionRecord {
    name: "fits_schema",
    docs: "Whether the part spoken of is JSON, alone or in a code fence, that a JSON Schema accepts. Schemas refer to nothing\n\
           outside of themselves.",
    signature: Signature::here(&[needed("schema", Kind::Text)], Kind::Bool),
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
        claim: Claim::Opaque,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const IS_JSON: FunctionRecord = FunctionRecord {
    name: "is json",
    docs: "A JSON value and nothing else (RFC 8259).",
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
        claim: Claim::Json,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};

pub(super) const IS_PYTHON_JSON: FunctionRecord = FunctionRecord {
    name: "is python_json",
    docs: "What Python's `json.loads` accepts: also `NaN` and `Infinity`.",
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
        claim: Claim::Json,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
