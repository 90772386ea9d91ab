//! hirc.
pub mod diagnostic;
pub mod phrase;
pub mod program;
pub mod resolve;
pub mod source;
pub mod syntax;
pub mod task;
pub mod text;
pub mod verify;
