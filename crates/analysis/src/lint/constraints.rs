//! Lints of a constraint: can it be asked for, is it tested on both sides, does it ask for anything?

use crate::diagnostic::{Code, Diagnostic};
use crate::ops::{BlockKind, Comparison, Quantifier};
use crate::program::{
    Anchor, Claim, Constant, Constraint, Definition, Example, Expr, Kind, PhrasePiece, Program, Quantity,
    Range, Type,
};
use crate::verify::{accepted_junk, arguments};

pub(super) fn lint(program: &Program, constraint: &Constraint, out: &mut Vec<Diagnostic>) {
    let Some(definition) = program.definition_of(constraint) else { return };
    said(constraint, definition, out);
    tested(program, constraint, definition, out);
    never_holds(&definition.body, out);
    junk(program, constraint, definition, out);
}

fn said(constraint: &Constraint, definition: &Definition, out: &mut Vec<Diagnostic>) {
    let name = &constraint.name;
    if constraint.phrases.is_empty() {
        let problem = Diagnostic::warning(
            Code::Unsaid,
            format!("`{name}` has no `say`, so no instruction can ask for it"),
        );
        out.push(problem.at(constraint.span, "this constraint").help("add a line such as: say \"…\""));
        return;
    }
    for (index, parameter) in (0u32..).zip(&definition.parameters) {
        let says = |piece: &PhrasePiece| matches!(piece, PhrasePiece::Parameter { parameter, .. } if *parameter == index);
        if !constraint.phrases.iter().any(|p| p.pieces.iter().any(says)) {
            let message = format!("parameter `{}` is said in no phrase", parameter.name);
            let help =
                format!("the reader of the instruction could not know it; say `{{{}}}`", parameter.name);
            out.push(
                Diagnostic::warning(Code::UnsaidParameter, message)
                    .at(parameter.span, "never said")
                    .help(help),
            );
        }
    }
}

fn tested(program: &Program, constraint: &Constraint, definition: &Definition, out: &mut Vec<Diagnostic>) {
    let missing: Vec<&str> = [(true, "`accept`"), (false, "`reject`")]
        .into_iter()
        .filter(|(accept, _)| !constraint.examples.iter().any(|e| e.accept == *accept))
        .map(|(_, word)| word)
        .collect();
    if !missing.is_empty() {
        let message = format!("`{}` has no {} example", constraint.name, missing.join(" and no "));
        out.push(Diagnostic::warning(Code::MissingExamples, message).at(constraint.span, "this constraint"));
        return;
    }
    let examples: Vec<(bool, Vec<Constant>)> =
        constraint.examples.iter().filter_map(|e| Some((e.accept, arguments(program, e).ok()?))).collect();
    for (index, parameter) in definition.parameters.iter().enumerate() {
        if !matches!(parameter.ty, Type::Range(_)) {
            continue;
        }
        for side in ["lower", "upper"] {
            let has = |r: &Range| if side == "lower" { r.low.is_some() } else { r.high.is_some() };
            let uses =
                |arguments: &[Constant]| matches!(arguments.get(index), Some(Constant::Range(r)) if has(r));
            let both =
                [true, false].iter().all(|accept| examples.iter().any(|(a, args)| a == accept && uses(args)));
            if !both {
                let message = format!("no pair of examples tests the {side} end of `{}`", parameter.name);
                let help = if side == "lower" {
                    "accept with `3..` what has 3, reject what has 2"
                } else {
                    "accept with `..3` what has 3, reject what has 4"
                };
                out.push(
                    Diagnostic::warning(Code::UntestedBound, message)
                        .at(parameter.span, "this range")
                        .help(help),
                );
            }
        }
    }
}

/// Comparisons of counts and shares with what they can never be.
fn never_holds(e: &Expr, out: &mut Vec<Diagnostic>) {
    if let Kind::Compare { operator, left, right, .. } = e.kind.as_ref()
        && let Some((low, high)) = possible(left)
        && let Some((from, to)) = asked(*operator, right)
        && (to < low || from > high)
    {
        let what =
            if high.is_finite() { "a share lies between 0 % and 100 %" } else { "a count is never negative" };
        let problem =
            Diagnostic::warning(Code::NeverHolds, "this can never hold").at(e.span, "compared here");
        out.push(problem.help(what));
    }
    e.parts().into_iter().for_each(|part| never_holds(part, out));
}

/// The least and greatest value that a measure can have.
fn possible(e: &Expr) -> Option<(f64, f64)> {
    match e.kind.as_ref() {
        Kind::Call { function, .. } => match function.facts().quantity {
            Quantity::Length | Quantity::Occurrences => Some((0.0, f64::INFINITY)),
            _ => None,
        },
        _ => None,
    }
}

/// The least and greatest value that a comparison accepts.
fn asked(operator: Comparison, right: &Expr) -> Option<(f64, f64)> {
    let (least, greatest) = (f64::NEG_INFINITY, f64::INFINITY);
    let number = |e: &Expr| match e.kind.as_ref() {
        Kind::Const(Constant::Int(n)) => Some(crate::resolve::as_f64(*n)),
        Kind::Const(Constant::Float(x)) => Some(x.0),
        _ => None,
    };
    if let (Comparison::In, Kind::Range { low, high }) = (operator, right.kind.as_ref()) {
        let end = |e: &Option<Expr>, open: f64| e.as_ref().map_or(Some(open), number);
        return Some((end(low, least)?, end(high, greatest)?));
    }
    let n = number(right)?;
    Some(match operator {
        Comparison::Equal | Comparison::In => (n, n),
        Comparison::AtMost => (least, n),
        Comparison::Less => (least, n - f64::EPSILON),
        Comparison::AtLeast | Comparison::Greater => (n, greatest),
        Comparison::NotEqual => (least, greatest),
    })
}

fn junk(program: &Program, constraint: &Constraint, definition: &Definition, out: &mut Vec<Diagnostic>) {
    let limit = |e: &Example| {
        arguments(program, e)
            .is_ok_and(|args| args.iter().any(|a| matches!(a, Constant::Range(r) if r.low.is_none())))
    };
    // What stands for an id of a data set accepts what that data set's verifier accepts.
    if prohibits(&definition.body) || !constraint.ids.is_empty() {
        return;
    }
    let Some(example) = constraint.examples.iter().find(|e| e.accept && !limit(e)) else { return };
    // A number of words may be met by any words; a constraint with numbers is tried on single ones.
    let counts = definition.parameters.iter().any(|p| matches!(p.ty, Type::Range(_) | Type::Number(_)));
    let mut accepted = accepted_junk(program, constraint, example).into_iter();
    if let Some(first) = accepted.find(|junk| !counts || !junk.contains(' ')) {
        let message = format!("`{}` accepts the answer `{first}`", constraint.name);
        let problem = Diagnostic::warning(Code::AcceptsJunk, message).at(constraint.span, "this constraint");
        let problem = problem.at(example.span, "with these arguments");
        out.push(problem.help("ask for something to be there: `each` instead of `each?`, `count(…) in 1..`"));
    }
}

/// Whether a claim asks for no more than that something is there.
fn asks_for_presence(e: &Expr) -> bool {
    matches!(e.kind.as_ref(), Kind::Call { function, .. } if function.facts().claim == Claim::Found(Anchor::Anywhere))
}

/// Whether a claim only forbids: such a claim is met by saying nothing, and that is its point.
fn prohibits(e: &Expr) -> bool {
    match e.kind.as_ref() {
        Kind::Not(_) => true,
        Kind::Quantify { quantifier: Quantifier::No, .. } | Kind::Quantify { vacuous: true, .. } => true,
        Kind::Block { kind: BlockKind::None, .. } => true,
        Kind::Call { function, .. } => function.facts().claim == Claim::AllDifferent,
        Kind::Block { kind: BlockKind::All, items } => items.iter().all(|(e, _)| prohibits(e)),
        // That there be something to speak of goes with what it may not be.
        Kind::And(items) => {
            items.iter().any(prohibits) && items.iter().all(|e| prohibits(e) || asks_for_presence(e))
        }
        Kind::Let { body, .. } | Kind::Scope { body, .. } => prohibits(body),
        Kind::If { then, otherwise, .. } => {
            otherwise.as_ref().is_none_or(prohibits) && prohibits(then) || otherwise.is_none()
        }
        Kind::Compare { operator, right, .. } => match (operator, right.kind.as_ref()) {
            (Comparison::Equal | Comparison::In, Kind::Const(Constant::Int(0))) => true,
            (Comparison::AtMost | Comparison::Less, _) => true,
            (Comparison::In, Kind::Range { low, .. }) => low.is_none(),
            _ => false,
        },
        _ => false,
    }
}
