//! The `hirc` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    hirc::cli::main().into()
}
