//! How much of texts was read, for whoever limits or compares it.
//!
//! Each unit and each reader of structure says how many bytes it is going to read, and each loop that looks ahead how many it
//! did look at. A count and no limit: nothing stops here.

use std::cell::Cell;

thread_local! {
    static READ: Cell<u64> = const { Cell::new(0) };
}

/// Counts bytes that are read.
#[inline]
pub fn read(bytes: usize) {
    READ.with(|read| read.set(read.get().wrapping_add(bytes as u64)));
}

/// How many bytes this thread has read so far; it wraps around.
#[inline]
pub fn bytes_read() -> u64 {
    READ.with(Cell::get)
}
