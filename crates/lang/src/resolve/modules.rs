//! Modules: which files belong to a program, read and parsed, users after what they use.

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

/// A parsed module.
#[derive(Debug)]
pub(super) struct Module {
    /// The name it is declared under.
    pub(super) name: String,
    pub(super) file: File,
    /// Names that `use` gives to other modules here, with the index of each and where.
    pub(super) uses: Vec<(String, usize, Span)>,
}

/// All modules of a program, each after those that it uses.
pub(super) struct Modules {
    pub(super) modules: Vec<Module>,
    pub(super) problems: Vec<Diagnostic>,
}

struct Reader<'a> {
    loader: &'a dyn Loader,
    sources: &'a mut SourceMap,
    done: HashMap<String, Option<usize>>,
    stack: Vec<String>,
    out: Modules,
}

/// Reads the roots and everything that they use.
pub(super) fn read(roots: Vec<Loaded>, loader: &dyn Loader, sources: &mut SourceMap) -> Modules {
    let out = Modules { modules: Vec::new(), problems: Vec::new() };
    let mut reader = Reader { loader, sources, done: HashMap::new(), stack: Vec::new(), out };
    for root in roots {
        if !reader.done.contains_key(&root.identity) {
            reader.read(root);
        }
    }
    reader.out
}

/// Chains of `use` longer than this are refused: reading them recurses.
const MAX_CHAIN: usize = 64;

impl Reader<'_> {
    /// Reads one source and what it uses; its index, or `None` if it is in the middle of being read.
    fn read(&mut self, loaded: Loaded) -> Option<usize> {
        let name = module_name(&loaded.display);
        self.done.insert(loaded.identity.clone(), None);
        self.stack.push(loaded.identity.clone());
        let file: FileId = self.sources.add(loaded.display, loaded.text.clone());
        let (tree, problems) = parse_file(file, &loaded.text);
        self.out.problems.extend(problems);
        let mut uses: Vec<(String, usize, Span)> = Vec::new();
        for item in &tree.items {
            let ItemKind::Use { target, alias } = &item.kind else { continue };
            let (request, span) = match target {
                UseTarget::Module(name) => (Request::Module(name.node.clone()), name.span),
                UseTarget::File(path) => (Request::File(path.node.clone()), path.span),
            };
            let local = match (alias, &request) {
                (Some(alias), _) => alias.node.clone(),
                (None, Request::Module(name)) => name.clone(),
                (None, Request::File(path)) => module_name(path),
            };
            if uses.iter().any(|(known, ..)| *known == local) {
                let message = format!("`{local}` is already in use here");
                self.out.problems.push(
                    Diagnostic::error(Code::Duplicate, message)
                        .at(span, "the second time")
                        .help("give it another name with `as`"),
                );
                continue;
            }
            if let Some(index) = self.follow(&request, &loaded.identity, span) {
                uses.push((local, index, span));
            }
        }
        self.stack.pop();
        let index = self.out.modules.len();
        self.out.modules.push(Module { name, file: tree, uses });
        self.done.insert(loaded.identity, Some(index));
        Some(index)
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
