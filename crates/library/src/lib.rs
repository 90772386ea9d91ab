//! The standard library: modules of constraints in HIR, built into the binary.

use hirc_lang::diagnostic::{Code, Diagnostic};
use hirc_lang::resolve::{LoadError, Loaded, Loader, Request, Resolved, resolve};
use hirc_lang::source::SourceMap;

/// A module, as `build.rs` resolved it.
struct Module {
    identity: &'static str,
    code: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// The modules that say what collections of others ask for, in their words; the rest is general.
pub const COLLECTIONS: &[&str] = &["cse", "ifbench", "ifeval", "ifeval_train", "muldimif", "scopeif"];

/// The names of the standard library's modules.
pub fn standard_modules() -> impl Iterator<Item = String> {
    STANDARD_LIBRARY.iter().map(|(name, _)| (*name).to_owned())
}

/// A module of the standard library, resolved when this crate was built.
pub fn standard(name: &str) -> Option<Loaded> {
    let ((_, text), module) = STANDARD_LIBRARY.iter().zip(MODULES).find(|((known, _), _)| *known == name)?;
    Some(Loaded {
        identity: module.identity.to_owned(),
        display: module.identity.to_owned(),
        text: (*text).to_owned(),
        precompiled: Some(module.code),
    })
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
    resolved.report(missing);
    (resolved, sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Finds the modules as they are written.
    struct Sources;

    impl Loader for Sources {
        fn load(&self, request: &Request, from: &str) -> Result<Loaded, LoadError> {
            Standard.load(request, from).map(|loaded| Loaded { precompiled: None, ..loaded })
        }
    }

    #[test]
    fn what_is_linked_is_what_the_sources_say() {
        let mut everything: Vec<Vec<String>> = standard_modules().map(|name| vec![name]).collect();
        everything.push(standard_modules().collect());
        everything.push(standard_modules().collect::<Vec<_>>().into_iter().rev().collect());
        for modules in everything {
            let load = |loader: &dyn Loader| {
                let request = |name: &String| loader.load(&Request::Module(name.clone()), "").unwrap();
                let mut sources = SourceMap::default();
                let claim = ["length.words(3..)".to_owned()];
                let resolved = resolve(modules.iter().map(request).collect(), &claim, loader, &mut sources);
                let names = resolved.index().symbols().iter().filter(|s| !s.is_local()).map(|s| s.span);
                (names.collect::<Vec<_>>(), resolved.trees(&sources), resolved.complete().unwrap())
            };
            let (linked, written) = (load(&Standard), load(&Sources));
            assert!(linked.2.constraints.len() > 2);
            assert_eq!(linked.2, written.2, "{modules:?}");
            assert_eq!(linked.1, written.1);
            assert_eq!(linked.0, written.0);
        }
    }

    /// Finds a module of the user's where the standard library has one of that name.
    struct Shadowed;

    impl Loader for Shadowed {
        fn load(&self, request: &Request, from: &str) -> Result<Loaded, LoadError> {
            let length = Request::Module("length".to_owned());
            let mut loaded = Standard.load(request, from)?;
            if *request == length {
                "mine/length.hir".clone_into(&mut loaded.identity);
                loaded.text = loaded.text.replace("count(words)", "count(words) + 1");
                loaded.precompiled = None;
            }
            Ok(loaded)
        }
    }

    #[test]
    fn a_module_is_not_linked_to_another_than_it_was_resolved_with() {
        let mut sources = SourceMap::default();
        let cse = standard("cse").unwrap();
        let resolved = resolve(vec![cse], &[], &Shadowed, &mut sources);
        let program = resolved.complete().unwrap();
        let mut sources = SourceMap::default();
        let usual = resolve(vec![standard("cse").unwrap()], &[], &Standard, &mut sources).complete().unwrap();
        assert_eq!(program.constraints.len(), usual.constraints.len());
        assert_ne!(program, usual);
    }
}
