//! Calls: arguments go to parameters, builtins get their types.

use super::index::Target;
use super::names::misplaced;
use super::typeck::{Body, Typed, hole, is_unknown, make};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Constant, Expr, FormalKind, Function, Kind, Parameter, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Argument};

impl Body<'_, '_> {
    /// One value per parameter: from the arguments, by position or name, or from its default.
    pub(super) fn parameters(&mut self, parameters: &[Parameter], given: &[Argument], at: Span) -> Vec<Expr> {
        let names: Vec<&str> = parameters.iter().map(|p| p.name.as_str()).collect();
        for label in given.iter().filter_map(|a| a.label.as_ref()) {
            if let Some(parameter) = parameters.iter().find(|p| p.name == label.node) {
                self.known.refer(label.span, Target::Declared(parameter.span));
            }
        }
        let Some(slots) = self.distribute(&names, given, at) else {
            return parameters.iter().map(|p| hole(p.ty.clone(), at)).collect();
        };
        let mut out = Vec::new();
        let mut missing = Vec::new();
        for (parameter, value) in parameters.iter().zip(slots) {
            match (value, &parameter.default) {
                (Some(value), _) => out.push(self.check(&value.value, &parameter.ty)),
                (None, Some(default)) => out.push(default.clone()),
                (None, None) => {
                    missing.push(format!("`{}: {}`", parameter.name, parameter.ty));
                    out.push(hole(parameter.ty.clone(), at));
                }
            }
        }
        if !missing.is_empty() {
            let problem = Diagnostic::error(Code::BadArguments, format!("missing {}", missing.join(", ")))
                .at(at, "called here");
            self.report(problem);
        }
        out
    }

    /// Puts arguments to the parameters that they are meant for; if they can't be, they are looked at all the same.
    fn distribute<'a>(
        &mut self,
        names: &[&str],
        given: &'a [Argument],
        at: Span,
    ) -> Option<Vec<Option<&'a Argument>>> {
        let out = self.assign(names, given, at);
        if out.is_none() {
            given.iter().for_each(|a| drop(self.infer(&a.value)));
        }
        out
    }

    fn assign<'a>(
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
        let mut arguments: Vec<Expr> = Vec::new();
        if signature.subject {
            arguments.push(subject.unwrap_or_else(|| self.subject(span)));
        }
        for (formal, argument) in signature.formals.iter().zip(slots) {
            let Some(argument) = argument else {
                if formal.optional {
                    continue;
                }
                let problem =
                    Diagnostic::error(Code::BadArguments, format!("missing argument `{}`", formal.name))
                        .at(name, format!("`{}{signature}`", function.name().trim_start_matches("is ")));
                return self.report(problem);
            };
            let value = self.formal(formal.kind, &argument.value);
            arguments.push(value.unwrap_or_else(|| hole(Type::Nothing, argument.value.span)));
        }
        let ty = signature.result.result(&arguments.iter().map(|a| &a.ty));
        Some(make(Kind::Call { function, arguments }, ty, span))
    }

    fn formal(&mut self, kind: FormalKind, value: &ast::Expr) -> Typed {
        if let Some(ty) = kind.ty() {
            return Some(self.check(value, &ty));
        }
        let typed = self.infer(value);
        if is_unknown(&typed) {
            return Some(typed);
        }
        let Some(expected) = kind.unfit(&typed.ty) else { return Some(typed) };
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
        let value = self.infer(&argument.value);
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
        let needle = self.fit(value, &Type::Needle);
        let subject = subject.unwrap_or_else(|| self.subject(span));
        Some(make(
            Kind::Call { function: Function::Occurrences, arguments: vec![subject, needle] },
            Type::INT,
            span,
        ))
    }

    /// A call written with `?`: claims about several elements then hold of fewer than two; for a part that may be
    /// missing, the scope that names it takes care.
    pub(super) fn vacuous(&mut self, function: Function, call: Expr, name: Span) -> Typed {
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
                    operator: crate::ops::Comparison::Less,
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
}
