//! The run from its first step to its last, with checkpoints between.

use super::checkpoint::{Checkpoint, Resumed, rebase};
use super::config::ModelOrigin;
use super::export::{save_adapter, save_merged};
use super::metrics::Metrics;
use super::run_dir::{RunDir, trouble};
use super::summary::History;
use super::tensorboard::EventFile;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{PolicyVersion, Trained, save};
use crate::program::Program;
use crate::train::{
    AdamW, DemonstrationRequest, DemonstrationSource, Evaluation, Learner, Options, SampleRecord, Task,
    demonstrations, evaluate, seed, step,
};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use sha2::{Digest, Sha256};

/// How many supervised updates lie between checkpoints.
const SFT_SAVE_STEPS: u32 = 250;

/// Responses of a step that are written to `samples.jsonl`.
const SAVED_SAMPLES: usize = 16;

/// A run.
#[derive(Debug)]
pub struct Trainer<'p> {
    /// The program that the tasks are from.
    pub program: &'p Program,
    /// Tasks that are trained on.
    pub tasks: Vec<Task>,
    /// Tasks that are only evaluated on.
    pub held_out: Vec<Task>,
    /// What the demonstrations of supervised updates are made of.
    pub demonstrations: DemonstrationSource,
    /// Policy, tokenizer and optimiser.
    pub learner: Learner,
    /// The options of the run.
    pub options: Options,
    /// The folder of the run.
    pub run_dir: RunDir,
    /// Where the model came from.
    pub model: ModelOrigin,
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// All steps are done.
    Finished,
    /// It was interrupted after this step; a checkpoint was saved.
    Interrupted(u32),
}

/// Is told how a run goes, and may stop it.
pub trait Observer {
    /// A supervised update was done: how many so far, and the loss a token in nats.
    fn on_sft_step(&mut self, updates: u32, loss: f64);
    /// An evaluation was done after this step; 0 is before training.
    fn on_evaluation(&mut self, step: u32, evaluation: &Evaluation);
    /// Something was found that the person who started the run must know.
    fn on_warning(&mut self, warning: Diagnostic);
    /// A step was done.
    fn on_step(&mut self, metrics: &Metrics);
    /// Whether the run shall save a checkpoint and stop.
    fn should_stop(&self) -> bool;
}

impl Trainer<'_> {
    /// Runs from the beginning, or from a checkpoint.
    ///
    /// # Errors
    /// `bad-run` for a folder that can't be written, `other-options` for one that belongs to other tasks or options, `diverged`
    /// and `not-finite` for numbers that are none, or what the tensor library fails with. Checkpoints that were saved stay.
    pub fn run(&mut self, resume: bool, observer: &mut dyn Observer) -> Result<Ended, Diagnostic> {
        let mut state = if resume { self.resume(observer)? } else { self.fresh() };
        if let Some(ended) = self.fine_tune(&mut state, observer)? {
            return Ok(ended);
        }
        let mut events = EventFile::create(self.run_dir.path())
            .map_err(|e| trouble(self.run_dir.path(), "can't hold event files", e))?;
        let mut baseline = None;
        if state.step == 0 {
            let found = evaluate(&self.learner, PolicyVersion::Current, &self.held_out, &self.options)?;
            observer.on_evaluation(0, &found);
            baseline = Some(found);
        }
        while state.step < self.options.steps {
            let number = state.step + 1;
            let chosen = self.chosen(state.step);
            let done = step(&mut self.learner, self.program, &self.tasks, &chosen, &self.options, number)
                .map_err(|problem| self.diverged(problem, number, &chosen))?;
            let mut metrics = Metrics::new(number);
            metrics.add_step(&done.metrics, self.program);
            if let Some(before) = baseline.take() {
                metrics.set("baseline/instruction_accuracy", before.instruction_accuracy);
                metrics.set("baseline/constraint_accuracy", before.constraint_accuracy);
            }
            let last = number == self.options.steps;
            if last || number.is_multiple_of(self.options.eval_steps) {
                let found = evaluate(&self.learner, PolicyVersion::Current, &self.held_out, &self.options)?;
                observer.on_evaluation(number, &found);
                metrics.add_evaluation(&found);
            }
            self.run_dir.append("metrics.jsonl", &metrics.json())?;
            self.save_samples(&done.samples, number)?;
            events
                .scalars(number, metrics.numbers())
                .map_err(|e| trouble(self.run_dir.path(), "can't hold events", e))?;
            observer.on_step(&metrics);
            state.step = number;
            state.updates = self.learner.optimiser.updates();
            let stop = observer.should_stop() && !last;
            if stop || last || number.is_multiple_of(self.options.save_steps) {
                state.save(&self.run_dir, &self.learner)?;
            }
            if stop {
                self.conclude()?;
                return Ok(Ended::Interrupted(number));
            }
        }
        self.conclude()?;
        Ok(Ended::Finished)
    }

    fn fresh(&self) -> Checkpoint {
        Checkpoint {
            step: 0,
            updates: 0,
            sft_updates: 0,
            tasks: self.digest(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: Some(self.model.name.clone()),
            options: Some(self.options.table()),
        }
    }

    /// Where the run goes on. What it wrote after that is cut: it is done again.
    fn resume(&mut self, observer: &mut dyn Observer) -> Result<Checkpoint, Diagnostic> {
        let resumed = Checkpoint::resume(&self.run_dir, &mut self.learner, &self.options, &self.model.name)?;
        let Resumed { checkpoint, damaged, warnings } = resumed.unwrap_or_else(|| {
            let message =
                format!("`{}` has no checkpoint yet: the run begins anew", self.run_dir.path().display());
            let warnings = vec![Diagnostic::warning(Code::DamagedRun, message)];
            Resumed { checkpoint: self.fresh(), damaged: Vec::new(), warnings }
        });
        if checkpoint.tasks != self.digest() {
            let message = "the run was made of other tasks, or of another version of their constraints";
            return Err(Diagnostic::error(Code::OtherOptions, message).help("start a new run"));
        }
        warnings.into_iter().for_each(|warning| observer.on_warning(warning));
        if checkpoint.step > self.options.steps {
            let (done, asked) = (checkpoint.step, self.options.steps);
            let message =
                format!("{done} steps are done already, {asked} are asked for: nothing is left to do");
            observer.on_warning(Diagnostic::warning(Code::OtherOptions, message));
        }
        for path in &damaged {
            std::fs::remove_dir_all(path).map_err(|e| trouble(path, "can't be removed", e))?;
        }
        for name in ["metrics.jsonl", "samples.jsonl"] {
            if let Some(warning) = self.run_dir.cut(name, checkpoint.step)? {
                observer.on_warning(warning);
            }
        }
        EventFile::cut(self.run_dir.path(), checkpoint.step)
            .map_err(|e| trouble(self.run_dir.path(), "has event files that can't be cut", e))?;
        if let Some((step, evaluation)) = History::read(&self.run_dir)?.last_evaluation() {
            observer.on_evaluation(step, &evaluation);
        }
        // From here on with the options of this run, of which only the length may be another.
        let Checkpoint { options, model, .. } = self.fresh();
        Ok(Checkpoint { options, model, ..checkpoint })
    }

    /// A digest of the tasks: instructions and constraints, in order.
    fn digest(&self) -> String {
        let mut hasher = Sha256::new();
        for task in self.tasks.iter().chain(&self.held_out) {
            hasher.update(task.instruction.as_bytes());
            hasher.update([0]);
            let constraints: Vec<String> =
                task.constraints.iter().map(|c| self.program.source_of(c)).collect();
            hasher.update(constraints.join("\n").as_bytes());
            hasher.update([1]);
        }
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Supervised updates, those that are still to do. The policy after the last becomes base and reference policy.
    fn fine_tune(
        &mut self,
        state: &mut Checkpoint,
        observer: &mut dyn Observer,
    ) -> Result<Option<Ended>, Diagnostic> {
        let wanted = self.options.sft_steps;
        if state.sft_updates >= wanted {
            return Ok(None);
        }
        while state.sft_updates < wanted {
            let options = &self.options;
            let request = DemonstrationRequest {
                count: options.sft_batch_size,
                max_constraints: options.sft_max_constraints,
                max_tokens: options.max_tokens,
                seed: seed(options.seed, &[0x1e550, u64::from(state.sft_updates)]),
            };
            let drawn = demonstrations(self.program, &self.demonstrations, &self.learner.tokens, request)?;
            if drawn.is_empty() {
                let message = "no constraint of the suite has a witness that fits into `max_tokens`";
                return Err(Diagnostic::error(Code::NothingToLearn, message));
            }
            // Down to a tenth along a cosine.
            let done = f64::from(state.sft_updates) / f64::from(wanted);
            let rate = options.sft_learning_rate * (0.1 + 0.45 * (1.0 + (std::f64::consts::PI * done).cos()));
            let update = self.learner.sft_step(&drawn.iter().collect::<Vec<_>>(), rate, options)?;
            state.sft_updates += 1;
            state.updates = self.learner.optimiser.updates();
            observer.on_sft_step(state.sft_updates, update.loss / update.tokens.max(1) as f64);
            // The last one is saved below, when its policy has become the base.
            let stop = observer.should_stop() && state.sft_updates < wanted;
            if stop || (state.sft_updates.is_multiple_of(SFT_SAVE_STEPS) && state.sft_updates < wanted) {
                state.save(&self.run_dir, &self.learner)?;
            }
            if stop {
                return Ok(Some(Ended::Interrupted(0)));
            }
        }
        save(&self.learner.policy.merged()?, &self.run_dir.file("model.safetensors"))?;
        rebase(&self.run_dir, &mut self.learner, self.options.seed)?;
        self.learner.optimiser = AdamW::new(self.options.weight_decay);
        state.updates = 0;
        state.save(&self.run_dir, &self.learner)?;
        Ok(None)
    }

    /// The tasks of a step: every task once before any comes again.
    fn chosen(&self, done: u32) -> Vec<usize> {
        let count = self.tasks.len().max(1);
        let first = done as usize * self.options.prompts_per_step;
        let mut order: Vec<usize> = Vec::new();
        let mut epoch = usize::MAX;
        (first..first + self.options.prompts_per_step)
            .filter_map(|index| {
                if index / count != epoch {
                    epoch = index / count;
                    order = (0..self.tasks.len()).collect();
                    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed(
                        self.options.seed,
                        &[0xe90c, epoch as u64],
                    )));
                }
                order.get(index % count).copied()
            })
            .collect()
    }

    /// Adds some of a step's responses to `samples.jsonl`, replayed ones first.
    fn save_samples(&self, samples: &[SampleRecord], number: u32) -> Result<(), Diagnostic> {
        let mut samples: Vec<_> = samples.iter().collect();
        samples.sort_by_key(|s| s.rewritten.is_none());
        for sample in samples.into_iter().take(SAVED_SAMPLES) {
            let Some(task) = self.tasks.get(sample.task) else { continue };
            let name = |i: &crate::program::Instance| self.program.source_of(i);
            let verdicts: serde_json::Map<String, serde_json::Value> = task
                .constraints
                .iter()
                .zip(&sample.judged.satisfied)
                .map(|(c, s)| (name(c), (*s).into()))
                .collect();
            let line = json!({
                "step": number,
                "instruction": task.instruction,
                "response": sample.response,
                "verdicts": verdicts,
                "reward": f64::from(u8::from(sample.judged.all())),
                "rewritten": sample.rewritten.as_ref().map(|r| &r.instruction),
                "kept": sample.rewritten.as_ref().map(|r| r.constraints.iter().map(name).collect::<Vec<_>>()),
            });
            self.run_dir.append("samples.jsonl", &line)?;
        }
        Ok(())
    }

    /// Saves the batch that a step diverged on; the problem then names the file.
    fn diverged(&self, problem: Diagnostic, number: u32, chosen: &[usize]) -> Diagnostic {
        if ![Code::Diverged, Code::NotFinite].contains(&problem.code) {
            return problem;
        }
        let tasks: Vec<&str> =
            chosen.iter().filter_map(|&i| self.tasks.get(i)).map(|t| t.instruction.as_str()).collect();
        let batch = json!({"step": number, "problem": problem.message, "instructions": tasks});
        let name = format!("diverged-{number}.json");
        match self.run_dir.write(&name, format!("{batch:#}\n").as_bytes()) {
            Ok(()) => {
                let message = format!("step {number}: {}; the batch is in `{name}`", problem.message);
                Diagnostic { message, ..problem }
            }
            Err(_) => problem,
        }
    }

    /// Writes summary, curves and weights.
    fn conclude(&self) -> Result<(), Diagnostic> {
        History::read(&self.run_dir)?.write(&self.run_dir, &self.options, &self.model.name)?;
        match self.learner.policy.trained() {
            Trained::Adapter(lora) => {
                save_adapter(&self.learner.policy, lora, &self.model.name, &self.run_dir.file("adapter"))
            }
            Trained::All => save_merged(
                &self.learner.policy,
                self.model.tokenizer.as_deref(),
                &self.run_dir.file("weights"),
            ),
        }
    }
}
