//! Weights that others read: adapters in PEFT's form, merged weights as a Hugging Face folder.

use super::run_dir::trouble;
use crate::diagnostic::Diagnostic;
use crate::model::{Lora, Policy, save};
use candle_core::Tensor;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Writes `adapter_model.safetensors` and `adapter_config.json`.
///
/// # Errors
/// `bad-run` if they can't be written.
pub fn save_adapter(policy: &Policy, lora: Lora, base: &str, folder: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(folder).map_err(|e| trouble(folder, "can't be made", e))?;
    let mut tensors: BTreeMap<String, Tensor> = BTreeMap::new();
    let mut targets: BTreeSet<String> = BTreeSet::new();
    for (name, variable) in policy.variables() {
        // `model.layers.0.self_attn.q_proj.weight.lora_A` is PEFT's `base_model.model.….q_proj.lora_A.weight`.
        let Some((path, part)) = name.split_once(".weight.") else { continue };
        targets.extend(path.rsplit('.').next().map(str::to_owned));
        tensors.insert(format!("base_model.model.{path}.{part}.weight"), variable.as_detached_tensor());
    }
    save(&tensors, &folder.join("adapter_model.safetensors"))?;
    let config = serde_json::json!({
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base,
        "r": lora.rank,
        "lora_alpha": lora.alpha,
        "lora_dropout": 0.0,
        "bias": "none",
        "fan_in_fan_out": false,
        "inference_mode": true,
        "init_lora_weights": true,
        "modules_to_save": null,
        "target_modules": targets,
    });
    let path = folder.join("adapter_config.json");
    fs::write(&path, format!("{config:#}\n")).map_err(|e| trouble(&path, "can't be written", e))
}

/// Writes `model.safetensors` and `config.json`, and copies the tokenizer's files from where the model came from.
///
/// # Errors
/// `bad-run` if they can't be written.
pub fn save_merged(policy: &Policy, tokenizer: Option<&Path>, folder: &Path) -> Result<(), Diagnostic> {
    fs::create_dir_all(folder).map_err(|e| trouble(folder, "can't be made", e))?;
    save(&policy.merged()?, &folder.join("model.safetensors"))?;
    let path = folder.join("config.json");
    fs::write(&path, policy.config().to_json()).map_err(|e| trouble(&path, "can't be written", e))?;
    let files = [
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "generation_config.json",
        "chat_template.jinja",
    ];
    for name in files {
        let Some(from) = tokenizer.map(|t| t.join(name)).filter(|p| p.is_file()) else { continue };
        fs::copy(&from, folder.join(name)).map_err(|e| trouble(&from, "can't be copied", e))?;
    }
    Ok(())
}
