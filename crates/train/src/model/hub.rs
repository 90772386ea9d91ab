//! Models by their name on the hub, kept in the cache that Python's tools share.

use super::ModelError;
use hf_hub::api::sync::{ApiBuilder, ApiError};
use std::io::IsTerminal;
use std::path::PathBuf;

/// What is fetched of a repository beside its weights.
const FILES: [&str; 6] = [
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "generation_config.json",
    "chat_template.jinja",
];

/// Whether this is a hub's name of a model: `ORG/NAME`.
pub(super) fn is_name(source: &str) -> bool {
    let part = |p: &str| {
        !p.is_empty()
            && !p.starts_with('.')
            && p.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    source.split_once('/').is_some_and(|(org, name)| part(org) && part(name))
}

/// Fetches what is not yet in the cache, and gives the folder. If the hub can't be reached, what the cache has must do.
///
/// # Errors
/// A model that the hub does not have or does not give, or a hub that can't be reached.
pub(super) fn fetch(name: &str) -> Result<PathBuf, ModelError> {
    let wrong = |e: &dyn std::fmt::Display| ModelError::Config(format!("`{name}` can't be fetched: {e}"));
    let api = ApiBuilder::from_env().with_progress(std::io::stderr().is_terminal()).with_retries(3);
    let repository = api.build().map_err(|e| wrong(&e))?.model(name.to_owned());
    let folder = |file: PathBuf| file.parent().map(PathBuf::from).ok_or_else(|| wrong(&"it has no folder"));
    let info = match repository.info() {
        Ok(info) => info,
        Err(ApiError::RequestError(e)) if matches!(*e, ureq::Error::StatusCode(404 | 401)) => {
            return Err(wrong(
                &"there is no folder and no model of this name, or it asks for a token (HF_TOKEN)",
            ));
        }
        Err(e) => {
            let cached = hf_hub::Cache::from_env().model(name.to_owned()).get("config.json");
            return cached.map_or_else(|| Err(wrong(&e)), folder);
        }
    };
    let mut place = None;
    for file in info.siblings.iter().map(|s| s.rfilename.as_str()) {
        let weights =
            file.starts_with("model") && (file.ends_with(".safetensors") || file.ends_with(".index.json"));
        if weights || FILES.contains(&file) {
            place = Some(repository.get(file).map_err(|e| wrong(&e))?);
        }
    }
    place.map_or_else(|| Err(wrong(&"it has no file of a model")), folder)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_are_told_from_paths() {
        assert!(is_name("HuggingFaceTB/SmolLM2-135M-Instruct"));
        for path in ["model", "./model", "/srv/model", "a/b/c", "../model", "org/", "a b/c"] {
            assert!(!is_name(path), "{path}");
        }
    }
}
