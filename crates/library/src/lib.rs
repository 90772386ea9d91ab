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
#[expect(clippy::string_slice, reason = "offsets of known texts")]
mod tests {
    use super::*;
    use hirc_lang::ide::{Place, complete, definition, hover, references, symbols};
    use hirc_lang::source::FileId;

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

    /// A stretch of a text that begins and ends at characters.
    fn cut(text: &str, nth: usize) -> std::ops::Range<usize> {
        let boundary = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap();
        let start = boundary(text.len() * (2 * nth + 1) / 12);
        start..boundary((start + 9 * nth + 1).min(text.len()))
    }

    #[test]
    fn a_damaged_module_is_looked_at_and_never_compiled_with_holes() {
        for (name, text) in STANDARD_LIBRARY {
            let whole = declared(&standard(name).unwrap().text).1;
            for nth in 0..6 {
                let hole = cut(text, nth);
                let damaged = [&text[..hole.start], &text[hole.end..]].concat();
                let ((resolved, sources), left) = declared(&damaged);
                // The cut may take a head and what stands before it.
                assert!(left + 2 >= whole, "{name} without {hole:?}: {left} of {whole}");
                for offset in (0..damaged.len()).step_by(damaged.len() / 40 + 1) {
                    let place = Place { file: FileId(0), offset: u32::try_from(offset).unwrap() };
                    let _ = (hover(&resolved, &sources, place), definition(&resolved, place));
                    let _ = (references(&resolved, place), complete(&resolved, &sources, place));
                }
                if let Ok(program) = resolved.complete() {
                    assert!(program.definitions.iter().all(|d| !d.body.has_hole()), "{name}: {hole:?}");
                }
            }
        }
    }

    /// A source of the user's, and how much it declares.
    fn declared(text: &str) -> ((Resolved, SourceMap), usize) {
        let source = Loaded {
            identity: "own.hir".to_owned(),
            display: "own.hir".to_owned(),
            text: text.to_owned(),
            precompiled: None,
        };
        let mut sources = SourceMap::default();
        let resolved = resolve(vec![source], &[], &Standard, &mut sources);
        let count = symbols(&resolved, FileId(0)).len();
        ((resolved, sources), count)
    }
}
