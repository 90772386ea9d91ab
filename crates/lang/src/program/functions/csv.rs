//! Comma-separated values.

use super::record::*;
use super::signature::*;

pub(super) const CSV: FunctionRecord = FunctionRecord {
    name: "csv",
    docs: "The rows of comma-separated values, alone or in one code fence, as lists of their fields, as Python's csv module reads\n\
           them. `delimiter` is one character; a comma if not given. Missing where Python refuses the text.",
    signature: Signature::here(&[optional("delimiter", Kind::Text)], Kind::Rows),
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

pub(super) const PYTHON_CSV: FunctionRecord = FunctionRecord {
    name: "python_csv",
    docs: "The rows that Python's `csv.reader` gives for the part spoken of, a code fence around it included.",
    ..CSV
};

pub(super) const CSV_COLUMN: FunctionRecord = FunctionRecord {
    name: "csv_column",
    docs: "The fields of comma-separated values, alone or in one code fence, under a name of the first row.",
    signature: Signature::here(&[needed("name", Kind::Text), optional("delimiter", Kind::Text)], Kind::Texts),
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
