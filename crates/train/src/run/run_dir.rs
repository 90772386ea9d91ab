//! The folder of a run.

use crate::diagnostic::{Code, Diagnostic, counted};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of a run.
#[derive(Clone, Debug)]
pub struct RunDir {
    path: PathBuf,
    /// Held while a run may write; the system lets go of it when the process ends, however it ends.
    #[expect(dead_code, reason = "holding it is what it is for")]
    lock: Option<Arc<File>>,
}

/// The file that is locked. It is never removed: a process that waits for it would hold another than the next one.
const LOCK: &str = ".lock";

/// Lines of a file of JSON objects.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Lines {
    /// Those that can be read.
    pub values: Vec<serde_json::Value>,
    /// How many can't.
    pub broken: usize,
}

/// A `bad-run` error about a file of a run.
pub(super) fn trouble(path: &Path, what: &str, error: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::error(Code::BadRun, format!("`{}` {what}: {error}", path.display()))
}

impl RunDir {
    /// A new folder, locked. An empty one is taken; one that holds a run is not.
    ///
    /// # Errors
    /// `bad-run` if it can't be made or holds something, `run-in-use` if another process trains in it.
    pub fn create(path: &Path) -> Result<RunDir, Diagnostic> {
        fs::create_dir_all(path).map_err(|e| trouble(path, "can't be made", e))?;
        let lock = lock(path)?;
        if !is_empty(path).map_err(|e| trouble(path, "can't be read", e))? {
            let message = format!("`{}` is not empty", path.display());
            let help = match path.join("config.toml").is_file() {
                true => "resume the run in it with --resume, or name another folder with --out",
                false => "name another folder with --out",
            };
            return Err(Diagnostic::error(Code::BadRun, message).help(help));
        }
        Ok(RunDir { path: path.to_owned(), lock: Some(lock) })
    }

    /// A folder that holds a run, locked for going on with it.
    ///
    /// # Errors
    /// `bad-run` if it holds none, `run-in-use` if another process trains in it.
    pub fn resume(path: &Path) -> Result<RunDir, Diagnostic> {
        let run = RunDir::open(path)?;
        Ok(RunDir { lock: Some(lock(path)?), ..run })
    }

    /// A folder that holds a run, for reading.
    ///
    /// # Errors
    /// `bad-run` if it does not.
    pub fn open(path: &Path) -> Result<RunDir, Diagnostic> {
        if path.join("config.toml").is_file() {
            return Ok(RunDir { path: path.to_owned(), lock: None });
        }
        let message = format!("`{}` holds no run: it has no `config.toml`", path.display());
        Err(Diagnostic::error(Code::BadRun, message).help("give the folder of the run with --out"))
    }

    /// The first of `parent/name-1`, `parent/name-2`, … that is not there or empty.
    pub fn free(parent: &Path, name: &str) -> PathBuf {
        let numbered = |n: u32| parent.join(format!("{name}-{n}"));
        let free = |p: &PathBuf| is_empty(p).unwrap_or_else(|_| !p.exists());
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

    /// The lines of a file of JSON objects up to a step. A file that is not there has none.
    ///
    /// # Errors
    /// `bad-run` if it can't be read.
    pub fn lines(&self, name: &str, step: u32) -> Result<Lines, Diagnostic> {
        let path = self.file(name);
        let bytes = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Lines::default()),
            read => read.map_err(|e| trouble(&path, "can't be read", e))?,
        };
        let mut out = Lines::default();
        for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            let value = serde_json::from_slice::<serde_json::Value>(line).ok();
            match value.and_then(|v| Some((v.get("step")?.as_u64()?, v))) {
                None => out.broken += 1,
                Some((at, value)) if at <= u64::from(step) => out.values.push(value),
                Some(_) => {}
            }
        }
        Ok(out)
    }

    /// Cuts a file of JSON objects behind a step: what was done after the last checkpoint is done again. Gives a warning
    /// for lines that can't be read, which are left out.
    ///
    /// # Errors
    /// `bad-run` if it can't be read or written.
    pub fn cut(&self, name: &str, step: u32) -> Result<Option<Diagnostic>, Diagnostic> {
        let Lines { values, broken } = self.lines(name, step)?;
        let lines: String = values.iter().map(|line| format!("{line}\n")).collect();
        self.write(name, lines.as_bytes())?;
        Ok((broken > 0).then(|| {
            let lines = counted(broken, "line is", "lines are");
            let message = format!("`{}`: {lines} damaged and left out", self.file(name).display());
            Diagnostic::warning(Code::DamagedRun, message)
        }))
    }
}

/// Whether a folder holds nothing but its lock.
fn is_empty(path: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(path)? {
        if entry?.file_name() != LOCK {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Locks a folder against other processes, and leaves in the lock who holds it.
fn lock(folder: &Path) -> Result<Arc<File>, Diagnostic> {
    let path = folder.join(LOCK);
    let wrong = |e: io::Error| trouble(&path, "can't be locked", e);
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(wrong)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let holder = fs::read_to_string(&path).unwrap_or_default();
            let holder = if holder.trim().is_empty() { "another process" } else { holder.trim() };
            let message = format!("`{}` is in use: {holder} trains in it", folder.display());
            return Err(Diagnostic::error(Code::RunInUse, message)
                .help("wait until it ends, or name another folder with --out"));
        }
        Err(TryLockError::Error(e)) => return Err(wrong(e)),
    }
    let holder = format!("process {}\n", std::process::id());
    file.set_len(0).and_then(|()| file.write_all(holder.as_bytes())).map_err(wrong)?;
    Ok(Arc::new(file))
}
