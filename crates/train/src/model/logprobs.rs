//! Log-probabilities of responses, and the gradients of a loss on them.

use super::ModelError;
use super::backward::Sink;
use super::decoder::{Decoder, Weight};
use super::ops::{Logprobs, head_gradient, token_logprobs};
use super::shared_prefix::{Keep, SharedResponse, Trace};
use candle_core::{Result, Tensor};

/// An instruction and a response, in tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair<'a> {
    /// As the policy reads it.
    pub instruction: &'a [u32],
    /// With the token that ends it, if it ended.
    pub response: &'a [u32],
}

/// log π of the response tokens of pairs, one pair after the other.
pub(crate) struct Scored {
    /// In nats, f32, `[all response tokens]`.
    pub(crate) logprobs: Tensor,
    kept: Option<Kept>,
}

/// What the backward pass needs.
struct Kept {
    trace: Trace,
    /// Hidden states of all that was read, `[tokens, hidden]`.
    hidden: Tensor,
    /// The row of `hidden` before each response token, `[all response tokens]`.
    predicting: Tensor,
    /// The response tokens.
    targets: Tensor,
    /// d log π / d hidden of each response token, `[all response tokens, hidden]`.
    slopes: Tensor,
    temperature: f64,
}

impl Decoder {
    /// Scores pairs. An instruction that several pairs share is read once. Rows are padded behind; a token never sees what
    /// comes after it, so padding changes nothing.
    ///
    /// # Errors
    /// A pair that is longer than the model's longest sequence.
    pub(crate) fn score(
        &self,
        pairs: &[Pair<'_>],
        temperature: f64,
        keep: Keep,
    ) -> std::result::Result<Scored, ModelError> {
        let room = self.config.positions;
        let length = |p: &Pair<'_>| p.instruction.len() + p.response.len();
        if let Some(length) = pairs.iter().map(length).find(|length| *length > room + 1) {
            return Err(ModelError::Config(format!("{length} tokens do not fit into {room} positions")));
        }
        let mut instructions: Vec<&[u32]> = Vec::new();
        let mut responses = Vec::with_capacity(pairs.len());
        for Pair { instruction, response } in pairs {
            let known = instructions.iter().position(|i| i == instruction);
            let instruction = known.unwrap_or_else(|| {
                instructions.push(instruction);
                instructions.len() - 1
            });
            responses.push(SharedResponse { instruction, tokens: response });
        }
        let read = self.read(&instructions, &responses, keep)?;
        let predicting = Tensor::new(read.predicting, self.device())?;
        let targets: Vec<u32> = pairs.iter().flat_map(|p| p.response.iter().copied()).collect();
        let targets = Tensor::new(targets, self.device())?;
        let before = read.hidden.index_select(&predicting, 0)?;
        let Logprobs { values, slopes } =
            token_logprobs(&before, self.head(), &targets, temperature, keep != Keep::Nothing)?;
        let kept = read.trace.zip(slopes).map(|(trace, slopes)| Kept {
            trace,
            hidden: read.hidden,
            predicting,
            targets,
            slopes,
            temperature,
        });
        Ok(Scored { logprobs: values, kept })
    }
}

impl Scored {
    /// The gradients of Σ weight · log π, one weight a response token, for every variable of the decoder that scored.
    /// The weights hold all that a loss asks.
    ///
    /// # Errors
    /// If nothing was kept, or what the tensor library fails with.
    pub(crate) fn backward(self, decoder: &Decoder, weights: Vec<f32>, sink: &mut Sink<'_>) -> Result<()> {
        let Some(Kept { trace, hidden, predicting, targets, slopes, temperature }) = self.kept else {
            candle_core::bail!("nothing was kept for a backward pass")
        };
        let weights = Tensor::new(weights, decoder.device())?.unsqueeze(1)?.to_dtype(slopes.dtype())?;
        if let Weight { value, variable: Some(name) } = &decoder.head {
            let before = hidden.index_select(&predicting, 0)?;
            sink(name, head_gradient(&before, value, &targets, &weights, temperature)?)?;
        }
        let g = hidden.zeros_like()?.index_add(&predicting, &slopes.broadcast_mul(&weights)?, 0)?;
        drop((hidden, slopes));
        decoder.backward(trace, &g, sink)
    }
}
