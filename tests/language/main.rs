//! Tests of the language: one binary, a module for each folder of the library.

#[cfg(test)]
mod syntax;
