//! One step: sample, judge, select, rewrite, learn.

use super::advantage::{Scored, advantages};
use super::learner::{Learner, Update};
use super::options::{Options, RatioBase, Replay, Reward};
use super::samples::Sample;
use super::seed;
use super::selection::{Candidate, quota, select};
use super::tasks::{Judged, Rewritten, Task};
use crate::diagnostic::Diagnostic;
use crate::model::{Pair, View};
use crate::program::Program;
use crate::rollout::{Limits, Response, Sampling, Wanted, rollout};
use std::time::{Duration, Instant};

/// What came of a step.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Mean binary reward of the originals.
    pub ila: f64,
    /// Mean share of constraints that the originals satisfy.
    pub cla: f64,
    /// Responses sampled.
    pub responses: usize,
    /// Responses that could be replayed.
    pub eligible: usize,
    /// Replays among the rows trained on.
    pub replays: usize,
    /// Rows trained on.
    pub rows: usize,
    /// Mean CLA and mean entropy of what was selected.
    pub selected: (f64, f64),
    /// Share of instructions whose responses are all worth the same.
    pub no_signal: f64,
    /// Responses that were cut at the longest length; they fail.
    pub truncated: usize,
    /// Mean entropy of the policy where it sampled, in nats a token.
    pub entropy: f64,
    /// Mean length of a response, in tokens.
    pub length: f64,
    /// Mean log π_old − log π_ref a token (k1), in nats.
    pub divergence: f64,
    /// Mean log π of successes less that of failures, a token; `None` if there are not both.
    pub response_margin: Option<f64>,
    /// What learning did; `None` if the batch had no signal and was skipped.
    pub update: Option<Update>,
    /// Tokens sampled.
    pub sampled: usize,
    /// Time spent sampling, judging (with rewriting), and learning.
    pub times: (Duration, Duration, Duration),
    /// Pass rates: constraint, satisfied, judged.
    pub constraints: Vec<(u32, usize, usize)>,
    /// What is shown of the batch.
    pub shown: Vec<Shown>,
}

/// A response with what became of it, for `samples.jsonl`.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its task's place among the tasks of the run.
    pub task: usize,
    /// What it said.
    pub response: String,
    /// The verdicts.
    pub judged: Judged,
    /// The instruction that it is replayed for.
    pub rewritten: Option<Rewritten>,
}

/// One sampled response.
struct Answer {
    group: usize,
    response: Response,
    text: String,
    judged: Judged,
}

/// One step on these tasks (places in `tasks`).
///
/// # Errors
/// `diverged`, or what the tensor library fails with.
pub fn step(
    learner: &mut Learner,
    program: &Program,
    tasks: &[Task],
    chosen: &[usize],
    options: &Options,
    number: u32,
) -> Result<Step, Diagnostic> {
    let mut out = Step::default();
    let group: Vec<&Task> = chosen.iter().filter_map(|&i| tasks.get(i)).collect();
    let instructions: Vec<Vec<u32>> =
        group.iter().map(|t| learner.tokens.instruction(&t.instruction)).collect::<Result<_, _>>()?;
    let mut answers =
        sample(learner, &group, &instructions, (0, options.responses), options, number, &mut out)?;
    let replaying = options.replay == Replay::Hir;
    let mut count = 0;
    let mut rewritten = Vec::new();
    if replaying {
        let begun = Instant::now();
        let can: Vec<Option<Rewritten>> =
            answers.iter().map(|a| rewrite(program, &group, a, options)).collect();
        out.times.1 += begun.elapsed();
        let eligible = can.iter().flatten().count();
        let (more, replays) = quota(options, eligible, group.len());
        rewritten = can;
        count = replays;
        if more > 0 {
            let range = (options.responses, options.responses + more);
            let late = sample(learner, &group, &instructions, range, options, number, &mut out)?;
            rewritten.extend(late.iter().map(|a| rewrite(program, &group, a, options)));
            answers.extend(late);
        }
    }
    let candidates: Vec<Candidate> = answers
        .iter()
        .enumerate()
        .map(|(i, a)| Candidate {
            group: a.group,
            eligible: rewritten.get(i).is_some_and(Option::is_some),
            integrity: a.judged.share(),
            entropy: a.response.mean_entropy(),
            tokens: a.response.tokens.len(),
        })
        .collect();
    let selected = select(&candidates, count, options, number);
    describe(&mut out, &group, &answers, &candidates, &selected);
    let begun = Instant::now();
    let samples = batch(learner, &instructions, &answers, &rewritten, &selected, options)?;
    out.rows = samples.len();
    learn(learner, samples, options, number, &mut out)?;
    out.times.2 = begun.elapsed();
    for (index, answer) in answers.into_iter().enumerate() {
        let rewritten = if selected.binary_search(&index).is_ok() {
            rewritten.get_mut(index).and_then(Option::take)
        } else {
            None
        };
        let task = chosen.get(answer.group).copied().unwrap_or(usize::MAX);
        out.shown.push(Shown { task, response: answer.text, judged: answer.judged, rewritten });
    }
    Ok(out)
}

/// Samples and judges responses `range` of each instruction.
fn sample(
    learner: &Learner,
    group: &[&Task],
    instructions: &[Vec<u32>],
    (from, to): (usize, usize),
    options: &Options,
    number: u32,
    out: &mut Step,
) -> Result<Vec<Answer>, Diagnostic> {
    let begun = Instant::now();
    let wanted: Vec<Wanted> = (0..group.len())
        .flat_map(|instruction| (from..to).map(move |index| (instruction, index)))
        .map(|(instruction, index)| Wanted {
            instruction,
            seed: seed(options.seed, &[u64::from(number), instruction as u64, index as u64]),
        })
        .collect();
    let decoder = learner.policy.decoder(View::Current)?;
    let sampling = Sampling { temperature: options.temperature, top_p: options.top_p, top_k: options.top_k };
    let limits = Limits { rows: options.rollout_rows, tokens: options.max_tokens };
    let responses = rollout(&decoder, instructions, &wanted, learner.tokens.stops(), &sampling, limits)?;
    out.times.0 += begun.elapsed();
    let begun = Instant::now();
    let mut answers = Vec::with_capacity(responses.len());
    for (wanted, response) in wanted.iter().zip(responses) {
        let Some(task) = group.get(wanted.instruction) else { continue };
        let text = learner.tokens.text(response.said())?;
        let mut judged = task.judge(&text);
        if !response.ended {
            // Who does not come to an end has not answered.
            judged.satisfied.fill(false);
        }
        answers.push(Answer { group: wanted.instruction, response, text, judged });
    }
    out.times.1 += begun.elapsed();
    Ok(answers)
}

fn rewrite(program: &Program, group: &[&Task], answer: &Answer, options: &Options) -> Option<Rewritten> {
    let share = answer.judged.share();
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    group.get(answer.group)?.rewrite(program, &answer.text, &answer.judged, options.rewrite)
}

/// The rows of the batch: every response for what it was asked, and behind it, if it was selected, its replay.
fn batch(
    learner: &Learner,
    instructions: &[Vec<u32>],
    answers: &[Answer],
    rewritten: &[Option<Rewritten>],
    selected: &[usize],
    options: &Options,
) -> Result<Vec<Sample>, Diagnostic> {
    let mut out = Vec::with_capacity(answers.len() + selected.len());
    for (index, answer) in answers.iter().enumerate() {
        let reward = match options.reward {
            Reward::Ila => f64::from(u8::from(answer.judged.all())),
            Reward::Cla => answer.judged.share(),
        };
        let old: Vec<f64> = answer.response.logprobs.iter().map(|&l| f64::from(l)).collect();
        let original = Sample {
            instruction: instructions.get(answer.group).cloned().unwrap_or_default(),
            response: answer.response.tokens.clone(),
            old,
            reference: Vec::new(),
            reward,
            group: answer.group,
            replay: false,
            original: Vec::new(),
        };
        let replay = match (selected.binary_search(&index).is_ok(), rewritten.get(index)) {
            (true, Some(Some(r))) => Some(Sample {
                instruction: learner.tokens.instruction(&r.instruction)?,
                original: original.old.clone(),
                reward: 1.0,
                replay: true,
                ..original.clone()
            }),
            _ => None,
        };
        out.push(original);
        out.extend(replay);
    }
    if options.ratio_base == RatioBase::Rewritten {
        let replays: Vec<usize> = (0..out.len()).filter(|&i| out.get(i).is_some_and(|s| s.replay)).collect();
        let pairs: Vec<Pair<'_>> = replays.iter().filter_map(|&i| out.get(i)).map(Sample::pair).collect();
        let now = learner.logprobs(&pairs, View::Current, options)?;
        for (&index, logprobs) in replays.iter().zip(now) {
            if let Some(sample) = out.get_mut(index) {
                sample.old = logprobs;
            }
        }
    }
    Ok(out)
}

/// Advantages and updates, unless the batch has no signal.
fn learn(
    learner: &mut Learner,
    mut samples: Vec<Sample>,
    options: &Options,
    number: u32,
    out: &mut Step,
) -> Result<(), Diagnostic> {
    let first = samples.first().map_or(0.0, |s| s.reward);
    if samples.iter().all(|s| s.reward == first) {
        return Ok(());
    }
    if Learner::needs_reference(options) {
        refer(learner, &mut samples, options, out)?;
    }
    let divergences: Vec<Vec<f64>> = samples
        .iter()
        .map(|s| s.original_or_old().iter().zip(&s.reference).map(|(p, r)| p - r).collect())
        .collect();
    let scored: Vec<Scored<'_>> = samples
        .iter()
        .zip(&divergences)
        .map(|(s, d)| Scored { reward: s.reward, group: s.group, divergence: d, tokens: s.response.len() })
        .collect();
    let advantages = advantages(&scored, options.advantage, options.kl);
    out.update = Some(learner.train(&samples, &advantages, options, number)?);
    Ok(())
}

/// The reference policy's log-probabilities, under the instruction that each response was sampled for: a replay takes
/// those of its original, which stands before it.
fn refer(
    learner: &Learner,
    samples: &mut [Sample],
    options: &Options,
    out: &mut Step,
) -> Result<(), Diagnostic> {
    let originals: Vec<Pair<'_>> = samples.iter().filter(|s| !s.replay).map(Sample::pair).collect();
    let mut reference = learner.logprobs(&originals, View::Reference, options)?.into_iter();
    let mut last = Vec::new();
    let (mut sum, mut tokens) = (0.0, 0usize);
    for sample in samples.iter_mut() {
        if !sample.replay {
            last = reference.next().unwrap_or_default();
            sum += sample.old.iter().zip(&last).map(|(p, r)| p - r).sum::<f64>();
            tokens += sample.old.len();
        }
        sample.reference.clone_from(&last);
    }
    out.divergence = sum / tokens.max(1) as f64;
    Ok(())
}

impl Sample {
    /// log π_old under the instruction that the response was sampled for.
    fn original_or_old(&self) -> &[f64] {
        if self.replay { &self.original } else { &self.old }
    }
}

/// Counts what is logged of the originals.
fn describe(
    out: &mut Step,
    group: &[&Task],
    answers: &[Answer],
    candidates: &[Candidate],
    selected: &[usize],
) {
    let n = answers.len().max(1) as f64;
    let mean = |f: &dyn Fn(&Answer) -> f64| answers.iter().map(f).sum::<f64>() / n;
    out.ila = mean(&|a| f64::from(u8::from(a.judged.all())));
    out.cla = mean(&|a| a.judged.share());
    out.length = mean(&|a| a.response.tokens.len() as f64);
    let entropies = answers.iter().flat_map(|a| &a.response.entropies);
    let (sum, tokens) = entropies.fold((0.0, 0usize), |(sum, n), &e| (sum + f64::from(e), n + 1));
    out.entropy = sum / tokens.max(1) as f64;
    out.responses = answers.len();
    out.sampled = answers.iter().map(|a| a.response.tokens.len()).sum();
    out.truncated = answers.iter().filter(|a| !a.response.ended).count();
    out.eligible = candidates.iter().filter(|c| c.eligible).count();
    out.replays = selected.len();
    let of = |f: &dyn Fn(&Candidate) -> f64| {
        selected.iter().filter_map(|&i| candidates.get(i)).map(f).sum::<f64>() / selected.len().max(1) as f64
    };
    out.selected = (of(&|c| c.integrity), of(&|c| c.entropy));
    let even = |g: usize| {
        let mut all = answers.iter().filter(|a| a.group == g).map(|a| a.judged.all());
        let first = all.next();
        all.all(|passed| Some(passed) == first)
    };
    out.no_signal = (0..group.len()).filter(|&g| even(g)).count() as f64 / group.len().max(1) as f64;
    let logprob = |passed: bool| {
        let chosen = answers.iter().filter(|a| a.judged.all() == passed);
        let (sum, count) = chosen.fold((0.0, 0usize), |(sum, count), a| {
            (
                sum + a.response.logprobs.iter().map(|&l| f64::from(l)).sum::<f64>(),
                count + a.response.logprobs.len(),
            )
        });
        (count > 0).then(|| sum / count as f64)
    };
    out.response_margin = logprob(true).zip(logprob(false)).map(|(good, bad)| good - bad);
    let mut kinds: std::collections::BTreeMap<u32, (usize, usize)> = std::collections::BTreeMap::new();
    for answer in answers {
        let Some(task) = group.get(answer.group) else { continue };
        for (instance, satisfied) in task.constraints.iter().zip(&answer.judged.satisfied) {
            let count = kinds.entry(instance.constraint).or_default();
            count.0 += usize::from(*satisfied);
            count.1 += 1;
        }
    }
    out.constraints = kinds.into_iter().map(|(kind, (good, all))| (kind, good, all)).collect();
}

/// How well a policy does on tasks.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Share of the tasks whose constraints are all satisfied.
    pub instruction_accuracy: f64,
    /// Share of the constraints that are satisfied.
    pub constraint_accuracy: f64,
    /// One response a task.
    pub responses: Vec<String>,
    /// Their verdicts.
    pub judged: Vec<Judged>,
}

/// Answers each task once, taking the likeliest token each time.
///
/// # Errors
/// What the tensor library fails with.
pub fn evaluate(
    learner: &Learner,
    view: View,
    tasks: &[Task],
    options: &Options,
) -> Result<Evaluation, Diagnostic> {
    let instructions: Vec<Vec<u32>> =
        tasks.iter().map(|t| learner.tokens.instruction(&t.instruction)).collect::<Result<_, _>>()?;
    let wanted: Vec<Wanted> = (0..tasks.len()).map(|instruction| Wanted { instruction, seed: 0 }).collect();
    let decoder = learner.policy.decoder(view)?;
    let limits = Limits { rows: options.rollout_rows, tokens: options.max_tokens };
    let stops = learner.tokens.stops();
    let responses = rollout(&decoder, &instructions, &wanted, stops, &Sampling::GREEDY, limits)?;
    let mut out = Evaluation::default();
    let (mut good, mut constraints) = (0usize, 0usize);
    for (task, response) in tasks.iter().zip(responses) {
        let text = learner.tokens.text(response.said())?;
        let judged = task.judge(&text);
        good += judged.satisfied.iter().filter(|s| **s).count();
        constraints += judged.satisfied.len();
        out.responses.push(text);
        out.judged.push(judged);
    }
    let passed = out.judged.iter().filter(|j| j.all()).count();
    out.instruction_accuracy = passed as f64 / tasks.len().max(1) as f64;
    out.constraint_accuracy = good as f64 / constraints.max(1) as f64;
    Ok(out)
}
