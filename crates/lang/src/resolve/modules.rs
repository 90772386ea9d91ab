//! Modules: which files belong to a program, read and parsed, users after what they use.

use super::precompiled::Precompiled;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{File, ItemKind, UseTarget};
use crate::syntax::parse_file;
use std::collections::HashMap;

/// What a module asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// `use NAME`.
    Module(String),
    /// `use "path"`.
    File(String),
}

/// A source that a loader found.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What identifies it: the same for the same file, however it was asked for.
    pub identity: String,
    /// The name shown in diagnostics.
    pub display: String,
    /// Its text.
    pub text: String,
    /// The same module as a `Precompiled` wrote it, if it was resolved before: then its text is not parsed.
    pub precompiled: Option<&'static [u8]>,
}

/// Where sources come from. The compiler itself reads no files.
pub trait Loader {
    /// Finds what `from` (the identity of the asking source) asks for.
    ///
    /// # Errors
    /// Why it can't be had, in words, and known module names for a suggestion.
    fn load(&self, request: &Request, from: &str) -> Result<Loaded, LoadError>;
}

/// Why a source can't be had.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// In lower case, without a final stop.
    pub reason: String,
    /// Names that would have been found.
    pub known: Vec<String>,
}

/// A module, parsed or linked.
#[derive(Debug)]
pub(super) struct Module {
    /// The name it is declared under.
    pub(super) name: String,
    /// What identifies its source.
    pub(super) identity: String,
    pub(super) id: FileId,
    /// Its tree; empty if it is linked.
    pub(super) file: File,
    /// The modules that `use` gives names to here.
    pub(super) uses: Vec<Use>,
    /// What was resolved before.
    pub(super) linked: Option<Precompiled>,
}

/// A name that `use` gives to another module.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) name: String,
    /// The other module's index.
    pub(super) module: usize,
    pub(super) span: Span,
}

/// All modules of a program, each after those that it uses.
pub(super) struct Modules {
    pub(super) modules: Vec<Module>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Reads modules and everything that they use, each once.
pub(super) struct Reader<'a> {
    loader: &'a dyn Loader,
    pub(super) sources: &'a mut SourceMap,
    done: HashMap<String, Option<usize>>,
    stack: Vec<String>,
    pub(super) out: Modules,
}

/// Chains of `use` longer than this are refused: reading them recurses.
const MAX_CHAIN: usize = 64;

impl<'a> Reader<'a> {
    pub(super) fn new(loader: &'a dyn Loader, sources: &'a mut SourceMap) -> Reader<'a> {
        let out = Modules { modules: Vec::new(), problems: Vec::new() };
        Reader { loader, sources, done: HashMap::new(), stack: Vec::new(), out }
    }

    /// Reads a root and everything that it uses; its index.
    pub(super) fn root(&mut self, root: Loaded) -> Option<usize> {
        match self.done.get(&root.identity) {
            Some(&index) => index,
            None => self.read(root),
        }
    }

    /// The module of a name: one that was read, or one that the loader finds.
    pub(super) fn named(&mut self, name: &str, span: Span) -> Option<usize> {
        if let Some(index) = self.out.modules.iter().position(|m| m.name == name) {
            return Some(index);
        }
        match self.loader.load(&Request::Module(name.to_owned()), "") {
            Ok(loaded) => self.root(loaded),
            Err(error) => {
                let problem = Diagnostic::error(Code::UnknownModule, error.reason).at(span, "named here");
                self.out.problems.push(problem.suggest(name, error.known.iter().map(String::as_str)));
                None
            }
        }
    }

    /// Reads one source and what it uses; its index.
    fn read(&mut self, loaded: Loaded) -> Option<usize> {
        self.done.insert(loaded.identity.clone(), None);
        self.stack.push(loaded.identity.clone());
        let name = module_name(&loaded.display);
        let id = self.sources.add(loaded.display, loaded.text.clone());
        let module = match self.linked(loaded.precompiled, &loaded.identity, id) {
            Some((linked, uses)) => Module {
                name,
                identity: loaded.identity.clone(),
                id,
                file: File { items: Vec::new(), comments: Vec::new() },
                uses,
                linked: Some(linked),
            },
            None => {
                let (file, problems) = parse_file(id, &loaded.text);
                self.out.problems.extend(problems);
                let uses = self.uses(&file, &loaded.identity);
                Module { name, identity: loaded.identity.clone(), id, file, uses, linked: None }
            }
        };
        self.stack.pop();
        let index = self.out.modules.len();
        self.out.modules.push(module);
        self.done.insert(loaded.identity, Some(index));
        Some(index)
    }

    /// A module that was resolved before, if the modules that it uses are still the same.
    fn linked(
        &mut self,
        bytes: Option<&'static [u8]>,
        identity: &str,
        id: FileId,
    ) -> Option<(Precompiled, Vec<Use>)> {
        let linked = match Precompiled::from_bytes(bytes?) {
            Ok(linked) => linked,
            Err(reason) => {
                let message = format!("internal: `{identity}` was resolved by another version: {reason}");
                self.out.problems.push(Diagnostic::error(Code::UnreadableSource, message));
                return None;
            }
        };
        let mut uses = Vec::new();
        for used in &linked.uses {
            let span = Span { file: id, ..used.span };
            let module = self.follow(&Request::Module(used.module.clone()), identity, span)?;
            let same = |m: &Module| m.linked.is_some() && m.identity == used.identity;
            if !self.out.modules.get(module).is_some_and(same) {
                return None;
            }
            uses.push(Use { name: used.name.clone(), module, span });
        }
        Some((linked, uses))
    }

    fn uses(&mut self, tree: &File, identity: &str) -> Vec<Use> {
        let mut uses: Vec<Use> = Vec::new();
        for item in &tree.items {
            let ItemKind::Use { target, alias } = &item.kind else { continue };
            let (request, span) = match target {
                UseTarget::Module(name) => (Request::Module(name.node.clone()), name.span),
                UseTarget::File(path) => (Request::File(path.node.clone()), path.span),
            };
            let name = match (alias, &request) {
                (Some(alias), _) => alias.node.clone(),
                (None, Request::Module(name)) => name.clone(),
                (None, Request::File(path)) => module_name(path),
            };
            if uses.iter().any(|known| known.name == name) {
                let message = format!("`{name}` is already in use here");
                self.out.problems.push(
                    Diagnostic::error(Code::Duplicate, message)
                        .at(span, "the second time")
                        .help("give it another name with `as`"),
                );
                continue;
            }
            if let Some(module) = self.follow(&request, identity, span) {
                uses.push(Use { name, module, span });
            }
        }
        uses
    }

    fn follow(&mut self, request: &Request, from: &str, span: Span) -> Option<usize> {
        let loaded = match self.loader.load(request, from) {
            Ok(loaded) => loaded,
            Err(error) => {
                let name = match request {
                    Request::Module(name) | Request::File(name) => name,
                };
                let problem = Diagnostic::error(Code::NotFound, error.reason).at(span, "asked for here");
                self.out.problems.push(problem.suggest(name, error.known.iter().map(String::as_str)));
                return None;
            }
        };
        match self.done.get(&loaded.identity) {
            Some(Some(index)) => Some(*index),
            Some(None) => {
                let start = self.stack.iter().position(|s| *s == loaded.identity).unwrap_or(0);
                let mut cycle: Vec<String> = self.stack.iter().skip(start).map(|s| module_name(s)).collect();
                cycle.push(module_name(&loaded.identity));
                self.out.problems.push(
                    Diagnostic::error(Code::Cycle, format!("modules use each other: {}", cycle.join(" → ")))
                        .at(span, "this closes the circle")
                        .help("move what both need into a third module"),
                );
                None
            }
            None if self.stack.len() >= MAX_CHAIN => {
                let message = format!("a chain of more than {MAX_CHAIN} modules that use each other");
                self.out.problems.push(Diagnostic::error(Code::TooDeep, message).at(span, "here"));
                None
            }
            None => self.read(loaded),
        }
    }
}

/// The module name of a path: its last part without the extension.
pub fn module_name(path: &str) -> String {
    let last = path.rsplit(['/', '\\']).next().unwrap_or(path);
    last.strip_suffix(".hir").unwrap_or(last).to_owned()
}
