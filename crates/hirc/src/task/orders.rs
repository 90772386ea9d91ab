//! Constraints as records write them: ids with kwargs.

use super::Ordered;
use super::convert::json;
use super::written::typed;
use crate::checker::arguments;
use crate::program::{Constant, Constraint, Expr, Function, Instance, Kind, Kwarg, Program};
use crate::resolve::as_f64;
use crate::verify::PlanBuilder;
use serde_json::{Map, Value};

/// An instance under the constraint's own name, its parameters as kwargs.
pub fn ordered(program: &Program, instance: &Instance) -> Ordered {
    let constraint = program.constraint_of(instance);
    let parameters = constraint.map(|c| program.parameters_of(c)).unwrap_or_default();
    let arguments = typed(program, instance).arguments;
    let kwargs = parameters.iter().zip(&arguments).map(|(p, a)| (p.name.clone(), json(a))).collect();
    Ordered { id: constraint.map(Constraint::full_name).unwrap_or_default(), kwargs }
}

/// An instance under an instruction id of a data set, if its arguments can be said in that id's kwargs; else under
/// the constraint's own name.
pub fn ordered_by_id(program: &Program, instance: &Instance) -> Ordered {
    let bound = program.constraint_of(instance).and_then(|constraint| {
        let binding = constraint.ids.first()?;
        let mut slots: Vec<Option<Value>> = vec![None; binding.kwargs.len()];
        for (conversion, argument) in binding.conversions.iter().zip(&instance.arguments) {
            invert(conversion.as_ref()?, argument, &mut slots)?;
        }
        let named = |(kwarg, value): (&Kwarg, Option<Value>)| Some((kwarg.name.clone(), value?));
        let kwargs: Map<String, Value> =
            binding.kwargs.iter().zip(slots).map(named).collect::<Option<_>>()?;
        // A conversion need not lead back: `trim` forgets blanks, and two may give one kwarg different values.
        let read = arguments(program, &mut PlanBuilder::new(program), constraint, binding, &kwargs).ok()?;
        let read = typed(program, &Instance { arguments: read, ..instance.clone() });
        (read == typed(program, instance)).then(|| Ordered { id: binding.id.clone(), kwargs })
    });
    bound.unwrap_or_else(|| ordered(program, instance))
}

/// Finds the kwargs that a conversion makes an argument of.
fn invert(conversion: &Expr, argument: &Constant, slots: &mut [Option<Value>]) -> Option<()> {
    match (conversion.kind.as_ref(), argument) {
        (Kind::Local(slot), argument) => {
            *slots.get_mut(*slot as usize)? = Some(json(argument));
            Some(())
        }
        (Kind::Call { function: Function::Trim, arguments }, argument) => {
            invert(arguments.first()?, argument, slots)
        }
        (Kind::Call { function: Function::Bound, arguments }, Constant::Range(range)) => {
            let [relation, number] = arguments.as_slice() else { return None };
            let (word, n) = match (range.low, range.high) {
                (Some(low), None) => ("at least", low.0),
                (None, Some(high)) => ("less than", high.0 + 1.0),
                _ => return None,
            };
            invert(relation, &Constant::Text(word.into()), slots)?;
            invert(number, &whole(n)?, slots)
        }
        (Kind::Range { low, high }, Constant::Range(range)) => {
            let mut end = |e: &Option<Expr>, n: Option<crate::program::Real>| match (e, n) {
                (Some(e), Some(n)) => invert(e, &whole(n.0)?, slots),
                (None, None) => Some(()),
                _ => None,
            };
            end(low, range.low)?;
            end(high, range.high)
        }
        _ => None,
    }
}

fn whole(n: f64) -> Option<Constant> {
    let int: i64 = format!("{n:.0}").parse().ok()?;
    (as_f64(int) == n).then_some(Constant::Int(int))
}
