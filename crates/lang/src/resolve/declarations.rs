//! Which names are declared in which module.

use super::modules::Module;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{self, Item, ItemKind, Name};
use std::collections::HashMap;

/// A declaration's index in [`Declarations`].
pub(super) type DeclId = usize;

pub(super) struct Declarations<'m> {
    modules: &'m [Module],
    /// Module and item of each declaration.
    places: Vec<(usize, &'m Item)>,
    by_name: Vec<HashMap<&'m str, DeclId>>,
}

impl<'m> Declarations<'m> {
    /// Collects the constraints and definitions of all modules; names declared twice are reported.
    pub(super) fn collect(modules: &'m [Module], problems: &mut Vec<Diagnostic>) -> Declarations<'m> {
        let mut out = Declarations { modules, places: Vec::new(), by_name: Vec::new() };
        for (index, module) in modules.iter().enumerate() {
            let mut names: HashMap<&'m str, DeclId> = HashMap::new();
            let mut tasks: HashMap<&str, &Name> = HashMap::new();
            for item in &module.file.items {
                if let ItemKind::Task(ast::Task { name, .. }) | ItemKind::Suite(ast::Suite { name, .. }) =
                    &item.kind
                    && let Some(first) = tasks.insert(&name.node, name)
                {
                    problems.push(twice(first, name));
                }
                let Some(name) = declared(item) else { continue };
                let id = out.places.len();
                match names.get(name.node.as_str()).and_then(|&first| out.name(first)) {
                    Some(first) => problems.push(twice(first, name)),
                    None => {
                        names.insert(name.node.as_str(), id);
                    }
                }
                out.places.push((index, item));
            }
            out.by_name.push(names);
        }
        out
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn item(&self, id: DeclId) -> Option<(usize, &'m Item)> {
        self.places.get(id).copied()
    }

    pub(super) fn name(&self, id: DeclId) -> Option<&'m Name> {
        self.places.get(id).and_then(|(_, item)| declared(item))
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
        self.modules.get(from)?.uses.iter().find(|(local, ..)| local == name).map(|&(_, index, _)| index)
    }

    /// Names of the modules in use in a module.
    pub(super) fn module_names(&self, from: usize) -> impl Iterator<Item = &'m str> + '_ {
        self.modules.get(from).into_iter().flat_map(|m| m.uses.iter().map(|(local, ..)| local.as_str()))
    }

    /// Names that a module declares.
    pub(super) fn names_in(&self, module: usize) -> impl Iterator<Item = &'m str> + '_ {
        self.places
            .iter()
            .filter(move |(m, _)| *m == module)
            .filter_map(|(_, item)| declared(item))
            .map(|n| n.node.as_str())
    }
}

fn declared(item: &Item) -> Option<&Name> {
    match &item.kind {
        ItemKind::Constraint(constraint) => Some(&constraint.name),
        ItemKind::Define { name, .. } => Some(name),
        ItemKind::Library { .. } | ItemKind::Use { .. } | ItemKind::Task(_) | ItemKind::Suite(_) => None,
    }
}

fn twice(first: &Name, second: &Name) -> Diagnostic {
    Diagnostic::error(Code::Duplicate, format!("`{}` is declared twice", second.node))
        .at(second.span, "again here")
        .at(first.span, "first here")
        .help("give one of them another name")
}
