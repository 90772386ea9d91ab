//! GGUF files: weights dequantised and brought to Hugging Face's names and order, and the tokenizer they carry.

use super::ModelError;
use super::config::{Config, Family};
use super::guard::guarded;
use super::tokens::Tokens;
use super::weights::{Weights, fit};
use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::{DType, Device, Tensor};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use tokenizers::models::bpe::{BPE, Vocab};
use tokenizers::normalizers::NFC;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{AddedToken, PreTokenizerWrapper, SplitDelimiterBehavior, Tokenizer};

/// What a GGUF file holds.
pub(super) struct GgufModel {
    pub(super) config: Config,
    pub(super) weights: Weights,
    pub(super) tokens: Tokens,
}

/// Reads a file's shape, weights and tokenizer.
///
/// # Errors
/// A damaged file, an architecture or a tokenizer that is not known, a tensor of another shape.
pub(super) fn load(path: &Path, dtype: DType, device: &Device) -> Result<GgufModel, ModelError> {
    let file = File::open(path).map_err(|source| ModelError::File { path: path.to_owned(), source })?;
    let mut file = BufReader::new(file);
    let damaged =
        |e| ModelError::Config(format!("`{}` is no usable GGUF file: {}", path.display(), super::plain(&e)));
    let place = format!("`{}`", path.display());
    let content = guarded(&place, || Content::read(&mut file).map_err(damaged))?;
    let vocab = strings(&content, "tokenizer.ggml.tokens")?;
    let tied = !content.tensor_infos.contains_key("output.weight");
    let config = Config::from_gguf(&content.metadata, vocab.len(), tied)?;
    let mut found: HashMap<String, Tensor> = HashMap::new();
    let names: Vec<String> = content.tensor_infos.keys().cloned().collect();
    for name in names {
        let Some(renamed) = renamed(&name) else { continue };
        let mut read = || content.tensor(&mut file, &name, &Device::Cpu)?.dequantize(&Device::Cpu);
        let tensor = guarded(&place, || read().map_err(damaged))?;
        let heads = if name.ends_with("attn_q.weight") { config.heads } else { config.kv_heads };
        let permuted = config.family == Family::Llama
            && (name.ends_with("attn_q.weight") || name.ends_with("attn_k.weight"));
        found.insert(renamed, if permuted { halves(&tensor, heads)? } else { tensor });
    }
    let weights = fit(found, &config, dtype, device)?;
    let tokens = guarded(&place, || tokens(&content, &vocab))?;
    Ok(GgufModel { config, weights, tokens })
}

/// Hugging Face's name of a tensor; `None` for what a decoder does not read.
fn renamed(name: &str) -> Option<String> {
    let outer = match name {
        "token_embd.weight" => Some("model.embed_tokens.weight"),
        "output_norm.weight" => Some("model.norm.weight"),
        "output.weight" => Some("lm_head.weight"),
        _ => None,
    };
    if let Some(outer) = outer {
        return Some(outer.to_owned());
    }
    let (layer, rest) = name.strip_prefix("blk.")?.split_once('.')?;
    let (part, kind) = rest.rsplit_once('.')?;
    let part = match part {
        "attn_norm" => "input_layernorm",
        "attn_q" => "self_attn.q_proj",
        "attn_k" => "self_attn.k_proj",
        "attn_v" => "self_attn.v_proj",
        "attn_output" => "self_attn.o_proj",
        "attn_q_norm" => "self_attn.q_norm",
        "attn_k_norm" => "self_attn.k_norm",
        "ffn_norm" => "post_attention_layernorm",
        "ffn_gate" => "mlp.gate_proj",
        "ffn_up" => "mlp.up_proj",
        "ffn_down" => "mlp.down_proj",
        _ => return None,
    };
    Some(format!("model.layers.{layer}.{part}.{kind}"))
}

/// From pairs of neighbours, which GGUF rotates in Llamas, to the two halves that Hugging Face rotates.
fn halves(tensor: &Tensor, heads: usize) -> Result<Tensor, ModelError> {
    let (out, input) = tensor.dims2()?;
    let head = out / heads.max(1);
    Ok(tensor.reshape((heads, head / 2, 2, input))?.transpose(1, 2)?.contiguous()?.reshape((out, input))?)
}

fn missing(key: &str) -> ModelError {
    ModelError::Tokens(format!("the GGUF file has no usable `{key}`"))
}

fn strings(content: &Content, key: &str) -> Result<Vec<String>, ModelError> {
    let list = content.metadata.get(key).and_then(|v| v.to_vec().ok()).ok_or_else(|| missing(key))?;
    list.iter().map(|v| v.to_string().cloned().map_err(|_| missing(key))).collect()
}

fn text(content: &Content, key: &str) -> Result<String, ModelError> {
    content.metadata.get(key).and_then(|v| v.to_string().ok()).cloned().ok_or_else(|| missing(key))
}

/// The tokenizer, by the name of its pre-tokenizer: one that is not known would split text wrongly, without a sign.
fn tokens(content: &Content, vocab: &[String]) -> Result<Tokens, ModelError> {
    let wrong = |e: String| ModelError::Tokens(e);
    let model = text(content, "tokenizer.ggml.model")?;
    if model != "gpt2" {
        return Err(wrong(format!("tokenizers of type `{model}` are not supported; `gpt2` is")));
    }
    let split = |pattern: &str| -> Result<PreTokenizerWrapper, ModelError> {
        let pattern = SplitPattern::Regex(pattern.to_owned());
        let split =
            Split::new(pattern, SplitDelimiterBehavior::Isolated, false).map_err(|e| wrong(e.to_string()))?;
        Ok(Sequence::new(vec![split.into(), ByteLevel::new(false, false, false).into()]).into())
    };
    let pre = text(content, "tokenizer.ggml.pre")?;
    let (pre_tokenizer, whole_words): (PreTokenizerWrapper, bool) = match pre.as_str() {
        "smollm" => {
            let parts = vec![Digits::new(true).into(), ByteLevel::new(false, false, true).into()];
            (Sequence::new(parts).into(), false)
        }
        "qwen2" => (split(&pieces(r"\p{N}"))?, false),
        "llama-bpe" | "llama3" => (split(&pieces(r"\p{N}{1,3}"))?, true),
        other => {
            return Err(wrong(format!(
                "pre-tokenizer `{other}` is not known; `smollm`, `qwen2` and `llama-bpe` are"
            )));
        }
    };
    let merges: Vec<(String, String)> = strings(content, "tokenizer.ggml.merges")?
        .iter()
        .map(|merge| merge.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())))
        .collect::<Option<_>>()
        .ok_or_else(|| missing("tokenizer.ggml.merges"))?;
    let ids: Vocab = vocab.iter().cloned().zip(0u32..).collect();
    let bpe = BPE::builder().vocab_and_merges(ids, merges);
    let bpe = bpe.ignore_merges(whole_words).build().map_err(|e| wrong(e.to_string()))?;
    let mut tokenizer = Tokenizer::new(bpe);
    if pre == "qwen2" {
        tokenizer.with_normalizer(Some(NFC)).map_err(|e| wrong(e.to_string()))?;
    }
    tokenizer.with_pre_tokenizer(Some(pre_tokenizer));
    tokenizer.with_decoder(Some(ByteLevel::default()));
    let kinds = content.metadata.get("tokenizer.ggml.token_type").and_then(|v| v.to_vec().ok());
    let control = |id: usize| {
        let kind =
            kinds.and_then(|k| k.get(id)).and_then(|v| v.to_i32().ok().or(v.to_u32().ok().map(|n| n as i32)));
        kind == Some(3)
    };
    let special: Vec<AddedToken> = vocab
        .iter()
        .enumerate()
        .filter(|(id, _)| control(*id))
        .map(|(_, token)| AddedToken::from(token.clone(), true))
        .collect();
    tokenizer.add_special_tokens(special).map_err(|e| wrong(e.to_string()))?;
    let named = |key: &str| {
        let id = content.metadata.get(key).and_then(|v: &Value| v.to_u32().ok())?;
        Some((id, vocab.get(usize::try_from(id).ok()?)?.clone()))
    };
    let bos = named("tokenizer.ggml.bos_token_id").map(|(_, t)| t).unwrap_or_default();
    let (eos_id, eos) =
        named("tokenizer.ggml.eos_token_id").ok_or_else(|| missing("tokenizer.ggml.eos_token_id"))?;
    let mut stops = vec![eos_id];
    stops.extend(["<|im_end|>", "<|eot_id|>"].iter().filter_map(|t| tokenizer.token_to_id(t)));
    Tokens::new(tokenizer, text(content, "tokenizer.chat_template")?, bos, eos, stops)
}

/// How GPT-4's descendants cut text into pieces; they differ in how many digits stand together.
fn pieces(digits: &str) -> String {
    let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    let words = r"[^\r\n\p{L}\p{N}]?\p{L}+";
    let signs = r" ?[^\s\p{L}\p{N}]+[\r\n]*";
    let blanks = r"\s*[\r\n]+|\s+(?!\S)|\s+";
    [contractions, words, digits, signs, blanks].join("|")
}
