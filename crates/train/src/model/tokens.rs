//! Text as tokens and back, and how a model is spoken to.

use super::ModelError;
use super::guard::guarded;
use super::source::{read_file, read_text};
use super::template::Template;
use crate::diagnostic::{Code, Diagnostic};
use std::path::Path;
use tokenizers::{ModelWrapper, Tokenizer};

/// Tokens of the byte-level tokenizer: the bytes, then three signs.
pub const BYTE_VOCAB: usize = 259;
/// Comes before an instruction.
const INSTRUCTION: u32 = 256;
/// Comes between an instruction and its response.
const RESPONSE: u32 = 257;
/// Ends a response.
const END: u32 = 258;

/// A tokenizer with the model's chat template.
#[derive(Debug)]
pub struct Tokens {
    kind: Kind,
    stops: Vec<u32>,
    warnings: Vec<Diagnostic>,
}

#[derive(Debug)]
enum Kind {
    Bytes,
    HuggingFace { tokenizer: Box<Tokenizer>, template: Template },
}

impl Tokens {
    /// One token a byte.
    pub fn bytes() -> Tokens {
        Tokens { kind: Kind::Bytes, stops: vec![END], warnings: Vec::new() }
    }

    /// Reads `tokenizer.json`, `tokenizer_config.json` and, if there, `chat_template.jinja` and
    /// `generation_config.json`.
    ///
    /// # Errors
    /// A file that is missing or can't be read, a model without a chat template.
    pub fn from_folder(folder: &Path) -> Result<Tokens, ModelError> {
        let wrong = |e: String| ModelError::Tokens(e);
        let path = folder.join("tokenizer.json");
        let bytes = read_file(&path)?;
        let tokenizer = guarded(&format!("`{}`", path.display()), || {
            Tokenizer::from_bytes(&bytes).map_err(|e| wrong(format!("`{}`: {e}", path.display())))
        })?;
        let settings = read_json(&folder.join("tokenizer_config.json"))?;
        let apart = folder.join("chat_template.jinja");
        let apart = if apart.exists() { Some(read_text(&apart)?) } else { None };
        let source = apart.or_else(|| chat_template(&settings)).ok_or_else(|| {
            wrong("the model has no chat template; hirc trains models that follow instructions".to_owned())
        })?;
        let special = |key: &str| token_text(settings.get(key));
        let (bos, eos) = (special("bos_token"), special("eos_token"));
        let mut stops: Vec<u32> = tokenizer.token_to_id(&eos).into_iter().collect();
        let generation = folder.join("generation_config.json");
        if generation.is_file() {
            stops.extend(ids(read_json(&generation)?.get("eos_token_id")));
        }
        Tokens::new(tokenizer, source, bos, eos, stops)
    }

    pub(super) fn new(
        mut tokenizer: Tokenizer,
        source: String,
        bos: String,
        eos: String,
        mut stops: Vec<u32>,
    ) -> Result<Tokens, ModelError> {
        stops.sort_unstable();
        stops.dedup();
        if stops.is_empty() {
            return Err(ModelError::Tokens("it names no token that ends a response".to_owned()));
        }
        let warnings = whole(&mut tokenizer)?;
        let template = Template { source, bos, eos };
        let kind = Kind::HuggingFace { tokenizer: Box::new(tokenizer), template };
        let tokens = Tokens { kind, stops, warnings };
        // A template that can't be used fails now, not in the middle of a run.
        tokens.instruction("test").map(|_| tokens)
    }

    /// What of its files is not done as they say.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// Tokens that end a response.
    pub fn stops(&self) -> &[u32] {
        &self.stops
    }

    /// An instruction as the model is spoken to, up to where its response begins.
    ///
    /// # Errors
    /// What the template or the tokenizer fails with.
    pub fn instruction(&self, text: &str) -> Result<Vec<u32>, ModelError> {
        match &self.kind {
            Kind::Bytes => {
                let bytes = text.bytes().map(u32::from);
                Ok(std::iter::once(INSTRUCTION).chain(bytes).chain([RESPONSE]).collect())
            }
            Kind::HuggingFace { template, .. } => self.encode(&template.render(text)?),
        }
    }

    /// A response with the token that ends it.
    ///
    /// # Errors
    /// What the tokenizer fails with.
    pub fn response(&self, text: &str) -> Result<Vec<u32>, ModelError> {
        let mut out = self.encode(text)?;
        out.extend(self.stops.first());
        Ok(out)
    }

    fn encode(&self, text: &str) -> Result<Vec<u32>, ModelError> {
        match &self.kind {
            Kind::Bytes => Ok(text.bytes().map(u32::from).collect()),
            Kind::HuggingFace { tokenizer, .. } => guarded("the tokenizer", || {
                let encoded = tokenizer.encode_fast(text, false);
                Ok(encoded.map_err(|e| ModelError::Tokens(e.to_string()))?.get_ids().to_vec())
            }),
        }
    }

    /// The text of tokens, without signs. Bytes that are no UTF-8 become �.
    ///
    /// # Errors
    /// What the tokenizer fails with.
    pub fn text(&self, tokens: &[u32]) -> Result<String, ModelError> {
        match &self.kind {
            Kind::Bytes => {
                let bytes: Vec<u8> = tokens.iter().filter_map(|&t| u8::try_from(t).ok()).collect();
                Ok(String::from_utf8_lossy(&bytes).into_owned())
            }
            Kind::HuggingFace { tokenizer, .. } => {
                let decode = || tokenizer.decode(tokens, true).map_err(|e| ModelError::Tokens(e.to_string()));
                guarded("the tokenizer", decode)
            }
        }
    }
}

/// Makes a tokenizer give all tokens of a text, no others, and the same each time. Files that were saved after training often cut
/// or pad; their own readers undo that on each call.
fn whole(tokenizer: &mut Tokenizer) -> Result<Vec<Diagnostic>, ModelError> {
    let mut undone = Vec::new();
    if let Some(truncation) = tokenizer.get_truncation() {
        undone.push(format!("`truncation` to {} tokens", truncation.max_length));
        tokenizer.with_truncation(None).map_err(|e| ModelError::Tokens(e.to_string()))?;
    }
    if tokenizer.get_padding().is_some() {
        undone.push("`padding`".to_owned());
        tokenizer.with_padding(None);
    }
    if let ModelWrapper::BPE(model) = tokenizer.get_model()
        && let Some(dropout) = model.dropout
    {
        undone.push(format!("`dropout` of {dropout}"));
        let mut model = model.clone();
        model.dropout = None;
        tokenizer.with_model(model);
    }
    let warning = |what: String| {
        let message = format!("the tokenizer asks for {what}, which is left out");
        Diagnostic::warning(Code::TokenizerSetting, message)
    };
    Ok(undone.into_iter().map(warning).collect())
}

fn read_json(path: &Path) -> Result<serde_json::Value, ModelError> {
    let text = read_text(path)?;
    serde_json::from_str(&text).map_err(|e| ModelError::Tokens(format!("`{}`: {e}", path.display())))
}

/// A template, or the one called `default` of several.
fn chat_template(settings: &serde_json::Value) -> Option<String> {
    let found = settings.get("chat_template")?;
    let named = || {
        let list = found.as_array()?;
        let default = list.iter().find(|t| t.get("name").is_some_and(|n| n == "default"))?;
        default.get("template")?.as_str()
    };
    found.as_str().or_else(named).map(str::to_owned)
}

/// A token as text: `"<s>"` or `{"content": "<s>"}`.
fn token_text(value: Option<&serde_json::Value>) -> String {
    let text = value.and_then(|v| v.as_str().or_else(|| v.get("content")?.as_str()));
    text.unwrap_or("").to_owned()
}

fn ids(value: Option<&serde_json::Value>) -> Vec<u32> {
    let one = |v: &serde_json::Value| v.as_u64().and_then(|n| u32::try_from(n).ok());
    match value {
        Some(serde_json::Value::Array(list)) => list.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}
