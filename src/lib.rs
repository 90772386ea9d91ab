//! hirc.
pub mod text;
