//! The boundary to crates that read a model's files and panic at some: a panic behind it is an error before it.

use super::ModelError;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether this thread is behind the boundary.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what another crate does with the file `what`. Files come from strangers, and validation of ours would follow each of
/// that crate's assumptions; nothing that it left behind is used after a panic.
///
/// # Errors
/// What `work` fails with, or [`ModelError::Config`] with the words of its panic.
pub(super) fn guarded<T>(what: &str, work: impl FnOnce() -> Result<T, ModelError>) -> Result<T, ModelError> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                loud(panic);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason was given");
        Err(ModelError::Config(format!("{what} is damaged: its reader gave up ({words})")))
    })
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_is_an_error() {
        let problem = guarded("`x`", || -> Result<(), _> { panic!("division by {}", 0) }).unwrap_err();
        assert_eq!(problem.to_string(), "`x` is damaged: its reader gave up (division by 0)");
        assert_eq!(guarded("`x`", || Ok(3)).unwrap(), 3);
    }
}
