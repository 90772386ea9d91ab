//! Typing of one body: the environment of names, the frame of slots, and how types are made to fit.
//!
//! Typing never stops at a mistake: what was reported becomes a hole that fits everywhere, so that one mistake is
//! reported once and every name is looked at.

use super::declarations::{DeclId, Declarations};
use super::index::{Index, Symbol, SymbolKind, Target};
use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Absence, Constant, Definition, Expr, Kind, Number, Real, Slot, Type};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Name};
use std::cell::RefCell;

/// What typing gives: `None` once something has been reported, which becomes a hole.
pub(super) type Typed = Option<Expr>;

/// The parts of the program that bodies refer to.
pub(super) struct Known<'p, 'm> {
    pub(super) declarations: &'p Declarations<'m>,
    /// The definition of each declaration that has been typed.
    pub(super) typed: &'p [Option<u32>],
    pub(super) definitions: &'p [Definition],
    pub(super) sources: &'p SourceMap,
    /// What is declared and referred to, as far as it has been seen.
    pub(super) index: &'p RefCell<Index>,
}

impl<'p> Known<'p, '_> {
    pub(super) fn definition(&self, id: DeclId) -> Option<(u32, &'p Definition)> {
        let index = self.typed.get(id).copied().flatten()?;
        self.definitions.get(index as usize).map(|d| (index, d))
    }

    pub(super) fn refer(&self, span: Span, target: Target) {
        self.index.borrow_mut().refer(span, target);
    }

    /// Notes that a name means a declaration of a module.
    pub(super) fn refer_to(&self, span: Span, id: DeclId) {
        if let Some(name) = self.declarations.name(id) {
            self.refer(span, Target::Declared(name.span));
        }
    }

    /// Notes that a name means a module.
    pub(super) fn refer_to_module(&self, span: Span, module: usize) {
        if let Some(place) = self.declarations.place_of_module(module) {
            self.refer(span, Target::Declared(place));
        }
    }
}

/// A name with a slot.
struct Local {
    name: String,
    slot: Slot,
    /// `None` if it could not be told, which has been reported.
    ty: Option<Type>,
    /// Where it is declared.
    span: Span,
}

/// The state of typing one body.
pub(super) struct Body<'p, 'm> {
    pub(super) known: &'p Known<'p, 'm>,
    /// The module whose names are seen.
    pub(super) module: usize,
    names: Vec<Local>,
    /// The slot of the text that is spoken of.
    pub(super) subject: Slot,
    next: Slot,
    frame: Slot,
    /// Names that were read, for lints.
    pub(super) used: Vec<Slot>,
    pub(super) problems: Vec<Diagnostic>,
}

impl<'p, 'm> Body<'p, 'm> {
    pub(super) fn new(known: &'p Known<'p, 'm>, module: usize) -> Body<'p, 'm> {
        Body {
            known,
            module,
            names: Vec::new(),
            subject: 0,
            next: 1,
            frame: 1,
            used: Vec::new(),
            problems: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, problem: Diagnostic) -> Typed {
        self.problems.push(problem);
        None
    }

    /// How many slots the body needs.
    pub(super) fn frame(&self) -> u32 {
        self.frame
    }

    /// Gives a name a slot, to the end of the current scope, which is that stretch of the source.
    pub(super) fn bind(&mut self, name: &Name, ty: Option<Type>, kind: SymbolKind, scope: Span) -> Slot {
        let slot = self.slot();
        self.known.index.borrow_mut().declare(Symbol {
            name: name.node.clone(),
            kind,
            span: name.span,
            scope,
            ty: ty.clone(),
            docs: String::new(),
        });
        self.names.push(Local { name: name.node.clone(), slot, ty, span: name.span });
        slot
    }

    /// A slot without a name.
    pub(super) fn slot(&mut self) -> Slot {
        let slot = self.next;
        self.next += 1;
        self.frame = self.frame.max(self.next);
        slot
    }

    /// Runs `inner` in a scope of its own; names bound in it are forgotten, the subject restored.
    pub(super) fn scoped<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        let (names, subject, next) = (self.names.len(), self.subject, self.next);
        let out = inner(self);
        self.names.truncate(names);
        self.subject = subject;
        self.next = next;
        out
    }

    /// The value of a name that is read at a place, as the expression that stands there.
    pub(super) fn local(&mut self, name: &str, at: Span, span: Span) -> Option<Expr> {
        let found = self.names.iter().rev().find(|local| local.name == name)?;
        self.used.push(found.slot);
        self.known.refer(at, Target::Declared(found.span));
        Some(match &found.ty {
            Some(ty) => make(Kind::Local(found.slot), ty.clone(), span),
            None => hole(Type::Nothing, span),
        })
    }

    pub(super) fn is_local(&self, name: &str) -> bool {
        self.names.iter().any(|local| local.name == name)
    }

    pub(super) fn local_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|local| local.name.as_str())
    }

    pub(super) fn subject(&self, span: Span) -> Expr {
        make(Kind::Local(self.subject), Type::Text, span)
    }

    /// Types an expression by itself.
    pub(super) fn infer(&mut self, e: &ast::Expr) -> Expr {
        self.expression(e).unwrap_or_else(|| hole(Type::Nothing, e.span))
    }

    /// Types an expression that must have this type.
    pub(super) fn check(&mut self, e: &ast::Expr, expected: &Type) -> Expr {
        if let (ast::ExprKind::List(items), Type::List(element)) = (e.node.as_ref(), expected) {
            let items = items.iter().map(|i| self.check(i, element)).collect();
            return make(Kind::List(items), expected.clone(), e.span);
        }
        if let (ast::ExprKind::Tuple(items), Type::Tuple(types)) = (e.node.as_ref(), expected)
            && items.len() == types.len()
        {
            let items = items.iter().zip(types).map(|(i, t)| self.check(i, t)).collect();
            return make(Kind::Tuple(items), expected.clone(), e.span);
        }
        let typed = self.infer(e);
        self.fit(typed, expected)
    }

    /// Converts to the type that is asked for; what can't be is reported and becomes a hole of that type.
    pub(super) fn fit(&mut self, e: Expr, expected: &Type) -> Expr {
        if e.ty == *expected || *expected == Type::Nothing {
            return e;
        }
        if !e.ty.fits(expected) {
            self.problems.push(mismatch(&e, expected));
            return hole(expected.clone(), e.span);
        }
        convert(e, expected)
    }

    /// Reports that something has another type than its place needs.
    pub(super) fn unfit(&mut self, e: &Expr, expected: &Type) -> Typed {
        self.report(mismatch(e, expected))
    }
}

pub(super) fn hole(ty: Type, span: Span) -> Expr {
    make(Kind::Hole, ty, span)
}

/// Whether nothing can be said of an expression's type, because something was reported in it.
pub(super) fn is_unknown(e: &Expr) -> bool {
    e.ty == Type::Nothing && e.has_hole()
}

/// The type of an expression, if it could be told.
pub(super) fn known_type(e: &Expr) -> Option<Type> {
    Some(e.ty.clone()).filter(|_| !is_unknown(e))
}

pub(super) fn make(kind: Kind, ty: Type, span: Span) -> Expr {
    Expr { kind: Box::new(kind), ty, span }
}

pub(super) fn scope(slot: Slot, part: Expr, body: Expr, absence: Absence, span: Span) -> Expr {
    make(Kind::Scope { slot, part, body, absence }, Type::Bool, span)
}

fn mismatch(e: &Expr, expected: &Type) -> Diagnostic {
    let problem = Diagnostic::error(Code::TypeMismatch, format!("expected {expected}, found {}", e.ty));
    let problem = problem.at(e.span, format!("this is {}", article(&e.ty)));
    match (&e.ty, expected) {
        (Type::List(_), Type::Text) => {
            problem.help("speak of one part (`first …`, `last …`, `… 2`) or of `each …`")
        }
        (Type::Number(_), Type::Bool) => problem.help("compare it: `… in 3..`, `… = 2`"),
        (Type::Text, Type::Bool) => {
            problem.help("claim something of it: `…: contains(\"x\")`, `… = \"x\"`, `… is blank`")
        }
        (Type::List(_), Type::Bool) => {
            problem.help("claim something of its parts: `each …: …`, or count them: `count(…) in 1..`")
        }
        (Type::Number(Number::Float), Type::Number(Number::Percent))
        | (Type::Number(Number::Int), Type::Number(Number::Percent)) => {
            problem.help("write percentages with a sign: `40%`")
        }
        _ => problem,
    }
}

fn article(ty: &Type) -> String {
    let text = ty.to_string();
    match text.chars().next() {
        Some('a' | 'e' | 'i' | 'o' | 'u') => format!("an {text}"),
        _ if matches!(ty, Type::Text | Type::Nothing) => text,
        _ => format!("a {text}"),
    }
}

fn convert(e: Expr, expected: &Type) -> Expr {
    let span = e.span;
    let kind = match (e.kind.as_ref(), expected) {
        (Kind::Const(Constant::Int(n)), Type::Number(Number::Float)) => {
            Kind::Const(Constant::Float(Real(as_f64(*n))))
        }
        (Kind::List(_), Type::List(element)) => {
            let Kind::List(items) = *e.kind else { return Expr { ty: expected.clone(), ..e } };
            Kind::List(items.into_iter().map(|i| convert(i, element)).collect())
        }
        (_, Type::Range(_)) if e.ty.is_number() => Kind::Range { low: Some(e.clone()), high: Some(e) },
        (_, Type::Needle) => Kind::Needle { target: e, whole_word: false, ignoring: Vec::new() },
        _ => *e.kind,
    };
    make(kind, expected.clone(), span)
}

/// A whole number as a real one; exact up to 2^53, which no count reaches.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub fn as_f64(n: i64) -> f64 {
    n as f64
}
