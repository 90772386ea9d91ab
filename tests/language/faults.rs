//! Nothing passes silently and nothing is lost: one test a promise of docs/reliability.md about files, pipes and options.

use crate::harness::{hirc, hirc_with, stderr, stdout};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

const SUITE: &str = "use length\nsuite s { prompt \"Say yes.\" draw 1..1 from length tasks 3 holdout 30% }\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The real program, whose standard output is closed after a line.
fn code_behind_head(records: &str) -> Option<i32> {
    let folder = folder(&[("r.jsonl", records)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_hirc"))
        .args(["check", "--library", "ifeval", "--format", "jsonl", "--jobs", "1", "r.jsonl"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("{\"key\""), "{line}");
    child.wait().unwrap().code()
}

#[test]
fn a_reader_that_goes_away_turns_nothing_into_a_success() {
    let record = |response: &str| {
        format!(
            "{{\"key\":1,\"response\":\"{response}\",\"instruction_id_list\":[\"punctuation:no_comma\"],\"kwargs\":[{{}}]}}\n"
        )
    };
    let (good, bad) = (record("One two."), record("One, two."));
    assert_eq!(code_behind_head(&(bad.clone() + &good.repeat(20_000))), Some(1), "a failure was seen");
    assert_eq!(code_behind_head(&(good.repeat(20_000) + &bad)), Some(2), "the rest was not seen");
}

#[test]
fn two_outputs_never_share_a_file_and_no_input_is_overwritten() {
    let folder = folder(&[("s.hir", SUITE)]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (suite, out, beside) = (path("s.hir"), path("x.jsonl"), path("./x.jsonl"));
    for arguments in [["-o", &out, "--held-out", &out], ["-o", &out, "--held-out", &beside]] {
        let output = hirc(&[&["gen", &suite][..], &arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("give each its own file"), "{}", stderr(&output));
    }
    let output = hirc(&["gen", &suite, "-o", &suite]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.path().join("s.hir")).unwrap(), SUITE);
    fs::write(folder.path().join("r.jsonl"), "").unwrap();
    let output = hirc(&["rewrite", &path("r.jsonl"), "-o", &out, "--pairs", &out]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn a_link_to_nothing_is_written_through() {
    let folder = folder(&[("s.hir", SUITE)]);
    let link = folder.path().join("link.jsonl");
    std::os::unix::fs::symlink("real.jsonl", &link).unwrap();
    let output =
        hirc(&["gen", &folder.path().join("s.hir").display().to_string(), "-o", &link.display().to_string()]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(folder.path().join("real.jsonl")).unwrap().lines().count(), 3);
}

#[test]
fn numbers_that_mean_nothing_are_refused() {
    for (option, value) in [("--lambda", "NaN"), ("--eta", "inf"), ("--best", "0")] {
        let output = hirc(&["rewrite", "examples/ifeval.jsonl", option, value]);
        assert_eq!(output.status.code(), Some(2), "{option} {value}");
        assert!(stderr(&output).contains("expected"), "{}", stderr(&output));
    }
    let output = hirc(&["check", "--jobs", "1000000", "examples/ifeval.jsonl"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn an_id_of_a_megabyte_is_answered_at_once() {
    let record = format!(
        "{{\"key\":7,\"response\":\"x\",\"instruction_id_list\":[\"{}\"],\"kwargs\":[{{}}]}}\n",
        "a".repeat(1 << 20)
    );
    let folder = folder(&[("r.jsonl", &record)]);
    let path = folder.path().join("r.jsonl").display().to_string();
    let output = hirc(&["check", "--library", "ifeval", "--format", "jsonl", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("unknown instruction id"));
}

#[test]
fn a_mark_in_the_middle_of_joined_files_is_named() {
    let record = "{\"key\":1,\"response\":\"One.\",\"instruction_id_list\":[\"punctuation:no_comma\"],\"kwargs\":[{}]}\n";
    let folder = folder(&[("r.jsonl", &format!("\u{feff}{record}\u{feff}{record}"))]);
    let output =
        hirc(&["check", "--library", "ifeval", &folder.path().join("r.jsonl").display().to_string()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("byte-order mark"), "{}", stderr(&output));
}

#[test]
fn a_join_that_fails_by_a_blank_says_so() {
    let prompts =
        "{\"prompt\":\"Say yes. \",\"instruction_id_list\":[\"punctuation:no_comma\"],\"kwargs\":[{}]}\n";
    let responses = "{\"prompt\":\"Say yes.\",\"response\":\"Yes.\"}\n";
    let folder = folder(&[("p.jsonl", prompts), ("r.jsonl", responses)]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let output = hirc(&["check", "--library", "ifeval", "--prompts", &path("p.jsonl"), &path("r.jsonl")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("in blanks only"), "{}", stderr(&output));
}

#[test]
fn a_program_reads_no_file_outside_of_its_folders() {
    let (inside, outside) = (folder(&[]), folder(&[("secret.hir", "the password is swordfish\n")]));
    let main = inside.path().join("main.hir");
    let secret = outside.path().join("secret.hir").display().to_string();
    fs::write(&main, format!("use \"{secret}\" as secret\ntask t {{ require count(words) in 1.. }}\n"))
        .unwrap();
    let main = main.display().to_string();
    let output = hirc(&["lint", &main]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--allow-outside"), "{}", stderr(&output));
    assert!(!stderr(&output).contains("swordfish"), "{}", stderr(&output));
    assert!(stderr(&hirc(&["lint", "--allow-outside", &main])).contains("swordfish"));
}

#[test]
fn what_is_no_file_is_no_source() {
    let output = hirc_with(&["lint", "/dev/zero"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("is no file"), "{}", stderr(&output));
}
