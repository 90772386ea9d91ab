//! Responses that are decoded together.

use super::sample::{Sampler, Sampling, draw};
use super::{Response, SampleRequest};
use crate::model::cuda_graph::CudaGraph;
use crate::model::{Cache, CacheSlot, Decoder, ModelError, Positions};
use candle_core::{DType, Device, Tensor};

/// How many keys more a steady step sees at a time, so that few steps differ in shape.
const KEYS: usize = 128;

/// A response that is being sampled.
struct Row {
    /// The index of its request.
    request: usize,
    /// Its row of the tensors.
    slot: usize,
    /// Tokens of its instruction.
    instruction: usize,
    sampler: Sampler,
    response: Response,
}

/// A batch. Its tensors have a slot for every row; those of rows that are finished stay until the tensors are packed.
pub(super) struct Batch {
    rows: Vec<Row>,
    slots: usize,
    shape: DecodeShape,
    cache: Cache,
    /// −∞ over padding and over what is not written, `[slots, 1, 1, capacity]`; `None` if there is neither.
    mask: Option<Tensor>,
    inputs: Inputs,
    /// Logits after the last token of each slot, `[slots, vocab]`.
    logits: Tensor,
    recorded: RecordedStep,
}

/// A step of a shape that does not change.
#[derive(Default)]
struct RecordedStep {
    graph: CudaGraph,
    /// The first so many keys of the cache are seen.
    keys: usize,
}

/// How a batch is decoded.
#[derive(Clone, Copy, Debug)]
pub(super) struct DecodeShape {
    /// Tokens of a response, at most.
    pub(super) max_tokens: usize,
    /// Whether steps keep their shape as long as it pays, so that they can be recorded: best on a GPU.
    pub(super) steady: bool,
}

/// What a step reads, u32.
struct Inputs {
    /// `[slots]`.
    tokens: Tensor,
    /// `[slots]`.
    positions: Tensor,
    /// The position in the cache, `[1]`.
    at: Tensor,
}

impl Batch {
    /// Reads the instructions of the chosen requests, each once, and shares its cache among its responses.
    pub(super) fn begin(
        decoder: &Decoder,
        instructions: &[Vec<u32>],
        requests: &[SampleRequest],
        chosen: &[usize],
        shape: DecodeShape,
    ) -> Result<Batch, ModelError> {
        let mut read: Vec<usize> = Vec::new();
        let mut rows = Vec::new();
        let mut from: Vec<u32> = Vec::new();
        for &request in chosen {
            let Some(&SampleRequest { instruction, seed }) = requests.get(request) else { continue };
            let known = read.iter().position(|&i| i == instruction).unwrap_or_else(|| {
                read.push(instruction);
                read.len() - 1
            });
            from.push(number(known));
            let length = instructions.get(instruction).map_or(0, Vec::len);
            let (sampler, response) = (Sampler::new(seed), Response::default());
            rows.push(Row { request, slot: rows.len(), instruction: length, sampler, response });
        }
        let texts: Vec<&[u32]> =
            read.iter().map(|&i| instructions.get(i).map(Vec::as_slice).unwrap_or_default()).collect();
        let width = texts.iter().map(|t| t.len()).max().unwrap_or(0);
        let room = decoder.config().positions;
        if width + shape.max_tokens > room || texts.iter().any(|t| t.is_empty()) {
            return Err(ModelError::Config(format!(
                "an instruction of {width} tokens and a response of {} do not fit into {room} positions; lower `max_tokens`",
                shape.max_tokens
            )));
        }
        let device = decoder.device();
        let padded: Vec<u32> = texts
            .iter()
            .flat_map(|t| t.iter().copied().chain(std::iter::repeat_n(0, width - t.len())))
            .collect();
        let tokens = Tensor::from_vec(padded, (texts.len(), width), device)?;
        let mut cache = decoder.cache(texts.len(), width + shape.max_tokens)?;
        let hidden = decoder.forward(&tokens, &Positions::FromZero, None, Some(&mut cache))?;
        let ends: Vec<u32> =
            texts.iter().enumerate().map(|(row, t)| number(row * width + t.len() - 1)).collect();
        let ends = Tensor::new(ends, device)?;
        let last = hidden.flatten_to(1)?.index_select(&ends, 0)?;
        let from = Tensor::new(from, device)?;
        cache.keep(&from)?;
        let logits = decoder.logits(&last.index_select(&from, 0)?)?;
        let mask = if shape.steady || rows.iter().any(|row| row.instruction < width) {
            Some(mask(&rows, cache.capacity(), decoder)?)
        } else {
            None
        };
        let slots = rows.len();
        let inputs = Inputs::new(slots, device)?;
        Ok(Batch { rows, slots, shape, cache, mask, inputs, logits, recorded: RecordedStep::default() })
    }

    /// Decodes until every row is finished. Gives the index of each request with its response.
    pub(super) fn decode(
        mut self,
        decoder: &Decoder,
        stops: &[u32],
        sampling: &Sampling,
    ) -> Result<Vec<(usize, Response)>, ModelError> {
        let mut finished = Vec::new();
        let longest = self.shape.max_tokens;
        for step in 0..longest {
            let drawn = draw(&self.living()?, self.rows.iter_mut().map(|r| &mut r.sampler), sampling)?;
            for (row, drawn) in self.rows.iter_mut().zip(drawn) {
                // Both are made of all logits of the row.
                if !drawn.logprob.is_finite() || !drawn.entropy.is_finite() {
                    let place = format!("a logit of token {} of response {}", step + 1, row.request + 1);
                    return Err(ModelError::NotFinite(place));
                }
                row.response.tokens.push(drawn.token);
                row.response.logprobs.push(drawn.logprob);
                row.response.entropies.push(drawn.entropy);
                row.response.ended = stops.contains(&drawn.token);
            }
            let last = step + 1 == longest;
            let done = self.rows.extract_if(.., |row| last || row.response.ended);
            finished.extend(done.map(|row| (row.request, row.response)));
            if self.rows.is_empty() {
                break;
            }
            self.pack(decoder)?;
            self.step(decoder, step)?;
        }
        Ok(finished)
    }

    /// Logits of the rows that are left.
    fn living(&self) -> Result<Tensor, ModelError> {
        if self.rows.len() == self.slots {
            return Ok(self.logits.clone());
        }
        Ok(self.logits.index_select(&self.left()?, 0)?)
    }

    /// The slots of the rows that are left.
    fn left(&self) -> Result<Tensor, ModelError> {
        let slots: Vec<u32> = self.rows.iter().map(|r| number(r.slot)).collect();
        Ok(Tensor::new(slots, self.logits.device())?)
    }

    /// Takes the slots of finished rows out, so that nothing is computed for them: at once, or if steps are steady when
    /// half of the slots are empty, for a step of another shape must be recorded again.
    fn pack(&mut self, decoder: &Decoder) -> Result<(), ModelError> {
        let left = self.rows.len();
        if left == self.slots || (self.shape.steady && left * 2 > self.slots) {
            return Ok(());
        }
        let slots = self.left()?;
        self.cache.keep(&slots)?;
        self.mask = self.mask.as_ref().map(|mask| mask.index_select(&slots, 0)).transpose()?;
        self.inputs = Inputs::new(left, decoder.device())?;
        self.logits = self.logits.index_select(&slots, 0)?;
        self.recorded = RecordedStep::default();
        self.slots = left;
        self.rows.iter_mut().enumerate().for_each(|(slot, row)| row.slot = slot);
        Ok(())
    }

    /// One more token for every slot; those without a row get some token.
    fn step(&mut self, decoder: &Decoder, step: usize) -> Result<(), ModelError> {
        let (device, at) = (decoder.device(), self.cache.len());
        let (mut tokens, mut positions) = (vec![0; self.slots], vec![0; self.slots]);
        for row in &self.rows {
            if let (Some(token), Some(position)) = (tokens.get_mut(row.slot), positions.get_mut(row.slot)) {
                *token = row.response.tokens.last().copied().unwrap_or(0);
                *position = number(row.instruction + step);
            }
        }
        let inputs = &self.inputs;
        inputs.tokens.slice_set(&Tensor::new(tokens, device)?, 0, 0)?;
        inputs.positions.slice_set(&Tensor::new(positions, device)?, 0, 0)?;
        inputs.at.slice_set(&Tensor::new(&[number(at)], device)?, 0, 0)?;
        if let Some(mask) = &self.mask {
            let shown = Tensor::zeros((self.slots, 1, 1, 1), mask.dtype(), device)?;
            mask.slice_set(&shown, 3, at)?;
        }
        let keys = if self.shape.steady {
            (at + 1).next_multiple_of(KEYS).min(self.cache.capacity())
        } else {
            at + 1
        };
        if self.recorded.keys != keys {
            self.recorded = RecordedStep { keys, ..RecordedStep::default() };
        }
        let (cache, mask, logits) = (&self.cache, &self.mask, &self.logits);
        self.recorded.graph.run(device, || {
            let mask = mask.as_ref().map(|m| m.narrow(3, 0, keys)?.contiguous()).transpose()?;
            let slot = CacheSlot { position: &inputs.at, keys };
            let hidden = decoder.step(&inputs.tokens, &inputs.positions, mask.as_ref(), cache, slot)?;
            logits.slice_set(&decoder.logits(&hidden)?, 0, 0)
        })?;
        self.cache.advance();
        Ok(())
    }
}

impl Inputs {
    fn new(slots: usize, device: &Device) -> Result<Inputs, ModelError> {
        let empty = |count: usize| Tensor::zeros(count, DType::U32, device);
        Ok(Inputs { tokens: empty(slots)?, positions: empty(slots)?, at: empty(1)? })
    }
}

/// −∞ over the padding behind short instructions and over what comes behind all of them.
fn mask(rows: &[Row], capacity: usize, decoder: &Decoder) -> Result<Tensor, ModelError> {
    let hidden = |row: &Row, key: usize| key >= row.instruction;
    let mask: Vec<f32> = rows
        .iter()
        .flat_map(|row| (0..capacity).map(move |key| if hidden(row, key) { f32::NEG_INFINITY } else { 0.0 }))
        .collect();
    let mask = Tensor::from_vec(mask, (rows.len(), 1, 1, capacity), decoder.device())?;
    Ok(mask.to_dtype(decoder.head().dtype())?)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
