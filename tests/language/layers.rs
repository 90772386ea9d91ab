//! The direction of imports: a folder knows only those above it in the list.

use crate::harness::root;
use std::path::Path;

/// From the bottom up.
const LAYERS: [&str; 22] = [
    "source",
    "diagnostic",
    "text",
    "syntax",
    "program",
    "resolve",
    "phrase",
    "verify",
    "analyse",
    "task",
    "judge",
    "hindsight",
    "suite",
    "lint",
    "report",
    "load",
    "import",
    "model",
    "rollout",
    "train",
    "run",
    "cli",
];

/// `load` reads files for whoever is above it and is used by tests of `verify`; `report` and `task` know nothing of it.
#[test]
fn imports_point_one_way() {
    let mut wrong = Vec::new();
    for (rank, layer) in LAYERS.iter().enumerate() {
        for (file, text) in sources(&root().join("src").join(layer)) {
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
            if file.ends_with("tests.rs") {
                continue;
            }
            for (line, text) in code.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                for (other, name) in LAYERS.iter().enumerate() {
                    if other > rank && text.contains(&format!("crate::{name}::")) {
                        wrong.push(format!("{file}:{}: `{layer}` knows `{name}`", line + 1));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_is_in_the_list() {
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".rs").unwrap_or(&name).to_owned();
        assert!(LAYERS.contains(&stem.as_str()) || ["lib", "main"].contains(&stem.as_str()), "{name}");
    }
}

fn sources(path: &Path) -> Vec<(String, String)> {
    let file = path.with_extension("rs");
    if file.is_file() {
        return vec![(file.display().to_string(), std::fs::read_to_string(&file).unwrap())];
    }
    let mut out = Vec::new();
    for entry in std::fs::read_dir(path).unwrap() {
        let entry = entry.unwrap().path();
        if entry.is_dir() {
            out.extend(sources(&entry));
        } else if entry.extension().is_some_and(|e| e == "rs") {
            out.push((entry.display().to_string(), std::fs::read_to_string(&entry).unwrap()));
        }
    }
    out
}
