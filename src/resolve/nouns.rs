//! Names in use: parameters, parts of the text, builtins, constraints and definitions.

use super::body::{Body, Typed, make};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constant, Expr, FUNCTIONS, FormalKind, Function, Kind, Number, Parameter, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Argument, ExprKind, Name, Noun, Pick};
use crate::text::Unit;

impl Body<'_, '_> {
    pub(super) fn noun(&mut self, noun: &Noun, span: Span) -> Typed {
        let base = self.named(noun, span)?;
        let base = match &noun.filter {
            Some(filter) if !is_part_of_unit(noun, &base) => self.filter(base, filter, span)?,
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
            let subject = match &noun.of {
                Some(of) if function.signature().subject || function == Function::Count => {
                    Some(self.check(of, &Type::Text)?)
                }
                Some(of) => {
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
        self.unknown_call(&noun.name)
    }

    /// A call written with `?`: claims about several elements then hold of fewer than two; for a part that may be
    /// missing, the scope that names it takes care.
    fn vacuous(&mut self, function: Function, call: Expr, name: Span) -> Typed {
        use Function::{AllDifferent, AllEqual, Decreasing, Increasing, Section};
        let span = call.span;
        match (function, call.kind.as_ref()) {
            (Section, _) => Some(call),
            (Increasing | Decreasing | AllEqual | AllDifferent, Kind::Call { arguments, .. }) => {
                let count = Kind::Call {
                    function: Function::Count,
                    arguments: arguments.iter().take(1).cloned().collect(),
                };
                let few = Kind::Compare {
                    operator: ast::Comparison::Less,
                    left: make(count, Type::INT, span),
                    right: make(Kind::Const(Constant::Int(2)), Type::INT, span),
                    ignoring: Vec::new(),
                };
                Some(make(Kind::Or(vec![make(few, Type::Bool, span), call]), Type::Bool, span))
            }
            _ => {
                let problem =
                    Diagnostic::error(Code::Syntax, format!("`{}` has no form with `?`", function.name()))
                        .at(name, "here");
                self.report(problem.help("`each?`, `section?`, `increasing?`, `decreasing?`, `all_equal?` and `all_different?` have one"))
            }
        }
    }

    /// A name without arguments.
    fn plain(&mut self, noun: &Noun, span: Span) -> Typed {
        let name = noun.name.node.as_str();
        if let Some((slot, ty)) = self.local(name) {
            if let Some(of) = &noun.of {
                return self.report(misplaced(of.span, "`of`", "behind a unit (`words of …`)"));
            }
            return Some(make(Kind::Local(slot), ty, span));
        }
        match name {
            "it" => return Some(self.subject(span)),
            "response" => return Some(make(Kind::Response, Type::Text, span)),
            "prompt" => return Some(make(Kind::Prompt, Type::Text, span)),
            _ => {}
        }
        if let Some(unit) = Unit::from_plural(name) {
            return self.parts(unit, noun, span);
        }
        if let Some(unit) = Unit::from_singular(name) {
            return match (&noun.index, noun.pick) {
                (Some(index), None) => self.indexed_unit(unit, noun, index, span),
                (None, Some(_)) => self.parts(unit, noun, span),
                _ => {
                    let problem = Diagnostic::error(Code::UnknownUnit, format!("which `{name}`?"))
                        .at(noun.name.span, "one of many");
                    self.report(problem.help(format!(
                        "`{}` means all of them; `first {name}`, `last {name}` or `{name} 2` means one; `each {name}: …` speaks of every one",
                        unit.plural()
                    )))
                }
            };
        }
        self.unknown_name(&noun.name)
    }

    /// All parts of a unit, of what `of` names or of the part spoken of, filtered.
    pub(super) fn parts(&mut self, unit: Unit, noun: &Noun, span: Span) -> Typed {
        let of = match &noun.of {
            Some(of) => self.check(of, &Type::Text)?,
            None => self.subject(span),
        };
        let list = make(Kind::Parts { unit, of }, Type::texts(), span);
        match &noun.filter {
            Some(filter) => self.filter(list, filter, span),
            None => Some(list),
        }
    }

    fn filter(&mut self, list: Expr, filter: &ast::Expr, span: Span) -> Typed {
        if !list.ty.fits(&Type::texts()) {
            let problem = Diagnostic::error(Code::TypeMismatch, "`where` selects among parts of a text")
                .at(list.span, format!("this is {}", list.ty));
            return self.report(problem);
        }
        self.scoped(|body| {
            let slot = body.slot();
            body.subject = slot;
            let keep = body.claim(filter)?;
            Some(make(Kind::Filter { slot, list, keep }, Type::texts(), span))
        })
    }

    /// `paragraph 2`, `word(k)`; and `word "x"`, `word(w)`: the word as a search term.
    fn indexed_unit(&mut self, unit: Unit, noun: &Noun, index: &ast::Expr, span: Span) -> Typed {
        let index = self.infer(index)?;
        match &index.ty {
            Type::Number(Number::Int) => {
                let list = self.parts(unit, noun, span)?;
                Some(at(list, index, span))
            }
            Type::Text | Type::Pattern | Type::Needle if unit.singular() == "word" => {
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
            _ => self.fit(index, &Type::INT),
        }
    }

    /// `first xs`, `last xs`, `xs 2`.
    fn pick(&mut self, noun: &Noun, base: Expr, span: Span) -> Typed {
        let position = match (noun.pick, &noun.index) {
            (Some(Pick::First), _) => make(Kind::Const(Constant::Int(1)), Type::INT, span),
            (Some(Pick::Last), _) => make(Kind::Const(Constant::Int(-1)), Type::INT, span),
            (None, Some(index)) if matches!(base.ty, Type::List(_)) => self.check(index, &Type::INT)?,
            (None, Some(index)) if Unit::from_singular(&noun.name.node).is_none() => {
                let problem = Diagnostic::error(Code::Syntax, "expected an operator or the end of the claim")
                    .at(index.span, format!("`{}` can't be followed by this", noun.name.node));
                return self.report(problem);
            }
            (None, _) => return Some(base),
        };
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
        if let Some(module) = &noun.module
            && self.known.declarations.module(self.module, &module.node).is_none()
        {
            let problem =
                Diagnostic::error(Code::UnknownModule, format!("no module `{}` is in use here", module.node))
                    .at(module.span, "not in use")
                    .help(format!("write `use {}` at the top of the file", module.node));
            return self.report(problem);
        }
        let Some(id) = self.known.declarations.find(self.module, noun.module.as_ref(), &noun.name.node)
        else {
            let module =
                noun.module.as_ref().and_then(|m| self.known.declarations.module(self.module, &m.node));
            let name = &noun.name;
            let whose = noun.module.as_ref().map(|m| format!(" in module `{}`", m.node)).unwrap_or_default();
            let problem =
                Diagnostic::error(Code::UnknownName, format!("no constraint `{}`{whose}", name.node))
                    .at(name.span, "not declared");
            let known: Vec<&str> =
                module.map(|m| self.known.declarations.names_in(m).collect()).unwrap_or_default();
            return self.report(problem.suggest(&name.node, known));
        };
        // What was not typed has been reported where it stands.
        let (definition, target) = self.known.definition(id)?;
        let given = noun.arguments.as_deref().unwrap_or_default();
        let subject = match &noun.of {
            Some(of) => self.check(of, &Type::Text)?,
            None => self.subject(span),
        };
        let arguments = self.parameters(&target.parameters, given, noun.name.span)?;
        let ty = target.body.ty.clone();
        Some(make(Kind::Defined { definition, subject, arguments }, ty, span))
    }

    /// One value per parameter: from the arguments, by position or name, or from its default.
    pub(super) fn parameters(
        &mut self,
        parameters: &[Parameter],
        given: &[Argument],
        at: Span,
    ) -> Option<Vec<Expr>> {
        let names: Vec<&str> = parameters.iter().map(|p| p.name.as_str()).collect();
        let slots = self.distribute(&names, given, at)?;
        let mut out = Vec::new();
        let mut missing = Vec::new();
        for (parameter, value) in parameters.iter().zip(slots) {
            match (value, &parameter.default) {
                (Some(value), _) => out.push(self.check(&value.value, &parameter.ty)),
                (None, Some(default)) => out.push(Some(default.clone())),
                (None, None) => missing.push(format!("`{}: {}`", parameter.name, parameter.ty)),
            }
        }
        if !missing.is_empty() {
            let problem = Diagnostic::error(Code::BadArguments, format!("missing {}", missing.join(", ")))
                .at(at, "called here");
            self.report(problem);
            return None;
        }
        out.into_iter().collect()
    }

    /// Puts arguments to the parameters that they are meant for.
    fn distribute<'a>(
        &mut self,
        names: &[&str],
        given: &'a [Argument],
        at: Span,
    ) -> Option<Vec<Option<&'a Argument>>> {
        let mut out: Vec<Option<&Argument>> = vec![None; names.len()];
        let mut next = 0;
        for argument in given {
            let place = match &argument.label {
                Some(label) => match names.iter().position(|n| *n == label.node) {
                    Some(place) => place,
                    None => {
                        let problem =
                            Diagnostic::error(Code::BadArguments, format!("no parameter `{}`", label.node))
                                .at(label.span, "not a parameter");
                        let listed = if names.is_empty() {
                            "it takes none".to_owned()
                        } else {
                            format!("it takes {}", names.join(", "))
                        };
                        let problem = match crate::diagnostic::nearest(&label.node, names.iter().copied()) {
                            Some(_) => problem.suggest(&label.node, names.iter().copied()),
                            None => problem.help(listed),
                        };
                        self.report(problem);
                        return None;
                    }
                },
                None => {
                    next += 1;
                    next - 1
                }
            };
            match out.get_mut(place) {
                Some(slot @ None) => *slot = Some(argument),
                Some(Some(first)) => {
                    let name = names.get(place).copied().unwrap_or_default();
                    let problem = Diagnostic::error(Code::BadArguments, format!("`{name}` is given twice"))
                        .at(argument.value.span, "again here")
                        .at(first.value.span, "first here");
                    self.report(problem);
                    return None;
                }
                None => {
                    let count = names.len();
                    let problem = Diagnostic::error(
                        Code::BadArguments,
                        format!("too many arguments: it takes {count}"),
                    )
                    .at(argument.value.span, "one too many")
                    .at(at, "called here");
                    self.report(problem);
                    return None;
                }
            }
        }
        Some(out)
    }

    /// A call of a builtin; `subject` is the text spoken of, if another than the current one.
    pub(super) fn builtin(
        &mut self,
        function: Function,
        subject: Option<Expr>,
        given: &[Argument],
        name: Span,
        span: Span,
    ) -> Typed {
        let signature = function.signature();
        let names: Vec<&str> = signature.formals.iter().map(|f| f.name).collect();
        let slots = self.distribute(&names, given, name)?;
        if function == Function::Count {
            return self.count(slots.first().copied().flatten(), subject, name, span);
        }
        let mut arguments = Vec::new();
        if signature.subject {
            arguments.push(subject.unwrap_or_else(|| self.subject(span)));
        }
        let mut failed = false;
        for (formal, argument) in signature.formals.iter().zip(slots) {
            let Some(argument) = argument else {
                if formal.optional {
                    continue;
                }
                let problem =
                    Diagnostic::error(Code::BadArguments, format!("missing argument `{}`", formal.name)).at(
                        name,
                        format!(
                            "`{}{}`",
                            function.name().trim_start_matches("is "),
                            function.signature_text().trim_start_matches("here ")
                        ),
                    );
                return self.report(problem);
            };
            match self.formal(&formal.kind, &argument.value) {
                Some(value) => arguments.push(value),
                None => failed = true,
            }
        }
        if failed {
            return None;
        }
        let ty = result(&signature.result, &arguments);
        Some(make(Kind::Call { function, arguments }, ty, span))
    }

    fn formal(&mut self, kind: &FormalKind, value: &ast::Expr) -> Typed {
        let typed = match kind {
            FormalKind::Of(ty) => return self.check(value, ty),
            _ => self.infer(value)?,
        };
        let expected = match kind {
            FormalKind::Number if typed.ty.is_number() => return Some(typed),
            FormalKind::List
            | FormalKind::Element
            | FormalKind::Pairs
            | FormalKind::Zipped
            | FormalKind::Lists
                if matches!(typed.ty, Type::List(_)) =>
            {
                return Some(typed);
            }
            FormalKind::Numbers if matches!(&typed.ty, Type::List(e) if e.is_number() || **e == Type::Nothing) =>
            {
                return Some(typed);
            }
            FormalKind::Number => "a number",
            FormalKind::Numbers => "a list of numbers",
            _ => "a list",
        };
        let problem =
            Diagnostic::error(Code::TypeMismatch, format!("expected {expected}, found {}", typed.ty))
                .at(typed.span, "here");
        self.report(problem)
    }

    /// `count(words)` is the length of a list, `count("x")` the number of occurrences.
    fn count(&mut self, argument: Option<&Argument>, subject: Option<Expr>, name: Span, span: Span) -> Typed {
        let Some(argument) = argument else {
            let problem = Diagnostic::error(Code::BadArguments, "count what?").at(name, "nothing to count");
            return self.report(problem.help("`count(words)`, `count(\"ember\")`, `count(/\\d+/)`"));
        };
        let value = self.infer(&argument.value)?;
        if matches!(value.ty, Type::List(_)) {
            if let Some(of) = subject {
                return self.report(misplaced(of.span, "`of`", "inside: `count(words of …)`"));
            }
            return Some(make(
                Kind::Call { function: Function::Count, arguments: vec![value] },
                Type::INT,
                span,
            ));
        }
        let needle = self.fit(value, &Type::Needle)?;
        let subject = subject.unwrap_or_else(|| self.subject(span));
        Some(make(
            Kind::Call { function: Function::Occurrences, arguments: vec![subject, needle] },
            Type::INT,
            span,
        ))
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
            let clauses = ["require", "judge", "say", "accept", "reject", "let"];
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

fn misplaced(span: Span, what: &str, place: &str) -> Diagnostic {
    Diagnostic::error(Code::Syntax, format!("{what} has no meaning here"))
        .at(span, "here")
        .help(format!("it stands {place}"))
}

fn result(kind: &FormalKind, arguments: &[Expr]) -> Type {
    let mut lists = arguments.iter().filter_map(|a| match &a.ty {
        Type::List(element) => Some(element.as_ref().clone()),
        _ => None,
    });
    let list_of = |element| Type::List(Box::new(element));
    let element = lists.next();
    match kind {
        FormalKind::Of(ty) => ty.clone(),
        FormalKind::Number | FormalKind::Element | FormalKind::Numbers => {
            element.unwrap_or_else(|| arguments.first().map_or(Type::INT, |a| a.ty.clone()))
        }
        FormalKind::List => list_of(element.unwrap_or(Type::Nothing)),
        FormalKind::Lists => list_of(list_of(element.unwrap_or(Type::Nothing))),
        FormalKind::Pairs => {
            let element = element.unwrap_or(Type::Nothing);
            list_of(Type::Tuple(vec![element.clone(), element]))
        }
        FormalKind::Zipped => {
            let other = lists.next().unwrap_or(Type::Nothing);
            list_of(Type::Tuple(vec![element.unwrap_or(Type::Nothing), other]))
        }
    }
}

/// Whether a name means something in every module; a declaration of that name hides it.
pub(crate) fn is_builtin_name(name: &str) -> bool {
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
