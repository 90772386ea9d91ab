//! Which names are declared in which module.

use super::modules::Module;
use super::precompiled::Precompiled;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{self, Item, ItemKind, Name, Spanned};
use std::collections::HashMap;

/// A declaration's index in [`Declarations`].
pub(super) type DeclId = usize;

/// A constraint or definition of a module.
struct Declaration<'m> {
    module: usize,
    name: &'m str,
    span: Span,
    /// How it is written; `None` in a linked module.
    item: Option<&'m Item>,
}

pub(super) struct Declarations<'m> {
    modules: &'m [Module],
    declarations: Vec<Declaration<'m>>,
    by_name: Vec<HashMap<&'m str, DeclId>>,
    /// The first declaration of each module.
    firsts: Vec<DeclId>,
}

impl<'m> Declarations<'m> {
    /// Collects the constraints and definitions of all modules; names declared twice are reported.
    pub(super) fn collect(modules: &'m [Module], problems: &mut Vec<Diagnostic>) -> Declarations<'m> {
        let mut out =
            Declarations { modules, declarations: Vec::new(), by_name: Vec::new(), firsts: Vec::new() };
        for (module, source) in modules.iter().enumerate() {
            out.firsts.push(out.declarations.len());
            let mut names: HashMap<&'m str, DeclId> = HashMap::new();
            for linked in source.linked.iter().flat_map(|linked| &linked.declared) {
                names.insert(&linked.name, out.declarations.len());
                let span = Span { file: source.id, ..linked.span };
                out.declarations.push(Declaration { module, name: &linked.name, span, item: None });
            }
            let mut tasks: HashMap<&str, &Name> = HashMap::new();
            for item in &source.file.items {
                if let ItemKind::Task(ast::Task { name, .. }) | ItemKind::Suite(ast::Suite { name, .. }) =
                    &item.kind
                    && let Some(first) = tasks.insert(&name.node, name)
                {
                    problems.push(twice(first.span, name));
                }
                let Some(name) = declared(item) else { continue };
                let id = out.declarations.len();
                match names.get(name.node.as_str()).and_then(|&first| out.declarations.get(first)) {
                    Some(first) => problems.push(twice(first.span, name)),
                    None => {
                        names.insert(name.node.as_str(), id);
                    }
                }
                let (span, name) = (name.span, name.node.as_str());
                out.declarations.push(Declaration { module, name, span, item: Some(item) });
            }
            out.by_name.push(names);
        }
        out
    }

    pub(super) fn len(&self) -> usize {
        self.declarations.len()
    }

    /// The module of a declaration, and how it is written there.
    pub(super) fn item(&self, id: DeclId) -> Option<(usize, &'m Item)> {
        self.declarations.get(id).and_then(|d| Some((d.module, d.item?)))
    }

    /// The module of a declaration.
    pub(super) fn module_of(&self, id: DeclId) -> Option<usize> {
        self.declarations.get(id).map(|d| d.module)
    }

    /// The module of a declaration, if it is linked, and the module's first declaration.
    pub(super) fn linked(&self, id: DeclId) -> Option<(usize, &'m Precompiled, DeclId)> {
        let declaration = self.declarations.get(id)?;
        let linked = self.modules.get(declaration.module)?.linked.as_ref()?;
        Some((declaration.module, linked, *self.firsts.get(declaration.module)?))
    }

    pub(super) fn name(&self, id: DeclId) -> Option<Spanned<&'m str>> {
        self.declarations.get(id).map(|d| Spanned { node: d.name, span: d.span })
    }

    /// The declaration that a name means, seen from a module.
    pub(super) fn find(&self, from: usize, module: Option<&Name>, name: &str) -> Option<DeclId> {
        let index = match module {
            None => from,
            Some(module) => self.module(from, &module.node)?,
        };
        self.by_name.get(index)?.get(name).copied()
    }

    /// The module that a name means, seen from a module.
    pub(super) fn module(&self, from: usize, name: &str) -> Option<usize> {
        self.modules.get(from)?.uses.iter().find(|used| used.name == name).map(|used| used.module)
    }

    /// The place that stands for a module: the start of its file.
    pub(super) fn place_of_module(&self, module: usize) -> Option<Span> {
        self.modules.get(module).map(|m| Span { file: m.id, start: 0, end: 0 })
    }

    /// Names of the modules in use in a module.
    pub(super) fn module_names(&self, from: usize) -> impl Iterator<Item = &'m str> + '_ {
        self.modules.get(from).into_iter().flat_map(|m| m.uses.iter().map(|used| used.name.as_str()))
    }

    /// Names that a module declares, in order of declaration.
    pub(super) fn names_in(&self, module: usize) -> impl Iterator<Item = &'m str> + '_ {
        self.declarations.iter().filter(move |d| d.module == module).map(|d| d.name)
    }
}

fn declared(item: &Item) -> Option<&Name> {
    match &item.kind {
        ItemKind::Constraint(constraint) => Some(&constraint.name),
        ItemKind::Define { name, .. } => Some(name),
        ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Task(_) | ItemKind::Suite(_) => None,
    }
}

fn twice(first: Span, second: &Name) -> Diagnostic {
    Diagnostic::error(Code::Duplicate, format!("`{}` is declared twice", second.node))
        .at(second.span, "again here")
        .at(first, "first here")
        .help("give one of them another name")
}
