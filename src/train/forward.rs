//! Log-probabilities of responses, batch by batch, with gradients or without.

use super::samples::micro_batches;
use crate::model::ops::{TokenScores, token_scores};
use crate::model::parallel::side_by_side;
use crate::model::{Decoder, ModelError, Positions};
use candle_core::Tensor;

/// An instruction and a response, in tokens.
pub type Pair<'a> = (&'a [u32], &'a [u32]);

/// Scores of the response tokens of pairs, one pair after the other: `[all response tokens]`.
///
/// Rows are padded behind; a token never sees what comes after it, so padding changes nothing.
///
/// # Errors
/// A pair that is longer than the model's longest sequence.
pub(crate) fn score(
    decoder: &Decoder,
    pairs: &[Pair<'_>],
    temperature: f64,
) -> Result<TokenScores, ModelError> {
    let device = decoder.device();
    let width = pairs.iter().map(|(i, r)| i.len() + r.len()).max().unwrap_or(0).saturating_sub(1);
    let room = decoder.config().positions;
    if width > room {
        return Err(ModelError::Config(format!("{width} tokens do not fit into {room} positions")));
    }
    let (mut tokens, mut places, mut targets): (Vec<u32>, Vec<u32>, Vec<u32>) = Default::default();
    for (row, (instruction, response)) in pairs.iter().enumerate() {
        let begin = row * width + instruction.len().saturating_sub(1);
        places.extend((begin..begin + response.len()).map(|p| u32::try_from(p).unwrap_or(u32::MAX)));
        targets.extend(*response);
        let read = instruction.iter().chain(response.iter()).copied();
        // The last token is only a target.
        tokens.extend(read.chain(std::iter::repeat(0)).take(width));
    }
    let tokens = Tensor::from_vec(tokens, (pairs.len(), width), device)?;
    let hidden = decoder.forward(&tokens, &Positions::FromZero, None, None)?.flatten_to(1)?;
    let said = hidden.index_select(&Tensor::new(places, device)?, 0)?;
    Ok(token_scores(&said, decoder.head(), &Tensor::new(targets, device)?, temperature)?)
}

/// Log-probabilities of each pair's response tokens, in nats, without gradients.
///
/// # Errors
/// As [`score`].
pub fn logprobs(
    decoder: &Decoder,
    pairs: &[Pair<'_>],
    temperature: f64,
    micro_tokens: usize,
) -> Result<Vec<Vec<f64>>, ModelError> {
    let lengths: Vec<usize> = pairs.iter().map(|(i, r)| i.len() + r.len()).collect();
    let mut out = vec![Vec::new(); pairs.len()];
    let batches = micro_batches(&lengths, micro_tokens);
    let scored = side_by_side(decoder.device(), &batches, |batch| -> Result<Vec<f32>, ModelError> {
        let chosen: Vec<Pair<'_>> = batch.iter().filter_map(|&i| pairs.get(i).copied()).collect();
        Ok(score(decoder, &chosen, temperature)?.logprobs.to_vec1::<f32>()?)
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
