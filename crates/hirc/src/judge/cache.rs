//! Answers on disk: one file a question, named by what was asked.
//!
//! INVARIANT (whole files): an answer is written beside its place and renamed, so a reader never sees half of one.

#![expect(clippy::disallowed_methods, reason = "answers are kept on disk")]

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder of answers.
#[derive(Debug)]
pub(super) struct Cache {
    folder: PathBuf,
    /// Tells the files apart that several threads write at once.
    serial: AtomicU64,
}

/// What stands in a file; the question is there for people.
#[derive(Serialize, Deserialize)]
struct Entry {
    model: String,
    question: String,
    yes: bool,
}

impl Cache {
    pub(super) fn new(folder: PathBuf) -> Cache {
        Cache { folder, serial: AtomicU64::new(0) }
    }

    /// The name of what is asked: a hash of everything that the answer depends on.
    pub(super) fn key(parts: &[&str]) -> String {
        let mut hasher = Sha256::new();
        for part in parts {
            // With lengths, so that no two lists of parts run together.
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// An answer given earlier. A damaged file counts as none and is replaced by the next answer.
    pub(super) fn get(&self, key: &str) -> Option<bool> {
        let text = fs::read_to_string(self.place(key)).ok()?;
        serde_json::from_str::<Entry>(&text).ok().map(|entry| entry.yes)
    }

    /// Keeps an answer.
    pub(super) fn put(&self, key: &str, model: &str, question: &str, yes: bool) -> io::Result<()> {
        let place = self.place(key);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let entry = Entry { model: model.to_owned(), question: question.to_owned(), yes };
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let part = place.with_extension(format!("{}-{serial}.part", std::process::id()));
        fs::write(&part, serde_json::to_vec(&entry)?)?;
        fs::rename(&part, &place)
    }

    fn place(&self, key: &str) -> PathBuf {
        let (folder, name) = key.split_at_checked(2).unwrap_or(("", key));
        self.folder.join(folder).join(format!("{name}.json"))
    }
}
