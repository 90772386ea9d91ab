//! Elements with their positions.

use super::record::*;
use super::signature::*;

pub(super) const ENUMERATE: FunctionRecord = FunctionRecord {
    name: "enumerate",
    docs: "Each element behind its position, from 1: `enumerate([a, b])` is `[(1, a), (2, b)]`.",
    signature: Signature::of(&[needed("list", Kind::List)], Kind::Numbered),
    totality: Totality::Total,
    depends_on: DependsOn::Text,
    rests_on: None,
    effort: Effort::Pass,
    evidence: Evidence::Value,
    facts: FunctionFacts {
        origin: Origin::Numbered,
        preimage: Preimage::Unknown,
        presence: Presence::Unknown,
        quantity: Quantity::Unknown,
        length: Length::Same,
        claim: Claim::None,
        outer_blanks: OuterBlanks::Unseen,
    },
    rewrite: Rewrite::Itself,
};
