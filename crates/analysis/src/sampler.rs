//! Drawing constraints with arguments from their distributions.

use crate::program::{Constant, Expr, Instance, Number, Parameter, Program, Range, Real, Type};
use crate::resolve::as_f64;
use crate::verify::PlanBuilder;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt};

/// How often arguments are drawn anew when they break a condition.
const RETRIES: usize = 32;

/// A list parameter drawn from a longer list gets at most this many of its elements.
const MOST_ELEMENTS: usize = 3;

/// What a parameter is drawn from, computed once.
#[derive(Clone, Debug)]
enum Pool {
    /// This value: a default without a distribution.
    Only(Constant),
    /// One of these.
    OneOf(Vec<Constant>),
    /// Some of these, as a list.
    SomeOf(Vec<Constant>),
    /// Numbers on a grid.
    Grid { low: f64, high: f64, step: f64, of: Number, range: bool },
}

/// Draws arguments of one constraint.
#[derive(Clone, Debug)]
pub struct Drawer {
    constraint: u32,
    pools: Vec<Pool>,
}

impl Drawer {
    /// A drawer for a constraint.
    ///
    /// # Errors
    /// Why it can't be drawn, in words.
    pub fn new(program: &Program, constraint: u32) -> Result<Drawer, String> {
        let declared = program.constraints.get(constraint as usize).ok_or("no such constraint")?;
        let mut binder = PlanBuilder::new(program);
        let pools = program
            .parameters_of(declared)
            .iter()
            .map(|p| pool(&mut binder, p).map_err(|reason| format!("`{}`: {reason}", p.name)))
            .collect::<Result<_, _>>()?;
        Ok(Drawer { constraint, pools })
    }

    /// The constraint that it draws.
    pub fn constraint(&self) -> u32 {
        self.constraint
    }

    /// How many instances there are to draw, at most; saturates.
    pub fn variety(&self) -> u64 {
        self.pools.iter().map(Pool::variety).fold(1, u64::saturating_mul)
    }

    /// One instance. `None` if its conditions were broken time and again.
    pub fn draw(&self, program: &Program, rng: &mut impl Rng) -> Option<Instance> {
        let declared = program.constraints.get(self.constraint as usize)?;
        for _ in 0..RETRIES {
            let arguments: Vec<Constant> =
                self.pools.iter().map(|pool| pool.draw(rng)).collect::<Option<_>>()?;
            let mut binder = PlanBuilder::new(program);
            if binder.apply(declared.definition, &arguments, declared.span).is_ok() {
                return Some(Instance { constraint: self.constraint, arguments });
            }
        }
        None
    }
}

fn pool(binder: &mut PlanBuilder<'_>, parameter: &Parameter) -> Result<Pool, String> {
    let mut value = |e: &Expr| binder.compute(e, &[]);
    let Some(distribution) = &parameter.distribution else {
        let default = parameter.default.as_ref().ok_or("it has neither a distribution nor a default")?;
        return Ok(Pool::Only(value(default)?));
    };
    let from = value(&distribution.from)?;
    let number = |c: &Constant| match c {
        Constant::Int(n) => Some(as_f64(*n)),
        Constant::Float(x) => Some(x.0),
        _ => None,
    };
    let step = distribution.step.as_ref().map(&mut value).transpose()?.as_ref().and_then(number);
    match (from, &parameter.ty) {
        (Constant::List(items), Type::List(element)) if !matches!(items.first(), Some(Constant::List(_))) => {
            let _ = element;
            Ok(Pool::SomeOf(items))
        }
        (Constant::List(items), _) if items.is_empty() => Err("its distribution is empty".to_owned()),
        (Constant::List(items), ty) => {
            // A number among the values of a range parameter stands for exactly that number.
            let item = |c: Constant| match (&c, ty) {
                (Constant::Int(_) | Constant::Float(_), Type::Range(of)) => {
                    number(&c).map_or(c.clone(), |n| Constant::Range(Range::exactly(n, *of)))
                }
                _ => c,
            };
            Ok(Pool::OneOf(items.into_iter().map(item).collect()))
        }
        (Constant::Range(Range { low: Some(low), high: Some(high), of }), ty) => {
            let default = match of {
                Number::Int => 1.0,
                Number::Float | Number::Percent => (high.0 - low.0) / 10.0,
            };
            let step = step.filter(|s| *s > 0.0).unwrap_or(default).max(1e-9);
            let (of, range) = match ty {
                Type::Range(of) => (*of, true),
                Type::Number(of) => (*of, false),
                _ => return Err("a range is drawn for what is no number".to_owned()),
            };
            Ok(Pool::Grid { low: low.0, high: high.0, step, of, range })
        }
        _ => Err("its distribution has an open end".to_owned()),
    }
}

impl Pool {
    fn variety(&self) -> u64 {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        match self {
            Pool::Only(_) => 1,
            Pool::OneOf(items) => count(items.len()),
            Pool::SomeOf(items) => {
                let n = count(items.len());
                n.saturating_add(n * n.saturating_sub(1))
                    .saturating_add(n * n.saturating_sub(1) * n.saturating_sub(2))
            }
            Pool::Grid { range, .. } => {
                let points = count(self.points());
                if *range { points * 2 + points * points.saturating_sub(1) / 2 } else { points }
            }
        }
    }

    /// How many points the grid has.
    fn points(&self) -> usize {
        match self {
            Pool::Grid { low, high, step, .. } => {
                (0..100_000_i64).take_while(|&k| low + as_f64(k) * step <= high + step * 1e-9).count()
            }
            Pool::Only(_) | Pool::OneOf(_) | Pool::SomeOf(_) => 0,
        }
    }

    fn draw(&self, rng: &mut impl Rng) -> Option<Constant> {
        Some(match self {
            Pool::Only(value) => value.clone(),
            Pool::OneOf(items) => items.choose(rng)?.clone(),
            Pool::SomeOf(items) => {
                let count = rng.random_range(1..=items.len().clamp(1, MOST_ELEMENTS));
                let mut chosen = items.clone();
                chosen.shuffle(rng);
                chosen.truncate(count);
                Constant::List(chosen)
            }
            Pool::Grid { low, step, of, range, .. } => {
                let points = i64::try_from(self.points().max(1)).unwrap_or(i64::MAX);
                let at = |k: i64| Real(clean(low + as_f64(k) * step));
                let first = rng.random_range(0..points);
                if !range {
                    let value = at(first);
                    return Some(match of {
                        Number::Int => Constant::Int(whole(value.0)?),
                        Number::Float | Number::Percent => Constant::Float(value),
                    });
                }
                let (low, high) = match rng.random_range(0..10) {
                    0..4 => (Some(at(first)), None),
                    4..7 => (None, Some(at(first))),
                    // "exactly 150 words" is a rule that only a fine grid makes fair.
                    7 if *step <= 1.0 && *of == Number::Int => (Some(at(first)), Some(at(first))),
                    _ if points < 2 => (Some(at(first)), None),
                    _ => {
                        let second = (first + rng.random_range(1..points)) % points;
                        (Some(at(first.min(second))), Some(at(first.max(second))))
                    }
                };
                Constant::Range(Range { low, high, of: *of })
            }
        })
    }
}

/// Without the last digits that adding steps leaves.
fn clean(n: f64) -> f64 {
    (n * 1e9).round() / 1e9
}

fn whole(n: f64) -> Option<i64> {
    format!("{n:.0}").parse().ok()
}

/// The start and step of the grid that a parameter is drawn from, if it is drawn from one.
pub fn grid(program: &Program, parameter: &Parameter) -> Option<(f64, f64)> {
    match pool(&mut PlanBuilder::new(program), parameter) {
        Ok(Pool::Grid { low, step, .. }) => Some((low, step)),
        _ => None,
    }
}
