//! Diagnostics of names and types, as a user sees them.

use hirc::load::{Files, library};
use hirc::report::{Paint, render};
use std::fs;

/// All messages about a source, rendered without colour.
fn problems(source: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("example.hir");
    fs::write(&path, source).unwrap();
    let (diagnostics, sources) = match library(&[path], &[], &[], &Files::default()) {
        Ok((library, warnings)) => (warnings, library.sources().clone()),
        Err(problems) => (problems.diagnostics, problems.sources),
    };
    let shown: String = diagnostics.iter().map(|p| render(p, &sources, Paint::new(false))).collect();
    shown.replace(&folder.path().display().to_string(), "…")
}

macro_rules! diagnostics {
    ($($name:ident: $source:literal,)+) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(format!("{}\n---\n{}", $source.trim(), problems($source)));
        })+
    };
}

diagnostics! {
    a_mistyped_unit_is_named_with_its_neighbour: r#"
constraint a(n: range) {
    require count(wrods) in n
    say "Use {n|of word}."
}"#,
    a_unit_in_the_singular_asks_which: r#"
constraint a() { require count(word) in 3.. }"#,
    a_measure_is_no_claim: r#"
constraint a() { require count(words) }"#,
    a_part_is_no_claim: r#"
constraint a() { require first sentence }"#,
    a_list_is_no_text: r#"
constraint a() { require sentences: contains("x") }"#,
    numbers_are_in_ranges_and_not_equal_to_them: r#"
constraint a(n: range) { require count(words) = n say "{n}" }"#,
    unlike_things_are_not_compared: r#"
constraint a() { require count(words) < "three" }"#,
    an_empty_range: r#"
constraint a() { require count(words) in 9..3 }"#,
    unknown_arguments_and_missing_ones: r#"
constraint a(n: range, w: text) { require count(word w) in n say "{n} {w}" }
constraint b() { require a(m: 3, w: "x") and a(3) and a(1, "x", 2) }"#,
    recursion_is_a_cycle: r#"
define a() = b() + 1
define b() = a() + 1
constraint c() { require b() in 3.. }"#,
    two_errors_in_different_declarations: r#"
constraint a() { require count(wrods) in 3.. }
constraint b() { require contains(3) }
constraint c() { require starts_with("x") "#,
    a_bad_pattern_says_why: r#"
constraint a() { require contains(/(?=x)/) or contains(/a{/) or contains(/(/) }"#,
    phrases_name_parameters_and_filters: r#"
constraint a(n: range, w: text) {
    require count(word w) in n
    say "Use {m|of word}."
    say "Use {n|off word}."
    say "Use {w|ordinal}."
    say "Use {n."
}"#,
    a_constraint_needs_a_requirement: r#"
constraint a() { say "Be good." }"#,
    modules_must_be_in_use: r#"
use lenght
constraint a() { require keywords.include(["x"]) }"#,
    a_class_that_is_none: r#"
constraint a(start: text) { require first word is start and it is lowercse }"#,
    types_and_defaults: r#"
constraint a(n: intt, m: int = "x", k: list of words) { require count(words) in n }"#,
    duplicates: r#"
constraint a(n: int, n: int) { require count(words) = n }
constraint b() { require contains("x") }
constraint b() { require contains("y") }"#,
    conditions_of_arguments: r#"
constraint a(k: int where k >= 1) { require count(words) = k say "{k}" }
task t { prompt "p" require a(0) }"#,
    only_each_has_a_vacuous_form: r#"
constraint a() { require some? word: contains("x") }"#,
}
