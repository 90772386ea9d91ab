//! Types of predicates and measures.

use super::index::{SymbolKind, Target};
use super::patterns;
use super::typeck::{Body, Typed, as_f64, hole, is_unknown, make, scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use crate::program::{Absence, Constant, Expr, Function, Kind, Number, Real, Slot, Type};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, Name, Spanned};
use crate::text::Unit;
use std::sync::Arc;

impl Body<'_, '_> {
    /// Types an expression by itself, or reports why it can't.
    pub(super) fn expression(&mut self, e: &ast::Expr) -> Typed {
        let span = e.span;
        match e.node.as_ref() {
            ExprKind::Int(n) => Some(make(Kind::Const(Constant::Int(*n)), Type::INT, span)),
            ExprKind::Float(x) => {
                Some(make(Kind::Const(Constant::Float(Real(*x))), Type::Number(Number::Float), span))
            }
            ExprKind::Percent(x) => {
                Some(make(Kind::Const(Constant::Float(Real(*x))), Type::Number(Number::Percent), span))
            }
            ExprKind::Bool(b) => Some(make(Kind::Const(Constant::Bool(*b)), Type::Bool, span)),
            ExprKind::Text(t) => {
                Some(make(Kind::Const(Constant::Text(Arc::from(t.as_str()))), Type::Text, span))
            }
            ExprKind::Pattern { source, ignore_case } => patterns::literal(self, source, *ignore_case, span),
            ExprKind::List(items) => self.list(items, span),
            ExprKind::Tuple(items) => {
                let items: Vec<Expr> = items.iter().map(|i| self.infer(i)).collect();
                let ty = Type::Tuple(items.iter().map(|i| i.ty.clone()).collect());
                Some(make(Kind::Tuple(items), ty, span))
            }
            ExprKind::Comprehension { item, binders, source } => {
                self.comprehension(item, binders, source, span)
            }
            ExprKind::Noun(noun) => self.noun(noun, span),
            ExprKind::Range { low, high } => self.range(low.as_ref(), high.as_ref(), span),
            ExprKind::Negate(e) => self.negate(e, span),
            ExprKind::Ignoring { value, normalisations } => {
                let needle = self.check(value, &Type::Needle);
                Some(add_ignoring(needle, normalisations, span))
            }
            ExprKind::Arithmetic { operator, left, right } => self.arithmetic(*operator, left, right, span),
            ExprKind::Compare { operator, left, right } => self.compare(*operator, left, right, span),
            ExprKind::Is { subject, negated, class, arguments } => {
                let claim = self.class(subject.as_ref(), class, arguments, span)?;
                Some(if *negated { make(Kind::Not(claim), Type::Bool, span) } else { claim })
            }
            ExprKind::Not(e) => Some(make(Kind::Not(self.claim(e)), Type::Bool, span)),
            ExprKind::And(items) => Some(make(Kind::And(self.claims(items)), Type::Bool, span)),
            ExprKind::Or(items) => Some(make(Kind::Or(self.claims(items)), Type::Bool, span)),
            ExprKind::Quantified { quantifier, vacuous, binders, source, body } => {
                self.quantified(*quantifier, *vacuous, binders, source, body, span)
            }
            ExprKind::If { condition, then, otherwise } => {
                self.conditional(condition, then, otherwise.as_ref(), span)
            }
            ExprKind::Scoped { scope, body } => self.scope(scope, body, span),
            ExprKind::Block { kind, items } => self.block(*kind, items, span),
        }
    }

    /// Types something that must be a claim.
    pub(super) fn claim(&mut self, e: &ast::Expr) -> Expr {
        self.check(e, &Type::Bool)
    }

    fn claims(&mut self, items: &[ast::Expr]) -> Vec<Expr> {
        items.iter().map(|i| self.claim(i)).collect()
    }

    fn list(&mut self, items: &[ast::Expr], span: Span) -> Typed {
        let typed: Vec<Expr> = items.iter().map(|i| self.infer(i)).collect();
        let mut ty = Type::Nothing;
        for item in &typed {
            if ty.fits(&item.ty) {
                ty = item.ty.clone();
            } else if !item.ty.fits(&ty) {
                let problem = Diagnostic::error(Code::TypeMismatch, "the elements of a list have one type")
                    .at(item.span, format!("this is {}", item.ty))
                    .at(span, format!("the elements before it are {ty}"));
                return self.report(problem);
            }
        }
        let items = typed.into_iter().map(|i| self.fit(i, &ty)).collect();
        Some(make(Kind::List(items), Type::List(Box::new(ty)), span))
    }

    fn negate(&mut self, e: &ast::Expr, span: Span) -> Typed {
        let value = self.infer(e);
        let kind = match value.kind.as_ref() {
            Kind::Const(Constant::Int(n)) => Kind::Const(Constant::Int(n.saturating_neg())),
            Kind::Const(Constant::Float(x)) if value.ty.is_number() => {
                Kind::Const(Constant::Float(Real(-x.0)))
            }
            _ if value.ty.is_number() => {
                let zero = make(Kind::Const(Constant::Int(0)), Type::INT, span);
                let ty = value.ty.clone();
                return Some(make(
                    Kind::Arithmetic { operator: Arithmetic::Subtract, left: zero, right: value },
                    ty,
                    span,
                ));
            }
            _ if is_unknown(&value) => return Some(value),
            _ => return self.unfit(&value, &Type::INT),
        };
        Some(make(kind, value.ty, span))
    }

    fn range(&mut self, low: Option<&ast::Expr>, high: Option<&ast::Expr>, span: Span) -> Typed {
        let mut number = Number::Int;
        let mut unknown = false;
        let mut end = |body: &mut Self, e: &ast::Expr| {
            let typed = body.infer(e);
            unknown |= is_unknown(&typed);
            match &typed.ty {
                Type::Number(n) => {
                    number = if number == Number::Int { *n } else { number };
                    typed
                }
                _ => body.fit(typed, &Type::INT),
            }
        };
        let low = low.map(|e| end(self, e));
        let high = high.map(|e| end(self, e));
        if let (Some(low), Some(high)) = (&low, &high)
            && let (Some(a), Some(b)) = (constant_number(low), constant_number(high))
            && a > b
        {
            let problem = Diagnostic::error(Code::EmptyRange, "this range holds nothing")
                .at(span, "its lower end is above its upper end")
                .help("write the smaller number first");
            return self.report(problem);
        }
        let ty = if unknown { Type::Nothing } else { Type::Range(number) };
        Some(make(Kind::Range { low, high }, ty, span))
    }

    fn arithmetic(&mut self, operator: Arithmetic, left: &ast::Expr, right: &ast::Expr, span: Span) -> Typed {
        let (left, right) = (self.infer(left), self.infer(right));
        if is_unknown(&left) || is_unknown(&right) {
            return Some(make(Kind::Arithmetic { operator, left, right }, Type::Nothing, span));
        }
        let (Type::Number(a), Type::Number(b)) = (&left.ty, &right.ty) else {
            let wrong = if left.ty.is_number() { right } else { left };
            return self.unfit(&wrong, &Type::INT);
        };
        let number = match (operator, a, b) {
            (Arithmetic::Divide, ..) => Number::Float,
            (_, Number::Int, Number::Int) => Number::Int,
            (Arithmetic::Add | Arithmetic::Subtract, Number::Percent, Number::Percent) => Number::Percent,
            _ => Number::Float,
        };
        Some(make(Kind::Arithmetic { operator, left, right }, Type::Number(number), span))
    }

    fn compare(&mut self, operator: Comparison, left: &ast::Expr, right: &ast::Expr, span: Span) -> Typed {
        let mut ignoring = Vec::new();
        let left = self.infer(strip_ignoring(left, &mut ignoring));
        let right = self.infer(strip_ignoring(right, &mut ignoring));
        if is_unknown(&left) || is_unknown(&right) {
            return Some(make(Kind::Compare { operator, left, right, ignoring }, Type::Bool, span));
        }
        let (left, right) = match (operator, &left.ty, &right.ty) {
            (Comparison::In, Type::Number(n), Type::Range(r)) if n == r || *r == Number::Float => {
                (left, right)
            }
            (Comparison::In, Type::Number(Number::Float), Type::Range(Number::Int | Number::Percent)) => {
                (left, right)
            }
            (Comparison::In, Type::Number(n), Type::Number(m)) if n == m => {
                let range = self.fit(right, &Type::Range(*n));
                (left, range)
            }
            (Comparison::In, item, Type::List(element)) if item.comparable(element) => (left, right),
            (Comparison::In, ..) => return self.cannot_compare("is in", &left, &right, span),
            (Comparison::Equal | Comparison::NotEqual, Type::Number(_), Type::Range(_))
            | (Comparison::Equal | Comparison::NotEqual, Type::Range(_), Type::Number(_)) => {
                let (sign, help) = match operator {
                    Comparison::Equal => ("=", "write `NUMBER in RANGE`"),
                    _ => ("!=", "write `not NUMBER in RANGE`"),
                };
                let problem =
                    Diagnostic::error(Code::TypeMismatch, "a number is `in` a range, never equal to it")
                        .at(span, format!("compared with `{sign}` here"))
                        .help(help);
                return self.report(problem);
            }
            (Comparison::Equal | Comparison::NotEqual, a, b)
                if a.comparable(b) || (a.is_number() && b.is_number()) =>
            {
                (left, right)
            }
            (Comparison::Equal | Comparison::NotEqual, ..) => {
                return self.cannot_compare("equals", &left, &right, span);
            }
            (_, a, b) if a.is_number() && b.is_number() => (left, right),
            _ => return self.cannot_compare("is less or greater than", &left, &right, span),
        };
        if !ignoring.is_empty() && !matches!(left.ty, Type::Text | Type::Language) {
            let problem =
                Diagnostic::error(Code::TypeMismatch, "only comparisons of texts can ignore something")
                    .at(span, "here");
            return self.report(problem);
        }
        Some(make(Kind::Compare { operator, left, right, ignoring }, Type::Bool, span))
    }

    fn cannot_compare(&mut self, relation: &str, left: &Expr, right: &Expr, span: Span) -> Typed {
        let message = format!("it can't be told whether {} {relation} {}", left.ty, right.ty);
        let problem = Diagnostic::error(Code::TypeMismatch, message)
            .at(left.span, format!("{}", left.ty))
            .at(right.span, format!("{}", right.ty));
        let problem = if span == left.span { problem.at(span, "") } else { problem };
        self.report(problem)
    }

    fn comprehension(&mut self, item: &ast::Expr, binders: &[Name], source: &ast::Expr, span: Span) -> Typed {
        let list = self.elements(source);
        self.scoped(|body| {
            let slots = body.bind_elements(binders, &list, span);
            let item = body.infer(item);
            let ty = Type::List(Box::new(item.ty.clone()));
            Some(make(Kind::Collect { slots, list, item }, ty, span))
        })
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        vacuous: bool,
        binders: &[Name],
        source: &ast::Expr,
        claim: &ast::Expr,
        span: Span,
    ) -> Typed {
        let list = self.elements(source);
        if vacuous && quantifier != Quantifier::Each {
            let problem = Diagnostic::error(Code::Syntax, "only `each` has a form with `?`")
                .at(span, "here")
                .help("`some` always needs one, and `no` never does");
            self.report(problem);
        }
        self.scoped(|body| {
            let slots = body.bind_elements(binders, &list, span);
            let body = body.claim(claim);
            Some(make(Kind::Quantify { quantifier, vacuous, slots, list, body }, Type::Bool, span))
        })
    }

    /// The list that `each …` goes through: a unit in the singular (or plural), or any list.
    fn elements(&mut self, source: &ast::Expr) -> Expr {
        self.list_of_elements(source)
            .unwrap_or_else(|| hole(Type::List(Box::new(Type::Nothing)), source.span))
    }

    fn list_of_elements(&mut self, source: &ast::Expr) -> Typed {
        if let ExprKind::Noun(noun) = source.node.as_ref()
            && noun.pick.is_none()
            && noun.index.is_none()
            && noun.arguments.is_none()
            && noun.module.is_none()
            && !self.is_local(&noun.name.node)
            && let Some(unit) = Unit::from_singular(&noun.name.node)
        {
            return Some(self.parts(unit, noun, source.span));
        }
        let typed = self.infer(source);
        if matches!(typed.ty, Type::List(_)) {
            return Some(typed);
        }
        if is_unknown(&typed) {
            return None;
        }
        let problem = Diagnostic::error(Code::TypeMismatch, format!("expected a list, found {}", typed.ty))
            .at(
                typed.span,
                "`each`, `some` and `no` go through the parts of a text or the elements of a list",
            )
            .help("name a unit in the singular (`each sentence: …`) or a list (`each x in xs: …`)");
        self.report(problem)
    }

    /// The slots of what goes through a list: the text spoken of, or names, seen in the whole expression.
    fn bind_elements(&mut self, binders: &[Name], list: &Expr, scope: Span) -> Vec<Slot> {
        let element = match &list.ty {
            Type::List(element) => element.as_ref().clone(),
            _ => Type::Nothing,
        };
        let unknown = element == Type::Nothing && list.has_hole();
        let told = |ty: &Type| Some(ty.clone()).filter(|ty| *ty != Type::Nothing || !list.has_hole());
        match (binders, &element) {
            ([], Type::Text) => {}
            ([], _) if unknown => {}
            ([], other) => {
                let problem = Diagnostic::error(
                    Code::TypeMismatch,
                    format!("these elements are {other}, not parts of a text"),
                )
                .at(list.span, "here")
                .help("give them a name: `each x in …: …`");
                self.report(problem);
            }
            ([name], _) => {
                let element = Some(element).filter(|_| !unknown);
                return vec![self.bind(name, element, SymbolKind::Element, scope)];
            }
            (names, Type::Tuple(types)) if names.len() == types.len() => {
                return names
                    .iter()
                    .zip(types)
                    .map(|(n, t)| self.bind(n, told(t), SymbolKind::Element, scope))
                    .collect();
            }
            (names, element) => {
                if !unknown {
                    let message = format!("{} names for elements that are {element}", names.len());
                    let problem =
                        Diagnostic::error(Code::TypeMismatch, message).at(list.span, "these elements");
                    self.report(problem);
                }
                let unknown = |n| self.bind(n, None, SymbolKind::Element, scope);
                return names.iter().map(unknown).collect();
            }
        }
        self.subject = self.slot();
        vec![self.subject]
    }

    fn conditional(
        &mut self,
        condition: &ast::Expr,
        then: &ast::Expr,
        otherwise: Option<&ast::Expr>,
        span: Span,
    ) -> Typed {
        let condition = self.claim(condition);
        let then = self.infer(then);
        let otherwise = otherwise.map(|e| self.infer(e));
        let otherwise = match otherwise {
            Some(e) => Some(e),
            None if then.ty == Type::Bool || is_unknown(&then) => None,
            None => {
                let problem = Diagnostic::error(Code::TypeMismatch, "a value needs an `else`")
                    .at(span, format!("this is {} only if the condition holds", then.ty));
                return self.report(problem);
            }
        };
        let (then, otherwise) = match otherwise {
            None => (then, None),
            Some(other) if then.ty.fits(&other.ty) => {
                let ty = other.ty.clone();
                (self.fit(then, &ty), Some(other))
            }
            Some(other) => {
                let ty = then.ty.clone();
                (then, Some(self.fit(other, &ty)))
            }
        };
        let ty = then.ty.clone();
        Some(make(Kind::If { condition, then, otherwise }, ty, span))
    }

    fn scope(&mut self, part: &ast::Expr, claim: &ast::Expr, span: Span) -> Typed {
        let optional = matches!(part.node.as_ref(), ExprKind::Noun(noun) if noun.optional);
        let part = self.check(part, &Type::Text);
        self.scoped(|body| {
            let slot = body.slot();
            body.subject = slot;
            let claim = body.claim(claim);
            let absence = if optional { Absence::Passes } else { Absence::Fails };
            Some(scope(slot, part, claim, absence, span))
        })
    }

    fn block(&mut self, kind: BlockKind, items: &[ast::BlockItem], span: Span) -> Typed {
        let out: Vec<(Expr, f64)> =
            items.iter().map(|i| (self.claim(&i.claim), i.weight.unwrap_or(1.0))).collect();
        if let BlockKind::AtLeast(k) = kind
            && k as usize > out.len()
        {
            let problem =
                Diagnostic::error(Code::NeverHolds, format!("{k} of {} claims can never hold", out.len()))
                    .at(span, "here");
            return self.report(problem);
        }
        Some(make(Kind::Block { kind, items: out }, Type::Bool, span))
    }

    fn class(
        &mut self,
        subject: Option<&ast::Expr>,
        class: &Name,
        arguments: &[ast::Argument],
        span: Span,
    ) -> Typed {
        let subject = match subject {
            Some(subject) => self.check(subject, &Type::Text),
            None => self.subject(span),
        };
        let Some(function) = Function::class(&class.node) else {
            let known = crate::program::FUNCTIONS.iter().filter_map(|f| f.name().strip_prefix("is "));
            let problem = Diagnostic::error(Code::UnknownName, format!("nothing `is {}`", class.node))
                .at(class.span, "not a class of texts");
            let problem = if self.local(&class.node, class.span, span).is_some() {
                problem.help(format!("to compare with `{0}`, write `= {0}`", class.node))
            } else {
                problem.suggest(&class.node, known)
            };
            arguments.iter().for_each(|a| drop(self.infer(&a.value)));
            return self.report(problem);
        };
        self.known.refer(class.span, Target::Function(function));
        self.builtin(function, Some(subject), arguments, class.span, span)
    }
}

/// The value of a literal number.
pub(super) fn constant_number(e: &Expr) -> Option<f64> {
    match e.kind.as_ref() {
        Kind::Const(Constant::Int(n)) => Some(as_f64(*n)),
        Kind::Const(Constant::Float(x)) => Some(x.0),
        _ => None,
    }
}

fn strip_ignoring<'e>(e: &'e ast::Expr, ignoring: &mut Vec<Normalisation>) -> &'e ast::Expr {
    match e.node.as_ref() {
        ExprKind::Ignoring { value, normalisations } => {
            merge(ignoring, normalisations);
            value
        }
        _ => e,
    }
}

fn add_ignoring(needle: Expr, normalisations: &[Spanned<Normalisation>], span: Span) -> Expr {
    match *needle.kind {
        Kind::Needle { target, whole_word, mut ignoring } => {
            merge(&mut ignoring, normalisations);
            make(Kind::Needle { target, whole_word, ignoring }, Type::Needle, span)
        }
        other => make(other, Type::Needle, span),
    }
}

fn merge(ignoring: &mut Vec<Normalisation>, more: &[Spanned<Normalisation>]) {
    ignoring.extend(more.iter().map(|n| n.node));
    ignoring.sort();
    ignoring.dedup();
}
