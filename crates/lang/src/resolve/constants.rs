//! Constants read from HIR's own form, as expressions without names are.

use super::as_f64;
use super::declarations::Declarations;
use super::typeck::{Body, Known};
use crate::diagnostic::{Code, Diagnostic};
use crate::ops::Arithmetic;
use crate::program::{
    Constant, Expr, Function, Kind, Needle, Number, PatternSource, Range, Real, Target, Type,
};
use crate::source::{FileId, SourceMap};
use crate::syntax::parse_requirements;
use crate::text::pattern::Pattern;
use std::cell::RefCell;
use std::str::FromStr;
use std::sync::Arc;

/// Reads what `Display` writes.
impl FromStr for Constant {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Constant, Diagnostic> {
        read(text, None)
    }
}

impl Constant {
    /// Reads a constant of a type, as [`Constant::literal`] writes it.
    ///
    /// # Errors
    /// Where it is no HIR, has another type, or depends on a text.
    pub fn read(text: &str, ty: &Type) -> Result<Constant, Diagnostic> {
        read(text, Some(ty))
    }

    /// The same value in the form that its type has: a whole number where a real one is asked for as a real one, a
    /// number where a range is asked for as that range, ranges with the numbers of the type.
    #[must_use]
    pub fn of_type(self, ty: &Type) -> Constant {
        match (self, ty) {
            (Constant::Int(n), Type::Number(Number::Float | Number::Percent)) => {
                Constant::Float(Real(as_f64(n)))
            }
            (Constant::Int(n), Type::Range(of)) => Constant::Range(Range::exactly(as_f64(n), *of)),
            (Constant::Float(x), Type::Range(of)) => Constant::Range(Range::exactly(x.0, *of)),
            (Constant::Range(range), Type::Range(of)) => Constant::Range(Range { of: *of, ..range }),
            (Constant::Text(text), Type::Needle) => plain_needle(Target::Text(text)),
            (Constant::Pattern(pattern), Type::Needle) => plain_needle(Target::Pattern(pattern)),
            (Constant::List(items), Type::List(element)) => {
                Constant::List(items.into_iter().map(|item| item.of_type(element)).collect())
            }
            (Constant::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
                Constant::Tuple(items.into_iter().zip(types).map(|(item, ty)| item.of_type(ty)).collect())
            }
            (other, _) => other,
        }
    }
}

fn plain_needle(target: Target) -> Constant {
    Constant::Needle(Needle { target, whole_word: false, ignoring: Vec::new() })
}

fn read(text: &str, ty: Option<&Type>) -> Result<Constant, Diagnostic> {
    let no_constant = || {
        let problem = Diagnostic::error(Code::TypeMismatch, format!("`{text}` is no constant"));
        problem.help("write one value without names: `3`, `40..60`, `\"ember\"`, `/yes/i`, `[\"a\", \"b\"]`")
    };
    let mut read = parse_requirements(FileId::default(), text)?;
    let (Some(e), true) = (read.pop(), read.is_empty()) else { return Err(no_constant()) };
    let declarations = Declarations::collect(&[], &mut Vec::new());
    let (sources, index) = (SourceMap::default(), RefCell::default());
    let known =
        Known { declarations: &declarations, typed: &[], definitions: &[], sources: &sources, index: &index };
    let mut body = Body::new(&known, 0);
    let typed = match ty {
        Some(ty) => body.check(&e, ty),
        None => body.infer(&e),
    };
    if let Some(problem) = body.problems.pop() {
        return Err(problem);
    }
    let value = value(&typed).ok_or_else(no_constant)?;
    Ok(match ty {
        Some(ty) => value.of_type(ty),
        None => value,
    })
}

/// What an expression of literals is. `None` if it is more than that, or breaks a limit.
fn value(e: &Expr) -> Option<Constant> {
    let values = |items: &[Expr]| items.iter().map(value).collect::<Option<Vec<_>>>();
    Some(match e.kind.as_ref() {
        Kind::Const(constant) => constant.clone(),
        Kind::List(items) => Constant::List(values(items)?),
        Kind::Tuple(items) => Constant::Tuple(values(items)?),
        Kind::Range { low, high } => {
            let Type::Range(of) = e.ty else { return None };
            Constant::Range(Range { low: end(low.as_ref())?, high: end(high.as_ref())?, of })
        }
        Kind::Needle { target, whole_word, ignoring } => {
            let target = match value(target)? {
                Constant::Text(text) => Target::Text(text),
                Constant::Pattern(pattern) => Target::Pattern(pattern),
                _ => return None,
            };
            Constant::Needle(Needle { target, whole_word: *whole_word, ignoring: ignoring.clone() })
        }
        Kind::Call { function: Function::Pattern, arguments } => {
            let (source, ignore_case) = match values(arguments)?.as_slice() {
                [Constant::Text(source)] => (Arc::clone(source), false),
                [Constant::Text(source), Constant::Bool(ignore_case)] => (Arc::clone(source), *ignore_case),
                _ => return None,
            };
            Pattern::new(&source, ignore_case).ok()?;
            Constant::Pattern(PatternSource { source, ignore_case })
        }
        Kind::Arithmetic { operator, left, right } => match (operator, value(left)?, value(right)?) {
            (Arithmetic::Add, Constant::Int(a), Constant::Int(b)) => Constant::Int(a.checked_add(b)?),
            (Arithmetic::Multiply, Constant::Int(a), Constant::Int(b)) => Constant::Int(a.checked_mul(b)?),
            _ => return None,
        },
        _ => return None,
    })
}

/// An end of a range, which may be open.
fn end(e: Option<&Expr>) -> Option<Option<Real>> {
    match e.map(value) {
        None => Some(None),
        Some(Some(Constant::Int(n))) => Some(Some(Real(as_f64(n)))),
        Some(Some(Constant::Float(x))) => Some(Some(x)),
        Some(_) => None,
    }
}
