//! One step: sample, judge, select, rewrite, learn.

use super::advantage::{Rewarded, advantages};
use super::learner::Learner;
use super::options::{Options, RatioBase, Replay, Reward};
use super::report::{PassRate, SampleRecord, StepMetrics, StepReport};
use super::samples::Sample;
use super::seed;
use super::selection::{Candidate, quota, select};
use super::tasks::{Judged, Rewritten, Task};
use crate::diagnostic::Diagnostic;
use crate::model::{Pair, PolicyVersion};
use crate::program::Program;
use crate::rollout::{Limits, Response, SampleRequest, Sampling, rollout};
use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

/// One sampled response.
struct Answer {
    /// The index of its instruction in the step.
    group: usize,
    response: Response,
    text: String,
    judged: Judged,
    /// What it could be replayed for.
    rewritten: Option<Rewritten>,
}

/// What a step works on.
struct Batch<'a> {
    program: &'a Program,
    options: &'a Options,
    /// The step, from 1 on.
    step: u32,
    tasks: Vec<&'a Task>,
    /// The tasks' instructions as the policy reads them, in tokens.
    instructions: Vec<Vec<u32>>,
}

/// One step on the tasks at these indices of `tasks`.
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
) -> Result<StepReport, Diagnostic> {
    let mut metrics = StepMetrics::default();
    let chosen: Vec<usize> = chosen.iter().copied().filter(|&i| i < tasks.len()).collect();
    let group: Vec<&Task> = chosen.iter().filter_map(|&i| tasks.get(i)).collect();
    let instructions =
        group.iter().map(|t| learner.tokens.instruction(&t.instruction)).collect::<Result<_, _>>()?;
    let batch = Batch { program, options, step: number, tasks: group, instructions };
    let mut answers = batch.sample(learner, 0..options.samples_per_prompt, &mut metrics)?;
    let mut replays = 0;
    if options.replay == Replay::Hir {
        batch.rewrite(&mut answers, &mut metrics);
        let eligible = answers.iter().filter(|a| a.rewritten.is_some()).count();
        let quota = quota(options, eligible, batch.tasks.len());
        replays = quota.replays;
        if quota.more_samples > 0 {
            let range = options.samples_per_prompt..options.samples_per_prompt + quota.more_samples;
            let mut late = batch.sample(learner, range, &mut metrics)?;
            batch.rewrite(&mut late, &mut metrics);
            answers.extend(late);
        }
    }
    let candidates: Vec<Candidate> = answers.iter().map(Candidate::from).collect();
    let selected = select(&candidates, replays, options, number);
    batch.describe(&mut metrics, &answers, &candidates, &selected);
    let begun = Instant::now();
    let rows = batch.rows(learner, &answers, &selected)?;
    metrics.rows = rows.len();
    learn(learner, rows, options, number, &mut metrics)?;
    metrics.times.learn = begun.elapsed();
    let record = |(index, answer): (usize, Answer)| {
        let replayed = selected.binary_search(&index).is_ok();
        let rewritten = answer.rewritten.filter(|_| replayed);
        let task = chosen.get(answer.group).copied()?;
        Some(SampleRecord { task, response: answer.text, judged: answer.judged, rewritten })
    };
    Ok(StepReport { metrics, samples: answers.into_iter().enumerate().filter_map(record).collect() })
}

impl From<&Answer> for Candidate {
    fn from(answer: &Answer) -> Candidate {
        Candidate {
            group: answer.group,
            eligible: answer.rewritten.is_some(),
            integrity: answer.judged.share(),
            entropy: answer.response.mean_entropy(),
            tokens: answer.response.tokens.len(),
        }
    }
}

impl Batch<'_> {
    /// Samples and judges these responses of each instruction.
    fn sample(
        &self,
        learner: &Learner,
        range: Range<usize>,
        metrics: &mut StepMetrics,
    ) -> Result<Vec<Answer>, Diagnostic> {
        let begun = Instant::now();
        let options = self.options;
        let request = |instruction: usize, index: usize| SampleRequest {
            instruction,
            seed: seed(options.seed, &[u64::from(self.step), instruction as u64, index as u64]),
        };
        let requests: Vec<SampleRequest> = (0..self.tasks.len())
            .flat_map(|instruction| range.clone().map(move |index| request(instruction, index)))
            .collect();
        let decoder = learner.policy.decoder(PolicyVersion::Current)?;
        let sampling =
            Sampling { temperature: options.temperature, top_p: options.top_p, top_k: options.top_k };
        let limits = Limits { rows: options.rollout_batch, tokens: options.max_tokens };
        let stops = learner.tokens.stops();
        let responses = rollout(&decoder, &self.instructions, &requests, stops, &sampling, limits)?;
        metrics.times.rollout += begun.elapsed();
        let begun = Instant::now();
        let mut answers = Vec::with_capacity(responses.len());
        for (request, response) in requests.iter().zip(responses) {
            let Some(task) = self.tasks.get(request.instruction) else { continue };
            let text = learner.tokens.text(response.content())?;
            let mut judged = task.judge(&text);
            if !response.ended {
                // A response that was cut off is no answer, whatever its beginning satisfies.
                judged.satisfied.fill(false);
            }
            answers.push(Answer { group: request.instruction, response, text, judged, rewritten: None });
        }
        metrics.times.verify += begun.elapsed();
        Ok(answers)
    }

    /// Finds what responses that satisfy some constraints, but not all, can be replayed for.
    fn rewrite(&self, answers: &mut [Answer], metrics: &mut StepMetrics) {
        let begun = Instant::now();
        for answer in answers {
            let share = answer.judged.share();
            let Some(task) = self.tasks.get(answer.group).filter(|_| share > 0.0 && share < 1.0) else {
                continue;
            };
            answer.rewritten = task.rewrite(self.program, &answer.text, &answer.judged, self.options.rewrite);
        }
        metrics.times.verify += begun.elapsed();
    }

    /// The rows of the batch: every response for what it was asked, and behind it, if it was selected, its replay.
    fn rows(
        &self,
        learner: &Learner,
        answers: &[Answer],
        selected: &[usize],
    ) -> Result<Vec<Sample>, Diagnostic> {
        let mut out = Vec::with_capacity(answers.len() + selected.len());
        for (index, answer) in answers.iter().enumerate() {
            let reward = match self.options.reward {
                Reward::Ila => f64::from(u8::from(answer.judged.all())),
                Reward::Cla => answer.judged.share(),
            };
            let original = Sample {
                instruction: self.instructions.get(answer.group).cloned().unwrap_or_default(),
                response: answer.response.tokens.clone(),
                old: answer.response.logprobs.iter().map(|&l| f64::from(l)).collect(),
                reference: Vec::new(),
                reward,
                group: answer.group,
                replay: false,
                original: Vec::new(),
            };
            let replay = match &answer.rewritten {
                Some(rewritten) if selected.binary_search(&index).is_ok() => Some(Sample {
                    instruction: learner.tokens.instruction(&rewritten.instruction)?,
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
        if self.options.ratio_base == RatioBase::Rewritten {
            let mut replays: Vec<&mut Sample> = out.iter_mut().filter(|s| s.replay).collect();
            let pairs: Vec<Pair<'_>> = replays.iter().map(|s| s.pair()).collect();
            let now = learner.logprobs(&pairs, PolicyVersion::Current, self.options)?;
            for (sample, logprobs) in replays.iter_mut().zip(now) {
                sample.old = logprobs;
            }
        }
        Ok(out)
    }

    /// Counts what is logged of the responses.
    fn describe(
        &self,
        out: &mut StepMetrics,
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
        out.sampled_tokens = answers.iter().map(|a| a.response.tokens.len()).sum();
        out.truncated = answers.iter().filter(|a| !a.response.ended).count();
        out.eligible = candidates.iter().filter(|c| c.eligible).count();
        out.replays = selected.len();
        let of = |f: &dyn Fn(&Candidate) -> f64| {
            selected.iter().filter_map(|&i| candidates.get(i)).map(f).sum::<f64>()
                / selected.len().max(1) as f64
        };
        (out.replay_integrity, out.replay_entropy) = (of(&|c| c.integrity), of(&|c| c.entropy));
        let groups = self.tasks.len();
        out.no_signal = (0..groups).filter(|&g| agree(answers, g)).count() as f64 / groups.max(1) as f64;
        let (good, bad) = (mean_logprob(answers, true), mean_logprob(answers, false));
        out.response_margin = good.zip(bad).map(|(good, bad)| good - bad);
        out.pass_rates = self.pass_rates(answers);
    }

    fn pass_rates(&self, answers: &[Answer]) -> Vec<PassRate> {
        let mut rates: BTreeMap<u32, PassRate> = BTreeMap::new();
        for answer in answers {
            let Some(task) = self.tasks.get(answer.group) else { continue };
            for (instance, satisfied) in task.constraints.iter().zip(&answer.judged.satisfied) {
                let constraint = instance.constraint;
                let new = PassRate { constraint, satisfied: 0, judged: 0 };
                let rate = rates.entry(constraint).or_insert(new);
                rate.satisfied += usize::from(*satisfied);
                rate.judged += 1;
            }
        }
        rates.into_values().collect()
    }
}

/// Whether the responses to one instruction all passed or all failed.
fn agree(answers: &[Answer], group: usize) -> bool {
    let mut all = answers.iter().filter(|a| a.group == group).map(|a| a.judged.all());
    let first = all.next();
    all.all(|passed| Some(passed) == first)
}

/// Mean log π a token of the responses that passed, or of those that failed; `None` if there are none.
fn mean_logprob(answers: &[Answer], passed: bool) -> Option<f64> {
    let chosen = answers.iter().filter(|a| a.judged.all() == passed);
    let (sum, count) = chosen.fold((0.0, 0usize), |(sum, count), a| {
        let own: f64 = a.response.logprobs.iter().map(|&l| f64::from(l)).sum();
        (sum + own, count + a.response.logprobs.len())
    });
    (count > 0).then(|| sum / count as f64)
}

/// Advantages and updates, unless all rows have the same reward: then there is nothing to prefer.
fn learn(
    learner: &mut Learner,
    mut samples: Vec<Sample>,
    options: &Options,
    number: u32,
    metrics: &mut StepMetrics,
) -> Result<(), Diagnostic> {
    let first = samples.first().map_or(0.0, |s| s.reward);
    if samples.iter().all(|s| s.reward == first) {
        return Ok(());
    }
    if Learner::needs_reference(options) {
        metrics.kl = add_reference(learner, &mut samples, options)?;
    }
    let divergences: Vec<Vec<f64>> = samples
        .iter()
        .map(|s| s.sampled_logprobs().iter().zip(&s.reference).map(|(p, r)| p - r).collect())
        .collect();
    let rewarded: Vec<Rewarded<'_>> = samples
        .iter()
        .zip(&divergences)
        .map(|(s, d)| Rewarded { reward: s.reward, group: s.group, divergence: d, tokens: s.response.len() })
        .collect();
    let advantages = advantages(&rewarded, options.advantage_estimator, options.kl_coef);
    metrics.update = Some(learner.train(&samples, &advantages, options, number)?);
    Ok(())
}

/// Sets the reference policy's log-probabilities, under the instruction that each response was sampled for: a replay
/// takes those of its original, which stands before it. Gives the mean divergence of originals, k1 a token.
fn add_reference(learner: &Learner, samples: &mut [Sample], options: &Options) -> Result<f64, Diagnostic> {
    let originals: Vec<Pair<'_>> = samples.iter().filter(|s| !s.replay).map(Sample::pair).collect();
    let mut reference = learner.logprobs(&originals, PolicyVersion::Reference, options)?.into_iter();
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
    Ok(sum / tokens.max(1) as f64)
}
