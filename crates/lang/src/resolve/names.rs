//! Names in use: parameters, parts of the text, builtins, constraints and definitions.

use super::index::Target;
use super::typeck::{Body, Typed, hole, is_unknown, make};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constant, Expr, FUNCTIONS, Function, Kind, Number, Type};
use crate::source::Span;
use crate::syntax::Keyword;
use crate::syntax::ast::{self, Argument, ExprKind, Name, Noun, Pick};
use crate::text::Unit;

impl Body<'_, '_> {
    pub(super) fn noun(&mut self, noun: &Noun, span: Span) -> Typed {
        let base = self.named(noun, span)?;
        let base = match &noun.filter {
            Some(filter) if !is_part_of_unit(noun, &base) => self.filter(base, filter, span),
            _ => base,
        };
        self.pick(noun, base, span)
    }

    /// What the name itself means, before `first`, an index or a filter.
    fn named(&mut self, noun: &Noun, span: Span) -> Typed {
        let name = noun.name.node.as_str();
        if noun.module.is_some() {
            return self.defined(noun, span);
        }
        let Some(arguments) = &noun.arguments else { return self.plain(noun, span) };
        if self.known.declarations.find(self.module, None, name).is_some() {
            return self.defined(noun, span);
        }
        if let Some(function) = Function::from_name(name) {
            self.known.refer(noun.name.span, Target::Function(function));
            let subject = match &noun.of {
                Some(of) if function.takes_of() => Some(self.check(of, &Type::Text)),
                Some(of) => {
                    arguments.iter().for_each(|a| drop(self.infer(&a.value)));
                    return self.report(misplaced(
                        of.span,
                        "`of`",
                        "behind a unit or a function that speaks of a text",
                    ));
                }
                None => None,
            };
            let call = self.builtin(function, subject, arguments, noun.name.span, span)?;
            return if noun.optional { self.vacuous(function, call, noun.name.span) } else { Some(call) };
        }
        if let ([Argument { label: None, value }], Some(unit)) =
            (arguments.as_slice(), Unit::from_singular(name))
        {
            return self.indexed_unit(unit, noun, value, span);
        }
        self.survey(noun);
        self.unknown_call(&noun.name)
    }

    /// A name without arguments.
    fn plain(&mut self, noun: &Noun, span: Span) -> Typed {
        let name = noun.name.node.as_str();
        if let Some(value) = self.local(name, noun.name.span, span) {
            if let Some(of) = &noun.of {
                return self.report(misplaced(of.span, "`of`", "behind a unit (`words of …`)"));
            }
            return Some(value);
        }
        let text = match name {
            "it" => Some((self.subject(span), Target::It)),
            "response" => Some((make(Kind::Response, Type::Text, span), Target::Response)),
            "prompt" => Some((make(Kind::Prompt, Type::Text, span), Target::Prompt)),
            _ => None,
        };
        if let Some((text, target)) = text {
            self.known.refer(noun.name.span, target);
            return Some(text);
        }
        if let Some(unit) = Unit::from_plural(name) {
            return Some(self.parts(unit, noun, span));
        }
        if let Some(unit) = Unit::from_singular(name) {
            return match (&noun.index, noun.pick) {
                (Some(index), None) => self.indexed_unit(unit, noun, index, span),
                (None, Some(_)) => Some(self.parts(unit, noun, span)),
                _ => {
                    self.survey(noun);
                    let problem = Diagnostic::error(Code::UnknownUnit, format!("which `{name}`?"))
                        .at(noun.name.span, "one of many");
                    self.report(problem.help(format!(
                        "`{}` means all of them; `first {name}`, `last {name}` or `{name} 2` means one; `each {name}: …` speaks of every one",
                        unit.plural()
                    )))
                }
            };
        }
        self.survey(noun);
        self.unknown_name(&noun.name)
    }

    /// Looks at what surrounds a name that means nothing.
    fn survey(&mut self, noun: &Noun) {
        let inner = noun.arguments.iter().flatten().map(|a| &a.value).chain(&noun.index).chain(&noun.of);
        inner.for_each(|e| drop(self.infer(e)));
        if let Some(filter) = &noun.filter {
            self.scoped(|body| {
                body.subject = body.slot();
                body.claim(filter);
            });
        }
    }

    /// All parts of a unit, of what `of` names or of the part spoken of, filtered.
    pub(super) fn parts(&mut self, unit: Unit, noun: &Noun, span: Span) -> Expr {
        self.known.refer(noun.name.span, Target::Unit(unit));
        let of = match &noun.of {
            Some(of) => self.check(of, &Type::Text),
            None => self.subject(span),
        };
        let list = make(Kind::Parts { unit, of }, Type::texts(), span);
        match &noun.filter {
            Some(filter) => self.filter(list, filter, span),
            None => list,
        }
    }

    fn filter(&mut self, list: Expr, filter: &ast::Expr, span: Span) -> Expr {
        let list = if list.ty.fits(&Type::texts()) {
            list
        } else {
            let problem = Diagnostic::error(Code::TypeMismatch, "`where` selects among parts of a text")
                .at(list.span, format!("this is {}", list.ty));
            self.report(problem);
            hole(Type::texts(), list.span)
        };
        self.scoped(|body| {
            let slot = body.slot();
            body.subject = slot;
            let keep = body.claim(filter);
            make(Kind::Filter { slot, list, keep }, Type::texts(), span)
        })
    }

    /// `paragraph 2`, `word(k)`; and `word "x"`, `word(w)`: the word as a search term.
    fn indexed_unit(&mut self, unit: Unit, noun: &Noun, index: &ast::Expr, span: Span) -> Typed {
        let index = self.infer(index);
        match &index.ty {
            Type::Number(Number::Int) => {
                let list = self.parts(unit, noun, span);
                Some(at(list, index, span))
            }
            _ if is_unknown(&index) => {
                self.parts(unit, noun, span);
                None
            }
            Type::Text | Type::Pattern | Type::Needle if unit.singular() == "word" => {
                self.known.refer(noun.name.span, Target::Unit(unit));
                let kind = match *index.kind {
                    Kind::Needle { target, ignoring, .. } => {
                        Kind::Needle { target, whole_word: true, ignoring }
                    }
                    kind => {
                        let target = make(kind, index.ty, index.span);
                        Kind::Needle { target, whole_word: true, ignoring: Vec::new() }
                    }
                };
                Some(make(kind, Type::Needle, span))
            }
            _ => self.unfit(&index, &Type::INT),
        }
    }

    /// `first xs`, `last xs`, `xs 2`.
    fn pick(&mut self, noun: &Noun, base: Expr, span: Span) -> Typed {
        let position = match (noun.pick, &noun.index) {
            (Some(Pick::First), _) => make(Kind::Const(Constant::Int(1)), Type::INT, span),
            (Some(Pick::Last), _) => make(Kind::Const(Constant::Int(-1)), Type::INT, span),
            (None, Some(index)) if matches!(base.ty, Type::List(_)) => self.check(index, &Type::INT),
            (None, Some(index)) if Unit::from_singular(&noun.name.node).is_none() => {
                let problem = Diagnostic::error(Code::Syntax, "expected an operator or the end of the claim")
                    .at(index.span, format!("`{}` can't be followed by this", noun.name.node));
                return self.report(problem);
            }
            (None, _) => return Some(base),
        };
        if is_unknown(&base) {
            return Some(base);
        }
        if !matches!(base.ty, Type::List(_)) {
            let problem =
                Diagnostic::error(Code::TypeMismatch, format!("there is no first or last of {}", base.ty))
                    .at(base.span, "here");
            return self.report(problem);
        }
        Some(at(base, position, span))
    }

    /// A call of a constraint or definition.
    fn defined(&mut self, noun: &Noun, span: Span) -> Typed {
        if let Some(module) = &noun.module {
            if let Some(index) = self.known.declarations.module(self.module, &module.node) {
                self.known.refer_to_module(module.span, index);
            } else {
                self.survey(noun);
                let problem = Diagnostic::error(
                    Code::UnknownModule,
                    format!("no module `{}` is in use here", module.node),
                )
                .at(module.span, "not in use")
                .help(format!("write `use {}` at the top of the file", module.node));
                return self.report(problem);
            }
        }
        let Some(id) = self.known.declarations.find(self.module, noun.module.as_ref(), &noun.name.node)
        else {
            let module =
                noun.module.as_ref().and_then(|m| self.known.declarations.module(self.module, &m.node));
            let name = &noun.name;
            self.survey(noun);
            let whose = noun.module.as_ref().map(|m| format!(" in module `{}`", m.node)).unwrap_or_default();
            let problem =
                Diagnostic::error(Code::UnknownName, format!("no constraint `{}`{whose}", name.node))
                    .at(name.span, "not declared");
            let known: Vec<&str> =
                module.map(|m| self.known.declarations.names_in(m).collect()).unwrap_or_default();
            return self.report(problem.suggest(&name.node, known));
        };
        self.known.refer_to(noun.name.span, id);
        // What refers to itself has no definition yet; that is reported where it stands.
        let Some((definition, target)) = self.known.definition(id) else {
            self.survey(noun);
            return None;
        };
        let given = noun.arguments.as_deref().unwrap_or_default();
        let subject = match &noun.of {
            Some(of) => self.check(of, &Type::Text),
            None => self.subject(span),
        };
        let arguments = self.parameters(&target.parameters, given, noun.name.span);
        if is_unknown(&target.body) {
            return None;
        }
        let ty = target.body.ty.clone();
        Some(make(Kind::Defined { definition, subject, arguments }, ty, span))
    }

    fn unknown_name(&mut self, name: &Name) -> Typed {
        let plurals: Vec<&str> = Unit::ALL.iter().map(|u| u.plural()).collect();
        let locals: Vec<String> = self.local_names().map(str::to_owned).collect();
        let known: Vec<&str> =
            locals.iter().map(String::as_str).chain(plurals).chain(["it", "response", "prompt"]).collect();
        let is_call = Function::from_name(&name.node).is_some()
            || self.known.declarations.find(self.module, None, &name.node).is_some();
        let problem = Diagnostic::error(Code::UnknownName, format!("`{}` means nothing here", name.node));
        let problem = problem.at(name.span, "not a parameter, not a unit of text");
        self.report(if is_call {
            problem.help(format!("it is called with arguments: `{}(…)`", name.node))
        } else {
            let singulars = Unit::ALL.iter().map(|u| u.singular());
            // A misspelt clause behind `3..` reads as the range's upper end.
            let clauses = Keyword::CLAUSES.iter().map(|clause| clause.word());
            problem.suggest(&name.node, known.iter().copied().chain(singulars).chain(clauses))
        })
    }

    fn unknown_call(&mut self, name: &Name) -> Typed {
        let own: Vec<&str> = self.known.declarations.names_in(self.module).collect();
        let known = FUNCTIONS.iter().map(|f| f.name()).filter(|n| !n.contains(' ')).chain(own);
        let problem =
            Diagnostic::error(Code::UnknownName, format!("no function or constraint `{}`", name.node))
                .at(name.span, "not declared")
                .suggest(&name.node, known);
        self.report(problem)
    }
}

/// Whether the filter has been applied to the unit already, before an index was taken.
fn is_part_of_unit(noun: &Noun, base: &Expr) -> bool {
    let name = noun.name.node.as_str();
    noun.arguments.is_none()
        && noun.module.is_none()
        && (Unit::from_plural(name).is_some() || Unit::from_singular(name).is_some())
        && !matches!(base.kind.as_ref(), Kind::Local(_))
        || !matches!(base.ty, Type::List(_))
}

fn at(list: Expr, position: Expr, span: Span) -> Expr {
    let ty = match &list.ty {
        Type::List(element) => element.as_ref().clone(),
        other => other.clone(),
    };
    make(Kind::Call { function: Function::At, arguments: vec![list, position] }, ty, span)
}

pub(super) fn misplaced(span: Span, what: &str, place: &str) -> Diagnostic {
    Diagnostic::error(Code::Syntax, format!("{what} has no meaning here"))
        .at(span, "here")
        .help(format!("it stands {place}"))
}

/// Whether a name means something in every module; a declaration of that name hides it.
pub fn is_builtin_name(name: &str) -> bool {
    let here = matches!(name, "it" | "response" | "prompt");
    here || Unit::from_plural(name).is_some()
        || Unit::from_singular(name).is_some()
        || Function::from_name(name).is_some()
}

/// Whether an expression is nothing but a name.
pub(super) fn bare_name(e: &ast::Expr) -> Option<&Name> {
    match e.node.as_ref() {
        ExprKind::Noun(Noun {
            pick: None,
            module: None,
            name,
            arguments: None,
            index: None,
            of: None,
            filter: None,
            ..
        }) => Some(name),
        _ => None,
    }
}
