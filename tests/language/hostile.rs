//! Bad input: a clear diagnostic each, the run goes on, nothing panics.

use crate::harness::{hirc, hirc_with, stderr, stdout};
use proptest::prelude::*;

const IFEVAL: [&str; 4] = ["check", "--library", "ifeval", "-"];

fn record(response: &str) -> String {
    record_of("punctuation:no_comma", "{}", response)
}

fn record_of(id: &str, kwargs: &str, response: &str) -> String {
    let response = serde_json::to_string(response).unwrap();
    format!(
        "{{\"key\":1,\"prompt\":\"p\",\"instruction_id_list\":[\"{id}\"],\"kwargs\":[{kwargs}],\"response\":{response}}}\n"
    )
}

/// Checks lines and gives exit code and everything that was said.
fn check(input: &[u8]) -> (i32, String) {
    let output = hirc_with(&IFEVAL, input);
    let code = output.status.code().expect("no signal");
    assert!(code <= 2, "exit {code}: {}", stderr(&output));
    (code, String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output))
}

#[test]
fn bad_lines_are_named_by_number_and_the_run_goes_on() {
    let cases: [(&[u8], &str); 7] = [
        (b"not json\n", "not valid JSON"),
        (b"{\"key\": 1}\n", "response"),
        (b"\xff\xfe{}\n", "UTF-8"),
        (b"[1]\n", ""),
        (
            b"{\"key\":1,\"response\":\"a\",\"response\":\"b\",\"instruction_id_list\":[],\"kwargs\":[]}\n",
            "response",
        ),
        (b"{\"key\":1,\"response\":\"a\",\"instruction_id_list\":[\"x:y\"],\"kwargs\":[]}\n", "kwargs"),
        (b"{\"key\":1,\"response\":3,\"instruction_id_list\":[],\"kwargs\":[]}\n", ""),
    ];
    for (line, expected) in cases {
        let mut input = record("fine").into_bytes();
        input.extend(line);
        input.extend(record("fine").into_bytes());
        let (code, said) = check(&input);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(":2:") && said.contains("bad-record") && said.contains(expected), "{said}");
        assert!(said.contains("2 responses: all satisfied"), "{said}");
    }
}

#[test]
fn unknown_ids_and_bad_kwargs_are_errors_and_never_passes() {
    let cases = [
        (record_of("punctuation:no_coma", "{}", "x"), "did you mean `punctuation:no_comma`?"),
        (
            record_of("length_constraints:number_words", "{\"relation\":\"at least\"}", "x"),
            "missing argument `num_words`",
        ),
        (
            record_of(
                "length_constraints:number_words",
                "{\"relation\":\"at least\",\"num_words\":\"many\"}",
                "x",
            ),
            "expected int, found the text \"many\"",
        ),
        (
            record_of("length_constraints:number_words", "{\"relation\":\"around\",\"num_words\":3}", "x"),
            "unknown relation `around`",
        ),
        (record_of("punctuation:no_comma", "{\"n\":1}", "x"), "unknown argument `n`"),
        (record_of("keywords:existence", "{\"keywords\":[\"(\"]}", "x"), "pattern `(` can't be read"),
    ];
    for (line, expected) in cases {
        let (code, said) = check(line.as_bytes());
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(expected), "{said}");
        let output = hirc_with(&["check", "--library", "ifeval", "--format", "jsonl", "-"], line.as_bytes());
        assert!(stdout(&output).contains("\"strict\":null"), "{}", stdout(&output));
    }
}

#[test]
fn whole_numbers_may_be_written_with_a_fraction() {
    let kwargs = "{\"relation\":\"at least\",\"num_words\":2.0,\"x\":null}";
    let (code, said) = check(record_of("length_constraints:number_words", kwargs, "two words").as_bytes());
    assert_eq!(code, 0, "{said}");
}

#[test]
fn files_of_other_systems_are_read() {
    let mut input = b"\xEF\xBB\xBF".to_vec();
    input.extend(record("one").replace('\n', "\r\n\r\n").into_bytes());
    input.extend(record("nul \0 inside").into_bytes());
    let (code, said) = check(&input);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("2 responses: all satisfied"), "{said}");
}

#[test]
fn an_empty_file_is_no_success() {
    for input in [&b""[..], b"\n\n"] {
        let (code, said) = check(input);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("no record"), "{said}");
    }
}

#[test]
fn a_response_of_100_megabytes_is_judged() {
    let text = "word, \"[<*# \u{5b57}".repeat(100_000_000 / 16);
    let requirement =
        "count(words) in 1..; count(sentences) in 0..; not contains(/[a-z]{9}/); count(highlights) in 0..";
    let output = hirc_with(&["check", "--require", requirement, "-"], text.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn deep_nesting_is_refused_in_sources_and_fine_in_json() {
    let open = "[".repeat(10_000);
    for source in [
        &open,
        &"(".repeat(10_000),
        &"not ".repeat(10_000),
        &"each word: ".repeat(10_000),
        &"a of ".repeat(10_000),
    ] {
        let output = hirc_with(&["check", "--require", source, "-"], b"x");
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("error["), "{}", stderr(&output));
    }
    let json = open.clone() + &"]".repeat(10_000);
    let (code, said) = check(record_of("detectable_format:json_format", "{}", &json).as_bytes());
    assert_eq!(code, 0, "{said}");
    let (code, _) = check(open.as_bytes());
    assert_eq!(code, 2);
}

#[test]
fn missing_files_and_wrong_usage_say_what_to_do() {
    for (arguments, expected) in [
        (&["check", "--library", "ifeval", "nowhere.jsonl"][..], "nowhere.jsonl"),
        (&["check", "--library", "ifevl", "-"], "did you mean `ifeval`?"),
        (&["check", "-"], "--require"),
        (&["check", "--tasks", "nowhere.hir", "-"], "no file `nowhere.hir`"),
        (&["check", "--require", "count(wrds) in 3..", "-"], "did you mean `words`?"),
        (&["explain", "unknwn-unit"], "did you mean `unknown-unit`?"),
        (&["explain", "length.wrods"], "did you mean `length.words`?"),
    ] {
        let output = hirc(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(expected), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_damaged_plan_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.json");
    let path = plan.to_str().unwrap();
    let output = hirc(&["compile", "examples/quickstart.hir", "-o", path]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let good = std::fs::read_to_string(&plan).unwrap();
    let newer = good.replacen("\"hirc_plan\":", "\"hirc_plan\":999", 1);
    assert_ne!(newer, good);
    for bad in [
        "",
        "{}",
        "[1]",
        &newer,
        &good.replace("\"response\"", "{\"not\":4000000000}"),
        good.split_at(good.len() / 2).0,
    ] {
        std::fs::write(&plan, bad).unwrap();
        let output = hirc(&["check", "--tasks", path, "examples/quickstart.jsonl"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("error[bad-plan]"), "{}", stderr(&output));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_as_records_give_an_exit_code(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_text_as_a_requirement_gives_an_exit_code(text in "\\PC{0,60}") {
        prop_assume!(!text.starts_with('-'));
        let output = hirc_with(&["check", "--require", &text, "-"], b"some text");
        prop_assert!(output.status.code().is_some_and(|c| c <= 2), "{}", stderr(&output));
    }
}
