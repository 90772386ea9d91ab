//! Demonstrations for supervised fine-tuning: instructions with witnesses, responses that the compiler made to satisfy them.
//! They warm up a policy that has random weights.

use crate::analyse::{Effort, witness};
use crate::model::{ModelError, Pair, Tokens};
use crate::phrase::{Layout, Placement, Presentation};
use crate::program::{Instance, Program};
use crate::task::Drawer;
use crate::verify::compile;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// An instruction with a response, in tokens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Demonstration {
    /// The instruction as the policy reads it.
    pub instruction: Vec<u32>,
    /// The response with the token that ends it.
    pub response: Vec<u32>,
}

impl Demonstration {
    pub(super) fn pair(&self) -> Pair<'_> {
        Pair { instruction: &self.instruction, response: &self.response }
    }
}

/// What demonstrations are made of.
#[derive(Debug)]
pub struct DemonstrationSource {
    /// They draw the constraints.
    pub constraints: Vec<Drawer>,
    /// The requests that constraints are added to.
    pub prompts: Vec<String>,
}

/// Which demonstrations are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DemonstrationRequest {
    /// How many.
    pub count: usize,
    /// Constraints of an instruction: from one to this many.
    pub max_constraints: usize,
    /// Tokens of a response, at most; longer witnesses are left out.
    pub max_tokens: usize,
    /// What the randomness begins with.
    pub seed: u64,
}

/// Draws demonstrations; fewer than were asked for where constraints have no witness that is short enough.
///
/// # Errors
/// What the tokenizer fails with.
pub fn demonstrations(
    program: &Program,
    source: &DemonstrationSource,
    tokens: &Tokens,
    request: DemonstrationRequest,
) -> Result<Vec<Demonstration>, ModelError> {
    let DemonstrationRequest { count, max_constraints, max_tokens, seed } = request;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut out = Vec::new();
    // A draw may fail; ten times as many are enough, or there is nothing to draw.
    for _ in 0..count * 10 {
        if out.len() == count {
            break;
        }
        let size = rng.random_range(1..=max_constraints.max(1));
        let mut order: Vec<&Drawer> = source.constraints.iter().collect();
        order.shuffle(&mut rng);
        let set: Vec<Instance> = order.iter().take(size).filter_map(|d| d.draw(program, &mut rng)).collect();
        let (Some(prompt), Ok(plan)) = (source.prompts.choose(&mut rng), compile(program, &set)) else {
            continue;
        };
        let layout =
            *[Layout::Bullets, Layout::Numbered, Layout::Prose].choose(&mut rng).unwrap_or(&Layout::Prose);
        let placement = if rng.random_range(0..4) == 0 { Placement::Before } else { Placement::After };
        let (words, style) = (u64::from(rng.random::<u32>()), u64::from(rng.random::<u32>()));
        let Some(response) = witness(&plan, Some(prompt), style, Effort { texts: 300 }) else { continue };
        let presentation = Presentation { layout, placement, seed: words, ..Presentation::default() };
        let instruction = presentation.instruction(prompt, &presentation.phrases(program, &set));
        let response = tokens.response(&response)?;
        if response.len() <= max_tokens {
            out.push(Demonstration { instruction: tokens.instruction(&instruction)?, response });
        }
    }
    Ok(out)
}
