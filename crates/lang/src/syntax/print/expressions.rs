//! Expressions as source, with the parentheses that they need and no others.
//!
//! Two things decide about parentheses: how tightly a place binds ([`Level`]), and what the end of a piece
//! would take from the text behind it if it could ([`Tail`]).

use super::literal;
use super::pretty::Doc;
use crate::ops::{Arithmetic, BlockKind, Comparison, Normalisation, Quantifier};
use crate::syntax::ast::{Argument, BlockItem, Expr, ExprKind, Name, Noun, Pick, Spanned};

/// How tightly an expression binds, loosest first; the rules of the grammar from `pred` to `primary`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Relation,
    Operand,
    Range,
    Sum,
    Product,
    Factor,
    Primary,
}

/// What the end of a piece of source would swallow.
#[derive(Clone, Copy, Default)]
struct Tail {
    /// Any operator: it ends in a claim after a colon, or in a `where` condition.
    operators: bool,
    /// `where`: it ends in a noun.
    filter: bool,
    /// `else`: it ends in an `if` without one.
    otherwise: bool,
    /// `, case`: it ends in `ignoring …`.
    normalisation: bool,
}

/// A printed expression.
pub(super) struct Piece {
    pub(super) doc: Doc,
    tail: Tail,
}

impl Piece {
    fn closed(doc: Doc) -> Piece {
        Piece { doc, tail: Tail::default() }
    }

    fn before_operator(self) -> Doc {
        if self.tail.operators { parenthesised(self.doc) } else { self.doc }
    }

    /// The piece where a comma and then this follow: it must not be read as another normalisation.
    pub(super) fn before_comma_and(self, next: Option<&Doc>) -> Doc {
        let taken = self.tail.normalisation && next.is_some_and(begins_with_normalisation);
        if taken { parenthesised(self.doc) } else { self.doc }
    }

    /// The piece where `where` follows that must not become its own.
    pub(super) fn before_where(self) -> Doc {
        if self.tail.filter { parenthesised(self.doc) } else { self.doc }
    }
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// `scope: claim` may stand here.
    Claim,
    /// A colon ends this place, as in `if …:`.
    Condition,
}

/// An expression where all is allowed.
pub(super) fn claim(e: &Expr) -> Piece {
    piece(e, Level::Or, Place::Claim)
}

/// A condition.
pub(super) fn condition(e: &Expr) -> Piece {
    piece(e, Level::Or, Place::Condition)
}

/// A measure.
pub(super) fn operand(e: &Expr) -> Piece {
    piece(e, Level::Operand, Place::Condition)
}

fn level(kind: &ExprKind) -> Level {
    match kind {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) | ExprKind::Quantified { .. } | ExprKind::If { .. } | ExprKind::Scoped { .. } => {
            Level::Not
        }
        ExprKind::Compare { .. } | ExprKind::Is { .. } => Level::Relation,
        ExprKind::Ignoring { .. } => Level::Operand,
        ExprKind::Range { .. } => Level::Range,
        ExprKind::Arithmetic { operator, .. } => arithmetic_level(*operator),
        ExprKind::Negate(_) => Level::Factor,
        ExprKind::Int(n) if *n < 0 => Level::Factor,
        ExprKind::Float(x) | ExprKind::Percent(x) if x.is_sign_negative() => Level::Factor,
        ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Percent(_)
        | ExprKind::Bool(_)
        | ExprKind::Text(_)
        | ExprKind::Pattern { .. }
        | ExprKind::List(_)
        | ExprKind::Tuple(_)
        | ExprKind::Comprehension { .. }
        | ExprKind::Noun(_)
        | ExprKind::Block { .. } => Level::Primary,
    }
}

fn arithmetic_level(operator: Arithmetic) -> Level {
    match operator {
        Arithmetic::Add | Arithmetic::Subtract => Level::Sum,
        Arithmetic::Multiply | Arithmetic::Divide => Level::Product,
    }
}

fn piece(e: &Expr, at_least: Level, place: Place) -> Piece {
    let has_colon =
        matches!(*e.node, ExprKind::Quantified { .. } | ExprKind::If { .. } | ExprKind::Scoped { .. });
    let fits = level(&e.node) >= at_least && !(has_colon && matches!(place, Place::Condition));
    if fits { bare(e, place) } else { Piece::closed(parenthesised(bare(e, Place::Claim).doc)) }
}

fn bare(e: &Expr, place: Place) -> Piece {
    match &*e.node {
        ExprKind::Int(n) => Piece::closed(Doc::text(n.to_string())),
        ExprKind::Float(x) => Piece::closed(Doc::text(literal::float(*x))),
        ExprKind::Percent(x) => Piece::closed(Doc::text(literal::percent(*x))),
        ExprKind::Bool(b) => Piece::closed(Doc::text(b.to_string())),
        ExprKind::Text(text) => Piece::closed(Doc::text(literal::quote(text))),
        ExprKind::Pattern { source, ignore_case } => {
            Piece::closed(Doc::text(literal::pattern(source, *ignore_case)))
        }
        ExprKind::List(items) => Piece::closed(list(items)),
        ExprKind::Tuple(items) => Piece::closed(bracketed("(", separated(items), "", ")")),
        ExprKind::Comprehension { item, binders, source } => {
            Piece::closed(comprehension(item, binders, source))
        }
        ExprKind::Noun(it) => noun(it),
        ExprKind::Range { low, high } => range(low.as_ref(), high.as_ref()),
        ExprKind::Negate(inner) => {
            let inner = piece(inner, Level::Factor, Place::Condition);
            Piece { doc: all([Doc::text("-"), inner.doc]), tail: inner.tail }
        }
        ExprKind::Ignoring { value, normalisations } => ignoring(value, normalisations),
        ExprKind::Arithmetic { operator, left, right } => arithmetic(*operator, left, right),
        ExprKind::Compare { operator, left, right } => compare(*operator, left, right),
        ExprKind::Is { subject, negated, class, arguments } => {
            Piece::closed(is_test(subject.as_ref(), *negated, class, arguments))
        }
        ExprKind::Not(inner) => {
            let inner = piece(inner, Level::Not, place);
            Piece { doc: all([Doc::text("not "), inner.doc]), tail: inner.tail }
        }
        ExprKind::And(parts) => chain(parts, "and ", Level::Not, place),
        ExprKind::Or(parts) => chain(parts, "or ", Level::And, place),
        ExprKind::Quantified { quantifier, vacuous, binders, source, body } => {
            let word = match quantifier {
                Quantifier::Each => "each",
                Quantifier::Some => "some",
                Quantifier::No => "no",
            };
            let mark = if *vacuous { "? " } else { " " };
            let head = all([Doc::text(format!("{word}{mark}{}", binder(binders))), operand(source).doc]);
            scoped(head, body)
        }
        ExprKind::If { condition: test, then, otherwise } => conditional(test, then, otherwise.as_ref()),
        ExprKind::Scoped { scope, body } => scoped(piece(scope, Level::Relation, Place::Condition).doc, body),
        ExprKind::Block { kind, items } => Piece::closed(block(*kind, items)),
    }
}

fn all<const N: usize>(parts: [Doc; N]) -> Doc {
    Doc::All(parts.into())
}

fn parenthesised(doc: Doc) -> Doc {
    bracketed("(", doc, "", ")")
}

/// Brackets around something that moves to lines of its own if it does not fit.
pub(super) fn bracketed(open: &str, inner: Doc, trailing: &'static str, close: &str) -> Doc {
    let inner = all([Doc::Softline, inner]).indented();
    all([Doc::text(open), inner, Doc::IfBroken(trailing), Doc::Softline, Doc::text(close)]).grouped()
}

/// Joins elements, perhaps labelled, by commas.
fn comma_separated(pieces: Vec<(Option<Doc>, Piece)>) -> Doc {
    let mut parts = Vec::new();
    let mut pieces = pieces.into_iter().peekable();
    while let Some((label, piece)) = pieces.next() {
        let next = pieces.peek().map(|(label, piece)| label.as_ref().unwrap_or(&piece.doc));
        parts.extend(label);
        parts.push(piece.before_comma_and(next));
        if pieces.peek().is_some() {
            parts.extend([Doc::text(","), Doc::Line]);
        }
    }
    Doc::All(parts)
}

fn begins_with_normalisation(doc: &Doc) -> bool {
    Normalisation::ALL.iter().any(|n| doc.begins_with_word(n.word()))
}

fn separated(items: &[Expr]) -> Doc {
    comma_separated(items.iter().map(|e| (None, claim(e))).collect())
}

fn list(items: &[Expr]) -> Doc {
    if items.is_empty() {
        return Doc::text("[]");
    }
    bracketed("[", separated(items), ",", "]")
}

fn comprehension(item: &Expr, binders: &[Name], source: &Expr) -> Doc {
    let source = all([Doc::text(format!("for each {}", binder(binders))), operand(source).doc]);
    bracketed("[", all([claim(item).doc, Doc::Line, source]), "", "]")
}

/// `x in `, `(a, b) in `, or nothing.
fn binder(binders: &[Name]) -> String {
    let names: Vec<&str> = binders.iter().map(|name| name.node.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("{one} in "),
        many => format!("({}) in ", many.join(", ")),
    }
}

fn noun(it: &Noun) -> Piece {
    let mut text = match it.pick {
        Some(Pick::First) => "first ".to_owned(),
        Some(Pick::Last) => "last ".to_owned(),
        None => String::new(),
    };
    if let Some(module) = &it.module {
        text.push_str(&module.node);
        text.push('.');
    }
    text.push_str(&it.name.node);
    if it.optional {
        text.push('?');
    }
    let mut parts = vec![Doc::text(text)];
    if let Some(given) = &it.arguments {
        parts.push(arguments(given));
    }
    if let Some(index) = &it.index {
        parts.extend([Doc::text(" "), piece(index, Level::Primary, Place::Condition).doc]);
    }
    if let Some(of) = &it.of {
        parts.extend([Doc::text(" of "), part_of(of)]);
    }
    let Some(filter) = &it.filter else {
        let tail = Tail { filter: true, ..Tail::default() };
        return Piece { doc: Doc::All(parts), tail };
    };
    let filter = condition(filter);
    parts.push(all([Doc::Line, Doc::text("where "), filter.doc]).indented());
    Piece { doc: Doc::All(parts).grouped(), tail: Tail { operators: true, ..filter.tail } }
}

/// What stands behind `of`: a filter there would be read as the outer noun's.
fn part_of(e: &Expr) -> Doc {
    let inner = piece(e, Level::Primary, Place::Condition);
    match &*e.node {
        ExprKind::Noun(Noun { filter: Some(_), .. }) => parenthesised(inner.doc),
        _ => inner.doc,
    }
}

/// Arguments in parentheses.
pub(super) fn arguments(given: &[Argument]) -> Doc {
    match given {
        [] => Doc::text("()"),
        // A lone list hugs its parentheses: `include(["a", "b"])`.
        [Argument { label: None, value }] if is_bracket(value) => {
            all([Doc::text("("), claim(value).doc, Doc::text(")")])
        }
        _ => bracketed("(", argument_list(given), ",", ")"),
    }
}

fn is_bracket(e: &Expr) -> bool {
    matches!(*e.node, ExprKind::List(_) | ExprKind::Comprehension { .. } | ExprKind::Block { .. })
}

/// Arguments without their parentheses.
pub(super) fn argument_list(given: &[Argument]) -> Doc {
    comma_separated(given.iter().map(argument).collect())
}

fn argument(given: &Argument) -> (Option<Doc>, Piece) {
    let value = claim(&given.value);
    match &given.label {
        Some(label) => (Some(Doc::text(format!("{}: ", label.node))), value),
        None if reads_as_label(&given.value) => (None, Piece::closed(parenthesised(value.doc))),
        None => (None, value),
    }
}

/// Whether `name: claim` would be taken for a named argument.
fn reads_as_label(e: &Expr) -> bool {
    let ExprKind::Scoped { scope, .. } = &*e.node else { return false };
    let ExprKind::Noun(it) = &*scope.node else { return false };
    let plain = it.pick.is_none() && it.module.is_none() && it.arguments.is_none();
    plain && it.index.is_none() && it.of.is_none() && it.filter.is_none()
}

fn range(low: Option<&Expr>, high: Option<&Expr>) -> Piece {
    let end = |e: &Expr| piece(e, Level::Sum, Place::Condition);
    let mut parts = Vec::new();
    parts.extend(low.map(|e| end(e).before_operator()));
    parts.push(Doc::text(".."));
    let Some(high) = high.map(end) else { return Piece::closed(Doc::All(parts)) };
    // In a task, `3..` may be followed by a `prompt` clause.
    if low.is_some() && high.doc.begins_with_word("prompt") {
        parts.push(parenthesised(high.doc));
        return Piece::closed(Doc::All(parts));
    }
    parts.push(high.doc);
    Piece { doc: Doc::All(parts), tail: high.tail }
}

fn ignoring(value: &Expr, normalisations: &[Spanned<Normalisation>]) -> Piece {
    let words: Vec<&str> = normalisations.iter().map(|n| n.node.word()).collect();
    let value = piece(value, Level::Range, Place::Condition).before_operator();
    let doc = all([value, Doc::text(format!(" ignoring {}", words.join(", ")))]);
    Piece { doc, tail: Tail { normalisation: true, ..Tail::default() } }
}

fn arithmetic(operator: Arithmetic, left: &Expr, right: &Expr) -> Piece {
    let (sign, tighter) = match operator {
        Arithmetic::Add => ("+ ", Level::Product),
        Arithmetic::Subtract => ("- ", Level::Product),
        Arithmetic::Multiply => ("* ", Level::Factor),
        Arithmetic::Divide => ("/ ", Level::Factor),
    };
    let left = piece(left, arithmetic_level(operator), Place::Condition).before_operator();
    let mut inner = piece(right, tighter, Place::Condition);
    // `a / /b/` would parse, but nobody could read it.
    if operator == Arithmetic::Divide && matches!(*right.node, ExprKind::Pattern { .. }) {
        inner = Piece::closed(parenthesised(inner.doc));
    }
    let right = all([Doc::Line, Doc::text(sign), inner.doc]).indented();
    Piece { doc: all([left, right]).grouped(), tail: inner.tail }
}

fn compare(operator: Comparison, left: &Expr, right: &Expr) -> Piece {
    let sign = match operator {
        Comparison::Equal => "= ",
        Comparison::NotEqual => "!= ",
        Comparison::Less => "< ",
        Comparison::AtMost => "<= ",
        Comparison::Greater => "> ",
        Comparison::AtLeast => ">= ",
        Comparison::In => "in ",
    };
    let hugs = is_bracket(right);
    let left = operand(left).before_operator();
    let right = operand(right);
    let tail = right.tail;
    if hugs {
        return Piece { doc: all([left, Doc::text(format!(" {sign}")), right.doc]), tail };
    }
    let right = all([Doc::Line, Doc::text(sign), right.doc]).indented();
    Piece { doc: all([left, right]).grouped(), tail }
}

fn is_test(subject: Option<&Expr>, negated: bool, class: &Name, given: &[Argument]) -> Doc {
    let mut parts = Vec::new();
    if let Some(subject) = subject {
        parts.extend([operand(subject).before_operator(), Doc::text(" ")]);
    }
    parts.push(Doc::text(format!("is {}{}", if negated { "not " } else { "" }, class.node)));
    if !given.is_empty() {
        parts.push(arguments(given));
    }
    Doc::All(parts)
}

fn chain(parts: &[Expr], word: &'static str, tighter: Level, place: Place) -> Piece {
    let mut docs = Vec::new();
    let mut tail = Tail::default();
    for (i, part) in parts.iter().enumerate() {
        let inner = piece(part, tighter, place);
        if i > 0 {
            docs.extend([Doc::Line, Doc::text(word)]);
        }
        if i + 1 < parts.len() {
            docs.push(inner.before_operator());
        } else {
            tail = inner.tail;
            docs.push(inner.doc);
        }
    }
    Piece { doc: Doc::All(docs).indented().grouped(), tail }
}

/// `head: body`, the body on a line of its own if it does not fit.
fn scoped(head: Doc, body: &Expr) -> Piece {
    let inner = claim(body);
    let doc = all([head, Doc::text(":"), behind_colon(inner.doc, body)]).grouped();
    Piece { doc, tail: Tail { operators: true, ..inner.tail } }
}

fn behind_colon(doc: Doc, body: &Expr) -> Doc {
    let hugs = is_bracket(body)
        || matches!(*body.node, ExprKind::Scoped { .. } | ExprKind::Quantified { .. } | ExprKind::If { .. });
    if hugs { all([Doc::text(" "), doc]) } else { all([Doc::Line, doc]).indented() }
}

fn conditional(test: &Expr, then: &Expr, otherwise: Option<&Expr>) -> Piece {
    let head = all([Doc::text("if "), condition(test).doc, Doc::text(":")]);
    let inner = claim(then);
    let Some(otherwise) = otherwise else {
        let tail = Tail { operators: true, otherwise: true, ..inner.tail };
        return Piece { doc: all([head, behind_colon(inner.doc, then)]).grouped(), tail };
    };
    // An `if` without `else` in there would take this `else`.
    let then = match inner.tail.otherwise {
        true => all([Doc::text(" "), parenthesised(inner.doc)]),
        false => behind_colon(inner.doc, then),
    };
    let last = claim(otherwise);
    let rest = all([Doc::Line, Doc::text("else:"), behind_colon(last.doc, otherwise)]);
    Piece { doc: all([head, then, rest]).grouped(), tail: Tail { operators: true, ..last.tail } }
}

fn block(kind: BlockKind, items: &[BlockItem]) -> Doc {
    let word = match kind {
        BlockKind::All => "all {".to_owned(),
        BlockKind::Any => "any {".to_owned(),
        BlockKind::None => "none {".to_owned(),
        BlockKind::AtLeast(n) => format!("{n} of {{"),
        BlockKind::InOrder => "in order {".to_owned(),
    };
    let mut parts = vec![Doc::Line];
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            parts.extend([Doc::text(";"), Doc::Line]);
        }
        parts.push(claim(&item.claim).doc);
        if let Some(weight) = item.weight {
            parts.push(Doc::text(format!(" weight {}", literal::weight(weight))));
        }
    }
    all([Doc::text(word), Doc::All(parts).indented(), Doc::IfBroken(";"), Doc::Line, Doc::text("}")])
        .grouped()
}
