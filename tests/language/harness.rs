//! Running `hirc` from the root of the workspace.

use hirc_cli::{Captured, Streams, run_from};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

/// What the main thread of a program gets, in bytes.
const STACK: usize = 8 << 20;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Runs `hirc` inside this process, from the root of the workspace.
pub(crate) fn hirc(arguments: &[&str]) -> Output {
    hirc_with(arguments, b"")
}

/// Runs `hirc` inside this process, with something on standard input: no process to start, and a stack as large as a program's.
pub(crate) fn hirc_with(arguments: &[&str], input: &[u8]) -> Output {
    static HERE: std::sync::Once = std::sync::Once::new();
    HERE.call_once(|| std::env::set_current_dir(root()).unwrap());
    let arguments: Vec<String> = ["hirc"].iter().chain(arguments).map(|a| (*a).to_owned()).collect();
    let streams = Captured::with_input(input);
    let within = Streams::Captured(streams.clone());
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run_from(arguments, within));
    let exit = thread.unwrap().join().unwrap();
    let status = ExitStatus::from_raw(i32::from(exit.code()) << 8);
    Output { status, stdout: streams.out(), stderr: streams.err() }
}

/// Runs the real program.
#[cfg(feature = "train")]
pub(crate) fn program(arguments: &[&str]) -> Output {
    program_with(arguments, b"")
}

/// Runs the real program with something on standard input.
pub(crate) fn program_with(arguments: &[&str], input: &[u8]) -> Output {
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

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
