//! What judging costs: steps taken, bytes read and bytes made, counted and not timed, so that a limit ends a claim at the
//! same place on every machine and with any number of threads.
//!
//! A step is one node of a plan computed, or one element bound. Units and builtins say how many bytes they read
//! ([`work`]), and [`BYTES_A_STEP`] of them cost a step. What is taken from a memo costs nothing.

use crate::fault::Fault;
use crate::text::work;
use std::cell::Cell;

/// Reading so many bytes takes about as long as computing a node.
pub const BYTES_A_STEP: u64 = 4;

/// Without a limit of its own a claim may take so many steps, whatever it is about …
const STEPS: u64 = 20_000_000;

/// … and so many more for each byte of the response: linear claims stay below, products of a long response do not.
const STEPS_A_BYTE: u64 = 200;

/// Bytes that a claim may make, whatever it is about, and for each byte of the response.
const MEMORY: u64 = 256 << 20;
const MEMORY_A_BYTE: u64 = 512;

/// What judging one claim in one reading of a response may cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// At most so many steps; if not given, 20 million and 200 for each byte of the response.
    pub steps: Option<u64>,
    /// At most so many bytes of text and lists made; if not given, 256 MiB and 512 for each byte of the response.
    pub memory: Option<u64>,
}

/// What judging did cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Nodes computed and elements bound.
    pub steps: u64,
    /// Bytes that units and builtins read.
    pub bytes: u64,
    /// Bytes of texts and lists that were made.
    pub memory: u64,
}

/// The account that one evaluator keeps.
#[derive(Debug)]
pub(crate) struct Account {
    steps: u64,
    memory: u64,
    /// Work left to the claim, in bytes.
    left: Cell<u64>,
    /// Bytes that the claim may still make.
    room: Cell<u64>,
    /// Bytes that this thread had read when the account last looked.
    seen: Cell<u64>,
    stopped: Cell<bool>,
    /// What claims before this one cost, and the bytes read of this one.
    before: Cell<Cost>,
    bytes: Cell<u64>,
}

impl Account {
    /// An account for a response of so many bytes.
    pub(crate) fn new(limits: Limits, response: usize) -> Account {
        let by_size = |base: u64, each: u64| base.saturating_add((response as u64).saturating_mul(each));
        let account = Account {
            steps: limits.steps.unwrap_or_else(|| by_size(STEPS, STEPS_A_BYTE)),
            memory: limits.memory.unwrap_or_else(|| by_size(MEMORY, MEMORY_A_BYTE)),
            left: Cell::new(0),
            room: Cell::new(0),
            seen: Cell::new(work::bytes_read()),
            stopped: Cell::new(false),
            before: Cell::default(),
            bytes: Cell::new(0),
        };
        account.left.set(account.work());
        account.room.set(account.memory);
        account
    }

    fn work(&self) -> u64 {
        self.steps.saturating_mul(BYTES_A_STEP)
    }

    /// Opens the account for the next claim.
    pub(crate) fn open(&self) {
        self.before.set(self.cost());
        self.left.set(self.work());
        self.room.set(self.memory);
        self.bytes.set(0);
        self.stopped.set(false);
        self.seen.set(work::bytes_read());
    }

    /// What all claims so far cost.
    pub(crate) fn cost(&self) -> Cost {
        let Cost { steps, bytes, memory } = self.before.get();
        let done = self.work() - self.left.get();
        Cost {
            steps: steps + (done - self.bytes.get().min(done)) / BYTES_A_STEP,
            bytes: bytes + self.bytes.get(),
            memory: memory + (self.memory - self.room.get()),
        }
    }

    /// Whether a limit was reached: what was computed since is worth nothing.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// Counts one step.
    pub(crate) fn step(&self) -> Result<(), Fault> {
        self.charge(BYTES_A_STEP)
    }

    /// Counts work as long as reading so many bytes.
    pub(crate) fn charge(&self, work: u64) -> Result<(), Fault> {
        match self.left.get().checked_sub(work) {
            Some(left) if !self.stopped.get() => {
                self.left.set(left);
                Ok(())
            }
            _ => Err(self.stop()),
        }
    }

    /// Counts the bytes that units and builtins have read since it last looked.
    pub(crate) fn read(&self) -> Result<(), Fault> {
        let now = work::bytes_read();
        let read = now.wrapping_sub(self.seen.replace(now));
        self.bytes.set(self.bytes.get().saturating_add(read.min(self.left.get())));
        self.charge(read)
    }

    /// Counts bytes of texts and lists that were made.
    pub(crate) fn make(&self, bytes: u64) -> Result<(), Fault> {
        match self.room.get().checked_sub(bytes) {
            Some(room) => {
                self.room.set(room);
                Ok(())
            }
            None => {
                self.room.set(0);
                self.stopped.set(true);
                Err(Fault::Memory { limit: self.memory })
            }
        }
    }

    /// The limit that was reached.
    pub(crate) fn stop(&self) -> Fault {
        let out_of_memory = self.stopped.replace(true) && self.room.get() == 0;
        if out_of_memory {
            return Fault::Memory { limit: self.memory };
        }
        self.left.set(0);
        Fault::Steps { limit: self.steps }
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, Cost, Limits};
    use crate::fault::Fault;

    #[test]
    fn a_limit_stays_reached_until_the_next_claim() {
        let account = Account::new(Limits { steps: Some(2), memory: Some(8) }, 0);
        assert_eq!((account.step(), account.step()), (Ok(()), Ok(())));
        assert_eq!(account.step(), Err(Fault::Steps { limit: 2 }));
        assert_eq!(account.charge(1), Err(Fault::Steps { limit: 2 }));
        assert!(account.is_stopped());
        account.open();
        assert_eq!((account.make(8), account.make(1)), (Ok(()), Err(Fault::Memory { limit: 8 })));
        assert_eq!(account.step(), Err(Fault::Memory { limit: 8 }));
        account.open();
        assert!(!account.is_stopped());
        assert_eq!(account.cost(), Cost { steps: 2, bytes: 0, memory: 8 });
    }
}
