//! Tests of the language and the checker, in one binary so that it links once.

mod check;
mod conformance;
mod docs;
mod hostile;
mod layers;
mod library;
mod program;

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The folder of the crate.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `hirc` from the crate's folder.
fn hirc(arguments: &[&str]) -> Output {
    hirc_with(arguments, b"")
}

/// Runs `hirc` with something on standard input.
fn hirc_with(arguments: &[&str], input: &[u8]) -> Output {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_hirc"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A thread of its own: the child may write before it has read everything.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
