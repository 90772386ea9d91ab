//! The standard library: modules of constraints in HIR, built into the binary.

use hirc_lang::diagnostic::{Code, Diagnostic};
use hirc_lang::resolve::{LoadError, Loaded, Loader, Request, Resolved, resolve};
use hirc_lang::source::SourceMap;

macro_rules! standard_library {
    ($($name:literal),+ $(,)?) => {
        /// The modules built into the binary: name and source.
        pub const STANDARD_LIBRARY: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../constraints/", $name, ".hir")))),+];
    };
}

standard_library![
    "case",
    "cse",
    "ends",
    "format",
    "ifbench",
    "ifeval",
    "ifeval_train",
    "keywords",
    "language",
    "length",
    "letters",
    "muldimif",
    "punctuation",
    "repetition",
    "scopeif",
    "structure",
    "style",
];

/// The modules that say what collections of others ask for, in their words; the rest is general.
pub const COLLECTIONS: &[&str] = &["cse", "ifbench", "ifeval", "ifeval_train", "muldimif", "scopeif"];

/// The names of the standard library's modules.
pub fn standard_modules() -> impl Iterator<Item = String> {
    STANDARD_LIBRARY.iter().map(|(name, _)| (*name).to_owned())
}

/// A module of the standard library.
pub fn standard(name: &str) -> Option<Loaded> {
    let (name, text) = STANDARD_LIBRARY.iter().find(|(known, _)| *known == name)?;
    let display = format!("<standard library>/{name}.hir");
    Some(Loaded { identity: display.clone(), display, text: (*text).to_owned() })
}

/// Finds the modules of the standard library, and no others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standard;

impl Loader for Standard {
    fn load(&self, request: &Request, _from: &str) -> Result<Loaded, LoadError> {
        match request {
            Request::File(path) => Err(LoadError {
                reason: format!("no file `{path}` in the standard library"),
                known: Vec::new(),
            }),
            Request::Module(name) => standard(name).ok_or_else(|| LoadError {
                reason: format!("no module `{name}`"),
                known: standard_modules().collect(),
            }),
        }
    }
}

/// Resolves modules of the standard library and requirements in their terms.
pub fn resolve_standard(modules: &[String], requirements: &[String]) -> (Resolved, SourceMap) {
    let mut sources = SourceMap::default();
    let known = || STANDARD_LIBRARY.iter().map(|(name, _)| *name);
    let unknown = |name: &String| {
        Diagnostic::error(Code::NotFound, format!("no module `{name}`")).suggest(name, known())
    };
    let missing = modules.iter().filter(|name| standard(name).is_none()).map(unknown);
    let loaded = modules.iter().filter_map(|name| standard(name)).collect();
    let mut resolved = resolve(loaded, requirements, &Standard, &mut sources);
    resolved.problems.splice(0..0, missing);
    if resolved.problems.iter().any(Diagnostic::is_error) {
        resolved.program = None;
    }
    (resolved, sources)
}
