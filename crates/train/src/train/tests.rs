//! A small policy that learns: what a step must keep true whatever it learns.

use super::{
    AdamW, Demonstration, DemonstrationRequest, DemonstrationSource, Learner, Options, Replay, Sample, Task,
    demonstrations, evaluate, step,
};
use crate::diagnostic::Code;
use crate::model::tests::tiny;
use crate::model::{Config, Family, Lora, Pair, Policy, PolicyVersion, Tokens, Trained};
use crate::phrase::Presentation;
use crate::program::Program;
use crate::task::{Checker, Drawer};
use candle_core::{Device, Var};
use hirc::load::{self, Files};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::path::Path;

/// A policy of two small layers.
pub(crate) fn learner(trained: Trained) -> Learner {
    let config = Config { hidden: 32, head: 8, intermediate: 48, positions: 256, ..tiny(Family::Llama) };
    let base = Policy::random_weights(&config, 3, &Device::Cpu).unwrap();
    let policy = Policy::new(config, base, trained, 3).unwrap();
    Learner { policy, tokens: Tokens::bytes(), optimiser: AdamW::new(0.01) }
}

/// Options for runs of a few seconds.
pub(crate) fn options() -> Options {
    Options {
        steps: 4,
        prompts_per_step: 4,
        samples_per_prompt: 4,
        max_tokens: 40,
        rollout_batch: 16,
        learning_rate: 3e-3,
        sft_learning_rate: 1e-2,
        sft_batch_size: 16,
        micro_batch_tokens: 600,
        save_steps: 1,
        eval_steps: 2,
        ..Options::nano()
    }
}

/// Constraints on a line of text.
pub(crate) fn library() -> Checker {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/small.hir");
    load::library(&[path], &[], &[], &Files::default()).unwrap_or_else(|_| panic!("small.hir")).0
}

/// What draws the constraints named.
pub(crate) fn drawers(program: &Program, names: &[&str]) -> Vec<Drawer> {
    let named = |name: &str| program.constraints.iter().position(|c| c.name.as_str() == name);
    let number = |name: &&str| u32::try_from(named(name).unwrap_or_else(|| panic!("{name}"))).unwrap();
    names.iter().map(|name| Drawer::new(program, number(name)).unwrap_or_else(|_| panic!("{name}"))).collect()
}

/// Tasks of two constraints each.
pub(crate) fn tasks(program: &Program, count: u64) -> Vec<Task> {
    let drawers = drawers(program, &["words", "sentences"]);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut task = |n: u64| {
        let constraints = drawers.iter().filter_map(|d| d.draw(program, &mut rng)).collect();
        let presentation = Presentation { seed: n, ..Presentation::default() };
        Task::new(program, format!("Say {n}."), constraints, presentation).unwrap()
    };
    (0..count).map(&mut task).collect()
}

fn source(program: &Program, names: &[&str], prompt: &str) -> DemonstrationSource {
    DemonstrationSource { constraints: drawers(program, names), prompts: vec![prompt.to_owned()] }
}

/// Taught enough to come to an end, and to satisfy a constraint now and then.
fn taught(trained: Trained, library: &Checker, updates: u64) -> Learner {
    let (program, mut learner) = (library.program(), learner(trained));
    let source = source(program, &["words", "sentences"], "Say 1.");
    for seed in 0..updates {
        let request = DemonstrationRequest { count: 16, max_constraints: 1, max_tokens: 40, seed };
        let drawn = demonstrations(program, &source, &learner.tokens, request).unwrap();
        learner.sft_step(&drawn.iter().collect::<Vec<_>>(), 1e-2, &options()).unwrap();
    }
    learner.optimiser = AdamW::new(0.01);
    learner
}

fn values(policy: &Policy) -> BTreeMap<String, Vec<f32>> {
    let flat = |v: &Var| v.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    policy.variables().iter().map(|(name, v)| (name.clone(), flat(v))).collect()
}

fn furthest(a: &BTreeMap<String, Vec<f32>>, b: &BTreeMap<String, Vec<f32>>) -> f32 {
    let gaps = a.iter().flat_map(|(name, v)| v.iter().zip(&b[name]).map(|(x, y)| (x - y).abs()));
    gaps.fold(0.0, f32::max)
}

#[test]
fn supervised_updates_teach() {
    let library = library();
    let (program, mut learner) = (library.program(), learner(Trained::All));
    let source = source(program, &["words", "mentions"], "Go.");
    let request = DemonstrationRequest { count: 12, max_constraints: 2, max_tokens: 60, seed: 4 };
    let drawn = demonstrations(program, &source, &learner.tokens, request).unwrap();
    assert_eq!(drawn.len(), 12);
    let drawn: Vec<&Demonstration> = drawn.iter().collect();
    let losses: Vec<f64> = (0..12)
        .map(|_| learner.sft_step(&drawn, 1e-2, &options()).unwrap())
        .map(|u| u.loss / u.tokens as f64)
        .collect();
    // A policy that knows nothing pays ln 259 = 5.56 nats a byte.
    assert!((losses[0] - 5.56).abs() < 0.3 && losses[11] < 3.6, "{losses:?}");
}

#[test]
fn a_step_replays_failures_and_begins_on_policy() {
    let library = library();
    let tasks = tasks(library.program(), 8);
    let mut learner = taught(Trained::All, &library, 60);
    let before = values(&learner.policy);
    let done = step(&mut learner, library.program(), &tasks, &[0, 1, 2, 3], &options(), 1).unwrap();
    let metrics = done.metrics;
    assert!(metrics.replays > 0 && metrics.replays <= 2 * 4, "{metrics:?}");
    assert_eq!(metrics.rows, metrics.responses + metrics.replays);
    assert!(metrics.responses >= 16 && done.samples.len() == metrics.responses);
    for sample in done.samples.iter().filter(|s| s.rewritten.is_some()) {
        let kept = &sample.rewritten.as_ref().unwrap().constraints;
        let satisfied: Vec<_> = tasks[sample.task]
            .constraints
            .iter()
            .zip(&sample.judged.satisfied)
            .filter(|(_, s)| **s)
            .map(|(c, _)| c.clone())
            .collect();
        assert_eq!(kept, &satisfied, "what was satisfied is what is asked");
    }
    let update = metrics.update.unwrap();
    assert!(
        update.first_gap < 1e-4,
        "the ratio of an original is 1 on the first update: {}",
        update.first_gap
    );
    assert!(update.loss.is_finite() && update.gradient_norm > 0.0);
    assert!(furthest(&before, &values(&learner.policy)) > 1e-4, "something was learned");
}

#[test]
fn a_batch_without_signal_is_skipped() {
    let library = library();
    let tasks = tasks(library.program(), 4);
    let mut learner = learner(Trained::All);
    let before = values(&learner.policy);
    // Three random bytes end nothing, so all fail all.
    let options = Options { max_tokens: 3, ..options() };
    let done = step(&mut learner, library.program(), &tasks, &[0, 1], &options, 1).unwrap().metrics;
    assert_eq!((done.update.as_ref(), done.replays, done.no_signal), (None, 0, 1.0));
    assert!(done.truncated * 10 > done.responses * 9);
    assert_eq!(furthest(&before, &values(&learner.policy)), 0.0);
}

/// Rows as a step makes them, with made-up rewards.
fn rows(learner: &Learner) -> (Vec<Sample>, Vec<Vec<f64>>) {
    let texts = [
        "Hello there.",
        "No.",
        "A longer answer, that needs more tokens.",
        "Yes, it is so.",
        "Hm",
        "It rains.",
    ];
    let mut samples = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        let instruction = learner.tokens.instruction(&"Say it. ".repeat(n / 2 + 1)).unwrap();
        let response = learner.tokens.response(text).unwrap();
        let pair = Pair { instruction: &instruction, response: &response };
        let old = learner.logprobs(&[pair], PolicyVersion::Current, &options()).unwrap().remove(0);
        // Off-policy, so that ratios differ from 1 and some are clipped.
        let old: Vec<f64> = old.iter().enumerate().map(|(i, l)| l + 0.1 * (i % 5) as f64 - 0.2).collect();
        samples.push(Sample {
            instruction,
            response,
            original: old.clone(),
            old,
            reference: Vec::new(),
            reward: (n % 2) as f64,
            group: n / 2,
            replay: n == 4,
        });
    }
    let advantages = samples.iter().map(|s| vec![s.reward * 2.0 - 0.7; s.response.len()]).collect();
    (samples, advantages)
}

#[test]
fn the_split_into_micro_batches_changes_nothing() {
    let train = |micro_batch_tokens: usize| {
        let mut learner = learner(Trained::All);
        let (samples, advantages) = rows(&learner);
        let options = Options { micro_batch_tokens, num_mini_batches: 2, ..options() };
        let update = learner.train(&samples, &advantages, &options, 1).unwrap();
        (update, values(&learner.policy))
    };
    let (whole, weights) = train(100_000);
    for micro_batch_tokens in [1, 70, 160] {
        let (split, split_weights) = train(micro_batch_tokens);
        assert!((whole.loss - split.loss).abs() < 1e-3, "{} {}", whole.loss, split.loss);
        assert_eq!((whole.tokens, whole.clipped), (split.tokens, split.clipped));
        assert!((whole.gradient_norm - split.gradient_norm).abs() < 1e-4 * whole.gradient_norm.max(1.0));
        // AdamW divides by the gradient's size: where that is next to nothing, rounding shows.
        assert!(furthest(&weights, &split_weights) < 1e-3);
    }
    assert!(whole.clipped.clipped > 0 && whole.clipped.clipped < whole.clipped.tokens);
}

#[test]
fn what_is_computed_again_gives_the_same_gradients() {
    for trained in [Trained::All, Trained::Adapter(Lora { rank: 4, alpha: 8.0 })] {
        let train = |gradient_checkpointing: bool| {
            let mut learner = learner(trained);
            let (samples, advantages) = rows(&learner);
            let options = Options { gradient_checkpointing, ..options() };
            let update = learner.train(&samples, &advantages, &options, 1).unwrap();
            (update, values(&learner.policy))
        };
        let ((kept, weights), (again, same_weights)) = (train(false), train(true));
        assert!(kept.gradient_norm > 0.0);
        assert!((kept.gradient_norm - again.gradient_norm).abs() < 1e-5 * kept.gradient_norm);
        assert!(furthest(&weights, &same_weights) < 1e-3, "{trained:?}");
        // The second of the two updates sees weights that differ by rounding.
        assert!((kept.loss - again.loss).abs() < 1e-5, "{} {}", kept.loss, again.loss);
    }
}

#[test]
fn an_adapter_learns_and_what_is_frozen_stays() {
    let library = library();
    let mut learner = learner(Trained::Adapter(Lora { rank: 4, alpha: 8.0 }));
    let (samples, advantages) = rows(&learner);
    let pairs: Vec<_> = samples.iter().map(Sample::pair).collect();
    let scores = |l: &Learner, version| l.logprobs(&pairs, version, &options()).unwrap();
    let (reference, current) =
        (scores(&learner, PolicyVersion::Reference), scores(&learner, PolicyVersion::Current));
    assert_eq!(reference, current);
    for number in 1..=3 {
        learner.train(&samples, &advantages, &options(), number).unwrap();
    }
    assert_eq!(reference, scores(&learner, PolicyVersion::Reference), "bit for bit");
    assert_ne!(current, scores(&learner, PolicyVersion::Current));
    let tasks = tasks(library.program(), 3);
    assert_eq!(evaluate(&learner, PolicyVersion::Current, &tasks, &options()).unwrap().responses.len(), 3);
}

#[test]
fn what_is_no_number_stops_the_run() {
    let mut learner = learner(Trained::All);
    let (samples, mut advantages) = rows(&learner);
    advantages[2][1] = f64::NAN;
    let problem = learner.train(&samples, &advantages, &options(), 1).unwrap_err();
    assert_eq!(problem.code, Code::Diverged);
}

#[test]
fn without_replay_there_is_none() {
    let library = library();
    let tasks = tasks(library.program(), 4);
    let mut learner = taught(Trained::All, &library, 30);
    let options = Options { replay: Replay::None, ..options() };
    let done = step(&mut learner, library.program(), &tasks, &[0, 1, 2, 3], &options, 1).unwrap().metrics;
    assert_eq!((done.rows, done.replays), (16, 0));
}
