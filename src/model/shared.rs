//! A forward pass over responses that share instructions: each instruction is read once, however many responses it has.

use super::decoder::{Block, Decoder, Place, Positions, causal};
use super::ops::attention;
use super::tape::Tape;
use candle_core::{Result, Tensor};

/// Hidden states of instructions and of the responses to them.
pub(crate) struct Read {
    /// After the last norm, `[instructions · width + responses · length, hidden]`.
    pub(crate) hidden: Tensor,
    /// For each response, in order: the rows of `hidden` that say its tokens, one a token.
    pub(crate) says: Vec<u32>,
    /// What the backward pass computes again, if it was asked to.
    pub(crate) tape: Option<Tape>,
}

/// Instructions, padded behind to one width, and responses, padded behind to one length.
struct Layout<'a> {
    instructions: &'a [&'a [u32]],
    responses: &'a [(usize, &'a [u32])],
    width: usize,
    /// One less than the longest response: its last token is said, not read.
    length: usize,
}

impl Decoder {
    /// Reads instructions and responses; a response is given with the place of its instruction. With `recompute`, what
    /// happens inside of blocks is not kept for the backward pass, which goes through the tape.
    ///
    /// # Errors
    /// What the tensor library fails with; a sequence beyond the longest one is an error of the caller.
    pub(crate) fn read(
        &self,
        instructions: &[&[u32]],
        responses: &[(usize, &[u32])],
        recompute: bool,
    ) -> Result<Read> {
        let longest = responses.iter().map(|(_, r)| r.len()).max().unwrap_or(0);
        let width = instructions.iter().map(|i| i.len()).max().unwrap_or(0);
        let layout = Layout { instructions, responses, width, length: longest.saturating_sub(1) };
        let places = Places::new(self, &layout)?;
        let x = self.embedding.index_select(&Tensor::new(layout.tokens(), self.device())?, 0)?;
        let (hidden, tape) = if recompute {
            let decoder = self.clone();
            let again = move |index: usize, x: &Tensor| match decoder.blocks.get(index) {
                Some(block) => {
                    decoder.block(block, x, |projected| places.attend(&decoder, block, &projected))
                }
                None => candle_core::bail!("there is no block {index}"),
            };
            let (x, tape) = Tape::record(self.blocks.len(), x, again)?;
            (self.last_norm(&x)?, Some(tape))
        } else {
            (self.through(x, |_, block, projected| places.attend(self, block, &projected))?, None)
        };
        Ok(Read { hidden, says: layout.says(), tape })
    }
}

/// Where instructions and responses stand.
struct Places {
    instructions: Place,
    /// Responses, and the instruction of each; `None` if no response has a token that is read.
    responses: Option<(Place, Tensor)>,
}

impl Places {
    fn new(decoder: &Decoder, layout: &Layout<'_>) -> Result<Places> {
        let (device, dtype) = (decoder.device(), decoder.embedding.dtype());
        let (asked, width) = (layout.instructions.len(), layout.width);
        let (said, length) = (layout.responses.len(), layout.length);
        let (cos, sin) = decoder.rotary.at(&Positions::FromZero, asked, width)?;
        let before = causal(width, dtype, device)?;
        let instructions = Place { rows: asked, seq: width, cos, sin, mask: Some(before) };
        if length == 0 {
            return Ok(Places { instructions, responses: None });
        }
        let owners: Vec<u32> = layout.responses.iter().map(|(i, _)| number(*i)).collect();
        let positions = Positions::Each(Tensor::new(layout.positions(), device)?);
        let (cos, sin) = decoder.rotary.at(&positions, said, length)?;
        let unseen = Tensor::from_vec(layout.unseen(), (said, 1, length, width + length), device)?;
        let mask = Some(unseen.to_dtype(dtype)?);
        let responses = Place { rows: said, seq: length, cos, sin, mask };
        Ok(Places { instructions, responses: Some((responses, Tensor::new(owners, device)?)) })
    }

    /// Attention of instructions to themselves, and of responses to their instructions and themselves.
    fn attend(&self, decoder: &Decoder, block: &Block, [q, k, v]: &[Tensor; 3]) -> Result<Tensor> {
        let part = |from: usize, place: &Place| -> Result<[Tensor; 3]> {
            let count = place.rows * place.seq;
            Ok([q.narrow(0, from, count)?, k.narrow(0, from, count)?, v.narrow(0, from, count)?])
        };
        let asked = &self.instructions;
        let (q, k, v) = decoder.heads(block, part(0, asked)?, asked)?;
        let first = attention(&q, &k, &v, asked.mask.as_ref())?;
        let Some((said, owners)) = &self.responses else { return Ok(first) };
        let (q, own_k, own_v) = decoder.heads(block, part(asked.rows * asked.seq, said)?, said)?;
        let k = Tensor::cat(&[k.index_select(owners, 0)?, own_k], 2)?;
        let v = Tensor::cat(&[v.index_select(owners, 0)?, own_v], 2)?;
        Tensor::cat(&[first, attention(&q, &k, &v, said.mask.as_ref())?], 0)
    }
}

impl Layout<'_> {
    /// How many tokens an instruction has.
    fn asked(&self, instruction: usize) -> usize {
        self.instructions.get(instruction).map_or(0, |i| i.len())
    }

    /// All tokens that are read.
    fn tokens(&self) -> Vec<u32> {
        let pad = |tokens: &[u32], width: usize| {
            tokens.iter().copied().chain(std::iter::repeat(0)).take(width).collect::<Vec<u32>>()
        };
        let asked = self.instructions.iter().flat_map(|i| pad(i, self.width));
        asked.chain(self.responses.iter().flat_map(|(_, r)| pad(r, self.length))).collect()
    }

    /// Where the responses' tokens stand: behind their instructions.
    fn positions(&self) -> Vec<u32> {
        let row = |(instruction, _): &(usize, &[u32])| {
            let begin = self.asked(*instruction);
            (begin..begin + self.length).map(number)
        };
        self.responses.iter().flat_map(row).collect()
    }

    /// −∞ over the padding of a response's instruction, and over what comes later in the response.
    fn unseen(&self) -> Vec<f32> {
        let hidden = |instruction: usize, at: usize, key: usize| {
            if key < self.width { key >= self.asked(instruction) } else { key - self.width > at }
        };
        let keys = 0..self.width + self.length;
        let row = |instruction: usize, at: usize| {
            keys.clone().map(move |key| if hidden(instruction, at, key) { f32::NEG_INFINITY } else { 0.0 })
        };
        self.responses.iter().flat_map(|(i, _)| (0..self.length).flat_map(move |at| row(*i, at))).collect()
    }

    /// The first token of a response is said by the end of its instruction, each other one by the one before it.
    fn says(&self) -> Vec<u32> {
        let split = self.instructions.len() * self.width;
        let row = |(row, (instruction, response)): (usize, &(usize, &[u32]))| {
            let first = instruction * self.width + self.asked(*instruction).saturating_sub(1);
            let begin = split + row * self.length;
            let later = (begin..).take(response.len().saturating_sub(1));
            std::iter::once(first).take(response.len()).chain(later).map(number).collect::<Vec<u32>>()
        };
        self.responses.iter().enumerate().flat_map(row).collect()
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
