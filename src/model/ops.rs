//! The operations of the decoder: fused forward passes, with backward passes of our own.
//!
//! The same function serves rollout and training, so that both see the same numbers; a gradient is computed only for
//! what is trained. Formulas are those of the operations' definitions, differentiated by hand; a test compares each with
//! finite differences.

use super::fused::{self, Adam};
use super::graft::graft;
use candle_core::{D, DType, Result, Tensor};

/// `x / rms(x) · weight` over the last dimension; `x: […, hidden]`, `weight: [hidden]`.
pub(super) fn rms_norm(x: &Tensor, weight: &Tensor, eps: f64) -> Result<Tensor> {
    let trained = weight.track_op();
    graft(
        "rms-norm",
        &[x, weight],
        |a| match a {
            [x, weight] => {
                let x = x.contiguous()?;
                match fused::rms_norm(&x, weight, eps)? {
                    Some(out) => Ok(out),
                    None => candle_nn::ops::rms_norm(&x, weight, eps as f32),
                }
            }
            _ => candle_core::bail!("rms-norm: arguments"),
        },
        move |a, _, g| {
            let [x, weight] = a else { candle_core::bail!("rms-norm: arguments") };
            let (dx, dw) = match fused::rms_norm_gradients(x, weight, g, eps)? {
                Some((dx, dw)) => (dx, trained.then_some(dw)),
                None => rms_norm_gradients(x, weight, g, eps, trained)?,
            };
            Ok(vec![Some(dx), dw])
        },
    )
}

/// The gradients of [`rms_norm`] for `x` and, if it is trained, `weight`, composed. Halves are summed in f32.
pub(super) fn rms_norm_gradients(
    x: &Tensor,
    weight: &Tensor,
    g: &Tensor,
    eps: f64,
    trained: bool,
) -> Result<(Tensor, Option<Tensor>)> {
    let (kept, wide) = (x.dtype(), DType::F32);
    let (x, weight, g) = (x.to_dtype(wide)?, weight.to_dtype(wide)?, g.to_dtype(wide)?);
    let r = (x.sqr()?.mean_keepdim(D::Minus1)? + eps)?.sqrt()?.recip()?;
    let normal = x.broadcast_mul(&r)?;
    let gw = g.broadcast_mul(&weight)?;
    // dx = r · (g·w − x̂ · mean(x̂ · g·w))
    let along = (&normal * &gw)?.mean_keepdim(D::Minus1)?;
    let dx = (gw - normal.broadcast_mul(&along)?)?.broadcast_mul(&r)?.to_dtype(kept)?;
    let dw = || (g * &normal)?.flatten_to(D::Minus2)?.sum(0)?.to_dtype(kept);
    Ok((dx, if trained { Some(dw()?) } else { None }))
}

/// Rows, positions, heads, and the size of a head.
pub(super) type Heads = (usize, usize, usize, usize);

/// `[rows · seq, heads · head]` by head: `[rows, heads, seq, head]`.
pub(super) fn heads(x: &Tensor, shape: Heads) -> Result<Tensor> {
    x.reshape(shape)?.transpose(1, 2)?.contiguous()
}

/// The reverse of [`heads`].
fn flat(x: &Tensor) -> Result<Tensor> {
    let (rows, heads, seq, head) = x.dims4()?;
    x.transpose(1, 2)?.contiguous()?.reshape((rows * seq, heads * head))
}

/// By head, pairs of halves rotated by position: of `x: [rows · seq, heads · head]`, in any shape, `[rows, heads, seq,
/// head]`; `cos`, `sin: [seq, head/2]` or with rows.
pub(super) fn rope(x: &Tensor, shape: Heads, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    let (cos, sin) = (cos.detach(), sin.detach());
    let back = (cos.clone(), sin.neg()?);
    graft(
        "rope",
        &[x],
        |a| match a {
            [x] => turned(&heads(x, shape)?, &cos, &sin),
            _ => candle_core::bail!("rope: arguments"),
        },
        // A rotation's transpose is the rotation backwards.
        move |a, _, g| {
            let [x] = a else { candle_core::bail!("rope: arguments") };
            let g = turned(&g.contiguous()?, &back.0, &back.1)?;
            Ok(vec![Some(flat(&g)?.reshape(x.shape())?)])
        },
    )
}

fn turned(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    match fused::rope(x, cos, sin)? {
        Some(out) => Ok(out),
        None => candle_nn::rotary_emb::rope(x, cos, sin),
    }
}

/// `silu(gate) · up`.
pub(super) fn swiglu(gate: &Tensor, up: &Tensor) -> Result<Tensor> {
    graft(
        "swiglu",
        &[gate, up],
        |a| match a {
            [gate, up] => match fused::swiglu(gate, up)? {
                Some(out) => Ok(out),
                None => gate.silu()?.mul(up),
            },
            _ => candle_core::bail!("swiglu: arguments"),
        },
        |a, _, g| {
            let [gate, up] = a else { candle_core::bail!("swiglu: arguments") };
            let (gate, up) = match fused::swiglu_gradients(gate, up, g)? {
                Some(gradients) => gradients,
                None => swiglu_gradients(gate, up, g)?,
            };
            Ok(vec![Some(gate), Some(up)])
        },
    )
}

/// The gradients of [`swiglu`] for `gate` and `up`, composed.
pub(super) fn swiglu_gradients(gate: &Tensor, up: &Tensor, g: &Tensor) -> Result<(Tensor, Tensor)> {
    let sigmoid = candle_nn::ops::sigmoid(gate)?;
    let silu = (gate * &sigmoid)?;
    // silu' = σ + silu · (1 − σ)
    let slope = (&sigmoid + (&silu * (1.0 - &sigmoid)?)?)?;
    Ok(((g * up)?.mul(&slope)?, (g * silu)?))
}

/// Attention of grouped queries: `q: [batch, heads, seq, head]`, `k`, `v: [batch, kv_heads, keys, head]`, `mask`
/// broadcast to `[batch, 1, seq, keys]` and added to the scores. Gives `[batch · seq, heads · head]`.
pub(super) fn attention(q: &Tensor, k: &Tensor, v: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
    let mask = mask.map(Tensor::detach);
    let shape = Groups::of(q, k)?;
    let again = mask.clone();
    graft(
        "attention",
        &[q, k, v],
        |a| match a {
            [q, k, v] => flat(&shape.join(&shape.weights(q, k, mask.as_ref())?.matmul(v)?)?),
            _ => candle_core::bail!("attention: arguments"),
        },
        move |a, _, g| {
            let [q, k, v] = a else { candle_core::bail!("attention: arguments") };
            // The weights are computed again: kept, they would cost more memory than all else.
            let p = shape.weights(q, k, again.as_ref())?;
            let g = shape.split(&heads(g, (shape.batch, shape.seq, shape.heads, shape.head))?)?;
            let dv = p.t()?.contiguous()?.matmul(&g)?;
            let dp = g.matmul(&v.t()?.contiguous()?)?;
            let ds = match fused::softmax_gradient(&p, &dp, shape.scale)? {
                Some(ds) => ds,
                None => softmax_gradient(&p, &dp, shape.scale)?,
            };
            let dq = shape.join(&ds.matmul(k)?)?;
            let dk = ds.t()?.contiguous()?.matmul(&shape.split(q)?)?;
            Ok(vec![Some(dq), Some(dk), Some(dv)])
        },
    )
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
        let weights = match (fused::masked_softmax(&by_head, mask)?, mask) {
            (Some(weights), _) => weights,
            (None, None) => candle_nn::ops::softmax_last_dim(&by_head)?,
            (None, Some(mask)) => candle_nn::ops::softmax_last_dim(&by_head.broadcast_add(mask)?)?,
        };
        weights.reshape(scores.shape())
    }
}

/// The gradient of a softmax over the last dimension, times `scale`, composed. Halves are summed in f32.
pub(super) fn softmax_gradient(p: &Tensor, dp: &Tensor, scale: f64) -> Result<Tensor> {
    let inner = (dp * p)?.to_dtype(DType::F32)?.sum_keepdim(D::Minus1)?.to_dtype(p.dtype())?;
    (p * dp.broadcast_sub(&inner)?)?.affine(scale, 0.0)
}

/// `x weightᵀ` for a weight that is not trained: `x: [rows, in]`, `weight: [out, in]`. Only `x` gets a gradient, so a
/// frozen layer costs neither its gradient's time nor its memory.
pub(super) fn frozen_linear(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let frozen = weight.detach();
    let back = frozen.clone();
    graft(
        "frozen-linear",
        &[x],
        |a| match a {
            [x] => x.matmul(&frozen.t()?),
            _ => candle_core::bail!("frozen-linear: arguments"),
        },
        move |_, _, g| Ok(vec![Some(g.matmul(&back)?)]),
    )
}

/// `x weightᵀ + x aᵀ bᵀ` for a weight that is not trained, beside an adapter that is: `a: [rank, in]`, `b: [out, rank]`.
/// Composed, it would keep two more of its results.
pub(super) fn adapted_linear(x: &Tensor, weight: &Tensor, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    let frozen = weight.detach();
    let back = frozen.clone();
    graft(
        "adapted-linear",
        &[x, a, b],
        |arguments| match arguments {
            [x, a, b] => x.matmul(&frozen.t()?)? + x.matmul(&a.t()?)?.matmul(&b.t()?)?,
            _ => candle_core::bail!("adapted-linear: arguments"),
        },
        move |arguments, _, g| {
            let [x, a, b] = arguments else { candle_core::bail!("adapted-linear: arguments") };
            let g = g.contiguous()?;
            let inner = g.matmul(b)?;
            let da = inner.t()?.matmul(x)?;
            let db = g.t()?.matmul(&x.matmul(&a.t()?)?)?;
            Ok(vec![Some((g.matmul(&back)? + inner.matmul(a)?)?), Some(da), Some(db)])
        },
    )
}

/// How many elements of logits are held at a time.
const CHUNK: usize = 1 << 24;

/// Log-probabilities, `[tokens]`, of `targets: [tokens]` after `hidden: [tokens, hidden]`, at a temperature, without
/// holding `[tokens, vocab]`: chunk by chunk. `head: [vocab, hidden]`.
///
/// The gradient of a log-probability is taken to the hidden state while its chunk is there; only a head that is trained
/// needs the chunks again in the backward pass.
pub(crate) fn token_logprobs(
    hidden: &Tensor,
    head: &Tensor,
    targets: &Tensor,
    temperature: f64,
) -> Result<Tensor> {
    let rows = (CHUNK / head.dim(0)?.max(1)).max(1);
    let (plain, weight, targets) = (hidden.detach(), head.detach(), targets.detach());
    let wanted = hidden.track_op() || head.track_op();
    let (mut logprobs, mut slopes) = (Vec::new(), Vec::new());
    for (start, len) in chunks(hidden.dim(0)?, rows) {
        let logits = logits(&plain.narrow(0, start, len)?, &weight, temperature)?;
        let chosen = targets.narrow(0, start, len)?;
        let Softmax { weights, sum, log_sum } = Softmax::of(&logits)?;
        let taken = logits.gather(&chosen.unsqueeze(1)?, 1)?;
        logprobs.push((taken - log_sum)?.squeeze(1)?);
        if wanted {
            // d log π / d hidden = (W[target] − Σ p W) / T
            let mean = weights.to_dtype(weight.dtype())?.matmul(&weight)?;
            let mean = mean.to_dtype(DType::F32)?.broadcast_div(&sum)?.to_dtype(weight.dtype())?;
            slopes.push(((weight.index_select(&chosen, 0)? - mean)? / temperature)?);
        }
    }
    let value = Tensor::cat(&logprobs, 0)?;
    let slopes = if wanted { Some(Tensor::cat(&slopes, 0)?) } else { None };
    let trained = head.track_op();
    graft(
        "token-logprobs",
        &[hidden, head],
        |_| Ok(value),
        move |a, _, g| {
            let ([hidden, head], Some(slopes)) = (a, &slopes) else {
                candle_core::bail!("token-logprobs: arguments")
            };
            let g = g.unsqueeze(1)?.to_dtype(hidden.dtype())?;
            let dhead =
                if trained { Some(head_gradient(hidden, head, &targets, &g, temperature)?) } else { None };
            Ok(vec![Some(slopes.broadcast_mul(&g)?), dhead])
        },
    )
}

/// The gradient of the output layer, `[vocab, hidden]`: of token t, g_t / T · (1[target] − p) ⊗ hidden_t. `g: [tokens, 1]`.
fn head_gradient(
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

/// [`fused::adam`], composed.
pub(crate) fn adam([w, m, v, g]: [&Tensor; 4], step: &Adam) -> Result<[Tensor; 3]> {
    let (betas, corrections) = (step.betas, step.corrections);
    let g = (g * step.scale)?;
    let m = ((m * betas.0)? + (&g * (1.0 - betas.0))?)?;
    let v = ((v * betas.1)? + (g.sqr()? * (1.0 - betas.1))?)?;
    let direction = ((&m / corrections.0)? / ((&v / corrections.1)?.sqrt()? + step.epsilon)?)?;
    let w = ((w * (1.0 - step.rates.1))? - (direction * step.rates.0)?)?;
    Ok([w, m, v])
}
