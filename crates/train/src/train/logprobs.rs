//! Log-probabilities of responses, batch by batch, without gradients.

use super::samples::micro_batches;
use crate::model::parallel::par_map;
use crate::model::shared_prefix::Keep;
use crate::model::{Decoder, ModelError, Pair};

/// Log-probabilities of each pair's response tokens, in nats, without gradients.
///
/// # Errors
/// A pair that is longer than the model's longest sequence.
pub fn logprobs(
    decoder: &Decoder,
    pairs: &[Pair<'_>],
    temperature: f64,
    micro_batch_tokens: usize,
) -> Result<Vec<Vec<f64>>, ModelError> {
    let mut out = vec![Vec::new(); pairs.len()];
    let batches = micro_batches(pairs, micro_batch_tokens);
    let scored = par_map(decoder.device(), &batches, |batch| -> Result<Vec<f32>, ModelError> {
        let chosen: Vec<Pair<'_>> = batch.iter().filter_map(|&i| pairs.get(i).copied()).collect();
        Ok(decoder.score(&chosen, temperature, Keep::Nothing)?.logprobs.to_vec1::<f32>()?)
    });
    for (batch, scores) in batches.iter().zip(scored) {
        let mut scores = scores?.into_iter().map(f64::from);
        for &index in batch {
            if let (Some(slot), Some(pair)) = (out.get_mut(index), pairs.get(index)) {
                slot.extend(scores.by_ref().take(pair.response.len()));
            }
        }
    }
    Ok(out)
}
