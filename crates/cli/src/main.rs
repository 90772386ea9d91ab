//! The `hirc` program.

use std::process::ExitCode;

/// Tensors come and go by the million; the system's allocator gives their memory back each time, which took a third of a
/// training step.
#[cfg(feature = "train")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hirc_cli::main().into()
}
