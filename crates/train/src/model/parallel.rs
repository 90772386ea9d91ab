//! Independent work in parallel.
//!
//! On a CPU, one thread a batch with single-threaded kernels is about twice as fast as kernels that share one batch among
//! threads: most operations of a decoder are too small to share. A GPU is fed by one thread.

use candle_core::Device;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many batches are worked on at a time.
pub(crate) fn workers(device: &Device) -> usize {
    match device {
        Device::Cpu => thread::available_parallelism().map_or(1, std::num::NonZero::get),
        Device::Cuda(_) | Device::Metal(_) => 1,
    }
}

/// Applies a function to each item, on as many threads as [`workers`] says; results are in the order of the items.
pub(crate) fn par_map<T: Sync, R: Send>(
    device: &Device,
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let workers = workers(device).min(items.len());
    if workers <= 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((index, item)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    items.get(index).map(|item| (index, item))
                } {
                    let result = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
