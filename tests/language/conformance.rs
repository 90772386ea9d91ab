//! Verdicts against those that reference verifiers gave on recorded responses of real models.
//!
//! The records are not part of the project. Where they are not beside it, the test says that it skipped.

use crate::harness::{hirc, root, stderr, stdout};
use serde_json::Value;

/// Compares every verdict of every `verdicts.*.jsonl` in a data folder; approximate ones are counted apart, and so are those
/// of ids that are known to differ, with the reason in `docs/coverage.md`.
fn conforms(benchmark: &str, known: &[&str]) {
    let folder = root().join("../shared/data").join(benchmark);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no recorded verdicts beside the project ({benchmark})");
        return;
    };
    let mut files: Vec<_> = entries.map(|e| e.unwrap().path()).filter(|p| is_verdicts(p)).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let path = file.to_str().unwrap();
        let output = hirc(&["check", "--library", benchmark, "--mode", "both", "--format", "jsonl", path]);
        let ours = stdout(&output);
        let theirs = std::fs::read_to_string(&file).unwrap();
        assert_eq!(ours.lines().count(), theirs.lines().count(), "{path}: {}", stderr(&output));
        let (mut compared, mut approximate, mut differ, mut differences) = (0, 0, 0, Vec::new());
        for (ours, theirs) in ours.lines().zip(theirs.lines()) {
            let (ours, theirs): (Value, Value) =
                (serde_json::from_str(ours).unwrap(), serde_json::from_str(theirs).unwrap());
            assert_eq!(ours["key"], theirs["key"]);
            for (i, id) in theirs["instruction_id_list"].as_array().unwrap().iter().enumerate() {
                if theirs["approximate"][i] == true {
                    approximate += 1;
                    continue;
                }
                for mode in ["strict", "loose"] {
                    compared += 1;
                    let found = &ours["constraints"][i];
                    if found[mode] != theirs[mode][i] && known.iter().any(|k| *id == **k) {
                        differ += 1;
                    } else if found[mode] != theirs[mode][i] {
                        differences.push(format!("{} {id} {mode}: {found}", theirs["key"]));
                    }
                }
            }
        }
        println!(
            "{path}: {compared} verdicts compared, {differ} of {known:?} differ, {approximate} approximate left out"
        );
        assert!(differences.is_empty(), "{path}: {} differ:\n{}", differences.len(), differences.join("\n"));
    }
}

fn is_verdicts(path: &std::path::Path) -> bool {
    path.file_name()
        .and_then(|n| n.to_str())
        .is_some_and(|n| n.starts_with("verdicts.") && n.ends_with(".jsonl"))
}

#[test]
fn ifeval_verdicts_agree_with_the_reference() {
    conforms("ifeval", &[]);
}

#[test]
fn ifbench_verdicts_agree_with_the_reference() {
    conforms("ifbench", &["words:start_verb"]);
}
