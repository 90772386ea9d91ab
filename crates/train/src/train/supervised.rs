//! Lessons: instructions with responses that satisfy them, made by the compiler. They warm up a policy that was never
//! taught anything.

use crate::analyse::{Effort, witness};
use crate::model::{ModelError, Tokens};
use crate::phrase::{Layout, Placement, Presentation};
use crate::program::{Instance, Program};
use crate::task::Drawer;
use hirc_verify::compile;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// An instruction with a response, in tokens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lesson {
    /// The instruction as the policy reads it.
    pub instruction: Vec<u32>,
    /// The response with the token that ends it.
    pub response: Vec<u32>,
}

/// Draws lessons with one to `most` constraints each; witnesses that are too long are left out.
///
/// # Errors
/// What the tokenizer fails with.
pub fn lessons(
    program: &Program,
    drawers: &[Drawer],
    prompts: &[String],
    tokens: &Tokens,
    (most, longest): (usize, usize),
    (count, seed): (usize, u64),
) -> Result<Vec<Lesson>, ModelError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut out = Vec::new();
    // A draw may fail; ten times as many are enough, or there is nothing to draw.
    for _ in 0..count * 10 {
        if out.len() == count {
            break;
        }
        let size = rng.random_range(1..=most.max(1));
        let mut order: Vec<&Drawer> = drawers.iter().collect();
        order.shuffle(&mut rng);
        let set: Vec<Instance> = order.iter().take(size).filter_map(|d| d.draw(program, &mut rng)).collect();
        let (Some(prompt), Ok(plan)) = (prompts.choose(&mut rng), compile(program, &set)) else { continue };
        let layout =
            *[Layout::Bullets, Layout::Numbered, Layout::Prose].choose(&mut rng).unwrap_or(&Layout::Prose);
        let placement = if rng.random_range(0..4) == 0 { Placement::Before } else { Placement::After };
        let (words, style) = (u64::from(rng.random::<u32>()), u64::from(rng.random::<u32>()));
        let Some(response) = witness(&plan, Some(prompt), style, Effort { texts: 300 }) else { continue };
        let presentation = Presentation { layout, placement, seed: words, ..Presentation::default() };
        let instruction = presentation.instruction(prompt, &presentation.phrases(program, &set));
        let lesson =
            Lesson { instruction: tokens.instruction(&instruction)?, response: tokens.response(&response)? };
        if lesson.response.len() <= longest {
            out.push(lesson);
        }
    }
    Ok(out)
}
