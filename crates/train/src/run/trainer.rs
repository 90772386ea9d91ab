//! The run from its first step to its last, with checkpoints between.

use super::checkpoint::Checkpoint;
use super::events::Events;
use super::export::{save_adapter, save_merged};
use super::folder::{Folder, trouble};
use super::metrics::Metrics;
use super::summary::History;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Trained, View, load_folder, save};
use crate::program::Program;
use crate::task::Drawer;
use crate::train::{Evaluation, Learner, Options, Step, Task, evaluate, lessons, seed, step};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// How many supervised updates lie between checkpoints.
const WARMUP_CHECKPOINT: u32 = 250;

/// Responses of a step that are written to `samples.jsonl`.
const SHOWN: usize = 16;

/// A run.
#[derive(Debug)]
pub struct Trainer<'p> {
    /// The program that the tasks are from.
    pub program: &'p Program,
    /// Tasks that are trained on.
    pub tasks: Vec<Task>,
    /// Tasks that are only evaluated on.
    pub held_out: Vec<Task>,
    /// What supervised lessons are drawn from: constraints and prompts.
    pub lessons: (Vec<Drawer>, Vec<String>),
    /// What learns.
    pub learner: Learner,
    /// How.
    pub options: Options,
    /// Where it is written.
    pub folder: Folder,
    /// The model's name, and the folder of its tokenizer.
    pub model: (String, Option<PathBuf>),
}

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// All steps are done.
    Finished,
    /// It was interrupted after this step; a checkpoint was saved.
    Interrupted(u32),
}

/// Who follows a run.
pub trait Watcher {
    /// A supervised update was done: how many, and the loss a token in nats.
    fn warmed(&mut self, updates: u32, loss: f64);
    /// An evaluation is done.
    fn evaluated(&mut self, step: u32, evaluation: &Evaluation);
    /// A step is done.
    fn stepped(&mut self, metrics: &Metrics);
    /// Whether the run shall stop after this step.
    fn stop(&self) -> bool;
}

impl Trainer<'_> {
    /// Runs from the beginning, or from a checkpoint.
    ///
    /// # Errors
    /// `bad-run` for a folder that can't be written or that belongs to other tasks, `diverged`, or what the tensor
    /// library fails with. Checkpoints that were saved stay.
    pub fn run(&mut self, resume: bool, watcher: &mut dyn Watcher) -> Result<Ended, Diagnostic> {
        let mut state = if resume { self.resume()? } else { self.fresh() };
        if let Some(ended) = self.warm_up(&mut state, watcher)? {
            return Ok(ended);
        }
        let mut events = Events::create(self.folder.path())
            .map_err(|e| trouble(self.folder.path(), "can't hold event files", e))?;
        let mut baseline = None;
        if state.step == 0 {
            let found = evaluate(&self.learner, View::Current, &self.held_out, &self.options)?;
            watcher.evaluated(0, &found);
            baseline = Some(found);
        }
        while state.step < self.options.steps {
            let number = state.step + 1;
            let chosen = self.chosen(state.step);
            let done = step(&mut self.learner, self.program, &self.tasks, &chosen, &self.options, number)
                .map_err(|problem| self.diverged(problem, number, &chosen))?;
            let mut metrics = Metrics::new(number);
            metrics.add_step(&done, self.program);
            if let Some(before) = baseline.take() {
                metrics.set("baseline/instruction_accuracy", before.instruction_accuracy);
                metrics.set("baseline/constraint_accuracy", before.constraint_accuracy);
            }
            let last = number == self.options.steps;
            if last || number.is_multiple_of(self.options.eval_every) {
                let found = evaluate(&self.learner, View::Current, &self.held_out, &self.options)?;
                watcher.evaluated(number, &found);
                metrics.add_evaluation(&found);
            }
            self.folder.append("metrics.jsonl", &metrics.json())?;
            self.show(&done, number)?;
            events
                .scalars(number, metrics.numbers())
                .map_err(|e| trouble(self.folder.path(), "can't hold events", e))?;
            watcher.stepped(&metrics);
            state.step = number;
            state.updates = self.learner.optimiser.updates();
            let stop = watcher.stop() && !last;
            if stop || last || number.is_multiple_of(self.options.checkpoint_every) {
                state.save(&self.folder, &self.learner)?;
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
            warmed_up: 0,
            tasks: self.digest(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    fn resume(&mut self) -> Result<Checkpoint, Diagnostic> {
        let (state, path) = Checkpoint::latest(&self.folder)?;
        if state.tasks != self.digest() {
            let message = "the run was made of other tasks, or of another version of their constraints";
            return Err(Diagnostic::error(Code::BadRun, message).help("start a new run"));
        }
        if self.options.warmup_steps > 0 && state.warmed_up >= self.options.warmup_steps {
            self.rebase()?;
        }
        state.restore(&path, &mut self.learner, &self.options)?;
        self.folder.cut("metrics.jsonl", state.step)?;
        self.folder.cut("samples.jsonl", state.step)?;
        Ok(state)
    }

    /// A digest of what is trained on.
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

    /// Supervised updates, until the policy is warm. What it is then becomes the reference.
    fn warm_up(
        &mut self,
        state: &mut Checkpoint,
        watcher: &mut dyn Watcher,
    ) -> Result<Option<Ended>, Diagnostic> {
        let wanted = self.options.warmup_steps;
        if state.warmed_up >= wanted {
            return Ok(None);
        }
        while state.warmed_up < wanted {
            let options = &self.options;
            let at = seed(options.seed, &[0x1e550, u64::from(state.warmed_up)]);
            let (drawers, prompts) = &self.lessons;
            let size = (options.warmup_constraints, options.max_tokens);
            let count = (options.warmup_pairs, at);
            let drawn = lessons(self.program, drawers, prompts, &self.learner.tokens, size, count)?;
            if drawn.is_empty() {
                let message = "no constraint of the suite has a witness that fits into `max_tokens`";
                return Err(Diagnostic::error(Code::NothingToLearn, message));
            }
            // Down to a tenth along a cosine.
            let done = f64::from(state.warmed_up) / f64::from(wanted);
            let rate =
                options.warmup_learning_rate * (0.1 + 0.45 * (1.0 + (std::f64::consts::PI * done).cos()));
            let update = self.learner.imitate(&drawn.iter().collect::<Vec<_>>(), rate, options)?;
            state.warmed_up += 1;
            state.updates = self.learner.optimiser.updates();
            watcher.warmed(state.warmed_up, update.loss / update.tokens.max(1) as f64);
            // The last one is saved below, when the warm policy has become the base.
            let stop = watcher.stop() && state.warmed_up < wanted;
            if stop || (state.warmed_up.is_multiple_of(WARMUP_CHECKPOINT) && state.warmed_up < wanted) {
                state.save(&self.folder, &self.learner)?;
            }
            if stop {
                return Ok(Some(Ended::Interrupted(0)));
            }
        }
        save(&self.learner.policy.merged()?, &self.warm())?;
        self.rebase()?;
        self.learner.optimiser = crate::train::AdamW::new(self.options.weight_decay);
        state.updates = 0;
        state.save(&self.folder, &self.learner)?;
        Ok(None)
    }

    fn warm(&self) -> PathBuf {
        self.folder.file("model.safetensors")
    }

    /// Makes the warmed-up weights the base.
    fn rebase(&mut self) -> Result<(), Diagnostic> {
        let policy = &self.learner.policy;
        let base = load_folder(self.folder.path(), policy.config(), policy.dtype(), policy.device())?;
        self.learner.policy =
            crate::model::Policy::new(policy.config().clone(), base, policy.trained(), self.options.seed)?;
        Ok(())
    }

    /// The tasks of a step: every task once before any comes again.
    fn chosen(&self, done: u32) -> Vec<usize> {
        let count = self.tasks.len().max(1);
        let first = done as usize * self.options.instructions;
        let mut order: Vec<usize> = Vec::new();
        let mut epoch = usize::MAX;
        (first..first + self.options.instructions)
            .filter_map(|place| {
                if place / count != epoch {
                    epoch = place / count;
                    order = (0..self.tasks.len()).collect();
                    order.shuffle(&mut ChaCha8Rng::seed_from_u64(seed(
                        self.options.seed,
                        &[0xe90c, epoch as u64],
                    )));
                }
                order.get(place % count).copied()
            })
            .collect()
    }

    /// Adds some of a step's responses to `samples.jsonl`, replays first.
    fn show(&self, done: &Step, number: u32) -> Result<(), Diagnostic> {
        let mut shown: Vec<_> = done.shown.iter().collect();
        shown.sort_by_key(|s| s.rewritten.is_none());
        for sample in shown.into_iter().take(SHOWN) {
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
            self.folder.append("samples.jsonl", &line)?;
        }
        Ok(())
    }

    /// Saves what a step went wrong on.
    fn diverged(&self, problem: Diagnostic, number: u32, chosen: &[usize]) -> Diagnostic {
        if problem.code != Code::Diverged {
            return problem;
        }
        let tasks: Vec<&str> =
            chosen.iter().filter_map(|&i| self.tasks.get(i)).map(|t| t.instruction.as_str()).collect();
        let batch = json!({"step": number, "problem": problem.message, "instructions": tasks});
        let name = format!("diverged-{number}.json");
        match self.folder.write(&name, format!("{batch:#}\n").as_bytes()) {
            Ok(()) => {
                let message = format!("step {number}: {}; the batch is in `{name}`", problem.message);
                Diagnostic { message, ..problem }
            }
            Err(_) => problem,
        }
    }

    /// Summary, curves and weights.
    fn conclude(&self) -> Result<(), Diagnostic> {
        History::read(&self.folder)?.write(&self.folder, &self.options, &self.model.0)?;
        match self.learner.policy.trained() {
            Trained::Adapter(lora) => {
                save_adapter(&self.learner.policy, lora, &self.model.0, &self.folder.file("adapter"))
            }
            Trained::All => {
                save_merged(&self.learner.policy, self.model.1.as_deref(), &self.folder.file("weights"))
            }
        }
    }
}
