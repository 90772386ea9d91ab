//! The shape of a decoder of the Llama family, from Hugging Face's `config.json` or from GGUF metadata.

use super::ModelError;
use candle_core::quantized::gguf_file::Value as Gguf;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The shape of a decoder.
#[derive(Clone, PartialEq, Debug)]
pub struct Config {
    /// Width of the residual stream.
    pub hidden: usize,
    /// How many blocks follow each other.
    pub layers: usize,
    /// Query heads of a block.
    pub heads: usize,
    /// Key and value heads; divides `heads`.
    pub kv_heads: usize,
    /// Width of a head.
    pub head: usize,
    /// Width inside the feed-forward layer.
    pub intermediate: usize,
    /// Tokens of the vocabulary.
    pub vocab: usize,
    /// Longest sequence, in tokens.
    pub positions: usize,
    /// Base of the rotary frequencies.
    pub rope_theta: f64,
    /// How frequencies are stretched for long contexts.
    pub rope_scaling: Option<RopeScaling>,
    /// ε of the RMS norms.
    pub norm_eps: f64,
    /// Whether the output layer is the embedding.
    pub tied: bool,
    /// Whether q, k and v have biases (Qwen2).
    pub qkv_bias: bool,
    /// Whether q and k are normed a head (Qwen3).
    pub qk_norm: bool,
    /// `model_type`, as Hugging Face names it.
    pub family: Family,
}

/// A family of decoders; it decides which weights have biases and norms of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Llama 3.x, SmolLM2.
    Llama,
    /// Qwen2.5.
    Qwen2,
    /// Qwen3.
    Qwen3,
}

/// Llama 3's stretching of low frequencies.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct RopeScaling {
    /// How far low frequencies are stretched.
    pub factor: f64,
    /// Wavelengths longer than the original context by this are stretched fully.
    pub low_freq_factor: f64,
    /// Wavelengths shorter than the original context by this are not.
    pub high_freq_factor: f64,
    /// The context of pre-training.
    pub original_max_position_embeddings: usize,
}

impl RopeScaling {
    /// Whether frequencies stay numbers.
    fn usable(self) -> bool {
        let RopeScaling { factor, low_freq_factor: low, high_freq_factor: high, .. } = self;
        [factor, low, high].iter().all(|f| f.is_finite() && *f > 0.0) && low != high
    }
}

/// Of every size; products of two of them are far from what a `usize` can be.
const MOST: usize = 1 << 24;

/// Of positions, for which no file has a tensor, but tables of angles are made: the longest contexts of known models.
const MOST_POSITIONS: usize = 1 << 20;

/// `config.json`, as far as it is read and written.
#[derive(Serialize, Deserialize)]
struct HuggingFace {
    model_type: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    #[serde(default)]
    num_key_value_heads: Option<usize>,
    #[serde(default)]
    head_dim: Option<usize>,
    intermediate_size: usize,
    vocab_size: usize,
    #[serde(default = "default_positions")]
    max_position_embeddings: usize,
    #[serde(default = "default_theta")]
    rope_theta: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rope_scaling: Option<serde_json::Value>,
    /// Base and scaling together, as newer files have them.
    #[serde(default, skip_serializing)]
    rope_parameters: Option<serde_json::Value>,
    #[serde(default = "default_eps")]
    rms_norm_eps: f64,
    #[serde(default)]
    tie_word_embeddings: bool,
    #[serde(default, skip_serializing)]
    attention_bias: Option<bool>,
    #[serde(default, skip_serializing)]
    mlp_bias: Option<bool>,
    #[serde(default, skip_serializing)]
    use_sliding_window: Option<bool>,
    #[serde(default)]
    hidden_act: Option<String>,
    #[serde(default)]
    architectures: Option<Vec<String>>,
    #[serde(default)]
    torch_dtype: Option<String>,
}

fn default_positions() -> usize {
    2048
}

fn default_theta() -> f64 {
    10_000.0
}

fn default_eps() -> f64 {
    1e-6
}

impl Config {
    /// Reads `config.json`.
    ///
    /// # Errors
    /// What is missing, or an architecture that is not of the family.
    pub fn from_json(text: &str) -> Result<Config, ModelError> {
        let wrong = |e: serde_json::Error| ModelError::Config(format!("`config.json`: {e}"));
        let value: serde_json::Value = serde_json::from_str(text).map_err(wrong)?;
        // First, for another architecture has other fields.
        let family = match value.get("model_type").and_then(serde_json::Value::as_str).unwrap_or_default() {
            "llama" => Family::Llama,
            "qwen2" => Family::Qwen2,
            "qwen3" => Family::Qwen3,
            other => return Err(ModelError::Family(other.to_owned())),
        };
        let raw: HuggingFace = serde_json::from_value(value).map_err(wrong)?;
        if let Some(other) = raw.hidden_act.filter(|a| a != "silu") {
            return Err(ModelError::Config(format!("`hidden_act` is `{other}`; only `silu` is known")));
        }
        let unsupported = [
            ("attention_bias", raw.attention_bias == Some(true) && family != Family::Qwen2),
            ("mlp_bias", raw.mlp_bias == Some(true)),
            ("use_sliding_window", raw.use_sliding_window == Some(true)),
        ];
        if let Some((name, _)) = unsupported.iter().find(|(_, set)| *set) {
            return Err(ModelError::Config(format!(
                "`{name}` of a model of type `{}` is not supported",
                raw.model_type
            )));
        }
        let rope = raw.rope_parameters.or(raw.rope_scaling);
        let theta = rope.as_ref().and_then(|r| r.get("rope_theta")).and_then(serde_json::Value::as_f64);
        let rope_scaling = rope.as_ref().map(scaling).transpose()?.flatten();
        Config {
            hidden: raw.hidden_size,
            layers: raw.num_hidden_layers,
            heads: raw.num_attention_heads,
            kv_heads: raw.num_key_value_heads.unwrap_or(raw.num_attention_heads),
            head: raw.head_dim.unwrap_or(raw.hidden_size / raw.num_attention_heads.max(1)),
            intermediate: raw.intermediate_size,
            vocab: raw.vocab_size,
            positions: raw.max_position_embeddings,
            rope_theta: theta.unwrap_or(raw.rope_theta),
            rope_scaling,
            norm_eps: raw.rms_norm_eps,
            tied: raw.tie_word_embeddings,
            qkv_bias: family == Family::Qwen2,
            qk_norm: family == Family::Qwen3,
            family,
        }
        .checked()
    }

    /// Reads GGUF metadata; `tied` if the file has no output layer.
    ///
    /// # Errors
    /// What is missing, or an architecture that is not of the family.
    pub fn from_gguf(
        metadata: &HashMap<String, Gguf>,
        vocab: usize,
        tied: bool,
    ) -> Result<Config, ModelError> {
        let missing = |key: &str| ModelError::Config(format!("the GGUF file has no usable `{key}`"));
        let text = |key: &str| {
            metadata.get(key).and_then(|v| v.to_string().ok()).cloned().ok_or_else(|| missing(key))
        };
        let architecture = text("general.architecture")?;
        let family = match architecture.as_str() {
            "llama" => Family::Llama,
            "qwen2" => Family::Qwen2,
            "qwen3" => Family::Qwen3,
            other => return Err(ModelError::Family(other.to_owned())),
        };
        let key = |name: &str| format!("{architecture}.{name}");
        let int = |name: &str| {
            let found =
                metadata.get(&key(name)).and_then(|v| v.to_u64().ok().or(v.to_u32().ok().map(u64::from)));
            found.and_then(|n| usize::try_from(n).ok()).ok_or_else(|| missing(&key(name)))
        };
        let float = |name: &str| metadata.get(&key(name)).and_then(|v| v.to_f32().ok()).map(f64::from);
        let (hidden, heads) = (int("embedding_length")?, int("attention.head_count")?);
        if metadata
            .get(&key("rope.scaling.type"))
            .and_then(|v| v.to_string().ok())
            .is_some_and(|t| t != "none")
        {
            return Err(ModelError::Config(
                "scaled rotary positions of GGUF files are not supported".to_owned(),
            ));
        }
        Config {
            hidden,
            layers: int("block_count")?,
            heads,
            kv_heads: int("attention.head_count_kv").unwrap_or(heads),
            head: int("attention.key_length").unwrap_or(hidden / heads.max(1)),
            intermediate: int("feed_forward_length")?,
            vocab,
            positions: int("context_length").unwrap_or(default_positions()),
            rope_theta: float("rope.freq_base").unwrap_or(default_theta()),
            rope_scaling: None,
            norm_eps: float("attention.layer_norm_rms_epsilon").unwrap_or(default_eps()),
            tied,
            qkv_bias: family == Family::Qwen2,
            qk_norm: family == Family::Qwen3,
            family,
        }
        .checked()
    }

    fn checked(self) -> Result<Config, ModelError> {
        let wrong = |what: String| Err(ModelError::Config(what));
        let sizes =
            [self.hidden, self.layers, self.heads, self.kv_heads, self.head, self.intermediate, self.vocab];
        if sizes.contains(&0) {
            return wrong("a size is 0".to_owned());
        }
        if let Some(size) = sizes.iter().find(|size| **size > MOST) {
            return wrong(format!("a size is {size}; {MOST} is the most"));
        }
        if self.positions > MOST_POSITIONS {
            return wrong(format!(
                "{} positions are more than {MOST_POSITIONS}, the most: lower `max_position_embeddings` to what is needed",
                self.positions
            ));
        }
        let numbers = [("rope_theta", self.rope_theta), ("rms_norm_eps", self.norm_eps)];
        if let Some((name, value)) = numbers.iter().find(|(_, v)| !v.is_finite() || *v <= 0.0) {
            return wrong(format!("`{name}` is {value}, expected a number above 0"));
        }
        if self.rope_scaling.is_some_and(|scaling| !scaling.usable()) {
            return wrong(
                "`rope_scaling` has a factor that is not above 0, or no span between its two".to_owned(),
            );
        }
        if !self.heads.is_multiple_of(self.kv_heads) {
            return wrong(format!("{} heads can't share {} key heads", self.heads, self.kv_heads));
        }
        if !self.head.is_multiple_of(2) {
            return wrong(format!("a head of {} can't be rotated in pairs", self.head));
        }
        Ok(self)
    }

    /// `config.json` for what is saved.
    pub fn to_json(&self) -> String {
        let (model_type, architecture) = match self.family {
            Family::Llama => ("llama", "LlamaForCausalLM"),
            Family::Qwen2 => ("qwen2", "Qwen2ForCausalLM"),
            Family::Qwen3 => ("qwen3", "Qwen3ForCausalLM"),
        };
        let scaling = self.rope_scaling.map(|s| {
            let mut value = serde_json::json!(s);
            if let Some(object) = value.as_object_mut() {
                object.insert("rope_type".to_owned(), "llama3".into());
            }
            value
        });
        let raw = HuggingFace {
            model_type: model_type.to_owned(),
            hidden_size: self.hidden,
            num_hidden_layers: self.layers,
            num_attention_heads: self.heads,
            num_key_value_heads: Some(self.kv_heads),
            head_dim: Some(self.head),
            intermediate_size: self.intermediate,
            vocab_size: self.vocab,
            max_position_embeddings: self.positions,
            rope_theta: self.rope_theta,
            rope_scaling: scaling,
            rope_parameters: None,
            rms_norm_eps: self.norm_eps,
            tie_word_embeddings: self.tied,
            attention_bias: None,
            mlp_bias: None,
            use_sliding_window: None,
            hidden_act: Some("silu".to_owned()),
            architectures: Some(vec![architecture.to_owned()]),
            torch_dtype: Some("float32".to_owned()),
        };
        serde_json::to_string_pretty(&raw).unwrap_or_default()
    }

    /// How many parameters a decoder of this shape has.
    pub fn parameters(&self) -> usize {
        let attention = self.hidden * self.head * 2 * (self.heads + self.kv_heads);
        let block = attention + 3 * self.hidden * self.intermediate + 2 * self.hidden;
        let embedding = self.vocab * self.hidden * if self.tied { 1 } else { 2 };
        embedding + self.layers * block + self.hidden
    }
}

fn scaling(value: &serde_json::Value) -> Result<Option<RopeScaling>, ModelError> {
    let kind = value.get("rope_type").or_else(|| value.get("type")).and_then(|t| t.as_str());
    match kind {
        None | Some("default") => Ok(None),
        Some("llama3") => serde_json::from_value(value.clone())
            .map(Some)
            .map_err(|e| ModelError::Config(format!("`rope_scaling`: {e}"))),
        Some(other) => {
            Err(ModelError::Config(format!("`rope_scaling` of type `{other}` is not supported; `llama3` is")))
        }
    }
}
