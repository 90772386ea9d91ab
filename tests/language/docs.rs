//! Every example in the documentation is run.
//!
//! `hir` blocks are files: they compile and their examples pass. `hir error=CODE` blocks fail with that code.
//! `hir claim` blocks hold claims, one a line. `console` blocks are commands with their output.

use crate::harness::{hirc, root, stderr, stdout};
use std::fs;
use std::path::Path;
use std::process::Command;

struct Block {
    place: String,
    info: String,
    text: String,
}

fn blocks(path: &Path) -> Vec<Block> {
    let text = fs::read_to_string(path).unwrap();
    let mut out = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let place = format!("{}:{}", path.display(), number + 1);
                open = Some(Block { place, info: info.trim().to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => out.extend(open.take()),
            (None, Some(block)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    out
}

fn documents() -> Vec<Block> {
    let mut files: Vec<_> = fs::read_dir(root().join("docs"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    files.push(root().join("README.md"));
    files.sort();
    files.iter().flat_map(|f| blocks(f)).collect()
}

#[test]
fn every_hir_block_does_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut run = 0;
    for block in documents() {
        let Some(kind) = block.info.strip_prefix("hir").map(str::trim) else { continue };
        run += 1;
        if kind == "claim" {
            for claim in block.text.lines().filter(|l| !l.trim().is_empty()) {
                let output = crate::harness::hirc_with(&["check", "--require", claim, "-"], b"x");
                assert_ne!(output.status.code(), Some(101), "{}: {claim}", block.place);
                let problems = stderr(&output);
                assert!(!problems.contains("error["), "{}: {claim}\n{problems}", block.place);
            }
            continue;
        }
        let file = folder.path().join("example.hir");
        fs::write(&file, &block.text).unwrap();
        let output = hirc(&["test", file.to_str().unwrap()]);
        let report = stdout(&output) + &stderr(&output);
        match kind.strip_prefix("error=") {
            Some(code) => assert!(report.contains(&format!("error[{code}]")), "{}: {report}", block.place),
            None => {
                assert!(
                    !report.contains("error[") && !report.contains("FAILED"),
                    "{}: {report}",
                    block.place
                );
            }
        }
    }
    assert!(run > 0);
}

/// A folder that looks like the repository to a reader's commands, and that they may write to.
fn reader_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["docs", "examples", "constraints"] {
        std::os::unix::fs::symlink(root().join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// The block as running its commands in `folder` prints it.
fn rerun(block: &Block, folder: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_hirc")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    assert!(block.text.starts_with("$ "), "{}: output without a command", block.place);
    let mut out = String::new();
    for command in block.text.lines().filter_map(|l| l.strip_prefix("$ ")) {
        let output = Command::new("sh")
            .arg("-c")
            .arg(command)
            .env("PATH", &path)
            .current_dir(folder)
            .output()
            .unwrap();
        let shown = stdout(&output) + &stderr(&output);
        let shown: Vec<_> = shown.trim_end().lines().map(str::trim_end).collect();
        out.push_str(&format!("$ {command}\n{}\n\n", shown.join("\n")));
    }
    out.trim_end().to_owned() + "\n"
}

/// With `UPDATE_DOCS=1` the documentation is rewritten instead of compared: look at what changed.
#[test]
fn every_command_prints_what_is_shown() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let folder = reader_folder();
    for block in documents().into_iter().filter(|b| b.info == "console") {
        let actual = rerun(&block, folder.path());
        if update {
            let file = block.place.rsplit_once(':').unwrap().0;
            let text = fs::read_to_string(file).unwrap().replace(&block.text, &actual);
            fs::write(file, text).unwrap();
        } else {
            assert_eq!(block.text, actual, "{}", block.place);
        }
    }
}
