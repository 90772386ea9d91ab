//! What judging may cost: products end in ordinary errors, counted and not timed.

use crate::harness::{hirc, hirc_with, stderr, stdout};

const PRODUCT: &str = "each w in words: some v in words: w = v";

/// Different words.
fn words(count: usize) -> String {
    (0..count).map(|n| format!("w{n} ")).collect()
}

#[test]
fn a_product_ends_with_an_error_that_says_how_to_allow_more() {
    let output = hirc_with(&["check", "--require", PRODUCT, "-"], words(20_000).as_bytes());
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stdout(&output).contains("--max-steps"), "{}", stdout(&output));
    // On a short text it is judged.
    let output = hirc_with(&["check", "--require", PRODUCT, "-"], words(200).as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn the_limit_is_named_and_the_other_constraints_are_judged() {
    let asks = [
        "check",
        "--require",
        PRODUCT,
        "--require",
        "count(words) in 300..",
        "--format",
        "json",
        "--mode",
        "both",
    ];
    let with = |steps: &str| {
        let arguments: Vec<&str> = asks.iter().copied().chain(["--max-steps", steps, "-"]).collect();
        let output = hirc_with(&arguments, words(300).as_bytes());
        let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        (output.status.code(), report)
    };
    let (code, report) = with("20000");
    assert_eq!(code, Some(2), "{report}");
    let failures = report["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 1, "{report}");
    assert_eq!(failures[0]["id"], PRODUCT);
    assert_eq!(failures[0]["code"], "step-limit");
    assert!(failures[0]["strict"].is_null() && failures[0]["loose"].is_null(), "{report}");
    assert_eq!(with("2000000").0, Some(0));
    assert!(stdout(&hirc(&["explain", "step-limit"])).contains("--max-steps"));
}

#[test]
fn the_verdict_is_the_same_with_any_number_of_jobs() {
    let lines: String = (0..64)
        .map(|n| serde_json::json!({"key": n, "response": words(20 + 5 * n)}).to_string() + "\n")
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("responses.jsonl");
    std::fs::write(&path, lines).unwrap();
    let with = |jobs: &str| {
        let path = path.to_str().unwrap();
        let limits = ["--max-steps", "20000", "--format", "jsonl", "--jobs", jobs];
        let arguments: Vec<&str> =
            ["check", "--require", PRODUCT].into_iter().chain(limits).chain([path]).collect();
        stdout(&hirc(&arguments))
    };
    let alone = with("1");
    assert!(alone.contains("step-limit") && alone.contains("\"strict\":true"), "{alone}");
    assert_eq!(alone, with("4"));
}

#[test]
fn a_list_of_lists_ends_before_memory_does() {
    let claim = "count(windows(2000, [w for each w in words])) in 1..";
    let output =
        hirc_with(&["check", "--require", claim, "--max-memory", "64", "-"], words(20_000).as_bytes());
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stdout(&output).contains("--max-memory"), "{}", stdout(&output));
    // Runs of words are made one by one, and counting makes none.
    let claim = "count(windows(20000, words)) in 1..";
    let output =
        hirc_with(&["check", "--require", claim, "--max-memory", "64", "-"], "a ".repeat(150_000).as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn a_listing_says_what_is_kept() {
    let output = hirc(&["compile", "--listing", "examples/quickstart.hir"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let shown = stdout(&output);
    assert!(
        shown.contains("task ") && shown.contains("once a response") && shown.contains("response"),
        "{shown}"
    );
}
