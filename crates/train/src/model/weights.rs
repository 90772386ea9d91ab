//! Weights on disk: safetensors, whole or in shards.

use super::config::Config;
use super::shapes::parameters;
use super::source::{read_file, read_text};
use super::{ModelError, Parameter};
use candle_core::{DType, Device, Tensor};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// Tensors by Hugging Face's names.
pub type Weights = BTreeMap<String, Tensor>;

/// Reads `model.safetensors`, or the shards that `model.safetensors.index.json` lists.
///
/// # Errors
/// A file that is missing or damaged, a tensor that is missing or of another shape.
pub fn load_folder(
    folder: &Path,
    config: &Config,
    dtype: DType,
    device: &Device,
) -> Result<Weights, ModelError> {
    let index = folder.join("model.safetensors.index.json");
    let mut found: HashMap<String, Tensor> = HashMap::new();
    let files: Vec<_> = if index.is_file() {
        shards(&index)?.into_iter().map(|name| folder.join(name)).collect()
    } else {
        vec![folder.join("model.safetensors")]
    };
    for path in files {
        let bytes = read_file(&path)?;
        let tensors = candle_core::safetensors::load_buffer(&bytes, &Device::Cpu).map_err(|e| {
            ModelError::Config(format!(
                "`{}` is no usable safetensors file: {}",
                path.display(),
                super::plain(&e)
            ))
        })?;
        found.extend(tensors);
    }
    fit(found, config, dtype, device)
}

fn shards(index: &Path) -> Result<BTreeSet<String>, ModelError> {
    #[derive(serde::Deserialize)]
    struct Index {
        weight_map: BTreeMap<String, String>,
    }
    let text = read_text(index)?;
    let index: Index =
        serde_json::from_str(&text).map_err(|e| ModelError::Config(format!("`{}`: {e}", index.display())))?;
    let names: BTreeSet<String> = index.weight_map.into_values().collect();
    match names.iter().find(|name| name.contains(['/', '\\']) || name.starts_with('.')) {
        Some(name) => {
            Err(ModelError::Config(format!("the index names `{name}`, which is no file beside it")))
        }
        None => Ok(names),
    }
}

/// Takes what a decoder of this shape needs, checks the shapes and that all numbers are some, and brings it to its type and
/// device. Nothing is made of the shape's numbers before there are tensors that have them.
pub(super) fn fit(
    mut found: HashMap<String, Tensor>,
    config: &Config,
    dtype: DType,
    device: &Device,
) -> Result<Weights, ModelError> {
    let norm = |layer: usize| format!("model.layers.{layer}.input_layernorm.weight");
    if let Some(missing) = (0..config.layers).map(norm).find(|name| !found.contains_key(name)) {
        return Err(ModelError::MissingTensor(missing));
    }
    let take = |Parameter { name, shape, .. }: Parameter| {
        let tensor = found.remove(&name).ok_or_else(|| ModelError::MissingTensor(name.clone()))?;
        if tensor.dims() != shape {
            return Err(ModelError::Shape { name, expected: shape, found: tensor.dims().to_vec() });
        }
        let tensor = tensor.to_dtype(dtype)?.to_device(device)?;
        finite(&name, &tensor)?;
        Ok((name, tensor))
    };
    parameters(config).into_iter().map(take).collect()
}

/// Refuses a tensor with NaN or infinity in it.
///
/// # Errors
/// [`ModelError::NotFinite`], with the place of the first.
pub(crate) fn finite(name: &str, tensor: &Tensor) -> Result<(), ModelError> {
    // 0 · x is 0, but of NaN and of infinities: one pass, on whatever device.
    let sum = (tensor * 0.0)?.to_dtype(DType::F32)?.sum_all()?.to_scalar::<f32>()?;
    if sum == 0.0 {
        return Ok(());
    }
    let values = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?;
    let first = values.iter().position(|value| !value.is_finite()).unwrap_or(0);
    Err(ModelError::NotFinite(format!("number {} of {} of the tensor `{name}`", first + 1, values.len())))
}

/// Writes tensors as safetensors, beside the place first, so that no reader sees half a file.
///
/// # Errors
/// If the file can't be written.
pub fn save(tensors: &BTreeMap<String, Tensor>, path: &Path) -> Result<(), ModelError> {
    let file = |source| ModelError::File { path: path.to_owned(), source };
    let views: BTreeMap<&String, Tensor> = tensors
        .iter()
        .map(|(name, t)| Ok((name, t.to_device(&Device::Cpu)?.contiguous()?)))
        .collect::<Result<_, candle_core::Error>>()?;
    let metadata = HashMap::from([("format".to_owned(), "pt".to_owned())]);
    let bytes = safetensors::serialize(views, Some(metadata))
        .map_err(|e| ModelError::Config(format!("`{}`: {e}", path.display())))?;
    let part = path.with_extension("part");
    std::fs::write(&part, bytes).map_err(file)?;
    std::fs::File::open(&part).and_then(|f| f.sync_all()).map_err(file)?;
    std::fs::rename(&part, path).map_err(file)
}
