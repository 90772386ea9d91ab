//! Kernels of one thread: the work is shared out by batches.

use std::process::Command;

/// What the tensor library reads its threads from, once, when it is first used.
const VARIABLE: &str = "RAYON_NUM_THREADS";

/// Begins the program anew with kernels of one thread, unless the user has said how many. A program can't change its own
/// environment safely, so it hands over to itself.
pub(super) fn one_a_kernel() {
    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1)).env(VARIABLE, "1");
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // Comes back only if it failed; then all goes on, slower.
        let _ = command.exec();
    }
}
