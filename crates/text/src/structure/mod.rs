//! Structured text: what stands in lists, tables, code blocks, JSON, elements and fields. Each takes a text and gives
//! parts of it, in linear time; broken structure gives what can be read of it, or nothing, never an error.

pub mod code;
pub mod fields;
pub mod json_tree;
pub mod lists;
pub mod tables;
pub mod tags;
