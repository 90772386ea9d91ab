//! The table and its records agree.

use super::{ALL, Claim, Function, Length, Quantity};
use std::collections::HashSet;

#[test]
fn names_lead_back_to_functions() {
    let names: HashSet<&str> = ALL.iter().map(|f| f.name()).collect();
    assert_eq!(names.len(), ALL.len(), "a name stands twice");
    for &function in ALL {
        let class = function.name().strip_prefix("is ");
        assert_eq!(class.map_or(Function::from_name(function.name()), Function::class), Some(function));
        let docs = function.documentation();
        assert!(
            docs.ends_with(['.', ')', '…']) && docs.lines().all(|l| l == l.trim()),
            "{}: {docs}",
            function.name()
        );
    }
}

#[test]
fn facts_fit_the_signature() {
    for &function in ALL {
        let (facts, result) = (function.facts(), function.signature().result);
        let name = function.name();
        assert_eq!(facts.claim != Claim::None, function.is_claim(), "{name}");
        let ty = result.result(&[].iter());
        assert!(facts.length == Length::Unknown || matches!(ty, crate::program::Type::List(_)), "{name}");
        assert!(facts.quantity == Quantity::Unknown || ty.is_number(), "{name}");
    }
}

#[test]
fn optional_parameters_come_last() {
    for function in ALL {
        let formals = function.signature().formals;
        assert!(formals.is_sorted_by_key(|f| f.optional), "{}", function.name());
    }
}

#[test]
fn signatures_are_shown_as_written() {
    let shown = |name| Function::from_name(name).map(|f| f.signature().to_string());
    assert_eq!(shown("slice").as_deref(), Some("(list: list, from: int, to?: int) list"));
    assert_eq!(shown("header").as_deref(), Some("() texts"));
}
