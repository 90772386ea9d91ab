//! The policy network: a decoder of the Llama family, its weights, its tokenizer, and what of it is trained.
//!
//! In: a model folder, a GGUF file or the built-in nano policy. Out: forward passes for rollout and training.
//! INVARIANT (one forward): rollout and training run the same operations, so their log-probabilities agree.
//! INVARIANT (own backward): no gradient is taken by the tensor library; `backward` follows `decoder` line by line.
//! INVARIANT (frozen stays frozen): only variables are ever written; base weights are the reference policy.

mod backward;
mod config;
pub(crate) mod cpu_kernels;
pub(crate) mod cuda_graph;
mod decoder;
mod device;
mod gguf;
mod guard;
mod hub;
pub(crate) mod logprobs;
pub(crate) mod ops;
pub(crate) mod parallel;
mod policy;
mod reference_ops;
mod rotary;
mod shapes;
pub(crate) mod shared_prefix;
mod source;
mod template;
#[cfg(test)]
pub(crate) mod tests;
mod tokens;
mod weights;

pub use config::{Config, Family, RopeScaling};
pub use decoder::{Cache, CacheSlot, Decoder};
pub use device::DeviceChoice;
pub use logprobs::Pair;
pub use policy::{Lora, Policy, PolicyVersion, Trained};
pub use rotary::Positions;
pub use shapes::{Parameter, parameters};
pub use source::{Model, NANO, UNTRAINED, load};
pub use tokens::{BYTE_VOCAB, Tokens};
pub(crate) use weights::finite;
pub use weights::{Weights, load_folder, save};

use crate::diagnostic::Code;
use std::path::PathBuf;

/// Why a model can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The shape can't be read or makes no sense.
    #[error("{0}")]
    Config(String),
    /// An architecture that is not supported, by its `model_type`.
    #[error("models of type `{0}` are not supported; `llama`, `qwen2` and `qwen3` are")]
    Family(String),
    /// A tensor that should be there is not.
    #[error("the weights have no tensor `{0}`")]
    MissingTensor(String),
    /// A tensor has another shape.
    #[error("tensor `{name}` has shape {found:?}, expected {expected:?}")]
    Shape {
        /// The name of the tensor.
        name: String,
        /// What the configuration asks for.
        expected: Vec<usize>,
        /// What the file has.
        found: Vec<usize>,
    },
    /// The tokenizer can't be read or used.
    #[error("the tokenizer can't be used: {0}")]
    Tokens(String),
    /// The chat template takes more than so many steps.
    #[error("the chat template takes more than {0} steps, or makes a text of more than 64 MB")]
    TemplateLimit(u64),
    /// A number is NaN or infinite; the place says which.
    #[error("{0} is no number")]
    NotFinite(String),
    /// A file can't be read or written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The tensor library failed: no memory, no device, a damaged file.
    #[error("{}", plain(.0))]
    Candle(#[from] candle_core::Error),
}

/// What the tensor library says went wrong, without the stack that it may say it with.
pub(crate) fn plain(error: &candle_core::Error) -> String {
    match error {
        candle_core::Error::WithBacktrace { inner, .. } | candle_core::Error::WithPath { inner, .. } => {
            plain(inner)
        }
        other => other.to_string(),
    }
}

impl From<ModelError> for crate::diagnostic::Diagnostic {
    fn from(error: ModelError) -> Self {
        let message = error.to_string();
        match error {
            ModelError::TemplateLimit(_) => Self::error(Code::TemplateLimit, message)
                .help("it does not end, or grows without end: give the model's folder another `chat_template.jinja`"),
            ModelError::NotFinite(_) => Self::error(Code::NotFinite, message)
                .help("nothing can be sampled from such a model or learned by it: take one that is whole"),
            ModelError::Config(_)
            | ModelError::Family(_)
            | ModelError::MissingTensor(_)
            | ModelError::Shape { .. }
            | ModelError::Tokens(_)
            | ModelError::File { .. }
            | ModelError::Candle(_) => Self::error(Code::BadModel, message),
        }
    }
}
