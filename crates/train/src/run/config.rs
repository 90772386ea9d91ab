//! The configuration of a run, as its folder keeps it, and the learner that it describes.

use super::run_dir::{RunDir, trouble};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Lora, Model, Policy, Trained, load};
use crate::train::{AdamW, Learner, OPTIONS, Options, Resolved, option};
use candle_core::Device;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// `config.toml`.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Config {
    /// The file with the tasks.
    pub file: PathBuf,
    /// Modules whose constraints records may name, beside the standard library.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub library: Vec<String>,
    /// The suite, if it was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suite: Option<String>,
    /// The model.
    pub model: String,
    /// The options.
    pub options: Options,
}

/// `config.toml` as it is read: its options may have the names of an older version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    file: PathBuf,
    #[serde(default)]
    library: Vec<String>,
    suite: Option<String>,
    model: String,
    options: toml::Table,
}

/// Where a learner's model came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelOrigin {
    /// How it is named in reports.
    pub name: String,
    /// The folder with its tokenizer's files, if it has one.
    pub tokenizer: Option<PathBuf>,
}

/// A learner that has learned nothing yet.
#[derive(Debug)]
pub struct FreshLearner {
    /// The learner.
    pub learner: Learner,
    /// Where its model came from.
    pub model: ModelOrigin,
}

impl Config {
    /// Reads the configuration of a run. Warnings tell of options under old names, and of those that the version which
    /// wrote it did not have.
    ///
    /// # Errors
    /// `bad-run` if it can't be read, `bad-option` for an option that can't be used.
    pub fn read(run: &RunDir) -> Result<(Config, Vec<Diagnostic>), Diagnostic> {
        let path = run.file("config.toml");
        let text = std::fs::read_to_string(&path).map_err(|e| trouble(&path, "can't be read", e))?;
        let Stored { file, library, suite, model, options: table } =
            toml::from_str(&text).map_err(|e| trouble(&path, "is no configuration", e.message()))?;
        let within = |problem: Diagnostic| {
            let message = format!("`{}`: {}", path.display(), problem.message);
            Diagnostic { message, ..problem }
        };
        let Resolved { options, warnings: renamed } =
            Options::of_model(&model).with_table(&table).map_err(within)?;
        let mut warnings = Vec::new();
        if !renamed.is_empty() {
            // One warning for all: nobody wrote them by hand, and they are written back under their new names.
            let all: Vec<String> = renamed.into_iter().map(|warning| warning.message).collect();
            warnings.push(within(Diagnostic::warning(Code::RenamedOption, all.join(", "))));
        }
        let given: BTreeSet<&str> = table.keys().filter_map(|name| Some(option(name)?.name)).collect();
        for missing in OPTIONS.iter().filter(|o| !given.contains(o.name)) {
            let value = options.get(missing.name).map_or_else(String::new, |v| v.to_string());
            let message = format!("`{}` is not given, so it is {value}", missing.name);
            warnings.push(within(Diagnostic::warning(Code::BadOption, message)));
        }
        Ok((Config { file, library, suite, model, options }, warnings))
    }

    /// Writes it into the run's folder.
    ///
    /// # Errors
    /// `bad-run` if it can't be written.
    pub fn write(&self, run: &RunDir) -> Result<(), Diagnostic> {
        let path = run.file("config.toml");
        let text = toml::to_string_pretty(self).map_err(|e| trouble(&path, "can't be written", e))?;
        run.write("config.toml", text.as_bytes())
    }

    /// The learner that a run begins with. [`super::Checkpoint::resume`] brings it to where a run stopped.
    ///
    /// # Errors
    /// `bad-model` if the model can't be loaded, `bad-option` for an adapter that is larger than what it adapts.
    pub fn learner(&self, device: &Device) -> Result<FreshLearner, Diagnostic> {
        let options = &self.options;
        let trained = match options.lora_rank {
            0 => Trained::All,
            rank => Trained::Adapter(Lora { rank, alpha: options.lora_alpha }),
        };
        let Model { name, config, weights, tokens, folder, .. } = load(&self.model, device, options.seed)?;
        if options.lora_rank > config.hidden {
            let message = format!(
                "`lora_rank` is {}, expected at most {}, the width of `{name}`",
                options.lora_rank, config.hidden
            );
            return Err(Diagnostic::error(Code::BadOption, message)
                .help("`hirc explain lora_rank` says what it is; 0 trains all parameters"));
        }
        let policy = Policy::new(config, weights, trained, options.seed)?;
        let learner = Learner { policy, tokens, optimiser: AdamW::new(options.weight_decay) };
        Ok(FreshLearner { learner, model: ModelOrigin { name, tokenizer: folder } })
    }
}
