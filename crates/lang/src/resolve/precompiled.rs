//! Modules resolved ahead of time: a build embeds them, and programs that use them link them without parsing.
//!
//! A module is written as two values: what linking asks about it, and its code. Both come from the very same source
//! text and compiler; a test compares what is linked with what the sources resolve to.
//! INVARIANT (relocation): in the code, a span's file is an index into `files`, and a definition's index counts the
//! module's own definitions first, then `callees`.

use super::Resolved;
use super::declarations::Declarations;
use crate::program::{Constraint, Definition, Expr, Kind};
use crate::source::{FileId, Span};
use serde::{Deserialize, Serialize};

/// A module that was resolved before.
#[derive(Clone, Debug)]
pub(super) struct Precompiled {
    pub(super) uses: Vec<UsedModule>,
    /// In order of declaration.
    pub(super) declared: Vec<Declared>,
    /// What identifies the sources that spans lie in, its own first.
    pub(super) files: Vec<String>,
    /// Definitions of other modules.
    pub(super) callees: Vec<Callee>,
    /// How deep each definition is, with what it calls.
    pub(super) depths: Vec<usize>,
    code: &'static [u8],
}

/// A module that is used.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct UsedModule {
    /// The name that it has here.
    pub(super) name: String,
    /// The name by which it is asked for.
    pub(super) module: String,
    /// What identifies its source.
    pub(super) identity: String,
    pub(super) span: Span,
}

/// A name that the module declares.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) span: Span,
    /// Its index among the module's definitions.
    pub(super) definition: u32,
}

/// A definition of another module.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Callee {
    /// What identifies the module's source.
    pub(super) module: String,
    pub(super) name: String,
}

/// What linking asks about a module.
#[derive(Serialize, Deserialize)]
struct Head(Vec<UsedModule>, Vec<Declared>, Vec<String>, Vec<Callee>, Vec<usize>);

/// What a module adds to a program.
#[derive(Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) definitions: Vec<Definition>,
    pub(super) constraints: Vec<Constraint>,
}

impl Precompiled {
    /// Reads what [`precompile`] wrote.
    ///
    /// # Errors
    /// Where it is damaged.
    pub(super) fn from_bytes(bytes: &'static [u8]) -> Result<Precompiled, String> {
        let (head, code) = postcard::take_from_bytes(bytes).map_err(|error| error.to_string())?;
        let Head(uses, declared, files, callees, depths) = head;
        Ok(Precompiled { uses, declared, files, callees, depths, code })
    }

    /// The code, moved to where it is linked: `files` and `callees` as in the head, own definitions from `base`.
    ///
    /// # Errors
    /// Where it is damaged.
    pub(super) fn link(&self, base: u32, files: &[FileId], callees: &[u32]) -> Result<Code, String> {
        let mut code: Code = postcard::from_bytes(self.code).map_err(|error| error.to_string())?;
        let own = u32::try_from(code.definitions.len()).unwrap_or(u32::MAX);
        let mut missing = false;
        code.relocate(
            &mut |span| Span { file: files.get(span.file.0 as usize).copied().unwrap_or(span.file), ..span },
            &mut |definition| match definition.checked_sub(own) {
                None => base + definition,
                Some(callee) => callees.get(callee as usize).copied().unwrap_or_else(|| {
                    missing = true;
                    0
                }),
            },
        );
        if missing { Err("it calls what is not there".to_owned()) } else { Ok(code) }
    }
}

impl Code {
    /// Changes every place and every index of a definition.
    fn relocate(&mut self, place: &mut dyn FnMut(Span) -> Span, index: &mut dyn FnMut(u32) -> u32) {
        for constraint in &mut self.constraints {
            constraint.definition = index(constraint.definition);
            constraint.span = place(constraint.span);
            for phrase in constraint.phrases.iter_mut().chain(&mut constraint.judges) {
                phrase.span = place(phrase.span);
            }
            for example in &mut constraint.examples {
                example.span = place(example.span);
            }
        }
        for definition in &mut self.definitions {
            for parameter in &mut definition.parameters {
                parameter.span = place(parameter.span);
            }
        }
        self.expressions(&mut |e| {
            e.span = place(e.span);
            if let Kind::Defined { definition, .. } = e.kind.as_mut() {
                *definition = index(*definition);
            }
        });
    }

    /// Changes every expression, inner ones too.
    fn expressions(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        for definition in &mut self.definitions {
            definition.body.walk_mut(change);
            for parameter in &mut definition.parameters {
                let distribution = parameter.distribution.iter_mut();
                let drawn = distribution.flat_map(|d| std::iter::once(&mut d.from).chain(&mut d.step));
                let all = parameter.default.iter_mut().chain(&mut parameter.condition).chain(drawn);
                all.for_each(|e| e.walk_mut(change));
            }
        }
        for constraint in &mut self.constraints {
            let conversions = constraint.ids.iter_mut().flat_map(|id| id.conversions.iter_mut().flatten());
            let arguments = constraint.examples.iter_mut().flat_map(|example| &mut example.arguments);
            conversions.chain(arguments).for_each(|e| e.walk_mut(change));
        }
    }
}

/// A root module of a resolved program, written so that other programs can link it: give it to them in
/// [`Loaded::precompiled`](super::Loaded::precompiled).
///
/// # Errors
/// Why it can't be: the program is not complete, or the module declares tasks or suites, which are not linked.
pub fn precompile(resolved: &Resolved, identity: &str) -> Result<Vec<u8>, String> {
    if let Some(problem) = resolved.problems.first() {
        return Err(format!("{}: {}", problem.code, problem.message));
    }
    let modules = &resolved.modules;
    let index = modules.iter().position(|m| m.identity == identity);
    let index = index.ok_or_else(|| format!("no module `{identity}`"))?;
    let module = modules.get(index).ok_or("internal: a module without a module")?;
    let program = &resolved.draft;
    if !program.tasks.is_empty() || !program.suites.is_empty() {
        return Err("it declares tasks or suites".to_owned());
    }
    let declarations = Declarations::collect(modules, &mut Vec::new());
    let mut own = Vec::new();
    let mut places = vec![None; program.definitions.len()];
    for (id, definition) in resolved.typed.iter().enumerate().filter_map(|(id, d)| Some((id, (*d)?))) {
        let of = declarations.module_of(id).and_then(|m| modules.get(m));
        let name = declarations.name(id);
        let (of, name) = of.zip(name).ok_or("internal: a declaration without a name")?;
        if of.identity == identity {
            own.push((definition, Declared { name: name.node.to_owned(), span: name.span, definition: 0 }));
        }
        if let Some(place) = places.get_mut(definition as usize) {
            *place = Some((of.identity.as_str(), name.node));
        }
    }
    let mut order: Vec<u32> = own.iter().map(|(definition, _)| *definition).collect();
    order.sort_unstable();
    let local = |definition: u32| order.binary_search(&definition).ok().and_then(|i| u32::try_from(i).ok());
    let mut declared: Vec<Declared> = own
        .into_iter()
        .map(|(definition, declared)| Declared {
            definition: local(definition).unwrap_or(u32::MAX),
            ..declared
        })
        .collect();

    let mut code = Code {
        definitions: order.iter().filter_map(|&d| program.definitions.get(d as usize).cloned()).collect(),
        constraints: program.constraints.iter().filter(|c| local(c.definition).is_some()).cloned().collect(),
    };
    let count = u32::try_from(order.len()).map_err(|error| error.to_string())?;
    let mut files = vec![module.id];
    let mut callees: Vec<u32> = Vec::new();
    code.relocate(&mut |span| relative(span, &mut files), &mut |definition| {
        local(definition).unwrap_or_else(|| count + position(&mut callees, definition))
    });
    for name in &mut declared {
        name.span = relative(name.span, &mut files);
    }
    let uses: Option<Vec<UsedModule>> = module
        .uses
        .iter()
        .map(|used| {
            let identity = modules.get(used.module)?.identity.clone();
            let module = modules.get(used.module)?.name.clone();
            Some(UsedModule {
                name: used.name.clone(),
                module,
                identity,
                span: relative(used.span, &mut files),
            })
        })
        .collect();
    let identity_of = |file: &FileId| modules.iter().find(|m| m.id == *file).map(|m| m.identity.clone());
    let files: Option<Vec<String>> = files.iter().map(identity_of).collect();
    let callee = |definition: &u32| {
        let (module, name) = (*places.get(*definition as usize)?)?;
        Some(Callee { module: module.to_owned(), name: name.to_owned() })
    };
    let callees: Option<Vec<Callee>> = callees.iter().map(callee).collect();
    let depths = order.iter().filter_map(|&d| resolved.depths.get(d as usize).copied()).collect();
    let (uses, files, callees) = uses
        .zip(files)
        .zip(callees)
        .map(|((uses, files), callees)| (uses, files, callees))
        .ok_or("internal: something of no module")?;
    let head = Head(uses, declared, files, callees, depths);
    let mut out = postcard::to_allocvec(&head).map_err(|error| error.to_string())?;
    out.extend(postcard::to_allocvec(&code).map_err(|error| error.to_string())?);
    Ok(out)
}

/// A span whose file is an index into `files`.
fn relative(span: Span, files: &mut Vec<FileId>) -> Span {
    Span { file: FileId(position(files, span.file)), ..span }
}

/// The place of an element in a list, to whose end it is added if it is not there yet.
fn position<T: PartialEq>(list: &mut Vec<T>, element: T) -> u32 {
    let found = list.iter().position(|known| *known == element).unwrap_or_else(|| {
        list.push(element);
        list.len() - 1
    });
    u32::try_from(found).unwrap_or(u32::MAX)
}
