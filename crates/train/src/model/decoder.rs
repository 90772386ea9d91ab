//! A decoder of the Llama family: one forward pass for rollout, which has a cache, and for training, which keeps what the
//! backward pass needs.

use super::config::Config;
use super::ops::{HeadShape, attention, heads, rms_norm, rope, swiglu};
use super::rotary::{Angles, Positions, Rotary};
use candle_core::{DType, Device, Result, Tensor};

/// A parameter of the network as a decoder sees it.
#[derive(Clone, Debug)]
pub(super) struct Weight {
    pub(super) value: Tensor,
    /// The name of its variable; `None` if it is frozen.
    pub(super) variable: Option<String>,
}

/// A linear layer, with a low-rank adapter beside it if it is adapted.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    /// `[out, in]`.
    pub(super) weight: Weight,
    /// `[out]`.
    pub(super) bias: Option<Weight>,
    pub(super) adapter: Option<Adapter>,
}

/// `x ↦ x aᵀ bᵀ` with `a = α / rank · A` and `b = B` (LoRA, Hu et al., arXiv 2106.09685).
#[derive(Clone, Debug)]
pub(super) struct Adapter {
    /// `[rank, in]`.
    pub(super) a: Weight,
    /// `[out, rank]`.
    pub(super) b: Weight,
    /// α / rank.
    pub(super) scale: f64,
}

impl Linear {
    /// `x: [rows, in]` to `[rows, out]`.
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let mut y = x.matmul(&self.weight.value.t()?)?;
        if let Some(Adapter { a, b, .. }) = &self.adapter {
            y = (y + x.matmul(&a.value.t()?)?.matmul(&b.value.t()?)?)?;
        }
        match &self.bias {
            Some(bias) => y.broadcast_add(&bias.value),
            None => Ok(y),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) attention_norm: Weight,
    pub(super) q: Linear,
    pub(super) k: Linear,
    pub(super) v: Linear,
    pub(super) o: Linear,
    pub(super) q_norm: Option<Weight>,
    pub(super) k_norm: Option<Weight>,
    pub(super) mlp_norm: Weight,
    pub(super) gate: Linear,
    pub(super) up: Linear,
    pub(super) down: Linear,
}

/// What a block computed on its way, `[tokens, …]` each: its backward pass needs it.
#[derive(Debug)]
pub(super) struct Activations {
    pub(super) x: Tensor,
    pub(super) normed: Tensor,
    /// The output of attention, before its projection.
    pub(super) attended: Tensor,
    /// The input of the feed-forward half.
    pub(super) middle: Tensor,
    pub(super) middle_normed: Tensor,
    pub(super) gate: Tensor,
    pub(super) up: Tensor,
}

/// A decoder with its weights. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Decoder {
    pub(super) config: Config,
    /// `[vocab, hidden]`.
    pub(super) embedding: Weight,
    pub(super) blocks: Vec<Block>,
    pub(super) norm: Weight,
    /// `[vocab, hidden]`; the embedding if tied.
    pub(super) head: Weight,
    pub(super) rotary: Rotary,
}

/// Keys and values of what was read.
#[derive(Debug)]
pub struct Cache {
    layers: Vec<LayerCache>,
    /// How many positions are filled.
    len: usize,
    capacity: usize,
}

/// Keys and values of one block, `[rows, kv_heads, capacity, head]`.
#[derive(Debug)]
struct LayerCache {
    keys: Tensor,
    values: Tensor,
}

impl Cache {
    /// How many positions are filled.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing is filled.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many positions there is room for.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Counts one more position as filled, by [`Decoder::step`].
    pub fn advance(&mut self) {
        self.len += 1;
    }

    /// Keeps these rows, in this order; a row may be kept several times. `rows: [kept]`, u32.
    ///
    /// # Errors
    /// A row that is not there.
    pub fn keep(&mut self, rows: &Tensor) -> Result<()> {
        for LayerCache { keys, values } in &mut self.layers {
            *keys = keys.index_select(rows, 0)?;
            *values = values.index_select(rows, 0)?;
        }
        Ok(())
    }
}

/// Where a step writes its keys and values, and how much of the cache it reads.
#[derive(Clone, Copy, Debug)]
pub struct CacheSlot<'a> {
    /// The position that is written, `[1]`, u32.
    pub position: &'a Tensor,
    /// The first so many positions are read.
    pub keys: usize,
}

/// What attention needs to know of a rectangle of tokens: its shape, the rotary angles of its positions (`[seq, head/2]`, or
/// with rows), and its mask.
pub(super) struct AttentionContext {
    pub(super) rows: usize,
    pub(super) seq: usize,
    pub(super) cos: Tensor,
    pub(super) sin: Tensor,
    pub(super) minus_sin: Tensor,
    pub(super) mask: Option<Tensor>,
}

impl AttentionContext {
    pub(super) fn new(
        rows: usize,
        seq: usize,
        Angles { cos, sin }: Angles,
        mask: Option<Tensor>,
    ) -> Result<AttentionContext> {
        let minus_sin = sin.neg()?;
        Ok(AttentionContext { rows, seq, cos, sin, minus_sin, mask })
    }
}

impl Decoder {
    /// The shape of the network.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The device that the weights are on.
    pub fn device(&self) -> &Device {
        self.embedding.value.device()
    }

    /// An empty cache for so many rows of so many positions.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn cache(&self, rows: usize, capacity: usize) -> Result<Cache> {
        let shape = (rows, self.config.kv_heads, capacity, self.config.head);
        let dtype = self.embedding.value.dtype();
        let empty = || Tensor::zeros(shape, dtype, self.device());
        let layer = || Ok(LayerCache { keys: empty()?, values: empty()? });
        let layers = self.blocks.iter().map(|_| layer()).collect::<Result<_>>()?;
        Ok(Cache { layers, len: 0, capacity })
    }

    /// Hidden states after the last norm, `[rows, seq, hidden]`, of `tokens: [rows, seq]` (u32).
    ///
    /// Without a mask, a token sees itself and those before it. With a cache, it sees what is cached, too, and is added.
    ///
    /// # Errors
    /// A token beyond the vocabulary, a position beyond the longest sequence, or a full cache.
    pub fn forward(
        &self,
        tokens: &Tensor,
        positions: &Positions,
        mask: Option<&Tensor>,
        mut cache: Option<&mut Cache>,
    ) -> Result<Tensor> {
        let (rows, seq) = tokens.dims2()?;
        if let Some(cache) = &cache
            && cache.len + seq > cache.capacity
        {
            candle_core::bail!(
                "the cache holds {} of {} positions; {seq} more do not fit",
                cache.len,
                cache.capacity
            );
        }
        let angles = self.rotary.at(positions, rows, seq)?;
        let causal = match (mask, seq) {
            (None, 2..) => Some(causal(seq, self.embedding.value.dtype(), self.device())?),
            _ => None,
        };
        let context = AttentionContext::new(rows, seq, angles, mask.cloned().or(causal))?;
        let x = self.embedding.value.index_select(&tokens.flatten_all()?, 0)?;
        let x = self.through(x, |index, block, [q, k, v]| {
            let (q, k, v) = self.heads(block, [q, k, v], &context)?;
            match cache.as_mut().and_then(|c| c.layers.get(index).map(|layer| (c.len, layer))) {
                None => attention(&q, &k, &v, context.mask.as_ref()),
                Some((at, LayerCache { keys, values })) => {
                    keys.slice_set(&k, 2, at)?;
                    values.slice_set(&v, 2, at)?;
                    let (keys, values) = (keys.narrow(2, 0, at + seq)?, values.narrow(2, 0, at + seq)?);
                    attention(&q, &keys, &values, context.mask.as_ref())
                }
            }
        })?;
        if let Some(cache) = &mut cache {
            cache.len += seq;
        }
        x.reshape((rows, seq, self.config.hidden))
    }

    /// Hidden states after the last norm, `[rows, hidden]`, of one more token a row.
    ///
    /// Its position, its slot of the cache and what it sees are all in tensors, so that the same step can be recorded and
    /// launched again: `tokens`, `positions: [rows]` (u32), `mask: [rows, 1, 1, keys]`.
    ///
    /// # Errors
    /// A token beyond the vocabulary, or a position beyond the longest sequence.
    pub fn step(
        &self,
        tokens: &Tensor,
        positions: &Tensor,
        mask: Option<&Tensor>,
        cache: &Cache,
        slot: CacheSlot<'_>,
    ) -> Result<Tensor> {
        let rows = tokens.dim(0)?;
        let angles = self.rotary.at(&Positions::Each(positions.clone()), rows, 1)?;
        let context = AttentionContext::new(rows, 1, angles, mask.cloned())?;
        let index =
            slot.position.broadcast_as((rows, self.config.kv_heads, 1, self.config.head))?.contiguous()?;
        let x = self.embedding.value.index_select(tokens, 0)?;
        self.through(x, |layer, block, projected| {
            let (q, k, v) = self.heads(block, projected, &context)?;
            let Some(LayerCache { keys, values }) = cache.layers.get(layer) else {
                candle_core::bail!("the cache has no layer {layer}")
            };
            keys.scatter_set(&index, &k, 2)?;
            values.scatter_set(&index, &v, 2)?;
            let (k, v) = (keys.narrow(2, 0, slot.keys)?, values.narrow(2, 0, slot.keys)?);
            attention(&q, &k, &v, context.mask.as_ref())
        })
    }

    /// All blocks and the last norm over `x: [tokens, hidden]`. `attend` gets the projections of a block and gives what
    /// its attention gives, `[tokens, heads · head]`.
    pub(super) fn through(
        &self,
        mut x: Tensor,
        mut attend: impl FnMut(usize, &Block, [Tensor; 3]) -> Result<Tensor>,
    ) -> Result<Tensor> {
        for (index, block) in self.blocks.iter().enumerate() {
            (x, _) = self.block(block, x, |projected| attend(index, block, projected))?;
        }
        self.last_norm(&x)
    }

    /// One block over `x: [tokens, hidden]`, and what it computed on its way.
    pub(super) fn block(
        &self,
        block: &Block,
        x: Tensor,
        attend: impl FnOnce([Tensor; 3]) -> Result<Tensor>,
    ) -> Result<(Tensor, Activations)> {
        let eps = self.config.norm_eps;
        let normed = rms_norm(&x, &block.attention_norm.value, eps)?;
        let projected = [block.q.forward(&normed)?, block.k.forward(&normed)?, block.v.forward(&normed)?];
        let attended = attend(projected)?;
        let middle = (&x + block.o.forward(&attended)?)?;
        let middle_normed = rms_norm(&middle, &block.mlp_norm.value, eps)?;
        let (gate, up) = (block.gate.forward(&middle_normed)?, block.up.forward(&middle_normed)?);
        let y = (&middle + block.down.forward(&swiglu(&gate, &up)?)?)?;
        Ok((y, Activations { x, normed, attended, middle, middle_normed, gate, up }))
    }

    pub(super) fn last_norm(&self, x: &Tensor) -> Result<Tensor> {
        rms_norm(x, &self.norm.value, self.config.norm_eps)
    }

    /// Projections by head, `[rows, heads, seq, head]`, queries and keys turned to where they stand.
    pub(super) fn heads(
        &self,
        block: &Block,
        [q, k, v]: [Tensor; 3],
        context: &AttentionContext,
    ) -> Result<(Tensor, Tensor, Tensor)> {
        let c = &self.config;
        let shape = |heads: usize| HeadShape { rows: context.rows, seq: context.seq, heads, head: c.head };
        let turned = |y: Tensor, heads: usize, norm: Option<&Weight>| {
            let y = match norm {
                Some(weight) => rms_norm(&y.reshape(shape(heads).dims())?, &weight.value, c.norm_eps)?,
                None => y,
            };
            rope(&y, shape(heads), &context.cos, &context.sin)
        };
        let q = turned(q, c.heads, block.q_norm.as_ref())?;
        let k = turned(k, c.kv_heads, block.k_norm.as_ref())?;
        Ok((q, k, heads(&v, shape(c.kv_heads))?))
    }

    /// The output layer, `[vocab, hidden]`.
    pub(crate) fn head(&self) -> &Tensor {
        &self.head.value
    }

    /// Logits in f32, `[rows, vocab]`, after `hidden: [rows, hidden]`.
    ///
    /// # Errors
    /// A width that does not fit.
    pub fn logits(&self, hidden: &Tensor) -> Result<Tensor> {
        hidden.matmul(&self.head.value.t()?)?.to_dtype(DType::F32)
    }
}

/// `[1, 1, seq, seq]`: −∞ above the diagonal.
pub(super) fn causal(seq: usize, dtype: DType, device: &Device) -> Result<Tensor> {
    let mask: Vec<f32> =
        (0..seq).flat_map(|i| (0..seq).map(move |j| if j > i { f32::NEG_INFINITY } else { 0.0 })).collect();
    Tensor::from_vec(mask, (1, 1, seq, seq), device)?.to_dtype(dtype)
}
