//! Where a model comes from: the built-in policy, a Hugging Face folder, a GGUF file.

use super::ModelError;
use super::config::{Config, Family};
use super::gguf::GgufModel;
use super::hub::is_name;
use super::policy::Policy;
use super::tokens::{BYTE_VOCAB, Tokens};
use super::weights::{Weights, fit, load_folder};
use candle_core::{DType, Device};
use std::io;
use std::path::{Path, PathBuf};

/// A model that was loaded.
#[derive(Debug)]
pub struct Model {
    /// How it is named in reports.
    pub name: String,
    /// The shape of its network.
    pub config: Config,
    /// Its weights, by Hugging Face's names.
    pub weights: Weights,
    /// Its tokenizer and chat template.
    pub tokens: Tokens,
    /// The folder that it came from, with the tokenizer's files; `None` for the built-in policy and GGUF files.
    pub folder: Option<PathBuf>,
    /// Whether it is of the built-in policy's size.
    pub nano: bool,
}

/// The built-in policy, warmed up.
pub const NANO: &str = "nano";
/// The built-in policy with random weights.
pub const UNTRAINED: &str = "untrained";

/// The shape of the built-in policy: about 0.8 million parameters.
fn nano() -> Config {
    Config {
        hidden: 128,
        layers: 4,
        heads: 4,
        kv_heads: 2,
        head: 32,
        intermediate: 384,
        vocab: BYTE_VOCAB,
        positions: 512,
        rope_theta: 10_000.0,
        rope_scaling: None,
        norm_eps: 1e-5,
        tied: true,
        qkv_bias: false,
        qk_norm: false,
        family: Family::Llama,
    }
}

/// The warm weights, made by the command in `docs/training.md`.
const NANO_WEIGHTS: &[u8] = include_bytes!("nano.safetensors");

/// Loads `nano`, `untrained`, a GGUF file, a folder, or a model by its name on the hub.
///
/// # Errors
/// A name that stands for nothing, or what is wrong with the files.
pub fn load(source: &str, device: &Device, seed: u64) -> Result<Model, ModelError> {
    let dtype = super::device::dtype(device);
    let own = |weights: Weights| Model {
        name: source.to_owned(),
        config: nano(),
        weights,
        tokens: Tokens::bytes(),
        folder: None,
        nano: true,
    };
    match source {
        NANO => {
            let tensors = candle_core::safetensors::load_buffer(NANO_WEIGHTS, &Device::Cpu)?;
            Ok(own(fit(tensors, &nano(), dtype, device)?))
        }
        UNTRAINED => {
            let random = Policy::random_weights(&nano(), seed, device)?;
            Ok(own(fit(random.into_iter().collect(), &nano(), dtype, device)?))
        }
        path if path.to_ascii_lowercase().ends_with(".gguf") => {
            let GgufModel { config, weights, tokens } = super::gguf::load(Path::new(path), dtype, device)?;
            Ok(Model { name: path.to_owned(), config, weights, tokens, folder: None, nano: false })
        }
        name if !Path::new(name).exists() && is_name(name) => {
            folder(&super::hub::fetch(name)?, name, dtype, device)
        }
        path => folder(Path::new(path), path, dtype, device),
    }
}

fn folder(path: &Path, name: &str, dtype: DType, device: &Device) -> Result<Model, ModelError> {
    if !path.is_dir() {
        return Err(ModelError::Config(format!(
            "`{}` is no folder with a model; give one with config.json, model.safetensors and tokenizer.json, a GGUF file, a name on the hub (ORG/NAME), or `{NANO}`",
            path.display()
        )));
    }
    let file = path.join("config.json");
    let text = read_text(&file)?;
    let config = Config::from_json(&text)?;
    let weights = load_folder(path, &config, dtype, device)?;
    // What was trained from the built-in policy has no tokenizer of its own.
    let bytes = config.vocab == BYTE_VOCAB && !path.join("tokenizer.json").exists();
    let tokens = if bytes { Tokens::bytes() } else { Tokens::from_folder(path)? };
    Ok(Model { name: name.to_owned(), config, weights, tokens, folder: Some(path.to_owned()), nano: bytes })
}

/// Reads a file of a model. Pipes and devices may have no end, and are refused.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, ModelError> {
    let read = || {
        if std::fs::metadata(path)?.is_file() {
            std::fs::read(path)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"))
        }
    };
    read().map_err(|source| ModelError::File { path: path.to_owned(), source })
}

/// Reads a text file of a model.
pub(super) fn read_text(path: &Path) -> Result<String, ModelError> {
    let wrong = |e| io::Error::new(io::ErrorKind::InvalidData, e);
    String::from_utf8(read_file(path)?)
        .map_err(|e| ModelError::File { path: path.to_owned(), source: wrong(e) })
}
