//! `hirc check` as a user calls it.

use crate::harness::{hirc, hirc_with, stderr, stdout};
use serde_json::Value;

fn record(key: u32, response: &str) -> String {
    let response = serde_json::to_string(response).unwrap();
    format!(
        "{{\"key\":{key},\"prompt\":\"p{key}\",\"instruction_id_list\":[\"punctuation:no_comma\",\"length_constraints:number_words\"],\
         \"kwargs\":[{{}},{{\"relation\":\"at least\",\"num_words\":3}}],\"response\":{response}}}\n"
    )
}

#[test]
fn exit_codes_tell_satisfied_from_failed() {
    let good = record(1, "three whole words");
    let bad = record(2, "two, words");
    let run = |input: &str, more: &[&str]| {
        let arguments: Vec<&str> =
            ["check", "--library", "ifeval", "-"].iter().chain(more).copied().collect();
        hirc_with(&arguments, input.as_bytes()).status.code()
    };
    assert_eq!(run(&good, &[]), Some(0));
    assert_eq!(run(&(good.clone() + &bad), &[]), Some(1));
    assert_eq!(run(&(good.clone() + &bad), &["--fail-under", "0.5"]), Some(0));
    assert_eq!(run(&(good + &bad), &["--fail-under", "0.51"]), Some(1));
}

#[test]
fn jsonl_has_one_line_a_record_in_input_order() {
    let input: String = (0..500).map(|i| record(i, if i % 3 == 0 { "a, b" } else { "a b c" })).collect();
    let one = hirc_with(
        &["check", "-l", "ifeval", "--mode", "both", "--format", "jsonl", "--jobs", "1", "-"],
        input.as_bytes(),
    );
    let many = hirc_with(
        &["check", "-l", "ifeval", "--mode", "both", "--format", "jsonl", "--jobs", "7", "-"],
        input.as_bytes(),
    );
    assert_eq!(stdout(&one), stdout(&many));
    for (i, line) in stdout(&one).lines().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["key"], i);
        assert_eq!(line["strict"], i % 3 != 0);
        let fields: Vec<&String> = line["constraints"][1].as_object().unwrap().keys().collect();
        assert_eq!(fields, ["id", "strict", "loose", "score", "measured", "bound", "spans"]);
    }
}

#[test]
fn fields_of_a_mode_that_was_not_asked_for_are_left_out() {
    let output = hirc_with(
        &["check", "-l", "ifeval", "--mode", "loose", "-f", "jsonl", "-"],
        record(1, "a b c d, e").as_bytes(),
    );
    let line: Value = serde_json::from_str(stdout(&output).trim()).unwrap();
    assert!(line.get("strict").is_none() && line["loose"] == false, "{line}");
    assert!(line["constraints"][0].get("strict").is_none());
}

#[test]
fn scores_fall_with_the_distance_and_reach_one_only_when_satisfied() {
    let mut last = 0.0;
    for n in 0..12 {
        let text = "w ".repeat(n) + ".";
        let output =
            hirc_with(&["check", "--require", "count(words) in 10..", "-f", "json", "-"], text.as_bytes());
        let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let failures = report["failures"].as_array().unwrap();
        let score = failures.first().map_or(1.0, |f| {
            f["score"].as_f64().unwrap_or(f["constraints"][0]["score"].as_f64().unwrap_or(-1.0))
        });
        assert!(score >= last && (score < 1.0) == (n < 10), "{n} words: {score} after {last}");
        last = score;
    }
}

#[test]
fn a_compiled_plan_gives_the_same_report_as_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.json");
    let path = plan.to_str().unwrap();
    assert_eq!(hirc(&["compile", "examples/quickstart.hir", "-o", path]).status.code(), Some(0));
    let from =
        |tasks: &str| stdout(&hirc(&["check", "--tasks", tasks, "-f", "jsonl", "examples/quickstart.jsonl"]));
    assert_eq!(from(path), from("examples/quickstart.hir"));
}

#[test]
fn responses_are_joined_with_prompts_by_key_or_by_prompt() {
    let folder = tempfile::tempdir().unwrap();
    let prompts = folder.path().join("prompts.jsonl");
    let text =
        record(1, "").replace(",\"response\":\"\"", "") + &record(2, "").replace(",\"response\":\"\"", "");
    std::fs::write(&prompts, text).unwrap();
    let path = prompts.to_str().unwrap();
    let responses = "{\"key\":1,\"response\":\"one two three\"}\n{\"prompt\":\"p2\",\"response\":\"no\"}\n";
    let output =
        hirc_with(&["check", "-l", "ifeval", "--prompts", path, "-f", "jsonl", "-"], responses.as_bytes());
    let verdicts: Vec<Value> = stdout(&output)
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["strict"].clone())
        .collect();
    assert_eq!(verdicts, [true, false], "{}", stderr(&output));
    let output =
        hirc_with(&["check", "-l", "ifeval", "--prompts", path, "-"], b"{\"key\":9,\"response\":\"x\"}\n");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("unjoined"), "{}", stderr(&output));
}

#[test]
fn records_may_name_constraints_of_the_standard_library_without_being_told_where() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("records.jsonl");
    let record = |id: &str, kwargs: &str| {
        format!(
            "{{\"prompt\": \"p\", \"instruction_id_list\": [\"{id}\"], \"kwargs\": [{kwargs}], \"response\": \"One two.\"}}\n"
        )
    };
    let named = record("length.words", "{\"n\": \"2\"}") + &record("punctuation:no_comma", "{}");
    std::fs::write(&file, named).unwrap();
    let output = hirc(&["check", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("2 responses: all satisfied"), "{}", stdout(&output));
}

#[test]
fn every_kind_of_name_is_listed_and_explained() {
    for (name, expected) in [
        ("functions", "rule_sentences"),
        ("units", "code_points"),
        ("constraints", "length.words(n: range)"),
        ("diagnostics", "unknown-unit"),
        ("length", "length.words(n: range)"),
        ("length.words", "says     Use"),
        ("punctuation:no_comma", "stands for punctuation:no_comma"),
        ("count", "count"),
        #[cfg(feature = "train")]
        ("options", "prompts_per_step"),
        #[cfg(feature = "train")]
        ("prompts_per_step", "default   64 (built-in policy: 16)"),
    ] {
        let output = hirc(&["explain", name]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        assert!(stdout(&output).contains(expected), "{name}: {}", stdout(&output));
    }
    let own = hirc(&["explain", "small.mentions", "--library-path", "examples"]);
    assert!(stdout(&own).contains("small.mentions(w: text)"), "{}", stderr(&own));
}

#[test]
fn reasoning_traces_are_removed_on_request_and_the_report_says_so() {
    let input = record(1, "<think>a, b</think>three whole words");
    let run = |more: &[&str]| {
        let arguments: Vec<&str> = ["check", "-l", "ifeval", "-"].iter().chain(more).copied().collect();
        hirc_with(&arguments, input.as_bytes())
    };
    assert_eq!(run(&[]).status.code(), Some(1));
    let output = run(&["--strip-thinking"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("1 reasoning trace removed"), "{}", stdout(&output));
}

#[test]
fn only_looks_at_one_constraint() {
    let output = hirc_with(
        &["check", "-l", "ifeval", "--only", "punctuation:no_comma", "-"],
        record(1, "short").as_bytes(),
    );
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn a_failure_is_explained_by_the_response_s_own_words() {
    let output = hirc_with(
        &["check", "--require", "length.words(..3); keywords.include([\"tea\"])", "-"],
        b"One two three four five.",
    );
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn the_deciding_span_is_coloured_where_colour_is_asked_for() {
    let output =
        hirc_with(&["check", "--colour", "always", "--require", "not contains(\"bad\")", "-"], b"a bad word");
    assert!(stdout(&output).contains("\u{1b}["), "{}", stdout(&output));
}
