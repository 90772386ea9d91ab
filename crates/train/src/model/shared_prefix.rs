//! A forward pass over responses that share instructions, each of which is read once, and its backward pass.

use super::backward::Sink;
use super::decoder::{Activations, AttentionContext, Block, Decoder, Weight, causal};
use super::ops::{attention, attention_gradients, flat, rope_gradient};
use super::rotary::Positions;
use candle_core::{Result, Tensor};

/// What is kept of a forward pass for a backward pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Keep {
    /// Nothing: there is none.
    Nothing,
    /// The inputs of blocks; what happens inside of them is computed again (gradient checkpointing, Chen et al., arXiv
    /// 1604.06174).
    Inputs,
    /// All that it needs.
    All,
}

/// Hidden states of instructions and of the responses to them.
pub(crate) struct Read {
    /// After the last norm, `[instructions · width + responses · length, hidden]`.
    pub(crate) hidden: Tensor,
    /// For each response, in order: the row of `hidden` before each of its tokens.
    pub(crate) predicting: Vec<u32>,
    /// What was kept, if anything was to be.
    pub(crate) trace: Option<Trace>,
}

/// What the backward pass needs.
pub(crate) struct Trace {
    prefix: SharedPrefix,
    /// What was read, `[tokens]`.
    tokens: Tensor,
    blocks: Vec<Kept>,
    /// What the last norm got.
    last: Tensor,
}

/// What is kept of a block.
enum Kept {
    Input(Tensor),
    All(Box<(Activations, Attended)>),
}

/// What attention had: queries, keys and values by head, of instructions and of responses, and the projections before
/// they were normed, if they are.
struct Attended {
    instructions: [Tensor; 3],
    responses: Option<[Tensor; 3]>,
    projected: Option<[Tensor; 2]>,
}

/// A response that shares its instruction with others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SharedResponse<'a> {
    /// The index of its instruction.
    pub(crate) instruction: usize,
    pub(crate) tokens: &'a [u32],
}

/// Instructions, padded at their end to one width, and responses, padded at their end to one length.
struct PaddedBatch<'a> {
    instructions: &'a [&'a [u32]],
    responses: &'a [SharedResponse<'a>],
    width: usize,
    /// One less than the longest response: nothing is predicted after its last token.
    length: usize,
}

impl Decoder {
    /// Reads instructions and the responses to them.
    ///
    /// # Errors
    /// What the tensor library fails with; a sequence beyond the longest one is an error of the caller.
    pub(crate) fn read(
        &self,
        instructions: &[&[u32]],
        responses: &[SharedResponse<'_>],
        keep: Keep,
    ) -> Result<Read> {
        let longest = responses.iter().map(|r| r.tokens.len()).max().unwrap_or(0);
        let width = instructions.iter().map(|i| i.len()).max().unwrap_or(0);
        let padded = PaddedBatch { instructions, responses, width, length: longest.saturating_sub(1) };
        let prefix = SharedPrefix::new(self, &padded)?;
        let tokens = Tensor::new(padded.tokens(), self.device())?;
        let mut x = self.embedding.value.index_select(&tokens, 0)?;
        let mut blocks = Vec::new();
        for block in &self.blocks {
            let input = x.clone();
            let (y, kept) = self.block_kept(block, x, &prefix)?;
            match keep {
                Keep::Nothing => {}
                Keep::Inputs => blocks.push(Kept::Input(input)),
                Keep::All => blocks.push(Kept::All(Box::new(kept))),
            }
            x = y;
        }
        let hidden = self.last_norm(&x)?;
        let trace = (keep != Keep::Nothing).then_some(Trace { prefix, tokens, blocks, last: x });
        Ok(Read { hidden, predicting: padded.predicting(), trace })
    }

    fn block_kept(
        &self,
        block: &Block,
        x: Tensor,
        prefix: &SharedPrefix,
    ) -> Result<(Tensor, (Activations, Attended))> {
        let mut attended = None;
        let (y, activations) = self.block(block, x, |projected| {
            let (out, kept) = prefix.attend(self, block, projected)?;
            attended = Some(kept);
            Ok(out)
        })?;
        match attended {
            Some(attended) => Ok((y, (activations, attended))),
            None => candle_core::bail!("a block did not attend"),
        }
    }

    /// The gradients of all variables, from that of the hidden states that were read, `g: [tokens, hidden]`.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub(crate) fn backward(&self, trace: Trace, g: &Tensor, sink: &mut Sink<'_>) -> Result<()> {
        let Trace { prefix, tokens, blocks, last } = trace;
        let eps = self.config.norm_eps;
        let mut g = self.norm.norm_backward(&last, g, eps, sink)?;
        drop(last);
        // What is kept of a block goes when its gradients are known.
        for (block, kept) in self.blocks.iter().zip(blocks).rev() {
            let (activations, attended) = match kept {
                Kept::All(kept) => *kept,
                Kept::Input(x) => self.block_kept(block, x, &prefix)?.1,
            };
            g = block.backward(&activations, g, eps, sink, |g, sink| {
                prefix.attend_backward(self, block, &attended, g, sink)
            })?;
        }
        if let Weight { value, variable: Some(name) } = &self.embedding {
            sink(name, value.zeros_like()?.index_add(&tokens, &g, 0)?)?;
        }
        Ok(())
    }
}

/// The two rectangles that attention works on: instructions, and the responses that see them.
struct SharedPrefix {
    instructions: AttentionContext,
    /// Responses, and the instruction of each; `None` if no response has a token that is read.
    responses: Option<(AttentionContext, Tensor)>,
}

impl SharedPrefix {
    fn new(decoder: &Decoder, padded: &PaddedBatch<'_>) -> Result<SharedPrefix> {
        let (device, dtype) = (decoder.device(), decoder.embedding.value.dtype());
        let (instructions, width) = (padded.instructions.len(), padded.width);
        let (responses, length) = (padded.responses.len(), padded.length);
        let angles = decoder.rotary.at(&Positions::FromZero, instructions, width)?;
        let before = causal(width, dtype, device)?;
        let instructions = AttentionContext::new(instructions, width, angles, Some(before))?;
        if length == 0 {
            return Ok(SharedPrefix { instructions, responses: None });
        }
        let owners: Vec<u32> = padded.responses.iter().map(|r| number(r.instruction)).collect();
        let positions = Positions::Each(Tensor::new(padded.positions(), device)?);
        let angles = decoder.rotary.at(&positions, responses, length)?;
        let unseen = Tensor::from_vec(padded.unseen(), (responses, 1, length, width + length), device)?;
        let mask = Some(unseen.to_dtype(dtype)?);
        let responses = AttentionContext::new(responses, length, angles, mask)?;
        Ok(SharedPrefix { instructions, responses: Some((responses, Tensor::new(owners, device)?)) })
    }

    /// Attention of instructions to themselves, and of responses to their instructions and themselves; `projected: [tokens,
    /// heads · head]`.
    fn attend(&self, decoder: &Decoder, block: &Block, projected: [Tensor; 3]) -> Result<(Tensor, Attended)> {
        let [q, k, v] = &projected;
        let part = |from: usize, context: &AttentionContext| -> Result<[Tensor; 3]> {
            let count = context.rows * context.seq;
            Ok([q.narrow(0, from, count)?, k.narrow(0, from, count)?, v.narrow(0, from, count)?])
        };
        let instructions = &self.instructions;
        let (aq, ak, av) = decoder.heads(block, part(0, instructions)?, instructions)?;
        let mut out = attention(&aq, &ak, &av, instructions.mask.as_ref())?;
        let mut of_responses = None;
        if let Some((responses, owners)) = &self.responses {
            let (q, own_k, own_v) =
                decoder.heads(block, part(instructions.rows * instructions.seq, responses)?, responses)?;
            let k = Tensor::cat(&[ak.index_select(owners, 0)?, own_k], 2)?;
            let v = Tensor::cat(&[av.index_select(owners, 0)?, own_v], 2)?;
            out = Tensor::cat(&[out, attention(&q, &k, &v, responses.mask.as_ref())?], 0)?;
            of_responses = Some([q, k, v]);
        }
        let [q, k, _] = projected;
        let projected = block.q_norm.is_some().then_some([q, k]);
        Ok((out, Attended { instructions: [aq, ak, av], responses: of_responses, projected }))
    }

    /// The gradients of the projections, from that of what [`SharedPrefix::attend`] gave.
    fn attend_backward(
        &self,
        decoder: &Decoder,
        block: &Block,
        kept: &Attended,
        g: &Tensor,
        sink: &mut Sink<'_>,
    ) -> Result<[Tensor; 3]> {
        let instructions = &self.instructions;
        let [q, k, v] = &kept.instructions;
        let own = instructions.rows * instructions.seq;
        let mut first = attention_gradients([q, k, v], instructions.mask.as_ref(), &g.narrow(0, 0, own)?)?;
        let mut parts = Vec::with_capacity(2);
        if let (Some((responses, owners)), Some([q, k, v])) = (&self.responses, &kept.responses) {
            let g = g.narrow(0, own, responses.rows * responses.seq)?;
            let [dq, dk, dv] = attention_gradients([q, k, v], responses.mask.as_ref(), &g)?;
            // The first keys of a response are those of its instruction.
            let [_, first_k, first_v] = &mut first;
            for (d, first_d) in [(&dk, first_k), (&dv, first_v)] {
                let shared = d.narrow(2, 0, instructions.seq)?.contiguous()?;
                *first_d = first_d.index_add(owners, &shared, 0)?;
            }
            let of_own = |d: &Tensor| d.narrow(2, instructions.seq, responses.seq);
            parts.push(flattened([dq, of_own(&dk)?, of_own(&dv)?], responses)?);
        }
        parts.insert(0, flattened(first, instructions)?);
        let [q, k, v] = joined(parts)?;
        match (&kept.projected, &block.q_norm, &block.k_norm) {
            (Some([q_before, k_before]), Some(q_norm), Some(k_norm)) => Ok([
                head_norm_backward(decoder, q_norm, q_before, &q, sink)?,
                head_norm_backward(decoder, k_norm, k_before, &k, sink)?,
                v,
            ]),
            _ => Ok([q, k, v]),
        }
    }
}

/// Gradients by head as they were projected, `[rows · seq, heads · head]`; queries and keys turned back.
fn flattened([q, k, v]: [Tensor; 3], context: &AttentionContext) -> Result<[Tensor; 3]> {
    let back = |g: &Tensor| rope_gradient(g, &context.cos, &context.minus_sin);
    Ok([back(&q)?, back(&k)?, flat(&v)?])
}

/// The parts of each of three, one behind the other.
fn joined(parts: Vec<[Tensor; 3]>) -> Result<[Tensor; 3]> {
    let mut all = [const { Vec::new() }; 3];
    for part in parts {
        all.iter_mut().zip(part).for_each(|(all, part)| all.push(part));
    }
    let [q, k, v] = all;
    Ok([Tensor::cat(&q, 0)?, Tensor::cat(&k, 0)?, Tensor::cat(&v, 0)?])
}

/// The gradient of projections that were normed head by head.
fn head_norm_backward(
    decoder: &Decoder,
    norm: &Weight,
    before: &Tensor,
    g: &Tensor,
    sink: &mut Sink<'_>,
) -> Result<Tensor> {
    let by_head = (before.elem_count() / decoder.config.head, decoder.config.head);
    let (x, g) = (before.reshape(by_head)?, g.reshape(by_head)?);
    norm.norm_backward(&x, &g, decoder.config.norm_eps, sink)?.reshape(before.shape())
}

impl PaddedBatch<'_> {
    /// How many tokens an instruction has.
    fn instruction_len(&self, instruction: usize) -> usize {
        self.instructions.get(instruction).map_or(0, |i| i.len())
    }

    /// All tokens that are read.
    fn tokens(&self) -> Vec<u32> {
        let pad = |tokens: &[u32], width: usize| {
            tokens.iter().copied().chain(std::iter::repeat(0)).take(width).collect::<Vec<u32>>()
        };
        let instructions = self.instructions.iter().flat_map(|i| pad(i, self.width));
        instructions.chain(self.responses.iter().flat_map(|r| pad(r.tokens, self.length))).collect()
    }

    /// Where the responses' tokens stand: behind their instructions.
    fn positions(&self) -> Vec<u32> {
        let row = |response: &SharedResponse<'_>| {
            let begin = self.instruction_len(response.instruction);
            (begin..begin + self.length).map(number)
        };
        self.responses.iter().flat_map(row).collect()
    }

    /// −∞ over the padding of a response's instruction, and over what comes later in the response.
    fn unseen(&self) -> Vec<f32> {
        let hidden = |instruction: usize, at: usize, key: usize| {
            if key < self.width { key >= self.instruction_len(instruction) } else { key - self.width > at }
        };
        let keys = 0..self.width + self.length;
        let row = |instruction: usize, at: usize| {
            keys.clone().map(move |key| if hidden(instruction, at, key) { f32::NEG_INFINITY } else { 0.0 })
        };
        let rows = |r: &SharedResponse<'_>| {
            let instruction = r.instruction;
            (0..self.length).flat_map(move |at| row(instruction, at)).collect::<Vec<f32>>()
        };
        self.responses.iter().flat_map(rows).collect()
    }

    /// The first token of a response comes after the last one of its instruction, each other one after the one before it.
    fn predicting(&self) -> Vec<u32> {
        let split = self.instructions.len() * self.width;
        let row = |(row, response): (usize, &SharedResponse<'_>)| {
            let (instruction, count) = (response.instruction, response.tokens.len());
            let first = instruction * self.width + self.instruction_len(instruction).saturating_sub(1);
            let begin = split + row * self.length;
            let later = (begin..).take(count.saturating_sub(1));
            std::iter::once(first).take(count).chain(later).map(number).collect::<Vec<u32>>()
        };
        self.responses.iter().enumerate().flat_map(row).collect()
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
