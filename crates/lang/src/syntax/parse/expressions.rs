//! Predicates and measures.

use super::super::grammar::{Base, Rule, children};
use super::cursor::{Cursor, Parsed};
use super::text::string;
use crate::diagnostic::{Code, Diagnostic};
use crate::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use crate::source::Span;
use crate::syntax::ast::{Argument, BlockItem, Expr, ExprKind, Name, Noun, Pick, Spanned};
use crate::syntax::print::literal::share;
use pest::iterators::Pair;

fn expr(node: ExprKind, span: Span) -> Expr {
    Spanned { node: Box::new(node), span }
}

#[expect(clippy::needless_pass_by_value, reason = "as every other function of the grammar")]
pub(super) fn name(pair: Pair<'_, Rule>, base: Base) -> Name {
    Spanned { node: pair.as_str().to_owned(), span: base.span(&pair) }
}

/// `a or b or c`, and below it `and`, `not`: both with scopes (`pred`) and without (`cond`).
pub(super) fn pred(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    join(pair, base, |p| join(p, base, |p| negated(p, base, scoped), ExprKind::And), ExprKind::Or)
}

pub(super) fn cond(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    join(pair, base, |p| join(p, base, |p| negated(p, base, relation), ExprKind::And), ExprKind::Or)
}

fn join<'i>(
    pair: Pair<'i, Rule>,
    base: Base,
    part: impl Fn(Pair<'i, Rule>) -> Parsed<Expr>,
    make: fn(Vec<Expr>) -> ExprKind,
) -> Parsed<Expr> {
    let span = base.span(&pair);
    let mut parts = children(pair).map(part).collect::<Parsed<Vec<_>>>()?;
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => Ok(only),
        (_, last) => {
            parts.extend(last);
            Ok(expr(make(parts), span))
        }
    }
}

fn negated(
    pair: Pair<'_, Rule>,
    base: Base,
    inner: fn(Pair<'_, Rule>, Base) -> Parsed<Expr>,
) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let mut starts = Vec::new();
    while let Some(not) = cursor.take(Rule::negation) {
        starts.push(base.span(&not));
    }
    let body = inner(cursor.any()?, base)?;
    Ok(starts.into_iter().rev().fold(body, |e, start| {
        let span = start.to(e.span);
        expr(ExprKind::Not(e), span)
    }))
}

fn scoped(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let inner = cursor.any()?;
    match inner.as_rule() {
        Rule::quantified => quantified(inner, base),
        Rule::conditional => conditional(inner, base),
        _ => scope(inner, base),
    }
}

fn scope(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let subject = relation(cursor.expect(Rule::relation)?, base)?;
    if cursor.take(Rule::colon).is_none() {
        return Ok(subject);
    }
    let body = pred(cursor.expect(Rule::pred)?, base)?;
    Ok(expr(ExprKind::Scoped { scope: subject, body }, cursor.span))
}

fn quantified(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let mut parts = Cursor::of(cursor.expect(Rule::quantifier)?, base);
    let quantifier = match parts.any()?.as_rule() {
        Rule::kw_each => Quantifier::Each,
        Rule::kw_some => Quantifier::Some,
        _ => Quantifier::No,
    };
    let vacuous = parts.take(Rule::vacuous).is_some();
    let binders = binder(&mut cursor, base);
    let source = operand(cursor.expect(Rule::operand)?, base)?;
    let body = pred(cursor.expect(Rule::pred)?, base)?;
    Ok(expr(ExprKind::Quantified { quantifier, vacuous, binders, source, body }, cursor.span))
}

fn binder(cursor: &mut Cursor<'_>, base: Base) -> Vec<Name> {
    let Some(pair) = cursor.take(Rule::binder) else { return Vec::new() };
    children(pair).filter(|p| p.as_rule() == Rule::name).map(|p| name(p, base)).collect()
}

fn conditional(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let condition = cond(cursor.expect(Rule::cond)?, base)?;
    let then = pred(cursor.expect(Rule::pred)?, base)?;
    let otherwise = cursor.take(Rule::pred).map(|p| pred(p, base)).transpose()?;
    Ok(expr(ExprKind::If { condition, then, otherwise }, cursor.span))
}

fn relation(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    if let Some(test) = cursor.take(Rule::is_test) {
        return is_test(None, test, base);
    }
    let left = operand(cursor.expect(Rule::operand)?, base)?;
    let Some(rest) = cursor.next() else { return Ok(left) };
    if rest.as_rule() == Rule::is_test {
        return is_test(Some(left), rest, base);
    }
    let mut parts = Cursor::of(rest, base);
    let operator = match parts.expect(Rule::comparator)?.as_str() {
        "=" => Comparison::Equal,
        "!=" => Comparison::NotEqual,
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        _ => Comparison::In,
    };
    let right = operand(parts.expect(Rule::operand)?, base)?;
    Ok(expr(ExprKind::Compare { operator, left, right }, cursor.span))
}

fn is_test(subject: Option<Expr>, pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let negated = cursor.take(Rule::negation).is_some();
    let class = name(cursor.expect(Rule::name)?, base);
    let arguments = cursor.take(Rule::arguments).map(|p| arguments(p, base)).transpose()?.unwrap_or_default();
    let span = subject.as_ref().map_or(cursor.span, |s| s.span.to(cursor.span));
    Ok(expr(ExprKind::Is { subject, negated, class, arguments }, span))
}

pub(super) fn operand(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let value = range(cursor.expect(Rule::range)?, base)?;
    let mut normalisations = Vec::new();
    while let Some(pair) = cursor.take(Rule::normalisation) {
        // The grammar lets no other word through.
        let node = Normalisation::from_word(pair.as_str().trim()).unwrap_or(Normalisation::Case);
        normalisations.push(Spanned { node, span: base.span(&pair) });
    }
    if normalisations.is_empty() {
        return Ok(value);
    }
    Ok(expr(ExprKind::Ignoring { value, normalisations }, cursor.span))
}

fn range(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    if let Some(up_to) = cursor.take(Rule::up_to) {
        let mut parts = Cursor::of(up_to, base);
        parts.expect(Rule::dots)?;
        let high = Some(sum(parts.expect(Rule::sum)?, base)?);
        return Ok(expr(ExprKind::Range { low: None, high }, cursor.span));
    }
    let low = sum(cursor.expect(Rule::sum)?, base)?;
    if cursor.take(Rule::dots).is_none() {
        return Ok(low);
    }
    let high = cursor.take(Rule::sum).map(|p| sum(p, base)).transpose()?;
    Ok(expr(ExprKind::Range { low: Some(low), high }, cursor.span))
}

fn sum(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    chain(pair, base, |p| chain(p, base, |p| factor(p, base)))
}

fn chain<'i>(
    pair: Pair<'i, Rule>,
    base: Base,
    part: impl Fn(Pair<'i, Rule>) -> Parsed<Expr>,
) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let mut left = part(cursor.any()?)?;
    while let Some(sign) = cursor.next() {
        let operator = match sign.as_str() {
            "+" => Arithmetic::Add,
            "-" => Arithmetic::Subtract,
            "*" => Arithmetic::Multiply,
            _ => Arithmetic::Divide,
        };
        let right = part(cursor.any()?)?;
        let span = left.span.to(right.span);
        left = expr(ExprKind::Arithmetic { operator, left, right }, span);
    }
    Ok(left)
}

fn factor(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let mut signs = Vec::new();
    while let Some(minus) = cursor.take(Rule::minus) {
        signs.push(base.span(&minus));
    }
    let body = primary(cursor.expect(Rule::primary)?, base)?;
    Ok(signs.into_iter().rev().fold(body, |e, start| {
        let span = start.to(e.span);
        expr(ExprKind::Negate(e), span)
    }))
}

fn primary(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let inner = cursor.any()?;
    atom(inner, base)
}

/// What binds tightest: a literal, something in brackets, a noun.
fn atom(inner: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let span = base.span(&inner);
    match inner.as_rule() {
        Rule::number => number(inner, base),
        Rule::string => string(inner, base).map(|s| expr(ExprKind::Text(s.node), s.span)),
        Rule::pattern => pattern(inner, base),
        Rule::boolean => Ok(expr(ExprKind::Bool(inner.as_str().trim() == "true"), span)),
        Rule::at_least_block => {
            let mut parts = Cursor::of(inner, base);
            let count = parts.expect(Rule::integer)?;
            let count = count.as_str().replace('_', "").parse().map_err(|_| too_large(base.span(&count)))?;
            braced(BlockKind::AtLeast(count), parts.expect(Rule::braced)?, span, base)
        }
        Rule::block => {
            let mut parts = Cursor::of(inner, base);
            let kind = match parts.any()?.as_rule() {
                Rule::kw_all => BlockKind::All,
                Rule::kw_any => BlockKind::Any,
                Rule::kw_none => BlockKind::None,
                _ => BlockKind::InOrder,
            };
            braced(kind, parts.expect(Rule::braced)?, span, base)
        }
        Rule::bracketed => bracketed(inner, base),
        Rule::group => {
            let mut parts = children(inner).map(|p| pred(p, base)).collect::<Parsed<Vec<_>>>()?;
            match (parts.len(), parts.pop()) {
                (1, Some(only)) => Ok(only),
                (_, last) => {
                    parts.extend(last);
                    Ok(expr(ExprKind::Tuple(parts), span))
                }
            }
        }
        Rule::noun | Rule::part => noun(inner, base),
        other => Err(Cursor::of(inner, base).broken(other)),
    }
}

/// The largest whole number up to which all are told apart when they are compared, 2^53.
pub(in crate::syntax) const EXACT: i64 = 1 << 53;

fn too_large(span: Span) -> Diagnostic {
    Diagnostic::error(Code::BadNumber, "the number is too large").at(span, "whole numbers go to 2^53")
}

fn number(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let span = cursor.span;
    let body = cursor.any()?;
    let digits = body.as_str().replace('_', "");
    let float = || digits.parse::<f64>().ok().filter(|n| n.is_finite()).ok_or_else(|| too_large(span));
    let node = if cursor.take(Rule::percent_sign).is_some() {
        ExprKind::Percent(share(&digits).ok_or_else(|| too_large(span))?)
    } else if body.as_rule() == Rule::decimal {
        ExprKind::Float(float()?)
    } else {
        ExprKind::Int(digits.parse().ok().filter(|n: &i64| *n <= EXACT).ok_or_else(|| too_large(span))?)
    };
    Ok(expr(node, span))
}

fn pattern(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let source = cursor.expect(Rule::pattern_inner)?.as_str().replace("\\/", "/");
    let ignore_case = cursor.take(Rule::pattern_flag).is_some();
    Ok(expr(ExprKind::Pattern { source, ignore_case }, cursor.span))
}

fn braced(kind: BlockKind, pair: Pair<'_, Rule>, span: Span, base: Base) -> Parsed<Expr> {
    let mut items = Vec::new();
    for item in children(pair) {
        let mut parts = Cursor::of(item, base);
        let claim = pred(parts.expect(Rule::pred)?, base)?;
        let weight = match parts.take(Rule::number).map(|p| number(p, base)).transpose()?.map(|e| *e.node) {
            Some(ExprKind::Int(n)) => n.to_string().parse().ok(),
            Some(ExprKind::Float(x) | ExprKind::Percent(x)) => Some(x),
            _ => None,
        };
        items.push(BlockItem { claim, weight });
    }
    Ok(expr(ExprKind::Block { kind, items }, span))
}

fn bracketed(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let span = cursor.span;
    let mut items = Vec::new();
    while let Some(inner) = cursor.next() {
        if inner.as_rule() == Rule::for_each {
            let mut parts = Cursor::of(inner, base);
            parts.expect(Rule::kw_each)?;
            let binders = binder(&mut parts, base);
            let source = operand(parts.expect(Rule::operand)?, base)?;
            let item = items.pop().ok_or_else(|| cursor.broken(Rule::pred))?;
            return Ok(expr(ExprKind::Comprehension { item, binders, source }, span));
        }
        items.push(pred(inner, base)?);
    }
    Ok(expr(ExprKind::List(items), span))
}

fn noun(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let span = cursor.span;
    let pick = match cursor.take(Rule::pick) {
        Some(p) if p.as_str().starts_with("first") => Some(Pick::First),
        Some(_) => Some(Pick::Last),
        None => None,
    };
    let (module, name, optional) = path(cursor.expect(Rule::path)?, base)?;
    let arguments = cursor.take(Rule::arguments).map(|p| arguments(p, base)).transpose()?;
    let index = cursor.take(Rule::index).map(|p| index(p, base)).transpose()?;
    let of = match cursor.take(Rule::of_part) {
        Some(p) => Some(atom(Cursor::of(p, base).any()?, base)?),
        None => None,
    };
    let filter = match cursor.take(Rule::filter) {
        Some(p) => Some(cond(Cursor::of(p, base).expect(Rule::cond)?, base)?),
        None => None,
    };
    Ok(expr(ExprKind::Noun(Noun { pick, module, name, optional, arguments, index, of, filter }), span))
}

fn path(pair: Pair<'_, Rule>, base: Base) -> Parsed<(Option<Name>, Name, bool)> {
    let mut cursor = Cursor::of(pair, base);
    let first = name(cursor.expect(Rule::name)?, base);
    let second = cursor.take(Rule::name).map(|p| name(p, base));
    let optional = cursor.take(Rule::optional).is_some();
    Ok(match second {
        Some(second) => (Some(first), second, optional),
        None => (None, first, optional),
    })
}

fn index(pair: Pair<'_, Rule>, base: Base) -> Parsed<Expr> {
    let mut cursor = Cursor::of(pair, base);
    let span = cursor.span;
    let inner = cursor.any()?;
    match inner.as_rule() {
        Rule::integer => {
            let n = inner.as_str().replace('_', "").parse().map_err(|_| too_large(span))?;
            Ok(expr(ExprKind::Int(n), span))
        }
        Rule::string => string(inner, base).map(|s| expr(ExprKind::Text(s.node), s.span)),
        _ => {
            let (module, name, _) = path(inner, base)?;
            let noun = Noun {
                pick: None,
                module,
                name,
                optional: false,
                arguments: None,
                index: None,
                of: None,
                filter: None,
            };
            Ok(expr(ExprKind::Noun(noun), span))
        }
    }
}

pub(super) fn arguments(pair: Pair<'_, Rule>, base: Base) -> Parsed<Vec<Argument>> {
    children(pair).map(|p| argument(p, base)).collect()
}

pub(super) fn argument(pair: Pair<'_, Rule>, base: Base) -> Parsed<Argument> {
    let mut cursor = Cursor::of(pair, base);
    let label = match cursor.take(Rule::label) {
        Some(p) => Some(name(Cursor::of(p, base).expect(Rule::name)?, base)),
        None => None,
    };
    Ok(Argument { label, value: pred(cursor.expect(Rule::pred)?, base)? })
}
