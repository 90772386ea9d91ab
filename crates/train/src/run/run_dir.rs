//! The folder of a run.

use crate::diagnostic::{Code, Diagnostic};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The folder of a run.
#[derive(Clone, Debug)]
pub struct RunDir {
    path: PathBuf,
}

/// A `bad-run` error about a file of a run.
pub(super) fn trouble(path: &Path, what: &str, error: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::BadRun, format!("`{}` {what}: {error}", path.display()))
}

impl RunDir {
    /// A new folder. An empty one is taken; one that holds a run is not.
    ///
    /// # Errors
    /// `bad-run` if it can't be made or holds something.
    pub fn create(path: &Path) -> Result<RunDir, Diagnostic> {
        fs::create_dir_all(path).map_err(|e| trouble(path, "can't be made", e))?;
        let mut entries = fs::read_dir(path).map_err(|e| trouble(path, "can't be read", e))?;
        if entries.next().is_some() {
            let message = format!("`{}` is not empty", path.display());
            let help = match path.join("checkpoints").is_dir() {
                true => "resume the run in it with --resume, or name another folder with --out",
                false => {
                    "name another folder with --out, or delete this one: no run in it got to a checkpoint"
                }
            };
            return Err(Diagnostic::error(Code::BadRun, message).help(help));
        }
        Ok(RunDir { path: path.to_owned() })
    }

    /// A folder that holds a run.
    ///
    /// # Errors
    /// `bad-run` if it does not.
    pub fn open(path: &Path) -> Result<RunDir, Diagnostic> {
        if path.join("config.toml").is_file() {
            return Ok(RunDir { path: path.to_owned() });
        }
        let message = format!("`{}` holds no run: it has no `config.toml`", path.display());
        Err(Diagnostic::error(Code::BadRun, message).help("give the folder of the run with --out"))
    }

    /// The first of `parent/name-1`, `parent/name-2`, … that is not there or empty.
    pub fn free(parent: &Path, name: &str) -> PathBuf {
        let numbered = |n: u32| parent.join(format!("{name}-{n}"));
        let free = |p: &PathBuf| fs::read_dir(p).map_or(!p.exists(), |mut entries| entries.next().is_none());
        (1..=u32::MAX).map(numbered).find(free).unwrap_or_else(|| numbered(1))
    }

    /// The last of `parent/name-1`, `parent/name-2`, … that is there.
    pub fn latest(parent: &Path, name: &str) -> Option<PathBuf> {
        let numbered = |n: u32| parent.join(format!("{name}-{n}"));
        (1..=u32::MAX).map(numbered).take_while(|p| p.exists()).last()
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file under another name first, so that a reader never sees half of it.
    ///
    /// # Errors
    /// `bad-run` if it can't be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let path = self.file(name);
        let part = self.file(&format!(".{name}.part"));
        fs::write(&part, bytes)
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|e| trouble(&path, "can't be written", e))
    }

    /// Adds a line to a file.
    ///
    /// # Errors
    /// `bad-run` if it can't be written.
    pub fn append(&self, name: &str, line: &serde_json::Value) -> Result<(), Diagnostic> {
        let path = self.file(name);
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|e| trouble(&path, "can't be written", e))?;
        file.write_all(format!("{line}\n").as_bytes()).map_err(|e| trouble(&path, "can't be written", e))
    }

    /// The lines of a file of JSON objects up to a step; what comes after, or is broken, is left out. A file that is not
    /// there has none.
    ///
    /// # Errors
    /// `bad-run` if it can't be read.
    pub fn lines(&self, name: &str, step: u32) -> Result<Vec<serde_json::Value>, Diagnostic> {
        let path = self.file(name);
        let Ok(file) = File::open(&path) else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|e| trouble(&path, "can't be read", e))?;
            let Ok(value) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
            if value.get("step").and_then(serde_json::Value::as_u64).is_some_and(|s| s <= u64::from(step)) {
                out.push(value);
            }
        }
        Ok(out)
    }

    /// Cuts a file of JSON objects behind a step: what was done after the last checkpoint is done again.
    ///
    /// # Errors
    /// `bad-run` if it can't be read or written.
    pub fn cut(&self, name: &str, step: u32) -> Result<(), Diagnostic> {
        let lines: String = self.lines(name, step)?.iter().map(|line| format!("{line}\n")).collect();
        self.write(name, lines.as_bytes())
    }
}
