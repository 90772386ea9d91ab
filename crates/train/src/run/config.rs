//! What a run was told, as its folder keeps it, and the policy that came of it.

use super::checkpoint::Checkpoint;
use super::folder::{Folder, trouble};
use crate::diagnostic::Diagnostic;
use crate::model::{Lora, Model, Policy, Trained, load, load_folder};
use crate::train::{AdamW, Learner, Options};
use candle_core::Device;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `config.toml`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Config {
    /// The file with the tasks.
    pub file: PathBuf,
    /// Modules whose constraints records may name, beside the standard library.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub library: Vec<String>,
    /// The suite, if it was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// The model.
    pub model: String,
    /// The options.
    pub options: Options,
}

impl Config {
    /// Reads the configuration of a run.
    ///
    /// # Errors
    /// `bad-run` if it can't be read.
    pub fn read(folder: &Folder) -> Result<Config, Diagnostic> {
        let path = folder.file("config.toml");
        let text = std::fs::read_to_string(&path).map_err(|e| trouble(&path, "can't be read", e))?;
        toml::from_str(&text).map_err(|e| trouble(&path, "is no configuration", e.message()))
    }

    /// Writes it into the run's folder.
    ///
    /// # Errors
    /// `bad-run` if it can't be written.
    pub fn write(&self, folder: &Folder) -> Result<(), Diagnostic> {
        let path = folder.file("config.toml");
        let text = toml::to_string_pretty(self).map_err(|e| trouble(&path, "can't be written", e))?;
        folder.write("config.toml", text.as_bytes())
    }

    /// A learner that has learned nothing yet, and where its model came from.
    ///
    /// # Errors
    /// `bad-model` if the model can't be loaded.
    pub fn learner(&self, device: &Device) -> Result<(Learner, String, Option<PathBuf>), Diagnostic> {
        let options = &self.options;
        let Model { name, config, weights, tokens, folder, .. } = load(&self.model, device, options.seed)?;
        let policy = Policy::new(config, weights, self.trained(), options.seed)?;
        Ok((Learner { policy, tokens, optimiser: AdamW::new(options.weight_decay) }, name, folder))
    }

    /// The learner of a run as its last checkpoint has it.
    ///
    /// # Errors
    /// `bad-run` if there is no checkpoint, `bad-model` if the model can't be loaded.
    pub fn learned(&self, folder: &Folder, device: &Device) -> Result<(Learner, Checkpoint), Diagnostic> {
        let (state, path) = Checkpoint::latest(folder)?;
        let (mut learner, _, _) = self.learner(device)?;
        if self.options.warmup_steps > 0 && state.warmed_up >= self.options.warmup_steps {
            let policy = &learner.policy;
            let base = load_folder(folder.path(), policy.config(), policy.dtype(), policy.device())?;
            learner.policy = Policy::new(policy.config().clone(), base, self.trained(), self.options.seed)?;
        }
        state.restore(&path, &mut learner, &self.options)?;
        Ok((learner, state))
    }

    fn trained(&self) -> Trained {
        match self.options.lora_rank {
            0 => Trained::All,
            rank => Trained::Adapter(Lora { rank, alpha: self.options.lora_alpha }),
        }
    }
}
