//! hirc.
pub mod cli;
pub mod diagnostic;
pub mod report;
pub mod source;
pub mod task;
pub mod text;
pub mod verify;
