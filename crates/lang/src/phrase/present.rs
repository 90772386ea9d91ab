//! Instructions: a prompt and what is asked of the answer, in one of several presentations.
//!
//! INVARIANT (stable): a constraint is said in the same words whatever others stand beside it, so that dropping one
//! from an instruction changes nothing else in it.

use super::render;
use crate::program::{Constraint, Instance, Program};

/// How constraints are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// A list with `-`.
    Bullets,
    /// A list with `1.`.
    Numbered,
    /// Sentences in a row.
    Prose,
}

/// Where the constraints stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Placement {
    /// Before the prompt.
    Before,
    /// After it.
    After,
}

/// How an instruction is presented.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Presentation {
    /// The layout of the constraints.
    pub layout: Layout,
    /// Before or after the prompt.
    pub placement: Placement,
    /// Picks the paraphrases.
    pub seed: u64,
    /// The language of the phrases, where a constraint has any in it; English otherwise.
    #[serde(default = "english", skip_serializing_if = "is_english")]
    pub language: String,
}

fn english() -> String {
    "en".to_owned()
}

fn is_english(language: &str) -> bool {
    language == "en"
}

impl Default for Presentation {
    fn default() -> Self {
        Presentation { layout: Layout::Bullets, placement: Placement::After, seed: 0, language: english() }
    }
}

impl Presentation {
    /// The instruction: the prompt with the phrases, in their order.
    pub fn instruction(&self, prompt: &str, phrases: &[String]) -> String {
        if phrases.is_empty() {
            return prompt.to_owned();
        }
        let asked = match self.layout {
            Layout::Prose => phrases.join(" "),
            Layout::Bullets => {
                let lines: Vec<String> = phrases.iter().map(|p| format!("- {p}")).collect();
                format!("Requirements:\n{}", lines.join("\n"))
            }
            Layout::Numbered => {
                let lines: Vec<String> =
                    (1..).zip(phrases).map(|(n, p): (usize, &String)| format!("{n}. {p}")).collect();
                format!("Requirements:\n{}", lines.join("\n"))
            }
        };
        let (first, second) = match self.placement {
            Placement::Before => (asked.as_str(), prompt),
            Placement::After => (prompt, asked.as_str()),
        };
        // Prose goes on after a sentence; everything else stands apart.
        let ended = first.trim_end().ends_with(['.', '!', '?', '。', '！', '？']);
        let apart = if self.layout == Layout::Prose && ended && !first.contains('\n') { " " } else { "\n\n" };
        format!("{}{apart}{second}", first.trim_end())
    }

    /// The phrases of constraints, in the words that the seed picks. A constraint without any is left out.
    pub fn phrases(&self, program: &Program, instances: &[Instance]) -> Vec<String> {
        instances.iter().filter_map(|i| self.phrase(program, i)).collect()
    }

    /// The phrase of one constraint.
    pub fn phrase(&self, program: &Program, instance: &Instance) -> Option<String> {
        let constraint = program.constraint_of(instance)?;
        let said = in_language(constraint, &self.language);
        // The same words for the same kind of constraint, whatever its arguments: relaxing a bound rephrases nothing.
        said.get(pick(self.seed, &constraint.full_name()).checked_rem(said.len())?)
            .map(|phrase| render(phrase, &instance.arguments))
    }
}

/// A number that depends on a seed and a name alone, on every machine (FNV-1a).
fn pick(seed: u64, name: &str) -> usize {
    let bytes = seed.to_le_bytes().into_iter().chain(name.bytes());
    let mixed =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from((mixed >> 32) & 0xffff).unwrap_or(0)
}

/// The first phrase of a constraint, in English if it has one: how reports name it.
pub fn phrase_of(program: &Program, instance: &Instance) -> Option<String> {
    let constraint = program.constraint_of(instance)?;
    in_language(constraint, "en").first().map(|phrase| render(phrase, &instance.arguments))
}

/// What a judge is asked about a response, for a constraint with its arguments.
pub fn questions_of(program: &Program, instance: &Instance) -> Vec<String> {
    let judges = program.constraint_of(instance).map(|c| c.judges.as_slice()).unwrap_or_default();
    judges.iter().map(|j| render(j, &instance.arguments)).collect()
}

fn in_language<'c>(constraint: &'c Constraint, language: &str) -> Vec<&'c crate::program::Phrase> {
    let of = |tag: &str| constraint.phrases.iter().filter(|p| p.language == tag).collect::<Vec<_>>();
    let found = of(language);
    if !found.is_empty() {
        return found;
    }
    let english = of("en");
    if english.is_empty() { constraint.phrases.iter().collect() } else { english }
}
