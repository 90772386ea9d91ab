//! Checkpoints: everything that the next step depends on, and the one way to go on from them.

use super::run_dir::{RunDir, trouble};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Policy, load_folder, save};
use crate::train::{AdamW, Learner, Options};
use candle_core::{Device, Tensor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// How many checkpoints are kept.
const KEPT: usize = 2;

/// How far a run is; `state.json` of a checkpoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
}

/// A checkpoint on disk.
pub(super) struct Saved {
    pub(super) state: Checkpoint,
    /// Its folder.
    pub(super) path: PathBuf,
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
    /// `bad-run` if it can't be written; older checkpoints stay.
    pub fn save(&self, run: &RunDir, learner: &Learner) -> Result<(), Diagnostic> {
        let parent = run.file("checkpoints");
        let place = parent.join(format!("{:06}-{:06}", self.sft_updates, self.step));
        if place.exists() {
            return Ok(());
        }
        let part = parent.join(".part");
        let write = || -> Result<(), Diagnostic> {
            if part.exists() {
                fs::remove_dir_all(&part).map_err(|e| trouble(&part, "can't be removed", e))?;
            }
            fs::create_dir_all(&part).map_err(|e| trouble(&part, "can't be made", e))?;
            let policy: BTreeMap<String, Tensor> =
                learner.policy.variables().iter().map(|(n, v)| (n.clone(), v.as_detached_tensor())).collect();
            save(&policy, &part.join("policy.safetensors"))?;
            save(&learner.optimiser.state()?, &part.join("optimiser.safetensors"))?;
            let state = part.join("state.json");
            fs::write(&state, serde_json::to_vec_pretty(self).unwrap_or_default())
                .and_then(|()| File::open(&state)?.sync_all())
                .map_err(|e| trouble(&state, "can't be written", e))?;
            fs::rename(&part, &place).map_err(|e| trouble(&place, "can't be written", e))
        };
        write().map_err(|problem| Diagnostic { code: Code::BadRun, ..problem })?;
        for old in complete(&parent).iter().rev().skip(KEPT) {
            // A leftover does no harm.
            let _ = fs::remove_dir_all(old);
        }
        Ok(())
    }

    /// Brings a learner, made by [`super::Config::learner`], to where the run's last complete checkpoint has it.
    ///
    /// # Errors
    /// `bad-run` if there is no checkpoint or a file of it can't be read, `bad-model` for variables of another policy.
    pub fn resume(run: &RunDir, learner: &mut Learner, options: &Options) -> Result<Checkpoint, Diagnostic> {
        let Saved { state, path } = Checkpoint::latest(run)?;
        if options.sft_steps > 0 && state.sft_updates >= options.sft_steps {
            rebase(run, learner, options.seed)?;
        }
        state.restore(&path, learner, options)?;
        Ok(state)
    }

    pub(super) fn latest(run: &RunDir) -> Result<Saved, Diagnostic> {
        let found = complete(&run.file("checkpoints")).into_iter().rev().find_map(|path| {
            let text = fs::read_to_string(path.join("state.json")).ok()?;
            Some(Saved { state: serde_json::from_str(&text).ok()?, path })
        });
        found.ok_or_else(|| {
            let message = format!("`{}` has no checkpoint to resume from", run.path().display());
            Diagnostic::error(Code::BadRun, message)
                .help("the run ended before its first checkpoint: delete the folder and start it again")
        })
    }

    /// Reads variables and moments.
    fn restore(&self, path: &Path, learner: &mut Learner, options: &Options) -> Result<(), Diagnostic> {
        let read = |name: &str| -> Result<BTreeMap<String, Tensor>, Diagnostic> {
            let file = path.join(name);
            let bytes = fs::read(&file).map_err(|e| trouble(&file, "can't be read", e))?;
            let tensors = candle_core::safetensors::load_buffer(&bytes, &Device::Cpu).map_err(|e| {
                let help = format!("delete `{}` to resume from the checkpoint before it", path.display());
                trouble(&file, "is damaged", e).help(help)
            })?;
            let device = learner.policy.device();
            tensors
                .into_iter()
                .map(|(name, tensor)| Ok((name, tensor.to_device(device)?)))
                .collect::<Result<_, candle_core::Error>>()
                .map_err(|e| trouble(&file, "does not fit", e))
        };
        learner.policy.restore(&read("policy.safetensors")?)?;
        let (variables, moments) = (learner.policy.variables(), read("optimiser.safetensors")?);
        learner.optimiser = AdamW::restored(options.weight_decay, self.updates, variables, &moments)?;
        Ok(())
    }
}

/// Complete checkpoints, oldest first.
fn complete(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|e| e.path());
    let named = |p: &PathBuf| {
        p.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut out: Vec<PathBuf> = entries.filter(named).filter(|p| p.join("state.json").is_file()).collect();
    out.sort();
    out
}
