//! The operations of the decoder and their gradients: by a CPU kernel where there is one, else composed of tensor operations.
//!
//! The same function serves rollout and training, so that both see the same numbers. Gradients are those of the
//! operations' definitions, differentiated by hand: candle's own backward pass would keep every intermediate and add
//! each gradient into fresh zeros. A test compares them with finite differences.

use super::cpu_kernels;
use super::reference_ops;
use candle_core::{D, DType, Result, Tensor};

/// `x / rms(x) · weight` over the last dimension; `x: […, hidden]`, `weight: [hidden]`.
pub(super) fn rms_norm(x: &Tensor, weight: &Tensor, eps: f64) -> Result<Tensor> {
    let x = x.contiguous()?;
    match cpu_kernels::rms_norm(&x, weight, eps)? {
        Some(out) => Ok(out),
        None => candle_nn::ops::rms_norm(&x, weight, eps as f32),
    }
}

/// The gradients of [`rms_norm`] for `x` and, if it is trained, `weight`.
pub(super) fn rms_norm_gradients(
    x: &Tensor,
    weight: &Tensor,
    g: &Tensor,
    eps: f64,
    trained: bool,
) -> Result<(Tensor, Option<Tensor>)> {
    match cpu_kernels::rms_norm_gradients(x, weight, g, eps)? {
        Some((dx, dw)) => Ok((dx, trained.then_some(dw))),
        None => reference_ops::rms_norm_gradients(x, weight, g, eps, trained),
    }
}

/// The shape of what is projected for attention.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadShape {
    pub(super) rows: usize,
    /// Positions of a row.
    pub(super) seq: usize,
    pub(super) heads: usize,
    /// Width of a head.
    pub(super) head: usize,
}

impl HeadShape {
    /// `[rows, seq, heads, head]`.
    pub(super) fn dims(self) -> (usize, usize, usize, usize) {
        (self.rows, self.seq, self.heads, self.head)
    }
}

/// `[rows · seq, heads · head]` by head: `[rows, heads, seq, head]`.
pub(super) fn heads(x: &Tensor, shape: HeadShape) -> Result<Tensor> {
    x.reshape(shape.dims())?.transpose(1, 2)?.contiguous()
}

/// The reverse of [`heads`].
pub(super) fn flat(x: &Tensor) -> Result<Tensor> {
    let (rows, heads, seq, head) = x.dims4()?;
    x.transpose(1, 2)?.contiguous()?.reshape((rows * seq, heads * head))
}

/// By head, pairs of halves rotated by position: of `x: [rows · seq, heads · head]`, in any shape, `[rows, heads, seq,
/// head]`; `cos`, `sin: [seq, head/2]` or with rows.
pub(super) fn rope(x: &Tensor, shape: HeadShape, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    turned(&heads(x, shape)?, cos, sin)
}

/// The gradient of [`rope`], `[rows · seq, heads · head]`: a rotation's transpose is the rotation backwards, by minus the
/// sines.
pub(super) fn rope_gradient(g: &Tensor, cos: &Tensor, minus_sin: &Tensor) -> Result<Tensor> {
    flat(&turned(&g.contiguous()?, cos, minus_sin)?)
}

fn turned(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    match cpu_kernels::rope(x, cos, sin)? {
        Some(out) => Ok(out),
        None => candle_nn::rotary_emb::rope(x, cos, sin),
    }
}

/// `silu(gate) · up`.
pub(super) fn swiglu(gate: &Tensor, up: &Tensor) -> Result<Tensor> {
    match cpu_kernels::swiglu(gate, up)? {
        Some(out) => Ok(out),
        None => gate.silu()?.mul(up),
    }
}

/// The gradients of [`swiglu`] for `gate` and `up`.
pub(super) fn swiglu_gradients(gate: &Tensor, up: &Tensor, g: &Tensor) -> Result<(Tensor, Tensor)> {
    match cpu_kernels::swiglu_gradients(gate, up, g)? {
        Some(gradients) => Ok(gradients),
        None => reference_ops::swiglu_gradients(gate, up, g),
    }
}

/// Attention of grouped queries: `q: [batch, heads, seq, head]`, `k`, `v: [batch, kv_heads, keys, head]`, `mask`
/// broadcast to `[batch, 1, seq, keys]` and added to the scores. Gives `[batch · seq, heads · head]`.
pub(super) fn attention(q: &Tensor, k: &Tensor, v: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
    let shape = Groups::of(q, k)?;
    flat(&shape.join(&shape.weights(q, k, mask)?.matmul(v)?)?)
}

/// The gradients of [`attention`] for `q`, `k` and `v`, in their shapes, from `g: [batch · seq, heads · head]`.
pub(super) fn attention_gradients(
    [q, k, v]: [&Tensor; 3],
    mask: Option<&Tensor>,
    g: &Tensor,
) -> Result<[Tensor; 3]> {
    let shape = Groups::of(q, k)?;
    // The weights are computed again: kept, they would take more memory than all other activations.
    let p = shape.weights(q, k, mask)?;
    let by_head = HeadShape { rows: shape.batch, seq: shape.seq, heads: shape.heads, head: shape.head };
    let g = shape.split(&heads(g, by_head)?)?;
    let dv = p.t()?.matmul(&g)?;
    let dp = g.matmul(&v.t()?)?;
    let ds = match cpu_kernels::softmax_gradient(&p, &dp, shape.scale)? {
        Some(ds) => ds,
        None => reference_ops::softmax_gradient(&p, &dp, shape.scale)?,
    };
    let dq = shape.join(&ds.matmul(k)?)?;
    let dk = ds.t()?.matmul(&shape.split(q)?)?;
    Ok([dq, dk, dv])
}

/// How queries share keys: `heads = kv_heads · group`, the heads of a group in a row.
#[derive(Clone, Copy)]
struct Groups {
    batch: usize,
    heads: usize,
    kv_heads: usize,
    seq: usize,
    keys: usize,
    head: usize,
    scale: f64,
}

impl Groups {
    fn of(q: &Tensor, k: &Tensor) -> Result<Groups> {
        let (batch, heads, seq, head) = q.dims4()?;
        let (_, kv_heads, keys, _) = k.dims4()?;
        if kv_heads == 0 || !heads.is_multiple_of(kv_heads) {
            candle_core::bail!("{heads} heads can't share {kv_heads} key heads");
        }
        let scale = 1.0 / f64::from(u32::try_from(head).unwrap_or(u32::MAX)).sqrt();
        Ok(Groups { batch, heads, kv_heads, seq, keys, head, scale })
    }

    /// `[batch, heads, seq, head]` as `[batch, kv_heads, group · seq, head]`.
    fn split(&self, x: &Tensor) -> Result<Tensor> {
        x.contiguous()?.reshape((self.batch, self.kv_heads, self.heads / self.kv_heads * self.seq, self.head))
    }

    /// The reverse of [`Groups::split`].
    fn join(&self, x: &Tensor) -> Result<Tensor> {
        x.reshape((self.batch, self.heads, self.seq, self.head))
    }

    /// softmax(q kᵀ / √head + mask): `[batch, kv_heads, group · seq, keys]`.
    fn weights(&self, q: &Tensor, k: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
        let scores = (self.split(q)? * self.scale)?.matmul(&k.t()?)?;
        let by_head = scores.reshape((self.batch, self.heads, self.seq, self.keys))?;
        let weights = match (cpu_kernels::masked_softmax(&by_head, mask)?, mask) {
            (Some(weights), _) => weights,
            (None, None) => candle_nn::ops::softmax_last_dim(&by_head)?,
            (None, Some(mask)) => candle_nn::ops::softmax_last_dim(&by_head.broadcast_add(mask)?)?,
        };
        weights.reshape(scores.shape())
    }
}

/// How many elements of logits are held at a time.
const CHUNK: usize = 1 << 24;

/// Log-probabilities of tokens.
pub(crate) struct Logprobs {
    /// In nats, f32, `[tokens]`.
    pub(crate) values: Tensor,
    /// The gradient of each to its hidden state, `[tokens, hidden]`, if it was asked for.
    pub(crate) slopes: Option<Tensor>,
}

/// Log-probabilities of `targets: [tokens]` after `hidden: [tokens, hidden]`, at a temperature, without holding `[tokens,
/// vocab]`: chunk by chunk. `head: [vocab, hidden]`. Their gradients are taken while a chunk is there.
pub(crate) fn token_logprobs(
    hidden: &Tensor,
    head: &Tensor,
    targets: &Tensor,
    temperature: f64,
    with_slopes: bool,
) -> Result<Logprobs> {
    let rows = (CHUNK / head.dim(0)?.max(1)).max(1);
    let (mut logprobs, mut slopes) = (Vec::new(), Vec::new());
    for (start, len) in chunks(hidden.dim(0)?, rows) {
        let logits = logits(&hidden.narrow(0, start, len)?, head, temperature)?;
        let chosen = targets.narrow(0, start, len)?;
        let Softmax { weights, sum, log_sum } = Softmax::of(&logits)?;
        let taken = logits.gather(&chosen.unsqueeze(1)?, 1)?;
        logprobs.push((taken - log_sum)?.squeeze(1)?);
        if with_slopes {
            // d log π / d hidden = (W[target] − Σ p W) / T
            let mean = weights.to_dtype(head.dtype())?.matmul(head)?;
            let mean = mean.to_dtype(DType::F32)?.broadcast_div(&sum)?.to_dtype(head.dtype())?;
            slopes.push(((head.index_select(&chosen, 0)? - mean)? / temperature)?);
        }
    }
    let values = Tensor::cat(&logprobs, 0)?;
    Ok(Logprobs { values, slopes: if with_slopes { Some(Tensor::cat(&slopes, 0)?) } else { None } })
}

/// The gradient of the output layer, `[vocab, hidden]`: of token t, g_t / T · (1[target] − p) ⊗ hidden_t. `g: [tokens, 1]`.
pub(crate) fn head_gradient(
    hidden: &Tensor,
    head: &Tensor,
    targets: &Tensor,
    g: &Tensor,
    temperature: f64,
) -> Result<Tensor> {
    let mut out = head.zeros_like()?;
    let rows = (CHUNK / head.dim(0)?.max(1)).max(1);
    for (start, len) in chunks(hidden.dim(0)?, rows) {
        let hidden = hidden.narrow(0, start, len)?;
        let Softmax { weights, sum, .. } = Softmax::of(&logits(&hidden, head, temperature)?)?;
        let weighted = (hidden.broadcast_mul(&g.narrow(0, start, len)?)? / temperature)?;
        let share = weighted.broadcast_div(&sum.to_dtype(head.dtype())?)?;
        let spread = weights.to_dtype(head.dtype())?.t()?.matmul(&share)?;
        out = (out.index_add(&targets.narrow(0, start, len)?, &weighted, 0)? - spread)?;
    }
    Ok(out)
}

/// exp(logit − max), `[rows, vocab]`; its sum and the logarithm of Σ exp(logit), `[rows, 1]`.
struct Softmax {
    weights: Tensor,
    sum: Tensor,
    log_sum: Tensor,
}

impl Softmax {
    fn of(logits: &Tensor) -> Result<Softmax> {
        let max = logits.max_keepdim(D::Minus1)?;
        let weights = logits.broadcast_sub(&max)?.exp()?;
        let sum = weights.sum_keepdim(D::Minus1)?;
        let log_sum = (sum.log()? + max)?;
        Ok(Softmax { weights, sum, log_sum })
    }
}

/// Logits in f32 at a temperature, `[rows, vocab]`.
fn logits(hidden: &Tensor, head: &Tensor, temperature: f64) -> Result<Tensor> {
    let logits = hidden.matmul(&head.t()?)?.to_dtype(DType::F32)?;
    if temperature == 1.0 { Ok(logits) } else { logits / temperature }
}

fn chunks(total: usize, rows: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..total).step_by(rows).map(move |start| (start, rows.min(total - start)))
}
