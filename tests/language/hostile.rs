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

#[test]
fn a_full_disk_is_an_error() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("skipped: there is no /dev/full");
        return;
    };
    for arguments in [&["gen", "examples/everyday.hir", "-n", "2"][..], &["explain", "units"]] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_hirc"))
            .args(arguments)
            .current_dir(crate::harness::root())
            .stdout(full.try_clone().unwrap())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains("standard output"), "{arguments:?}: {}", stderr(&output));
    }
}

#[test]
fn a_formatted_file_keeps_its_mode_and_its_neighbours() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (file, neighbour) = (folder.path().join("x.hir"), folder.path().join("x.hir.part"));
    std::fs::write(&file, "define  short( ) = count(words) in ..3").unwrap();
    std::fs::write(&neighbour, "mine").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let output = hirc(&["fmt", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "define short() = count(words) in ..3\n");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_to_string(&neighbour).unwrap(), "mine");
}

#[test]
fn two_tasks_of_one_name_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, n: u32| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("task t {{\n    require count(words) in {n}\n}}\n")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (one, other) = (file("one.hir", 1), file("other.hir", 9));
    let output = hirc_with(&["check", "--tasks", &one, "--tasks", &other, "-"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("error[duplicate]"), "{}", stderr(&output));
}

#[test]
fn a_record_that_asks_nothing_is_not_satisfied() {
    let record = br#"{"key": 1, "instruction_id_list": [], "kwargs": [], "response": "Yes."}"#;
    let output = hirc_with(&["check", "--library", "ifeval", "-"], record);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("nothing is asked"), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn a_measure_may_stand_on_both_sides() {
    for claim in ["count(words) + count(words) = 4", "count(words) < count(words)"] {
        let output = hirc(&["analyse", "--require", claim]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{claim}: {}", stderr(&output));
    }
}

#[test]
fn what_can_not_be_meant_is_an_error_and_no_failure() {
    let cases = [
        ("count(words) in 9007199254740993", "the number is too large"),
        ("is language(\"xx\")", "`xx` is no language that can be told"),
        ("fits_schema(\"{\")", "the schema is no JSON"),
        ("fits_schema(\"{\\\"type\\\": 3}\")", "this is no JSON Schema"),
    ];
    for (claim, expected) in cases {
        let output = hirc_with(&["check", "--require", claim, "-"], b"some words");
        let said = stdout(&output) + &stderr(&output);
        assert!(output.status.code() == Some(2) && said.contains(expected), "{claim}: {said}");
    }
    let output =
        hirc_with(&["check", "--require", "not is language(\"zh\")", "-"], b"some plain English words");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_chain_of_doublings_is_no_work() {
    let mut source = "//! m\n\n/// d\nconstraint big() {\n    let a0 = count(words)\n".to_owned();
    for i in 1..50 {
        source += &format!("    let a{i} = a{} + a{}\n", i - 1, i - 1);
    }
    source +=
        "    require a49 in 1..\n    say \"Write something\"\n    accept \"a word\"\n    reject \"\"\n}\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.hir");
    std::fs::write(&path, source).unwrap();
    // Twice a term of a sum is one place: were each walked for itself, this would never end.
    let output = hirc(&["test", path.to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_file_without_records_is_no_import() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.jsonl");
    std::fs::write(&path, "").unwrap();
    let output = hirc(&["import", "ifeval", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("it has no records"), "{}", stderr(&output));
}
