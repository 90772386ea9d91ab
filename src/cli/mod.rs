//! The command line: one module a subcommand.

pub mod check;
mod exit;

pub use exit::Exit;
