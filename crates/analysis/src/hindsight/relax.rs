//! Weaker arguments: the strictest that a response meets, on the constraint's own grid.

use super::polarity::{Weaken, weaken};
use super::{Answer, Change, Mode};
use crate::program::{Constant, Instance, Number, Parameter, Range, Real};
use crate::resolve::as_f64;
use crate::verify::{JUNK, judge};
use crate::verify::{Measured, Outcome};

/// More weaker values than this are not tried.
const MOST: usize = 512;

/// A constraint that the response satisfies in place of one that it fails.
pub(super) fn relax(answer: &Answer<'_>, instance: &Instance, mode: Mode) -> Option<(Change, Vec<Instance>)> {
    let program = answer.program;
    let constraint = program.constraint_of(instance)?;
    let definition = program.definition_of(constraint)?;
    for (index, parameter) in definition.parameters.iter().enumerate() {
        let Some(direction) = weaken(program, definition, index) else { continue };
        let value = instance.arguments.get(index)?;
        let with = |value: Constant| {
            let mut changed = instance.clone();
            if let Some(slot) = changed.arguments.get_mut(index) {
                *slot = value;
            }
            changed
        };
        let found = match (direction, value) {
            (Weaken::Subset, Constant::List(items)) => {
                let kept: Vec<Constant> = items
                    .iter()
                    .filter(|item| answer.satisfies(&with(Constant::List(vec![(*item).clone()]))))
                    .cloned()
                    .collect();
                (!kept.is_empty() && kept.len() < items.len()).then(|| with(Constant::List(kept)))
            }
            (Weaken::Widen, Constant::Range(range)) => widened(answer, parameter, range, &with),
            (Weaken::Narrow, Constant::Range(range)) => narrowed(answer, parameter, range, &with),
            (Weaken::Lower | Weaken::Raise, Constant::Int(n)) => {
                let values: Vec<Instance> = if direction == Weaken::Lower {
                    (1..*n).rev().take(MOST).map(|k| with(Constant::Int(k))).collect()
                } else {
                    (n + 1..=n.saturating_mul(2)).take(MOST).map(|k| with(Constant::Int(k))).collect()
                };
                strictest(answer, &values)
            }
            _ => None,
        };
        if let Some(found) = found.filter(|f| answer.satisfies(f) && !trivial(answer, instance, f)) {
            return Some((Change::Relaxed, vec![found]));
        }
        if mode == Mode::Restate
            && let (Weaken::Widen, Constant::Range(range)) = (direction, value)
            && let Some(found) = restated(answer, instance, range, &with)
        {
            return Some((Change::Restated, vec![found]));
        }
    }
    None
}

/// The first of these, strictest first, that the response satisfies. Each is implied by the one before it.
fn strictest(answer: &Answer<'_>, values: &[Instance]) -> Option<Instance> {
    let first = values.partition_point(|value| !answer.satisfies(value));
    values.get(first).cloned()
}

/// Moves the end that the response is beyond; exactly n has no weaker form of its kind.
fn widened(
    answer: &Answer<'_>,
    parameter: &Parameter,
    range: &Range,
    with: &dyn Fn(Constant) -> Instance,
) -> Option<Instance> {
    if range.low == range.high {
        return None;
    }
    let grid = Grid::of(answer, parameter, range);
    let ranged =
        |low: Option<Real>, high: Option<Real>| with(Constant::Range(Range { low, high, of: range.of }));
    let lows: Vec<Real> = range.low.map(|low| grid.below(low.0)).unwrap_or_default();
    // Beyond twice the bound little of the rule is left.
    let highs: Vec<Real> = range.high.map(|high| grid.above(high.0, high.0 * 2.0)).unwrap_or_default();
    let by_low: Vec<Instance> = lows.iter().map(|&low| ranged(Some(low), range.high)).collect();
    let by_high: Vec<Instance> = highs.iter().map(|&high| ranged(range.low, Some(high))).collect();
    strictest(answer, &by_low).or_else(|| strictest(answer, &by_high)).or_else(|| {
        // Some parts are below and some above: both ends give way, step by step.
        let count = lows.len().max(highs.len());
        let both: Vec<Instance> = (0..count)
            .map(|i| {
                let low = lows.get(i.min(lows.len().saturating_sub(1))).copied().or(range.low);
                let high = highs.get(i.min(highs.len().saturating_sub(1))).copied().or(range.high);
                ranged(low, high)
            })
            .collect();
        strictest(answer, &both)
    })
}

/// Under `not`: a narrower range is excluded.
fn narrowed(
    answer: &Answer<'_>,
    parameter: &Parameter,
    range: &Range,
    with: &dyn Fn(Constant) -> Instance,
) -> Option<Instance> {
    let grid = Grid::of(answer, parameter, range);
    let ranged =
        |low: Option<Real>, high: Option<Real>| with(Constant::Range(Range { low, high, of: range.of }));
    let inside = |n: &Real| range.contains(n.0);
    let lows: Vec<Instance> = match (range.low, range.high) {
        (Some(low), Some(high)) => grid
            .above(low.0, high.0)
            .into_iter()
            .filter(inside)
            .map(|low| ranged(Some(low), range.high))
            .collect(),
        _ => Vec::new(),
    };
    let highs: Vec<Instance> = match range.high {
        Some(high) => {
            grid.below(high.0).into_iter().filter(inside).map(|high| ranged(range.low, Some(high))).collect()
        }
        None => Vec::new(),
    };
    strictest(answer, &lows).or_else(|| strictest(answer, &highs))
}

/// What is true of the response in the form of the original: exactly 5 becomes exactly 7.
fn restated(
    answer: &Answer<'_>,
    instance: &Instance,
    range: &Range,
    with: &dyn Fn(Constant) -> Instance,
) -> Option<Instance> {
    let constraint = answer.program.constraint_of(instance)?;
    let verdict = judge(answer.program, constraint, &instance.arguments, answer.response, answer.prompt);
    let Some(Measured::Int(n)) = verdict.evidence.measured else { return None };
    let n = as_f64(n);
    let range = match (range.low, range.high) {
        (Some(low), Some(high)) if low == high => Range::exactly(n, range.of),
        (Some(low), _) if n < low.0 => Range { low: Some(Real(n)), ..*range },
        (_, Some(high)) if n > high.0 => Range { high: Some(Real(n)), ..*range },
        _ => return None,
    };
    let found = with(Constant::Range(range));
    (answer.satisfies(&found) && !trivial(answer, instance, &found)).then_some(found)
}

/// Whether an answer that says nothing passes now, though none passed the original. (Some pass every prohibition.)
fn trivial(answer: &Answer<'_>, original: &Instance, found: &Instance) -> bool {
    let Some(constraint) = answer.program.constraint_of(found) else { return true };
    let passes = |instance: &Instance, junk: &str| {
        judge(answer.program, constraint, &instance.arguments, junk, answer.prompt).outcome
            == Outcome::Satisfied
    };
    !JUNK.iter().any(|junk| passes(original, junk)) && JUNK.iter().any(|junk| passes(found, junk))
}

/// The values that a parameter is rounded to.
struct Grid {
    start: f64,
    step: f64,
}

impl Grid {
    fn of(answer: &Answer<'_>, parameter: &Parameter, range: &Range) -> Grid {
        let drawn = crate::grid(answer.program, parameter);
        let size = range.low.or(range.high).map_or(1.0, |n| n.0.abs());
        let (start, step) = drawn.unwrap_or(match (range.of, size) {
            (Number::Percent, _) => (0.0, 0.05),
            (_, size) if size <= 20.0 => (0.0, 1.0),
            (_, size) if size <= 100.0 => (0.0, 5.0),
            (_, size) if size <= 200.0 => (0.0, 10.0),
            _ => (0.0, 50.0),
        });
        Grid { start, step: if step > 0.0 { step } else { 1.0 } }
    }

    fn at(&self, k: f64) -> Real {
        Real(((self.start + k * self.step) * 1e9).round() / 1e9)
    }

    /// Grid values below a number, the nearest first, down to one step above nothing.
    fn below(&self, n: f64) -> Vec<Real> {
        let first = ((n - self.start) / self.step - 1e-9).floor();
        let values = (0..i64::try_from(MOST).unwrap_or(0)).map(|i| self.at(first - as_f64(i)));
        values.take_while(|v| v.0 > 0.0).collect()
    }

    /// Grid values above a number up to a limit, the nearest first.
    fn above(&self, n: f64, most: f64) -> Vec<Real> {
        let first = ((n - self.start) / self.step + 1e-9).floor() + 1.0;
        let values = (0..i64::try_from(MOST).unwrap_or(0)).map(|i| self.at(first + as_f64(i)));
        values.take_while(|v| v.0 <= most).collect()
    }
}
