//! Tests of the language and the checker, in one binary so that it links once.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "commands read and write files")]

#[cfg(test)]
mod check;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod constants;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod field;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod languages;
#[cfg(test)]
mod library;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod program;
#[cfg(test)]
mod supply;
#[cfg(test)]
mod syntax;
#[cfg(test)]
mod tasks;
#[cfg(test)]
mod train;
