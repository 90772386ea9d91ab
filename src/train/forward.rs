//! Log-probabilities of responses, batch by batch, with gradients or without.

use super::samples::micro_batches;
use crate::model::ops::token_logprobs;
use crate::model::parallel::side_by_side;
use crate::model::tape::Tape;
use crate::model::{Decoder, ModelError};
use candle_core::Tensor;

/// An instruction and a response, in tokens.
pub type Pair<'a> = (&'a [u32], &'a [u32]);

/// log π of the response tokens of pairs, one pair after the other: `[all response tokens]`, in nats.
///
/// An instruction that several pairs share is read once. Rows are padded behind; a token never sees what comes after it,
/// so padding changes nothing. With `recompute`, the backward pass goes through the tape that comes back.
///
/// # Errors
/// A pair that is longer than the model's longest sequence.
pub(crate) fn score(
    decoder: &Decoder,
    pairs: &[Pair<'_>],
    temperature: f64,
    recompute: bool,
) -> Result<(Tensor, Option<Tape>), ModelError> {
    let room = decoder.config().positions;
    if let Some((i, r)) = pairs.iter().find(|(i, r)| i.len() + r.len() > room + 1) {
        let length = i.len() + r.len();
        return Err(ModelError::Config(format!("{length} tokens do not fit into {room} positions")));
    }
    let mut instructions: Vec<&[u32]> = Vec::new();
    let mut responses = Vec::with_capacity(pairs.len());
    for (instruction, response) in pairs {
        let place = instructions.iter().position(|i| i == instruction).unwrap_or_else(|| {
            instructions.push(instruction);
            instructions.len() - 1
        });
        responses.push((place, *response));
    }
    let read = decoder.read(&instructions, &responses, recompute)?;
    let said = read.hidden.index_select(&Tensor::new(read.says, decoder.device())?, 0)?;
    let targets: Vec<u32> = pairs.iter().flat_map(|(_, r)| r.iter().copied()).collect();
    let targets = Tensor::new(targets, decoder.device())?;
    Ok((token_logprobs(&said, decoder.head(), &targets, temperature)?, read.tape))
}

/// Log-probabilities of each pair's response tokens, in nats, without gradients.
///
/// # Errors
/// A pair that is longer than the model's longest sequence.
pub fn logprobs(
    decoder: &Decoder,
    pairs: &[Pair<'_>],
    temperature: f64,
    micro_tokens: usize,
) -> Result<Vec<Vec<f64>>, ModelError> {
    let mut out = vec![Vec::new(); pairs.len()];
    let batches = micro_batches(pairs, micro_tokens);
    let scored = side_by_side(decoder.device(), &batches, |batch| -> Result<Vec<f32>, ModelError> {
        let chosen: Vec<Pair<'_>> = batch.iter().filter_map(|&i| pairs.get(i).copied()).collect();
        Ok(score(decoder, &chosen, temperature, false)?.0.to_vec1::<f32>()?)
    });
    for (batch, scores) in batches.iter().zip(scored) {
        let mut scores = scores?.into_iter().map(f64::from);
        for &index in batch {
            if let (Some(slot), Some((_, response))) = (out.get_mut(index), pairs.get(index)) {
                slot.extend(scores.by_ref().take(response.len()));
            }
        }
    }
    Ok(out)
}
