//! Suites: tasks drawn from seed prompts and constraint libraries.
//!
//! In: a suite, seed prompts, a seed. Out: distinct tasks whose constraints can be met, and what was turned down.
//! INVARIANT (same seed, same tasks): nothing but the suite, the prompts and the seed decides.
//! INVARIANT (nothing in common): no set of constraints is in both splits.

mod difficulty;
mod formats;
mod seeds;

pub use difficulty::PassRates;
pub use formats::{Format, orders, record};
pub use seeds::{Seed, read_seeds};

use crate::analyse::{Answer, Effort, decide};
use crate::phrase::{Layout, Placement, Presentation};
use crate::program::{Instance, Program, Suite};
use crate::task::Drawer;
use hirc_verify::compile;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, HashSet};

/// A task that was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The seed prompt.
    pub request: String,
    /// The constraints.
    pub constraints: Vec<Instance>,
    /// How they are said.
    pub presentation: Presentation,
    /// A response that satisfies them; `None` if it is not known whether there is one.
    pub witness: Option<String>,
    /// Whether it is held out for evaluation.
    pub held_out: bool,
}

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// How many tasks.
    pub tasks: usize,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// The layout of the constraints; drawn if not given.
    pub layout: Option<Layout>,
    /// Estimated shares of responses that satisfy a task, which it must lie between.
    pub pass_rate: Option<(f64, f64, PassRates)>,
}

/// What came of drawing.
#[derive(Clone, Debug, Default)]
pub struct Draws {
    /// The tasks.
    pub tasks: Vec<Drawn>,
    /// Draws whose constraints exclude each other.
    pub contradictory: usize,
    /// Draws that had been made before.
    pub repeated: usize,
    /// Draws that were too easy or too hard.
    pub off_target: usize,
    /// Draws of which it is not known whether they can be met.
    pub undecided: usize,
}

/// Fruitless draws in a row after which there is taken to be nothing more to draw.
const PATIENCE: usize = 400;

/// Draws the tasks of a suite. `seen` is called with the number of tasks made so far.
///
/// # Errors
/// Why a constraint of the suite can't be drawn.
pub fn draw(
    program: &Program,
    suite: &Suite,
    seeds: &[Seed],
    wanted: &Wanted,
    seen: &mut dyn FnMut(usize),
) -> Result<Draws, String> {
    let drawers: Vec<Drawer> = suite
        .from
        .iter()
        .map(|&c| {
            let name = program.constraints.get(c as usize).map(crate::program::Constraint::full_name);
            Drawer::new(program, c).map_err(|reason| format!("`{}`: {reason}", name.unwrap_or_default()))
        })
        .collect::<Result<_, _>>()?;
    let mut rng = ChaCha8Rng::seed_from_u64(wanted.seed);
    let mut order: Vec<usize> = (0..seeds.len()).collect();
    order.shuffle(&mut rng);
    let mut out = Draws::default();
    let mut known: HashSet<(usize, Vec<Instance>)> = HashSet::new();
    let mut idle = 0;
    while out.tasks.len() < wanted.tasks && idle < PATIENCE && !order.is_empty() {
        idle += 1;
        // Prompts in turn, so that each gets as many tasks as the others.
        let Some(&place) = order.get(out.tasks.len() % order.len()) else { break };
        let Some(seed) = seeds.get(place) else { break };
        let Some(constraints) = constraints(program, suite, &drawers, &mut rng) else { continue };
        let presentation = presentation(&mut rng, wanted.layout);
        let mut key = constraints.clone();
        key.sort_by_key(|i| program.source_of(i));
        if known.contains(&(place, key.clone())) {
            out.repeated += 1;
            continue;
        }
        if let Some((low, high, rates)) = &wanted.pass_rate
            && !(*low..=*high).contains(&rates.of(program, &constraints))
        {
            out.off_target += 1;
            continue;
        }
        let Ok(prepared) = compile(program, &constraints) else { continue };
        let witness = match decide(&prepared, Some(&seed.prompt), wanted.seed, Effort::default()) {
            Answer::Satisfiable(text) => Some(text),
            Answer::Unknown => {
                out.undecided += 1;
                None
            }
            Answer::Contradictory(_) => {
                out.contradictory += 1;
                continue;
            }
        };
        known.insert((place, key));
        idle = 0;
        let request = seed.prompt.clone();
        out.tasks.push(Drawn { request, constraints, presentation, witness, held_out: false });
        seen(out.tasks.len());
    }
    hold_out(&mut out.tasks, suite.holdout, &mut rng);
    Ok(out)
}

fn constraints(
    program: &Program,
    suite: &Suite,
    drawers: &[Drawer],
    rng: &mut impl Rng,
) -> Option<Vec<Instance>> {
    let size = rng.random_range(suite.size.0..=suite.size.1);
    if suite.repeats {
        return (0..size)
            .map(|_| drawers.get(rng.random_range(0..drawers.len().max(1)))?.draw(program, rng))
            .collect();
    }
    let mut order: Vec<&Drawer> = drawers.iter().collect();
    order.shuffle(rng);
    let drawn: Vec<Instance> = order.iter().take(size).filter_map(|d| d.draw(program, rng)).collect();
    (drawn.len() >= suite.size.0).then_some(drawn)
}

fn presentation(rng: &mut impl Rng, layout: Option<Layout>) -> Presentation {
    let drawn = match rng.random_range(0..3) {
        0 => Layout::Bullets,
        1 => Layout::Numbered,
        _ => Layout::Prose,
    };
    let placement = if rng.random_range(0..4) == 0 { Placement::Before } else { Placement::After };
    let seed = u64::from(rng.random_range(0..u32::MAX));
    Presentation { layout: layout.unwrap_or(drawn), placement, seed, ..Presentation::default() }
}

/// Holds out whole sets of constraint kinds until the share is reached.
fn hold_out(tasks: &mut [Drawn], share: f64, rng: &mut impl Rng) {
    let mut sets: BTreeMap<Vec<u32>, Vec<usize>> = BTreeMap::new();
    for (index, task) in tasks.iter().enumerate() {
        let mut kinds: Vec<u32> = task.constraints.iter().map(|i| i.constraint).collect();
        kinds.sort_unstable();
        sets.entry(kinds).or_default().push(index);
    }
    let mut order: Vec<&Vec<usize>> = sets.values().collect();
    order.shuffle(rng);
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let wanted = share * count(tasks.len());
    let mut held: Vec<usize> = Vec::new();
    for places in order {
        if count(held.len()) >= wanted {
            break;
        }
        held.extend(places);
    }
    for index in held {
        if let Some(task) = tasks.get_mut(index) {
            task.held_out = true;
        }
    }
}
