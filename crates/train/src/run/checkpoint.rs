//! Checkpoints: everything that the next step depends on, and the one way to go on from them.

use super::run_dir::{RunDir, trouble};
use super::saved::{self, CHECKSUMS, Found, OPTIMISER, POLICY, STATE, Saved, checksum};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Policy, finite, load_folder, save};
use crate::train::{AdamW, Learner, OPTIONS, Options};
use candle_core::Tensor;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::PathBuf;

/// How many checkpoints are kept.
const KEPT: usize = 2;

/// How far a run is; `state.json` of a checkpoint.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Steps done. Randomness and the order of the tasks follow from it.
    pub step: u32,
    /// Updates of the optimiser.
    pub updates: u32,
    /// Supervised updates done.
    #[serde(rename = "warmed_up")]
    pub sft_updates: u32,
    /// A digest of the tasks.
    pub tasks: String,
    /// The version of this program that wrote it.
    pub version: String,
    /// The model that the run began with; versions before did not say.
    #[serde(default)]
    pub model: Option<String>,
    /// The options that the run was made with so far; versions before did not say.
    #[serde(default)]
    pub options: Option<toml::Table>,
}

/// Where a learner was brought to.
#[derive(Debug)]
pub struct Resumed {
    /// How far the run is.
    pub checkpoint: Checkpoint,
    /// Later checkpoints that are damaged.
    pub damaged: Vec<PathBuf>,
    /// What is to be said about it.
    pub warnings: Vec<Diagnostic>,
}

/// Makes the weights that supervised updates ended with, saved in the run's folder, the base and the reference policy of a
/// learner.
///
/// # Errors
/// `bad-model` if they can't be read.
pub(super) fn rebase(run: &RunDir, learner: &mut Learner, seed: u64) -> Result<(), Diagnostic> {
    let policy = &learner.policy;
    let base = load_folder(run.path(), policy.config(), policy.dtype(), policy.device())?;
    learner.policy = Policy::new(policy.config().clone(), base, policy.trained(), seed)?;
    Ok(())
}

impl Checkpoint {
    /// Saves a learner. The folder appears under its name when it is complete, and is never written again: steps that are done
    /// again after an interruption come out the same.
    ///
    /// # Errors
    /// `bad-run` if it can't be written, `diverged` if a variable is no number; older checkpoints stay.
    pub fn save(&self, run: &RunDir, learner: &Learner) -> Result<(), Diagnostic> {
        let parent = run.file("checkpoints");
        let place = parent.join(saved::name(self));
        if place.exists() {
            return Ok(());
        }
        let policy: BTreeMap<String, Tensor> =
            learner.policy.variables().iter().map(|(n, v)| (n.clone(), v.as_detached_tensor())).collect();
        for (name, tensor) in &policy {
            finite(name, tensor).map_err(|problem| {
                let message = format!("after step {}, {problem}; no checkpoint is made of it", self.step);
                Diagnostic::error(Code::Diverged, message)
                    .help("start a new run with a smaller `learning_rate`")
            })?;
        }
        let part = parent.join(".part");
        let write = || -> Result<(), Diagnostic> {
            if part.exists() {
                fs::remove_dir_all(&part).map_err(|e| trouble(&part, "can't be removed", e))?;
            }
            fs::create_dir_all(&part).map_err(|e| trouble(&part, "can't be made", e))?;
            save(&policy, &part.join(POLICY))?;
            save(&learner.optimiser.state()?, &part.join(OPTIMISER))?;
            let text = |name: &str, bytes: &[u8]| {
                let path = part.join(name);
                fs::write(&path, bytes)
                    .and_then(|()| File::open(&path)?.sync_all())
                    .map_err(|e| trouble(&path, "can't be written", e))
            };
            text(STATE, &serde_json::to_vec_pretty(self).unwrap_or_default())?;
            let mut sums = String::new();
            for name in [STATE, POLICY, OPTIMISER] {
                let path = part.join(name);
                let bytes = fs::read(&path).map_err(|e| trouble(&path, "can't be read", e))?;
                sums.push_str(&checksum(name, &bytes));
                sums.push('\n');
            }
            text(CHECKSUMS, sums.as_bytes())?;
            fs::rename(&part, &place).map_err(|e| trouble(&place, "can't be written", e))
        };
        write().map_err(|problem| Diagnostic { code: Code::BadRun, ..problem })?;
        for old in saved::all(&parent).iter().rev().skip(KEPT) {
            // A leftover does no harm.
            let _ = fs::remove_dir_all(old);
        }
        Ok(())
    }

    /// Brings a learner, made by [`super::Config::learner`], to where the run's last checkpoint has it that is as it was
    /// written. `None` if there is none yet: then nothing is changed.
    ///
    /// # Errors
    /// `bad-run` if one can't be read, `damaged-run` if all are damaged, `other-options` for a run that was made otherwise,
    /// `bad-model` for variables of another policy, `not-finite` for weights that are no numbers.
    pub fn resume(
        run: &RunDir,
        learner: &mut Learner,
        options: &Options,
        model: &str,
    ) -> Result<Option<Resumed>, Diagnostic> {
        let Some(Found { saved, damaged }) = saved::latest(&run.file("checkpoints"))? else {
            return Ok(None);
        };
        saved.state.same_run(options, model)?;
        if options.sft_steps > 0 && saved.state.sft_updates >= options.sft_steps {
            rebase(run, learner, options.seed)?;
        }
        let mut warnings = Vec::new();
        for (path, why) in &damaged {
            let message = format!("`{}` is damaged: {why}", path.display());
            let help = format!("the checkpoint before it is used, of step {}", saved.state.step);
            warnings.push(Diagnostic::warning(Code::DamagedRun, message).help(help));
        }
        if !saved.checked {
            let message = format!(
                "`{}` has no checksums: version {} wrote none",
                saved.path.display(),
                saved.state.version
            );
            warnings.push(Diagnostic::warning(Code::DamagedRun, message).help("it is used as it is"));
        }
        let damaged = damaged.into_iter().map(|(path, _)| path).collect();
        let checkpoint = saved.restore(learner, options)?;
        Ok(Some(Resumed { checkpoint, damaged, warnings }))
    }

    /// Refuses options and a model that the run was not made with. Its length may change.
    fn same_run(&self, options: &Options, model: &str) -> Result<(), Diagnostic> {
        if let Some(before) = self.model.as_deref().filter(|before| *before != model) {
            return Err(other_options("model", &format!("{before:?}"), &format!("{model:?}")));
        }
        let Some(table) = &self.options else { return Ok(()) };
        for option in OPTIONS.iter().filter(|option| option.name != "steps") {
            let (before, now) = (table.get(option.name), options.get(option.name));
            if let Some((before, now)) = before.zip(now).filter(|(before, now)| *before != now) {
                return Err(other_options(option.name, &before.to_string(), &now.to_string()));
            }
        }
        Ok(())
    }
}

/// What is said when a run would go on with another value than it was made with.
pub fn other_options(name: &str, before: &str, now: &str) -> Diagnostic {
    Diagnostic::error(Code::OtherOptions, format!("the run has `{name} = {before}`, not {now}"))
        .help("a resumed run keeps its options, all but `steps`: leave it out, or start a new run")
}

impl Saved {
    /// Sets a learner's variables and moments.
    fn restore(self, learner: &mut Learner, options: &Options) -> Result<Checkpoint, Diagnostic> {
        let Saved { state, policy, optimiser, path, .. } = self;
        let device = learner.policy.device().clone();
        for (name, tensor) in policy.iter().chain(&optimiser) {
            finite(name, tensor).map_err(|problem| {
                Diagnostic::error(Code::NotFinite, format!("`{}`: {problem}", path.display())).help(
                    "training went wrong before it was saved: start a new run with a smaller `learning_rate`",
                )
            })?;
        }
        let on_device = |tensors: BTreeMap<String, Tensor>| -> Result<BTreeMap<String, Tensor>, Diagnostic> {
            let moved = tensors.into_iter().map(|(name, tensor)| Ok((name, tensor.to_device(&device)?)));
            moved.collect::<Result<_, candle_core::Error>>().map_err(|e| trouble(&path, "does not fit", e))
        };
        learner.policy.restore(&on_device(policy)?)?;
        let (variables, moments) = (learner.policy.variables(), on_device(optimiser)?);
        learner.optimiser = AdamW::restored(options.weight_decay, state.updates, variables, &moments)?;
        Ok(state)
    }
}
