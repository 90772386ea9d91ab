//! The supply chain: what is built in has a permissive licence, comes from the registry, and is none of what we banned.

use crate::harness::root;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// Crates that may not come back, with why.
const BANNED: [(&str, &str); 2] = [
    ("rustc-serialize", "unmaintained, with a stack overflow that has no fix (RUSTSEC-2022-0004)"),
    ("paste", "unmaintained (RUSTSEC-2024-0436)"),
];

/// Who may still use a banned crate, until it lets go of it: a macro that runs when the training back end is built, never in the
/// library.
const EXCEPTIONS: [(&str, &str); 3] = [("paste", "gemm"), ("paste", "pulp"), ("paste", "tokenizers")];

/// Licences that let everybody do everything, notices aside; MPL-2.0 asks that changes of its own files are shown.
const LICENCES: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "LLVM-exception",
];

/// What cargo builds on this platform.
fn metadata() -> Value {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--filter-platform", host])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Whether some way to read an expression of licences needs none but those above.
fn is_permissive(expression: &str) -> bool {
    let known = |part: &str| {
        let names =
            part.split(|c: char| c.is_whitespace() || "()".contains(c)).filter(|name| !name.is_empty());
        names.filter(|name| !["AND", "WITH"].contains(name)).all(|name| LICENCES.contains(&name))
    };
    expression.replace('/', " OR ").split(" OR ").any(known)
}

#[test]
fn what_is_built_in_is_known_and_free() {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| (package["id"].as_str().unwrap(), package))
        .collect();
    let name = |id: &Value| packages[id.as_str().unwrap()]["name"].as_str().unwrap();
    let mut wrong = Vec::new();
    for node in nodes {
        let package = packages[node["id"].as_str().unwrap()];
        let crate_name = name(&node["id"]);
        if let Some(source) = package["source"].as_str()
            && !source.starts_with("registry+")
        {
            wrong.push(format!("{crate_name} comes from {source}"));
        }
        let licence = package["license"].as_str().unwrap_or("none");
        if !is_permissive(licence) {
            wrong.push(format!("{crate_name} has the licence {licence}"));
        }
        for used in node["dependencies"].as_array().unwrap() {
            let used = name(used);
            let excused = EXCEPTIONS.iter().any(|(banned, by)| *banned == used && crate_name.starts_with(by));
            if let Some((_, why)) = BANNED.iter().find(|(banned, _)| *banned == used && !excused) {
                wrong.push(format!("{crate_name} uses {used}: {why}"));
            }
        }
    }
    assert!(nodes.len() > 50, "{}", nodes.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn licences_are_read_as_expressions() {
    assert!(is_permissive("MIT OR GPL-3.0") && is_permissive("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(is_permissive("Apache-2.0 / MIT") && is_permissive("Apache-2.0 WITH LLVM-exception"));
    assert!(!is_permissive("GPL-3.0") && !is_permissive("MIT AND GPL-3.0") && !is_permissive("none"));
}
