//! Loading programs: sources from files and from the standard library built into the binary.
//!
//! The one place that reads `.hir` files. In: names and paths. Out: a [`Checker`], or diagnostics with their sources.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "the one place that reads sources")]

pub use hirc_library::{COLLECTIONS, STANDARD_LIBRARY, standard, standard_modules};

use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{LoadError, Loaded, Loader, Request, Resolved, resolve};
use crate::source::SourceMap;
use crate::syntax::MAX_SOURCE_BYTES;
use crate::task::Checker;
use hirc_library::Standard;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Diagnostics and the sources that they point into.
#[derive(Debug)]
pub struct Problems {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Where.
    pub sources: SourceMap,
}

/// Finds modules beside the file that uses them, then in the library path, then in the standard library.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Folders to look in.
    pub library_path: Vec<PathBuf>,
    /// Whether `use "FILE"` may name files outside of the folders of the program's files and the library path. Who compiles sources of
    /// others does not want a diagnostic to show a line of a file that was theirs alone.
    pub outside: bool,
}

/// The files of a program, and the folders that its modules may be in.
struct Rooted<'a> {
    files: &'a Files,
    roots: Vec<PathBuf>,
}

impl Rooted<'_> {
    fn new<'a>(files: &'a Files, roots: &[PathBuf]) -> Rooted<'a> {
        let folder = |root: &PathBuf| folder_of(root);
        let roots = roots.iter().map(folder).chain(files.library_path.iter().cloned());
        Rooted { files, roots: roots.filter_map(|folder| std::fs::canonicalize(folder).ok()).collect() }
    }
}

impl Loader for Rooted<'_> {
    fn load(&self, request: &Request, from: &str) -> Result<Loaded, LoadError> {
        if let (Request::File(path), false) = (request, self.files.outside) {
            let full = folder_of(Path::new(from)).join(path);
            let inside = |full: PathBuf| self.roots.iter().any(|root| full.starts_with(root));
            if std::fs::canonicalize(full).is_ok_and(|full| !inside(full)) {
                let reason = format!(
                    "`{path}` is outside of the folders of this program and of `--library-path`; `--allow-outside` reads it"
                );
                return Err(LoadError { reason, known: Vec::new() });
            }
        }
        self.files.load(request, from)
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

impl Loader for Files {
    fn load(&self, request: &Request, from: &str) -> Result<Loaded, LoadError> {
        let beside = Path::new(from).parent().filter(|_| !from.is_empty() && !from.starts_with('<'));
        match request {
            Request::File(path) => {
                let path = beside.map_or_else(|| PathBuf::from(path), |folder| folder.join(path));
                read(&path).map_err(|reason| LoadError { reason, known: Vec::new() })
            }
            Request::Module(name) => {
                let folders = beside.into_iter().chain(self.library_path.iter().map(PathBuf::as_path));
                let file =
                    folders.map(|folder| folder.join(format!("{name}.hir"))).find(|path| path.is_file());
                match file {
                    Some(path) => read(&path).map_err(|reason| LoadError { reason, known: Vec::new() }),
                    None => Standard.load(request, from),
                }
            }
        }
    }
}

/// Reads a source file.
///
/// # Errors
/// Why it can't be used, in words.
pub fn read(path: &Path) -> Result<Loaded, String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    // Opening a pipe waits for its writer, and a device may never end.
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return Err(format!("`{shown}` is no file"));
    }
    // One byte more than allowed tells what is too large, also of what has no size.
    let most = u64::try_from(MAX_SOURCE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(|error| match error
        .kind()
    {
        std::io::ErrorKind::NotFound => format!("no file `{shown}`"),
        _ => format!("`{shown}` can't be read: {error}"),
    })?;
    if bytes.len() > MAX_SOURCE_BYTES {
        return Err(format!("`{shown}` is larger than 16 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        format!("`{shown}` is not valid UTF-8 (byte {})", error.utf8_error().valid_up_to())
    })?;
    let identity = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
    Ok(Loaded { identity, display: shown.to_string(), text, precompiled: None })
}

/// Resolves the program of files, modules and requirements, warnings included.
pub fn resolve_all(
    roots: &[PathBuf],
    modules: &[String],
    requirements: &[String],
    files: &Files,
) -> (Resolved, SourceMap) {
    let mut sources = SourceMap::default();
    let mut loaded = Vec::new();
    let mut missing = Vec::new();
    for root in roots {
        match read(root) {
            Ok(source) => loaded.push(source),
            Err(reason) => missing.push(Diagnostic::error(Code::NotFound, reason)),
        }
    }
    for name in modules {
        match files.load(&Request::Module(name.clone()), "") {
            Ok(source) => loaded.push(source),
            Err(error) => {
                let problem = Diagnostic::error(Code::NotFound, error.reason);
                missing.push(problem.suggest(name, error.known.iter().map(String::as_str)));
            }
        }
    }
    let mut resolved = resolve(loaded, requirements, &Rooted::new(files, roots), &mut sources);
    resolved.report(missing);
    (resolved, sources)
}

/// A library of files, modules and requirements. Warnings come with it.
///
/// # Errors
/// Everything that stands against it.
pub fn library(
    roots: &[PathBuf],
    modules: &[String],
    requirements: &[String],
    files: &Files,
) -> Result<(Checker, Vec<Diagnostic>), Problems> {
    finish(resolve_all(roots, modules, requirements, files))
}

/// A library of sources that were read already, and requirements. Warnings come with it.
///
/// # Errors
/// Everything that stands against it.
pub fn library_of(
    loaded: Vec<Loaded>,
    requirements: &[String],
    files: &Files,
) -> Result<(Checker, Vec<Diagnostic>), Problems> {
    let mut sources = SourceMap::default();
    let resolved = resolve(loaded, requirements, &Rooted::new(files, &[]), &mut sources);
    finish((resolved, sources))
}

fn finish((resolved, sources): (Resolved, SourceMap)) -> Result<(Checker, Vec<Diagnostic>), Problems> {
    let warnings = resolved.problems().to_vec();
    let program = match resolved.complete() {
        Ok(program) => program,
        Err(diagnostics) => return Err(Problems { diagnostics, sources }),
    };
    match Checker::new(program, sources.clone()) {
        Ok(library) => Ok((library, warnings)),
        Err(diagnostics) => Err(Problems { diagnostics, sources }),
    }
}

/// A library of requirements alone, in terms of the standard library.
///
/// # Errors
/// Everything that stands against it.
pub fn requirements(requirements: &[String]) -> Result<Checker, Problems> {
    library(&[], &[], requirements, &Files::default()).map(|(library, _)| library)
}
