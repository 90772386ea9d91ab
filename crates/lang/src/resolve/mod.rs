//! Resolution: which names mean what, and which types everything has.
//!
//! In: sources, through a [`Loader`]. Out: [`Resolved`], always: a program with holes where something was reported,
//! an [`Index`] of names, and diagnostics. Reads no file itself.
//! INVARIANT (sound programs): a program is given out only if there is no error; its frames, indices and types hold,
//! and no expression, with the definitions it calls, is deeper than [`MAX_DEPTH`], so recursion over it is bounded.

mod calls;
mod constants;
mod constraints;
mod declarations;
mod expressions;
mod id_bindings;
mod index;
mod judges;
mod modules;
mod names;
mod order;
mod patterns;
mod phrases;
mod precompiled;
mod suites;
mod tasks;
mod typeck;

pub(crate) use constraints::TYPES;
pub use index::{Index, Reference, Symbol, SymbolKind, Target};
pub use modules::module_name;
pub use modules::{LoadError, Loaded, Loader, Request};
pub use names::is_builtin_name;
pub use precompiled::precompile;
pub use tasks::REQUIRED;
pub use typeck::as_f64;

use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constraint, Definition, Expr, Kind, Program, Type};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{self, Item, ItemKind};
use crate::syntax::parse_file;
use declarations::{DeclId, Declarations};
use modules::{Module, Modules, Reader};
use order::Order;
use precompiled::{Callee, Precompiled};
use std::cell::RefCell;
use typeck::{Known, hole};

/// How deep an expression may be, together with the definitions that it calls.
pub const MAX_DEPTH: usize = 200;

/// What came of resolving: a program that may have holes, everything that was found wrong or doubtful, and an index
/// of names. Nothing can be compiled of it but what [`Resolved::complete`] gives.
#[derive(Debug)]
pub struct Resolved {
    draft: Program,
    problems: Vec<Diagnostic>,
    index: Index,
    modules: Vec<Module>,
    /// Indices of the modules that were asked for.
    roots: Vec<usize>,
    /// The definition of each declaration.
    typed: Vec<Option<u32>>,
    /// How deep each definition is, with what it calls.
    depths: Vec<usize>,
}

impl Resolved {
    /// The program, if nothing stands against running it. Warnings don't; ask for [`Resolved::problems`] before.
    ///
    /// # Errors
    /// Everything that was found, warnings included.
    pub fn complete(self) -> Result<Program, Vec<Diagnostic>> {
        if self.problems.iter().any(Diagnostic::is_error) { Err(self.problems) } else { Ok(self.draft) }
    }

    /// Errors and warnings, in the order of the sources.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    /// Adds what was found wrong elsewhere, in front of the rest.
    pub fn report(&mut self, problems: impl IntoIterator<Item = Diagnostic>) {
        self.problems.splice(0..0, problems);
    }

    /// What is declared where, and what every name refers to.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The trees of the modules that were asked for; those that were linked are parsed now.
    pub fn trees(&self, sources: &SourceMap) -> Vec<ast::File> {
        let roots = self.roots.iter().filter_map(|&index| self.modules.get(index));
        roots
            .map(|module| match (&module.linked, sources.get(module.id)) {
                (Some(_), Some(source)) => parse_file(module.id, &source.text).0,
                _ => module.file.clone(),
            })
            .collect()
    }

    /// The program as far as it could be understood. Only this crate sees it.
    pub(crate) fn draft(&self) -> &Program {
        &self.draft
    }

    /// Names and sources of all modules, each after those that it uses.
    pub(crate) fn modules(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.modules.iter().map(|m| (m.id, m.name.as_str()))
    }

    /// The names that a source gives to other modules, with their sources.
    pub(crate) fn uses(&self, file: FileId) -> impl Iterator<Item = (&str, FileId)> {
        let uses = self.modules.iter().find(|m| m.id == file).map(|m| m.uses.as_slice()).unwrap_or_default();
        uses.iter().filter_map(|used| Some((used.name.as_str(), self.modules.get(used.module)?.id)))
    }
}

/// Resolves sources, what they use, and requirements given apart (`--require`), which become the task `--require`.
pub fn resolve(
    roots: Vec<Loaded>,
    requirements: &[String],
    loader: &dyn Loader,
    sources: &mut SourceMap,
) -> Resolved {
    let mut reader = Reader::new(loader, sources);
    let mut roots: Vec<usize> = roots.into_iter().filter_map(|root| reader.root(root)).collect();
    roots.sort_unstable();
    roots.dedup();
    tasks::add_requirements(requirements, &mut reader);
    let Modules { modules, problems } = reader.out;
    let mut resolver = Resolver { problems, ..Resolver::new(sources) };
    let declarations = Declarations::collect(&modules, &mut resolver.problems);
    resolver.definitions(&declarations, &modules);
    resolver.tasks_and_suites(&declarations, &modules);
    let Resolver { program, mut problems, index, typed, depths, own, .. } = resolver;
    problems.extend(id_bindings::duplicates(&program));
    problems.extend(judges::inside(&program, &own));
    problems.sort_by_key(|p| p.labels.first().map(|l| l.span));
    let mut index = index.into_inner();
    index.sort();
    Resolved { draft: program, problems, index, modules, roots, typed, depths }
}

/// The state of resolving.
struct Resolver<'s> {
    sources: &'s SourceMap,
    program: Program,
    problems: Vec<Diagnostic>,
    index: RefCell<Index>,
    typed: Vec<Option<u32>>,
    depths: Vec<usize>,
    /// Definitions that were not linked.
    own: Vec<u32>,
}

impl<'s> Resolver<'s> {
    fn new(sources: &'s SourceMap) -> Resolver<'s> {
        Resolver {
            sources,
            program: Program::default(),
            problems: Vec::new(),
            index: RefCell::default(),
            typed: Vec::new(),
            depths: Vec::new(),
            own: Vec::new(),
        }
    }

    /// Types or links all declarations.
    fn definitions(&mut self, declarations: &Declarations<'_>, modules: &[Module]) {
        let Order { declarations: order, circular, problems } = order::sort(declarations);
        self.problems.extend(problems);
        self.typed = vec![None; declarations.len()];
        for id in order {
            let Some((module, item)) = declarations.item(id) else {
                if let Some((module, linked, first)) = declarations.linked(id)
                    && first == id
                {
                    self.link(module, linked, first, modules, declarations);
                }
                continue;
            };
            let name = modules.get(module).map_or("", |m| m.name.as_str());
            let known = Known {
                declarations,
                typed: &self.typed,
                definitions: &self.program.definitions,
                sources: self.sources,
                index: &self.index,
            };
            let Some(outcome) = constraints::declaration(&known, module, name, item) else { continue };
            self.problems.extend(outcome.problems);
            let mut definition = outcome.definition;
            let mut depth = depth(&definition.body, &self.depths);
            if depth > MAX_DEPTH {
                self.problems.push(too_deep(definition.body.span));
            }
            if depth > MAX_DEPTH || circular.contains(&id) {
                definition.body = hole(definition.body.ty, definition.body.span);
                depth = 1;
            }
            self.declare(item, &definition);
            let index = u32::try_from(self.program.definitions.len()).unwrap_or(u32::MAX);
            self.depths.push(depth);
            self.program.definitions.push(definition);
            self.program
                .constraints
                .extend(outcome.constraint.map(|c| Constraint { definition: index, ..c }));
            self.own.push(index);
            if let Some(slot) = self.typed.get_mut(id) {
                *slot = Some(index);
            }
        }
        // Requirements given apart are no module.
        for module in modules.iter().filter(|m| !m.name.is_empty()) {
            let start = Span { file: module.id, start: 0, end: 0 };
            self.index.borrow_mut().declare(Symbol {
                name: module.name.clone(),
                kind: SymbolKind::Module,
                span: start,
                scope: start,
                ty: None,
                docs: String::new(),
            });
            for used in &module.uses {
                if let Some(other) = modules.get(used.module) {
                    let place = Span { file: other.id, start: 0, end: 0 };
                    self.index.borrow_mut().refer(used.span, Target::Declared(place));
                }
            }
        }
    }

    /// Notes where a constraint, a definition, a task or a suite is declared.
    fn declare(&self, item: &Item, definition: &Definition) {
        let (kind, name) = match &item.kind {
            ItemKind::Constraint(c) => (SymbolKind::Constraint, &c.name),
            ItemKind::Define { name, .. } => (SymbolKind::Definition, name),
            ItemKind::Task(_) | ItemKind::Suite(_) | ItemKind::Library { .. } | ItemKind::Use { .. } => {
                return;
            }
        };
        self.index.borrow_mut().declare(Symbol {
            name: name.node.clone(),
            kind,
            span: name.span,
            scope: item.span.0,
            ty: Some(definition.body.ty.clone()).filter(|ty| *ty != Type::Nothing),
            docs: item.docs.join("\n"),
        });
    }

    /// Adds the code of a module that was resolved before.
    fn link(
        &mut self,
        module: usize,
        linked: &Precompiled,
        first: DeclId,
        modules: &[Module],
        declarations: &Declarations<'_>,
    ) {
        let base = u32::try_from(self.program.definitions.len()).unwrap_or(u32::MAX);
        let place = |identity: &String| modules.iter().position(|m| m.identity == *identity);
        let files: Option<Vec<FileId>> =
            linked.files.iter().map(|identity| Some(modules.get(place(identity)?)?.id)).collect();
        let callee = |callee: &Callee| {
            let id = declarations.find(place(&callee.module)?, None, &callee.name)?;
            self.typed.get(id).copied().flatten()
        };
        let callees: Option<Vec<u32>> = linked.callees.iter().map(callee).collect();
        let code = files
            .zip(callees)
            .ok_or_else(|| "it uses what is not there".to_owned())
            .and_then(|(files, callees)| linked.link(base, &files, &callees));
        let code = match code {
            Ok(code) => code,
            Err(reason) => {
                let name = modules.get(module).map_or("", |m| m.identity.as_str());
                let message = format!("internal: `{name}` can't be linked: {reason}");
                self.problems.push(Diagnostic::error(Code::UnreadableSource, message));
                return;
            }
        };
        for (id, declared) in (first..).zip(&linked.declared) {
            let definition = code.definitions.get(declared.definition as usize);
            if let (Some(slot), Some(definition), Some(name)) =
                (self.typed.get_mut(id), definition, declarations.name(id))
            {
                *slot = Some(base + declared.definition);
                let is_constraint =
                    code.constraints.iter().any(|c| c.definition == base + declared.definition);
                let symbol = |name: &str, kind, span, ty: &Type| Symbol {
                    name: name.to_owned(),
                    kind,
                    span,
                    scope: span,
                    ty: Some(ty.clone()),
                    docs: String::new(),
                };
                let kind = if is_constraint { SymbolKind::Constraint } else { SymbolKind::Definition };
                let mut index = self.index.borrow_mut();
                index.declare(symbol(name.node, kind, name.span, &definition.body.ty));
                for p in &definition.parameters {
                    index.declare(symbol(&p.name, SymbolKind::Parameter, p.span, &p.ty));
                }
            }
        }
        self.depths.extend(&linked.depths);
        self.program.definitions.extend(code.definitions);
        self.program.constraints.extend(code.constraints);
    }

    fn tasks_and_suites(&mut self, declarations: &Declarations<'_>, modules: &[Module]) {
        let (mut all_tasks, mut all_suites) = (Vec::new(), Vec::new());
        let known = Known {
            declarations,
            typed: &self.typed,
            definitions: &self.program.definitions,
            sources: self.sources,
            index: &self.index,
        };
        for (index, module) in modules.iter().enumerate() {
            for item in &module.file.items {
                let (kind, name) = match &item.kind {
                    ItemKind::Task(task) => {
                        let (typed, problems) = tasks::task(&known, index, task, &self.program);
                        self.problems.extend(problems);
                        for requirement in &typed.requirements {
                            if depth(&requirement.claim, &self.depths) > MAX_DEPTH {
                                self.problems.push(too_deep(requirement.span));
                            }
                        }
                        all_tasks.push(typed);
                        (SymbolKind::Task, &task.name)
                    }
                    ItemKind::Suite(suite) => {
                        let (typed, problems) = suites::suite(&known, index, suite, &self.program);
                        self.problems.extend(problems);
                        all_suites.push(typed);
                        (SymbolKind::Suite, &suite.name)
                    }
                    ItemKind::Constraint(_)
                    | ItemKind::Define { .. }
                    | ItemKind::Library { .. }
                    | ItemKind::Use { .. } => continue,
                };
                if module.name.is_empty() {
                    continue;
                }
                self.index.borrow_mut().declare(Symbol {
                    name: name.node.clone(),
                    kind,
                    span: name.span,
                    scope: item.span.0,
                    ty: None,
                    docs: item.docs.join("\n"),
                });
            }
        }
        self.program.tasks = all_tasks;
        self.program.suites = all_suites;
    }
}

fn too_deep(span: Span) -> Diagnostic {
    Diagnostic::error(Code::TooDeep, format!("deeper than {MAX_DEPTH} levels, with what it calls"))
        .at(span, "here")
}

/// Depth of an expression, with the definitions that it calls.
fn depth(e: &Expr, definitions: &[usize]) -> usize {
    let called = match e.kind.as_ref() {
        Kind::Defined { definition, .. } => definitions.get(*definition as usize).copied().unwrap_or(0),
        _ => 0,
    };
    1 + e.parts().into_iter().map(|part| depth(part, definitions)).max().unwrap_or(0).max(called)
}

impl Program {
    /// The definition that a constraint's body is.
    pub fn definition_of(&self, constraint: &Constraint) -> Option<&Definition> {
        self.definitions.get(constraint.definition as usize)
    }
}
