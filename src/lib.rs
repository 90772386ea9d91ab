//! hirc.
pub mod diagnostic;
pub mod source;
pub mod syntax;
pub mod task;
pub mod text;
pub mod verify;
