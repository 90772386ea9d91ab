//! A progress bar on standard error, once a run takes longer than a moment.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(1);

/// Shows how far a run is. Inert if it isn't wanted.
#[derive(Debug)]
pub(super) struct Progress {
    wanted: bool,
    bytes: Option<u64>,
    start: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    pub(super) fn new(wanted: bool, bytes: Option<u64>) -> Progress {
        Progress { wanted, bytes, start: Instant::now(), bar: None }
    }

    /// Moves on to `bytes` of the input and `records` so far.
    pub(super) fn advance(&mut self, bytes: u64, records: u64) {
        if !self.wanted || (self.bar.is_none() && self.start.elapsed() < PATIENCE) {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| make(self.bytes));
        bar.set_position(bytes);
        bar.set_message(format!("{records} records"));
    }

    /// Does something that may write to the terminal.
    pub(super) fn around<T>(&self, work: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(work),
            None => work(),
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn make(bytes: Option<u64>) -> ProgressBar {
    let bar = bytes.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    let template = match bytes {
        Some(_) => "{bar:30} {percent:>3} %  {msg}  {bytes_per_sec}  {eta} left",
        None => "{spinner} {msg}  {bytes}  {bytes_per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
