//! Work on all cores, results in the order of the input, memory bounded.
//!
//! ```text
//! feeding thread ──items──▶ workers ──results──▶ calling thread: puts in order, takes
//!       ▲                                                │
//!       └──────────── gate: weight in flight ◀───────────┘
//! ```
//!
//! INVARIANT (order): results are taken in the order of the items, however many workers there are.
//! INVARIANT (bounded): the items in flight weigh at most the limit, or are one heavier item.
//! INVARIANT (no hang): whatever ends early (an error, a panic in a worker) closes the gate, and all stop.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// How work is shared out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    /// How many threads work; with 1, the calling thread does it all.
    pub(crate) jobs: usize,
    /// What the items in flight may weigh together.
    pub(crate) limit: usize,
}

/// Applies `work` to all items and gives the results to `take`, in order. Ends at the first error of `take`.
///
/// # Errors
/// That error.
pub(crate) fn map_in_order<T: Send, U: Send, E>(
    items: impl Iterator<Item = T> + Send,
    share: Share,
    weigh: impl Fn(&T) -> usize + Sync,
    work: impl Fn(T) -> U + Sync,
    mut take: impl FnMut(U) -> Result<(), E>,
) -> Result<(), E> {
    if share.jobs <= 1 {
        return items.map(work).try_for_each(take);
    }
    let gate = Gate { limit: share.limit, state: Mutex::default(), changed: Condvar::new() };
    let (work_in, waiting) = mpsc::channel::<(u64, usize, T)>();
    let (done_in, done) = mpsc::channel::<(u64, usize, U)>();
    let waiting = Mutex::new(waiting);
    thread::scope(|scope| {
        let feeding = scope.spawn(|| {
            let _closes = CloseOnPanic(&gate);
            let work_in = work_in;
            for (at, item) in (0..).zip(items) {
                let weight = weigh(&item);
                if !gate.enter(weight) || work_in.send((at, weight, item)).is_err() {
                    break;
                }
            }
        });
        for _ in 0..share.jobs {
            let done_in = done_in.clone();
            let (gate, waiting, work) = (&gate, &waiting, &work);
            scope.spawn(move || {
                let _closes = CloseOnPanic(gate);
                while let Some((at, weight, item)) = next(waiting) {
                    if done_in.send((at, weight, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done_in);
        let taken = put_in_order(done, &gate, &mut take);
        gate.close();
        match feeding.join() {
            Ok(()) => taken,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn next<T>(waiting: &Mutex<mpsc::Receiver<T>>) -> Option<T> {
    lock(waiting).recv().ok()
}

fn put_in_order<U, E>(
    done: mpsc::Receiver<(u64, usize, U)>,
    gate: &Gate,
    take: &mut impl FnMut(U) -> Result<(), E>,
) -> Result<(), E> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (at, weight, result) in done {
        early.insert(at, (weight, result));
        while let Some((weight, result)) = early.remove(&next) {
            next += 1;
            gate.leave(weight);
            take(result)?;
        }
    }
    Ok(())
}

/// Bounds what is in flight.
struct Gate {
    limit: usize,
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Default)]
struct GateState {
    weight: usize,
    closed: bool,
}

impl Gate {
    /// Waits until there is room; what is heavier than the limit goes alone. False once the gate is closed.
    fn enter(&self, weight: usize) -> bool {
        let full =
            |state: &mut GateState| !state.closed && state.weight > 0 && state.weight + weight > self.limit;
        let mut state =
            self.changed.wait_while(lock(&self.state), full).unwrap_or_else(PoisonError::into_inner);
        state.weight += weight;
        !state.closed
    }

    fn leave(&self, weight: usize) {
        let mut state = lock(&self.state);
        state.weight = state.weight.saturating_sub(weight);
        self.changed.notify_all();
    }

    fn close(&self) {
        lock(&self.state).closed = true;
        self.changed.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct CloseOnPanic<'a>(&'a Gate);

impl Drop for CloseOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Share, map_in_order};
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_order_whatever_takes_longer() {
        for jobs in [1, 2, 7] {
            let mut out = Vec::new();
            let work = |n: u64| {
                std::thread::sleep(std::time::Duration::from_micros(n * 37 % 200));
                n * n
            };
            let take = |n| {
                out.push(n);
                Ok::<(), ()>(())
            };
            map_in_order(0..300, Share { jobs, limit: 10 }, |_| 1, work, take).unwrap();
            assert_eq!(out, (0..300).map(|n| n * n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_in_flight_than_the_limit() {
        let (flying, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..500).inspect(|_| {
            most.fetch_max(flying.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        });
        let take = |_| {
            flying.fetch_sub(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        };
        map_in_order(items, Share { jobs: 3, limit: 8 }, |_| 1, |n| n, take).unwrap();
        // One more waits at the gate, and one has left it but was not taken yet.
        assert!(most.load(Ordering::SeqCst) <= 10, "{most:?}");
    }

    #[test]
    fn an_error_ends_it_though_the_input_does_not() {
        let take = |n: u64| if n == 100 { Err(n) } else { Ok(()) };
        assert_eq!(map_in_order(0.., Share { jobs: 4, limit: 16 }, |_| 1, |n| n, take), Err(100));
    }
}
