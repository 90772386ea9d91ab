//! Syntax: reading, printing, formatting, and what is said of mistakes.

mod format;
mod hostile;
mod mistakes;
mod random;
mod round_trip;
mod whole_file;
