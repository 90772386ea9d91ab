//! A forward pass over responses that share instructions: each instruction is read once, however many responses it has.

use super::decoder::{Decoder, Place, Positions, causal};
use super::ops::attention;
use candle_core::{Result, Tensor};

/// Hidden states of instructions and of the responses to them.
pub(crate) struct Read {
    /// After the last norm, `[instructions · width + responses · length, hidden]`.
    pub(crate) hidden: Tensor,
    /// For each response, in order: the rows of `hidden` that say its tokens, one a token.
    pub(crate) says: Vec<u32>,
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
    /// Reads instructions and responses; a response is given with the place of its instruction.
    ///
    /// # Errors
    /// What the tensor library fails with; a sequence beyond the longest one is an error of the caller.
    pub(crate) fn read(&self, instructions: &[&[u32]], responses: &[(usize, &[u32])]) -> Result<Read> {
        let longest = responses.iter().map(|(_, r)| r.len()).max().unwrap_or(0);
        let width = instructions.iter().map(|i| i.len()).max().unwrap_or(0);
        let layout = Layout { instructions, responses, width, length: longest.saturating_sub(1) };
        let hidden = if layout.length == 0 { self.alone(&layout)? } else { self.together(&layout)? };
        Ok(Read { hidden, says: layout.says() })
    }

    /// Nothing but instructions: no response has a token that is read.
    fn alone(&self, layout: &Layout<'_>) -> Result<Tensor> {
        let tokens =
            Tensor::from_vec(layout.tokens(), (layout.instructions.len(), layout.width), self.device())?;
        self.forward(&tokens, &Positions::FromZero, None, None)?.flatten_to(1)
    }

    fn together(&self, layout: &Layout<'_>) -> Result<Tensor> {
        let device = self.device();
        let (asked, width) = (layout.instructions.len(), layout.width);
        let (said, length) = (layout.responses.len(), layout.length);
        let tokens = Tensor::new(layout.tokens(), device)?;
        let owners: Vec<u32> = layout.responses.iter().map(|(i, _)| number(*i)).collect();
        let owners = Tensor::new(owners, device)?;
        let (cos, sin) = self.rotary.at(&Positions::FromZero, asked, width)?;
        let before = causal(width, self.embedding.dtype(), device)?;
        let instructions = Place { rows: asked, seq: width, cos: &cos, sin: &sin, mask: Some(&before) };
        let positions = Positions::Each(Tensor::new(layout.positions(), device)?);
        let (cos, sin) = self.rotary.at(&positions, said, length)?;
        let unseen = Tensor::from_vec(layout.unseen(), (said, 1, length, width + length), device)?;
        let unseen = unseen.to_dtype(self.embedding.dtype())?;
        let responses = Place { rows: said, seq: length, cos: &cos, sin: &sin, mask: Some(&unseen) };
        let split = asked * width;
        self.through(self.embedding.index_select(&tokens, 0)?, |_, block, projected| {
            let part = |from: usize, count: usize| -> Result<[Tensor; 3]> {
                let [q, k, v] = &projected;
                Ok([q.narrow(0, from, count)?, k.narrow(0, from, count)?, v.narrow(0, from, count)?])
            };
            let (q, k, v) = self.heads(block, part(0, split)?, &instructions)?;
            let first = self.flat(&attention(&q, &k, &v, instructions.mask)?)?;
            let (q, own_k, own_v) = self.heads(block, part(split, said * length)?, &responses)?;
            let k = Tensor::cat(&[k.index_select(&owners, 0)?, own_k], 2)?;
            let v = Tensor::cat(&[v.index_select(&owners, 0)?, own_v], 2)?;
            Tensor::cat(&[first, self.flat(&attention(&q, &k, &v, responses.mask)?)?], 0)
        })
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
