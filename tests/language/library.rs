//! The standard library and the examples: tested, linted, formatted, and no friend of junk.

use crate::harness::{hirc, root, stderr, stdout};
use hirc::load::{self, Files, STANDARD_LIBRARY};
use std::fs;

#[test]
fn all_examples_of_the_standard_library_pass() {
    let output = hirc(&["test"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn the_standard_library_has_no_lint() {
    let output = hirc(&["lint"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn every_hir_file_is_formatted() {
    for folder in ["constraints", "examples"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "hir") {
                let output = hirc(&["fmt", "--check", path.to_str().unwrap()]);
                assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            }
        }
    }
}

#[test]
fn every_file_under_constraints_is_built_in() {
    let mut files: Vec<String> = fs::read_dir(root().join("constraints"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap().trim_end_matches(".hir").to_owned())
        .collect();
    files.sort();
    let mut built_in: Vec<&str> = STANDARD_LIBRARY.iter().map(|(name, _)| *name).collect();
    built_in.sort_unstable();
    assert_eq!(files, built_in);
}

#[test]
fn every_constraint_is_said_in_two_ways_and_tested_on_both_sides() {
    let modules: Vec<String> = STANDARD_LIBRARY.iter().map(|(name, _)| (*name).to_owned()).collect();
    let (library, _) = load::library(&[], &modules, &[], &Files::default()).unwrap();
    for constraint in &library.program().constraints {
        let name = constraint.full_name();
        assert!(!constraint.docs.is_empty(), "{name} has no docs");
        assert!(constraint.phrases.len() >= 2, "{name} has {} phrases", constraint.phrases.len());
        assert!(constraint.examples.iter().any(|e| e.accept), "{name} accepts nothing");
        assert!(constraint.examples.iter().any(|e| !e.accept), "{name} rejects nothing");
    }
}

#[test]
fn ifeval_binds_all_25_ids() {
    let (library, _) = load::library(&[], &["ifeval".to_owned()], &[], &Files::default()).unwrap();
    assert_eq!(library.ids().count(), 25);
}

#[test]
fn the_shipped_examples_run() {
    let output = hirc(&["check", "--tasks", "examples/quickstart.hir", "examples/quickstart.jsonl"]);
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    let output = hirc(&["check", "--library", "ifeval", "--mode", "both", "examples/ifeval.jsonl"]);
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    let output = hirc(&["test", "examples/team.hir"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}
