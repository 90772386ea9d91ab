//! The `hirc` program.

#[cfg(feature = "train")]
mod threads;

use std::process::ExitCode;

/// Tensors come and go by the million; the system's allocator gives their memory back each time, which took a third of a
/// training step.
#[cfg(feature = "train")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    #[cfg(feature = "train")]
    if std::env::args_os().any(|argument| argument == "train" || argument == "eval") {
        threads::one_a_kernel();
    }
    hirc_cli::main_from(std::env::args_os())
}
