//! Text as tokens and back, and how a model is spoken to.

use super::ModelError;
use std::path::Path;

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
}

#[derive(Debug)]
enum Kind {
    Bytes,
    HuggingFace { tokenizer: Box<tokenizers::Tokenizer>, template: Template },
}

/// A chat template in Jinja, as models bring it.
#[derive(Debug)]
struct Template {
    source: String,
    bos: String,
    eos: String,
}

impl Tokens {
    /// One token a byte.
    pub fn bytes() -> Tokens {
        Tokens { kind: Kind::Bytes, stops: vec![END] }
    }

    /// Reads `tokenizer.json`, `tokenizer_config.json` and, if there, `chat_template.jinja` and
    /// `generation_config.json`.
    ///
    /// # Errors
    /// A file that is missing or can't be read, a model without a chat template.
    pub fn from_folder(folder: &Path) -> Result<Tokens, ModelError> {
        let wrong = |e: String| ModelError::Tokens(e);
        let path = folder.join("tokenizer.json");
        let tokenizer = tokenizers::Tokenizer::from_file(&path)
            .map_err(|e| wrong(format!("`{}`: {e}", path.display())))?;
        let settings = read_json(&folder.join("tokenizer_config.json"))?;
        let apart = std::fs::read_to_string(folder.join("chat_template.jinja")).ok();
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
        tokenizer: tokenizers::Tokenizer,
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
        let tokens = Tokens {
            kind: Kind::HuggingFace {
                tokenizer: Box::new(tokenizer),
                template: Template { source, bos, eos },
            },
            stops,
        };
        // A template that can't be used fails now, not in the middle of a run.
        tokens.instruction("test").map(|_| tokens)
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
            Kind::HuggingFace { tokenizer, .. } => {
                let encoded =
                    tokenizer.encode_fast(text, false).map_err(|e| ModelError::Tokens(e.to_string()))?;
                Ok(encoded.get_ids().to_vec())
            }
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
                tokenizer.decode(tokens, true).map_err(|e| ModelError::Tokens(e.to_string()))
            }
        }
    }
}

impl Template {
    fn render(&self, instruction: &str) -> Result<String, ModelError> {
        let wrong = |e: minijinja::Error| ModelError::Tokens(format!("chat template: {e}"));
        let mut engine = minijinja::Environment::new();
        engine.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        engine.add_function("raise_exception", |message: String| -> Result<String, minijinja::Error> {
            Err(minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, message))
        });
        // The date is fixed: the same instruction must give the same tokens tomorrow.
        engine.add_function("strftime_now", |_: String| "01 Jan 2025".to_owned());
        // As Hugging Face sets Jinja up.
        let syntax = minijinja::syntax::SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        engine.set_syntax(syntax.map_err(wrong)?);
        engine.add_template("chat", &self.source).map_err(wrong)?;
        let chat = engine.get_template("chat").map_err(wrong)?;
        chat.render(minijinja::context! {
            messages => [minijinja::context! { role => "user", content => instruction }],
            add_generation_prompt => true,
            enable_thinking => false,
            bos_token => self.bos.clone(),
            eos_token => self.eos.clone(),
        })
        .map_err(wrong)
    }
}

fn read_json(path: &Path) -> Result<serde_json::Value, ModelError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| ModelError::File { path: path.to_owned(), source })?;
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
