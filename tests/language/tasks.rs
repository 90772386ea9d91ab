//! `hirc gen`, `rewrite`, `analyse` and `witness` as their users meet them.

use crate::harness::{hirc, hirc_with, root, stderr, stdout};
use serde_json::Value;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

const SUITE: &str = "use length\nuse keywords\nuse punctuation\n\nsuite small {\n    prompt \"Why does it rain?\"\n    prompt \"What is bread?\"\n    draw 2..3 from length, keywords, punctuation.no_commas\n    tasks 40\n    holdout 25%\n}\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
        Folder(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn lines(&self, name: &str) -> Vec<Value> {
        lines(&self.0.path().join(name))
    }
}

#[test]
fn the_same_seed_draws_the_same_file_and_splits_share_no_set() {
    let folder = Folder::with(&[("s.hir", SUITE)]);
    let draw = |seed: &str, out: &str| {
        let output = hirc(&["gen", &folder.path("s.hir"), "--seed", seed, "-o", &folder.path(out)]);
        assert!(output.status.success(), "{}", stderr(&output));
        fs::read_to_string(folder.path(out)).unwrap()
    };
    let first = draw("7", "a.jsonl");
    assert_eq!(first, draw("7", "b.jsonl"));
    assert_ne!(first, draw("8", "c.jsonl"));
    let tasks = folder.lines("a.jsonl");
    assert_eq!(tasks.len(), 40);
    let set = |t: &Value| {
        let mut ids: Vec<String> =
            t["instruction_id_list"].as_array().unwrap().iter().map(|i| i.to_string()).collect();
        assert!((2..=3).contains(&ids.len()));
        let distinct: HashSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len(), "no kind twice");
        ids.sort();
        ids
    };
    let split = |name: &str| -> HashSet<Vec<String>> {
        tasks.iter().filter(|t| t["split"] == name).map(set).collect()
    };
    assert!(split("test").len() > 1 && split("train").is_disjoint(&split("test")));
    for task in &tasks {
        let prompt = task["prompt"].as_str().unwrap();
        assert!(prompt.contains(task["request"].as_str().unwrap()));
        for phrase in task["phrases"].as_array().unwrap() {
            assert!(prompt.contains(phrase.as_str().unwrap()), "{prompt}");
        }
    }
    // What was drawn can be checked as it is: its witnesses satisfy it.
    let answers: String = tasks
        .iter()
        .filter(|t| !t["witness"].is_null())
        .map(|t| format!("{}\n", serde_json::json!({"key": t["key"], "response": t["witness"]})))
        .collect();
    fs::write(folder.path("answers.jsonl"), &answers).unwrap();
    let arguments = [
        "check",
        "--prompts",
        &folder.path("a.jsonl"),
        "--library",
        "length",
        "--library",
        "keywords",
        "--library",
        "punctuation",
        &folder.path("answers.jsonl"),
    ];
    let output = hirc(&arguments);
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    assert!(answers.lines().count() >= 38);
}

#[test]
fn each_trainer_gets_its_columns() {
    let folder = Folder::with(&[("s.hir", SUITE)]);
    for (format, columns) in [
        ("ifeval", vec!["key", "prompt", "instruction_id_list", "kwargs"]),
        ("trl", vec!["prompt", "key", "request", "instruction_id_list", "kwargs", "split"]),
        ("verl", vec!["data_source", "prompt", "ability", "reward_model", "extra_info"]),
    ] {
        let output = hirc(&["gen", &folder.path("s.hir"), "-n", "1", "--format", format]);
        let line: Value = serde_json::from_str(stdout(&output).trim()).unwrap();
        let found: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, columns, "{format}");
    }
    let ids = "use ifeval\nsuite one {\n prompt \"Why?\"\n draw 1..1 from ifeval.number_words\n}\n";
    fs::write(folder.path("i.hir"), ids).unwrap();
    let output = hirc(&["gen", &folder.path("i.hir"), "-n", "5", "--seed", "2", "--format", "ifeval"]);
    let text = stdout(&output);
    assert!(
        text.contains("length_constraints:number_words") && text.contains("\"relation\":\"at least\""),
        "{text}"
    );
}

#[test]
fn a_suite_that_runs_dry_says_so() {
    let suite = "use punctuation\nuse case\nsuite few {\n prompt \"Why?\"\n draw 2..2 from punctuation.no_commas, case.lowercase, case.titlecase\n}\n";
    let folder = Folder::with(&[("s.hir", suite)]);
    let output = hirc(&["gen", &folder.path("s.hir"), "-n", "50", "-o", &folder.path("t.jsonl")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(folder.lines("t.jsonl").len(), 2);
    insta::assert_snapshot!(stderr(&output));
}

#[test]
fn bad_seeds_are_reported_and_the_rest_is_used() {
    let suite = "use case\nsuite one {\n seeds \"seeds.jsonl\"\n draw 1..1 from case\n}\n";
    let seeds = "{\"prompt\": \"Why?\"}\n{\"prompt\": 3}\nnonsense\n";
    let folder = Folder::with(&[("s.hir", suite), ("seeds.jsonl", seeds)]);
    let output = hirc(&["gen", &folder.path("s.hir"), "-n", "3", "-o", &folder.path("t.jsonl")]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(folder.lines("t.jsonl").len(), 3);
    let shown = stderr(&output).replace(folder.0.path().to_str().unwrap(), "FOLDER");
    insta::assert_snapshot!(shown);
}

#[test]
fn suites_are_checked_when_they_are_read() {
    let source = "use length\nconstraint odd(n: int) { require count(words) = n say \"{n}.\" }\nsuite a {\n draw 3..2 from lenght, odd\n tasks 0\n holdout 100%\n}\nsuite b {\n prompt \"x\"\n}\n";
    let folder = Folder::with(&[("s.hir", source)]);
    let output = hirc(&["gen", &folder.path("s.hir")]);
    assert_eq!(output.status.code(), Some(2));
    let shown = stderr(&output).replace(folder.0.path().to_str().unwrap(), "FOLDER");
    insta::assert_snapshot!(shown);
}

#[test]
fn difficulty_is_aimed_at() {
    let suite = "use case\nuse punctuation\nsuite one {\n prompt \"Why?\"\n prompt \"How?\"\n draw 1..1 from case.lowercase, punctuation.no_commas\n}\n";
    let record = |response: &str| {
        format!(
            "{{\"instruction_id_list\": [\"case.lowercase\", \"punctuation.no_commas\"], \"response\": \"{response}\"}}\n"
        )
    };
    let against: String = (0..40).map(|i| record(if i < 4 { "all small" } else { "Not so small" })).collect();
    let folder = Folder::with(&[("s.hir", suite), ("r.jsonl", &against)]);
    let arguments = [
        "gen",
        &folder.path("s.hir"),
        "-n",
        "2",
        "--pass-rate",
        "0.05..0.5",
        "--against",
        &folder.path("r.jsonl"),
        "-o",
        &folder.path("t.jsonl"),
    ];
    let output = hirc(&arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    for task in folder.lines("t.jsonl") {
        assert_eq!(task["instruction_id_list"], serde_json::json!(["case.lowercase"]));
    }
}

#[test]
fn replays_hold_and_pairs_prefer() {
    let tasks = "{\"key\": 1, \"prompt\": \"Why?\\n\\nRequirements:\\n- Use at least 10 words.\\n- Do not use commas.\", \"request\": \"Why?\", \"presentation\": {\"layout\": \"bullets\", \"placement\": \"after\", \"seed\": 0}, \"instruction_id_list\": [\"length.words\", \"punctuation.no_commas\"], \"kwargs\": [{\"n\": \"100..\"}, {}]}\n";
    let long = "word ".repeat(120);
    let responses = format!(
        "{{\"key\": 1, \"response\": \"{}\"}}\n{{\"key\": 1, \"response\": \"{long}\"}}\n{{\"key\": 2, \"response\": \"x\"}}\nnot json\n",
        "word ".repeat(70)
    );
    let folder = Folder::with(&[("t.jsonl", tasks), ("r.jsonl", &responses)]);
    let arguments = [
        "rewrite",
        &folder.path("t.jsonl"),
        &folder.path("r.jsonl"),
        "--rewrite",
        "relax",
        "-o",
        &folder.path("replays.jsonl"),
        "--pairs",
        &folder.path("pairs.jsonl"),
    ];
    let output = hirc(&arguments);
    assert_eq!(output.status.code(), Some(2), "two lines can't be used");
    let replays = folder.lines("replays.jsonl");
    assert_eq!(replays.len(), 1);
    assert_eq!(replays[0]["kwargs"][0]["n"], "50..");
    assert_eq!(replays[0]["changes"][0]["change"], "relaxed");
    let prompt = replays[0]["prompt"].as_str().unwrap();
    assert!(
        prompt.starts_with("Why?\n\nRequirements:\n- ") && prompt.contains("at least 50 words"),
        "{prompt}"
    );
    let pairs = folder.lines("pairs.jsonl");
    assert_eq!(pairs.len(), 2);
    assert_eq!((&pairs[0]["kind"], &pairs[1]["kind"]), (&"instruction".into(), &"response".into()));
    assert_eq!(pairs[0]["prompt_chosen"], replays[0]["prompt"]);
    assert_eq!(pairs[1]["chosen"].as_str().unwrap().len(), long.len());
    let shown = stderr(&output).replace(folder.0.path().to_str().unwrap(), "FOLDER");
    insta::assert_snapshot!(shown);
    let again =
        hirc(&["check", "--library", "length", "--library", "punctuation", &folder.path("replays.jsonl")]);
    assert!(again.status.success(), "{}", stdout(&again));
}

#[test]
fn recorded_failures_are_all_replayed() {
    let data = root().join("../shared/data/ifeval");
    if !data.is_dir() {
        eprintln!("skipped: no recorded responses beside the project");
        return;
    }
    let folder = Folder::with(&[]);
    for entry in fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.starts_with("verdicts.") {
            continue;
        }
        for mode in ["drop", "relax", "restate"] {
            let arguments =
                ["rewrite", path.to_str().unwrap(), "--rewrite", mode, "-o", &folder.path("out.jsonl")];
            let output = hirc(&arguments);
            assert!(output.status.success(), "{}", stderr(&output));
            let replays = folder.lines("out.jsonl");
            assert!(replays.len() > 20, "{}", replays.len());
            let again = hirc(&["check", "--library", "ifeval", &folder.path("out.jsonl")]);
            assert!(again.status.success(), "{}", stdout(&again));
        }
    }
}

#[test]
fn analysis_proves_and_explains() {
    let source = "use length\nuse structure\nuse punctuation\nuse keywords\n\ntask fine {\n    prompt \"Hi\"\n    require length.words(10..20)\n    require length.words(5..)\n}\n\ntask short {\n    require length.words(..20)\n    require structure.paragraphs(3..)\n    require length.words_per_paragraph(10..)\n}\n\ntask comma {\n    require punctuation.no_commas()\n    require contains(\"well, yes\")\n    require length.sentences(2..)\n}\n";
    let folder = Folder::with(&[("t.hir", source)]);
    let output = hirc(&["analyse", &folder.path("t.hir")]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output));
    let lint = hirc(&["lint", &folder.path("t.hir")]);
    let shown = stderr(&lint).replace(folder.0.path().to_str().unwrap(), "FOLDER");
    insta::assert_snapshot!(shown);
    let json: Value =
        serde_json::from_str(&stdout(&hirc(&["analyse", &folder.path("t.hir"), "--format", "json"])))
            .unwrap();
    assert_eq!(json[0]["answer"], "satisfiable");
    assert_eq!(json[0]["implied"], serde_json::json!(["length.words(5..)"]));
    assert_eq!(json[1]["clash"].as_array().unwrap().len(), 3);
}

#[test]
fn a_witness_is_accepted_by_check() {
    let claims =
        ["length.words(40..60)", "case.lowercase()", "keywords.include([\"ember\"])", "format.bullets(3)"];
    let mut arguments = vec!["witness"];
    arguments.extend(claims);
    let output = hirc(&arguments);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(output.stdout, hirc(&arguments).stdout, "the same seed");
    let mut check = vec!["check"];
    claims.iter().for_each(|claim| check.extend(["--require", *claim]));
    check.push("-");
    let judged = hirc_with(&check, &output.stdout);
    assert!(judged.status.success(), "{}", stdout(&judged));
    let none = hirc(&["witness", "case.lowercase()", "contains(\"NASA\")"]);
    assert_eq!(none.status.code(), Some(1));
    insta::assert_snapshot!(stderr(&none));
}
