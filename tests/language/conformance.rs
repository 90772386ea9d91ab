//! Verdicts against those of the reference verifiers, strict and loose, one by one.
//!
//! `tests/conformance` holds responses written for this project and what the reference says of them; `record.py` beside them
//! reproduces that. Responses of real models can't be part of the project: where they lie beside it, they are compared too.

use crate::harness::{hirc, root, stderr, stdout};
use hirc::load::{Files, library};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folders of `tests/conformance`, with the modules whose ids they record.
const PARTS: [(&str, &[&str]); 2] = [("packaged", &["ifeval", "ifbench"]), ("ifevalg", &["ifeval_train"])];

/// Ids that no recorded verdict has, and why.
const NOT_RECORDED: [(&str, &str); 1] =
    [("words:start_verb", "the reference asks a tagger whose weights no package ships")];

/// Verdicts that differ on purpose: key, id and why; `docs/coverage.md` and `docs/ifeval.md` say more.
const ON_PURPOSE: [(&str, &str, &str); 2] = [
    (
        "b064",
        "words:odd_even_syllables",
        "the reference looks syllables up in a table that is not in this project",
    ),
    ("b116", "format:line_indent", "the reference removes blank lines from a list while it goes through it"),
];

/// Ids that no response satisfies loosely but not strictly, and why: what loose takes away can only be missed.
const NEVER_LOOSE_ALONE: [(&str, &str); 7] = [
    ("detectable_content:number_placeholders", "it counts, and brackets pair within a line"),
    ("detectable_format:number_highlighted_sections", "it counts, and asterisks pair within a line"),
    ("count:pronouns", "it counts, and drops asterisks itself"),
    ("count:unique_word_count", "it counts, and trims asterisks itself"),
    ("words:palindrome", "it counts, and drops asterisks itself"),
    ("custom:word_reverse", "it looks for neighbours, and drops asterisks itself"),
    ("format:parentheses", "a line before can only nest deeper, a line behind comes too late"),
];

/// One instruction of a record: its verdicts, strict and loose, as recorded and by us.
struct Judged {
    key: Value,
    id: String,
    recorded: [Value; 2],
    ours: [Value; 2],
    /// Whether the reference itself decides it by chance.
    approximate: bool,
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Judges records and joins them with their recorded verdicts, which may stand in the same file.
fn judged(modules: &[&str], records: &Path, verdicts: &Path) -> Vec<Judged> {
    let mut arguments = vec!["check", "--mode", "both", "--format", "jsonl"];
    for module in modules {
        arguments.extend(["--library", module]);
    }
    arguments.push(records.to_str().unwrap());
    let output = hirc(&arguments);
    let ours: Vec<Value> = stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (asked, recorded) = (lines(records), lines(verdicts));
    assert!(!asked.is_empty(), "{} is empty", records.display());
    assert_eq!((ours.len(), recorded.len()), (asked.len(), asked.len()), "{}", stderr(&output));
    let mut out = Vec::new();
    for ((asked, recorded), ours) in asked.iter().zip(&recorded).zip(&ours) {
        assert_eq!((&asked["key"], &asked["key"]), (&recorded["key"], &ours["key"]));
        let ids = asked["instruction_id_list"].as_array().unwrap();
        for (i, id) in ids.iter().enumerate() {
            out.push(Judged {
                key: asked["key"].clone(),
                id: id.as_str().unwrap().to_owned(),
                recorded: ["strict", "loose"].map(|mode| recorded[mode][i].clone()),
                ours: ["strict", "loose"].map(|mode| ours["constraints"][i][mode].clone()),
                approximate: recorded["approximate"][i] == true,
            });
        }
    }
    out
}

fn part((folder, modules): (&str, &[&str])) -> Vec<Judged> {
    let folder = root().join("tests/conformance").join(folder);
    judged(modules, &folder.join("records.jsonl"), &folder.join("verdicts.jsonl"))
}

#[test]
fn recorded_verdicts_agree() {
    let differ: Vec<Judged> = PARTS.into_iter().flat_map(part).filter(|j| j.recorded != j.ours).collect();
    let purpose: BTreeSet<(&str, &str)> = ON_PURPOSE.iter().map(|(key, id, _)| (*key, *id)).collect();
    let found: BTreeSet<(&str, &str)> = differ.iter().map(|j| (j.key.as_str().unwrap(), &*j.id)).collect();
    let new: Vec<String> = differ
        .iter()
        .filter(|j| !purpose.contains(&(j.key.as_str().unwrap(), &*j.id)))
        .map(|j| format!("{} {}: recorded {:?}, ours {:?}", j.key, j.id, j.recorded, j.ours))
        .collect();
    assert!(new.is_empty(), "{} differ:\n{}", new.len(), new.join("\n"));
    assert_eq!(found, purpose, "what differs on purpose no longer does: take it off the list");
}

#[test]
fn every_id_is_recorded_on_both_sides() {
    for (folder, modules) in PARTS {
        let mut sides: BTreeMap<String, BTreeSet<(bool, bool)>> = BTreeMap::new();
        for Judged { id, recorded: [strict, loose], .. } in part((folder, modules)) {
            sides.entry(id).or_default().insert((strict.as_bool().unwrap(), loose.as_bool().unwrap()));
        }
        let owned: Vec<String> = modules.iter().map(|m| (*m).to_owned()).collect();
        let (library, _) = library(&[], &owned, &[], &Files::default()).unwrap();
        // Modules import others, whose ids come along.
        let own = library.program().constraints.iter().filter(|c| modules.contains(&&*c.module));
        for id in own.flat_map(|c| c.ids.iter().map(|id| &*id.id)) {
            let seen = sides.remove(id).unwrap_or_default();
            if NOT_RECORDED.iter().any(|(name, _)| *name == id) {
                assert!(seen.is_empty(), "{id} is recorded now: take it off the list");
                continue;
            }
            let mut wanted = BTreeSet::from([(true, true), (false, false)]);
            if !NEVER_LOOSE_ALONE.iter().any(|(name, _)| *name == id) {
                wanted.insert((false, true));
            }
            assert_eq!(seen, wanted, "{id}: (strict, loose)");
        }
        assert!(sides.is_empty(), "ids of no module: {:?}", sides.keys());
    }
}

/// Compares recorded responses of models that lie beside the project. `known` are ids that differ, with the reason in
/// `docs/coverage.md`.
fn agree_beside_the_project(benchmark: &str, known: &[&str]) {
    let folder = root().join("../shared/data").join(benchmark);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: {} is not there, nothing was compared", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).filter(|p| is_verdicts(p)).collect();
    files.sort();
    assert!(!files.is_empty(), "{} has no verdicts.*.jsonl", folder.display());
    for file in files {
        let differ: Vec<String> = judged(&[benchmark], &file, &file)
            .iter()
            .filter(|j| !j.approximate && j.recorded != j.ours && !known.contains(&&*j.id))
            .map(|j| format!("{} {}: recorded {:?}, ours {:?}", j.key, j.id, j.recorded, j.ours))
            .collect();
        assert!(differ.is_empty(), "{}: {} differ:\n{}", file.display(), differ.len(), differ.join("\n"));
    }
}

fn is_verdicts(path: &Path) -> bool {
    path.file_name()
        .and_then(|n| n.to_str())
        .is_some_and(|n| n.starts_with("verdicts.") && n.ends_with(".jsonl"))
}

#[test]
fn ifeval_verdicts_beside_the_project_agree_if_there_are_any() {
    agree_beside_the_project("ifeval", &[]);
}

#[test]
fn ifbench_verdicts_beside_the_project_agree_if_there_are_any() {
    agree_beside_the_project("ifbench", &["words:start_verb"]);
}
