//! Where subcommands write, and in which colours.

use super::{Colour, Exit, Streams};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::Problems;
use crate::report::{Paint, render};
use crate::source::SourceMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// Standard output and standard error, with what each shows.
#[derive(Debug)]
pub(super) struct Output {
    /// Colours of standard output.
    pub(super) out: Paint,
    /// Colours of standard error.
    pub(super) err: Paint,
    /// The streams themselves.
    pub(super) streams: Streams,
    /// Whether something could not be printed.
    torn: AtomicBool,
}

impl Output {
    pub(super) fn new(colour: Colour, streams: Streams) -> Output {
        let (out, err) = match (colour, &streams) {
            (Colour::Auto, Streams::Process) => (Paint::of(&io::stdout()), Paint::of(&io::stderr())),
            (Colour::Always, _) => (Paint::new(true), Paint::new(true)),
            (Colour::Auto | Colour::Never, _) => (Paint::new(false), Paint::new(false)),
        };
        Output { out, err, streams, torn: AtomicBool::new(false) }
    }

    /// The exit code of a run that ended so, unless something could not be printed.
    pub(super) fn exit(&self, exit: Exit) -> Exit {
        if self.torn.load(Ordering::Relaxed) { exit.worst(Exit::BadInput) } else { exit }
    }

    /// Standard output, buffered.
    pub(super) fn stdout(&self) -> BufWriter<Box<dyn Write + Send>> {
        BufWriter::with_capacity(1 << 16, self.streams.out())
    }

    /// Writes text to standard output; a reader that has gone away is no fault.
    pub(super) fn print(&self, text: &str) {
        let mut out = self.streams.out();
        if let Err(problem) =
            out.write_all(text.as_bytes()).and_then(|()| out.flush()).or_else(|error| unless_gone(&error))
        {
            self.report(&[problem], &SourceMap::default());
            self.torn.store(true, Ordering::Relaxed);
        }
    }

    /// Writes a line to standard error.
    pub(super) fn note(&self, text: &str) {
        let _ = writeln!(self.streams.err(), "{text}");
    }

    /// Shows diagnostics on standard error.
    pub(super) fn report(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        let mut err = self.streams.err();
        for diagnostic in diagnostics {
            let _ = err.write_all(render(diagnostic, sources, self.err).as_bytes());
        }
    }

    /// Shows what stands against a run.
    pub(super) fn refuse(&self, problems: &Problems) -> Exit {
        self.report(&problems.diagnostics, &problems.sources);
        Exit::BadInput
    }

    /// How a subcommand ends: as it says, or with what ended it.
    pub(super) fn end(&self, result: Result<Exit, Refused>) -> Exit {
        match result {
            Ok(exit) => exit,
            Err(Refused::Problems(problems)) => self.refuse(&problems),
            Err(Refused::One(problem)) => {
                self.report(&[*problem], &SourceMap::default());
                Exit::BadInput
            }
        }
    }
}

/// What stands against a run.
pub(super) enum Refused {
    /// What is wrong with the sources.
    Problems(Problems),
    /// Something else.
    One(Box<Diagnostic>),
}

impl From<Diagnostic> for Refused {
    fn from(problem: Diagnostic) -> Refused {
        Refused::One(Box::new(problem))
    }
}

#[cfg(feature = "train")]
impl From<crate::model::ModelError> for Refused {
    fn from(problem: crate::model::ModelError) -> Refused {
        Diagnostic::from(problem).into()
    }
}

impl From<Problems> for Refused {
    fn from(problems: Problems) -> Refused {
        Refused::Problems(problems)
    }
}

/// Refuses a path that is written twice, or written while it is read. `paths` are the outputs, then the inputs.
pub(super) fn all_different(outputs: &[Option<&Path>], inputs: &[&Path]) -> Result<(), Diagnostic> {
    let mut seen: Vec<PathBuf> = inputs.iter().map(|path| target(path)).collect();
    for path in outputs.iter().copied().flatten() {
        let file = target(path);
        // A device takes what several write.
        let device = std::fs::metadata(&file).is_ok_and(|m| !m.is_file() && !m.is_dir());
        if !device && seen.contains(&file) {
            let message = format!("`{}` is read, or written to, by another option too", path.display());
            return Err(Diagnostic::error(Code::Usage, message).help("give each its own file"));
        }
        seen.push(file);
    }
    Ok(())
}

/// Replaces a file: written beside it first and renamed, so that it is never half written.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &target(path);
    let part = place(path);
    if part == *path {
        return std::fs::write(path, bytes);
    }
    let write = || {
        std::fs::write(&part, bytes)?;
        if let Ok(old) = std::fs::metadata(path) {
            std::fs::set_permissions(&part, old.permissions())?;
        }
        std::fs::rename(&part, path)
    };
    write().inspect_err(|_| {
        let _ = std::fs::remove_file(&part);
    })
}

/// Where lines of JSON go: standard output, or a file that appears once it is complete.
pub(super) enum Sink {
    /// Standard output.
    Stdout(BufWriter<Box<dyn Write + Send>>),
    /// A file beside its place, and its place.
    File(BufWriter<std::fs::File>, PathBuf),
}

impl Sink {
    /// A sink for a path; standard output without one.
    pub(super) fn new(path: Option<&Path>, output: &Output) -> Result<Sink, Diagnostic> {
        match path {
            None => Ok(Sink::Stdout(output.stdout())),
            Some(path) => match std::fs::File::create(place(&target(path))) {
                Ok(file) => Ok(Sink::File(BufWriter::with_capacity(1 << 16, file), target(path))),
                Err(error) => Err(unwritable(path, &error)),
            },
        }
    }

    /// Writes one line. A reader of standard output that has gone away is no fault.
    pub(super) fn line(&mut self, value: &serde_json::Value) -> Result<(), Diagnostic> {
        match self {
            Sink::Stdout(out) => writeln!(out, "{value}").or_else(|error| unless_gone(&error)),
            Sink::File(out, path) => writeln!(out, "{value}").map_err(|error| unwritable(path, &error)),
        }
    }

    /// Completes what was written.
    pub(super) fn finish(&mut self) -> Result<(), Diagnostic> {
        match self {
            Sink::Stdout(out) => out.flush().or_else(|error| unless_gone(&error)),
            Sink::File(out, path) => out
                .flush()
                .and_then(
                    |()| if place(path) == *path { Ok(()) } else { std::fs::rename(place(path), &*path) },
                )
                .map_err(|error| unwritable(path, &error)),
        }
    }
}

/// A reader of standard output that has gone away is no fault; a full disk is.
fn unless_gone(error: &io::Error) -> Result<(), Diagnostic> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(unwritable(Path::new("standard output"), error)),
    }
}

/// The file that a path leads to, also where that is not there yet.
fn target(path: &Path) -> PathBuf {
    let absent = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name()?;
        // A link to nothing leads to what it names.
        match std::fs::read_link(path) {
            Ok(to) => Some(folder.join(to)),
            Err(_) => std::fs::canonicalize(folder).ok().map(|folder| folder.join(name)),
        }
    };
    std::fs::canonicalize(path).ok().or_else(absent).unwrap_or_else(|| path.to_owned())
}

fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(Code::Usage, format!("`{}` can't be written: {error}", path.display()))
}

/// Where a file is written first. What is no file, such as a pipe or a device, is written as it is.
fn place(path: &Path) -> PathBuf {
    let other = std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir());
    if other { path.to_owned() } else { beside(path) }
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}
