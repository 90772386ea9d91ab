//! The operations of the decoder: fused forward passes, with backward passes of our own.
//!
//! The same function serves rollout and training, so that both see the same numbers; a gradient is computed only for
//! what is trained. Formulas are those of the operations' definitions, differentiated by hand; a test compares each with
//! finite differences.

use super::graft::graft;
use candle_core::{D, Result, Tensor};

/// `x / rms(x) · weight` over the last dimension; `x: […, hidden]`, `weight: [hidden]`.
pub(super) fn rms_norm(x: &Tensor, weight: &Tensor, eps: f64) -> Result<Tensor> {
    let trained = weight.track_op();
    graft(
        "rms-norm",
        &[x, weight],
        |a| match a {
            [x, weight] => candle_nn::ops::rms_norm(&x.contiguous()?, weight, eps as f32),
            _ => candle_core::bail!("rms-norm: arguments"),
        },
        move |a, _, g| {
            let [x, weight] = a else { candle_core::bail!("rms-norm: arguments") };
            let r = (x.sqr()?.mean_keepdim(D::Minus1)? + eps)?.sqrt()?.recip()?;
            let normal = x.broadcast_mul(&r)?;
            let gw = g.broadcast_mul(weight)?;
            // dx = r · (g·w − x̂ · mean(x̂ · g·w))
            let along = (&normal * &gw)?.mean_keepdim(D::Minus1)?;
            let dx = (gw - normal.broadcast_mul(&along)?)?.broadcast_mul(&r)?;
            let dw = if trained { Some((g * &normal)?.flatten_to(D::Minus2)?.sum(0)?) } else { None };
            Ok(vec![Some(dx), dw])
        },
    )
}

/// Rotates pairs of halves by position; `x: [batch, heads, seq, head]`, `cos`, `sin: [seq, head/2]` or with a batch.
pub(super) fn rope(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    let (cos, sin) = (cos.detach(), sin.detach());
    let back = (cos.clone(), sin.neg()?);
    graft(
        "rope",
        &[x],
        |a| match a {
            [x] => candle_nn::rotary_emb::rope(&x.contiguous()?, &cos, &sin),
            _ => candle_core::bail!("rope: arguments"),
        },
        // A rotation's transpose is the rotation backwards.
        move |_, _, g| Ok(vec![Some(candle_nn::rotary_emb::rope(&g.contiguous()?, &back.0, &back.1)?)]),
    )
}

/// `silu(gate) · up`.
pub(super) fn swiglu(gate: &Tensor, up: &Tensor) -> Result<Tensor> {
    graft(
        "swiglu",
        &[gate, up],
        |a| match a {
            [gate, up] => gate.silu()?.mul(up),
            _ => candle_core::bail!("swiglu: arguments"),
        },
        |a, _, g| {
            let [gate, up] = a else { candle_core::bail!("swiglu: arguments") };
            let sigmoid = candle_nn::ops::sigmoid(gate)?;
            let silu = (*gate * &sigmoid)?;
            // silu' = σ + silu · (1 − σ)
            let slope = (&sigmoid + (&silu * (1.0 - &sigmoid)?)?)?;
            Ok(vec![Some((g * *up)?.mul(&slope)?), Some((g * silu)?)])
        },
    )
}

/// Attention of grouped queries: `q: [batch, heads, seq, head]`, `k`, `v: [batch, kv_heads, keys, head]`, `mask`
/// broadcast to `[batch, 1, seq, keys]` and added to the scores. Gives `[batch, heads, seq, head]`.
pub(super) fn attention(q: &Tensor, k: &Tensor, v: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
    let mask = mask.map(Tensor::detach);
    let shape = Groups::of(q, k)?;
    let again = mask.clone();
    graft(
        "attention",
        &[q, k, v],
        |a| match a {
            [q, k, v] => shape.join(&shape.weights(q, k, mask.as_ref())?.matmul(v)?),
            _ => candle_core::bail!("attention: arguments"),
        },
        move |a, _, g| {
            let [q, k, v] = a else { candle_core::bail!("attention: arguments") };
            // The weights are computed again: kept, they would cost more memory than all else.
            let p = shape.weights(q, k, again.as_ref())?;
            let g = shape.split(g)?;
            let dv = p.t()?.contiguous()?.matmul(&g)?;
            let dp = g.matmul(&v.t()?.contiguous()?)?;
            let inner = (&dp * &p)?.sum_keepdim(D::Minus1)?;
            let ds = (p * dp.broadcast_sub(&inner)?)?.affine(shape.scale, 0.0)?;
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
        let scores = match mask {
            None => scores,
            Some(mask) => {
                let rows = self.heads / self.kv_heads;
                scores
                    .reshape((self.batch, self.kv_heads * rows, self.seq, self.keys))?
                    .broadcast_add(mask)?
                    .reshape(scores.shape())?
            }
        };
        candle_nn::ops::softmax_last_dim(&scores.contiguous()?)
    }
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

/// How many elements of logits are held at a time.
const CHUNK: usize = 1 << 24;

/// What the policy thinks of tokens.
pub(crate) struct TokenScores {
    /// log π(token), `[tokens]`, with a gradient.
    pub(crate) logprobs: Tensor,
    /// The entropy of the distribution that the token was drawn from, in nats; `[tokens]`, without a gradient.
    pub(crate) entropies: Tensor,
}

/// Log-probabilities of `targets: [tokens]` after `hidden: [tokens, hidden]`, at a temperature, without holding
/// `[tokens, vocab]`: chunk by chunk, and again in the backward pass. `head: [vocab, hidden]`.
pub(crate) fn token_scores(
    hidden: &Tensor,
    head: &Tensor,
    targets: &Tensor,
    temperature: f64,
) -> Result<TokenScores> {
    let rows = (CHUNK / head.dim(0)?.max(1)).max(1);
    let (mut logprobs, mut entropies) = (Vec::new(), Vec::new());
    let (plain, weight) = (hidden.detach(), head.detach());
    for (start, len) in chunks(hidden.dim(0)?, rows) {
        let logits = logits(&plain.narrow(0, start, len)?, &weight, temperature)?;
        let normal = log_normaliser(&logits)?;
        let p = logits.broadcast_sub(&normal)?.exp()?;
        let chosen = logits.gather(&targets.narrow(0, start, len)?.unsqueeze(1)?, 1)?;
        logprobs.push((chosen - &normal)?.squeeze(1)?);
        // H = log Z − Σ p · logit
        entropies.push((normal.squeeze(1)? - (p * logits)?.sum(D::Minus1)?)?);
    }
    let entropies = Tensor::cat(&entropies, 0)?;
    let value = Tensor::cat(&logprobs, 0)?;
    let targets = targets.detach();
    let trained = head.track_op();
    let logprobs = graft(
        "token-logprobs",
        &[hidden, head],
        |_| Ok(value),
        move |a, _, g| {
            let [hidden, head] = a else { candle_core::bail!("token-logprobs: arguments") };
            let (mut dhidden, mut dhead) = (Vec::new(), None);
            for (start, len) in chunks(hidden.dim(0)?, rows) {
                let h = hidden.narrow(0, start, len)?;
                let chosen = targets.narrow(0, start, len)?;
                let logits = logits(&h, head, temperature)?;
                let p = logits.broadcast_sub(&log_normaliser(&logits)?)?.exp()?;
                // d log π / d hidden = (W[target] − Σ p W) / T
                let g = (g.narrow(0, start, len)?.unsqueeze(1)? / temperature)?;
                let g = g.to_dtype(h.dtype())?;
                let p = p.to_dtype(h.dtype())?;
                dhidden.push((head.index_select(&chosen, 0)? - p.matmul(head)?)?.broadcast_mul(&g)?);
                if trained {
                    let weighted = h.broadcast_mul(&g)?;
                    let spread = p.t()?.contiguous()?.matmul(&weighted)?;
                    let before: Tensor = match dhead {
                        Some(before) => before,
                        None => head.zeros_like()?,
                    };
                    dhead = Some((before.index_add(&chosen, &weighted, 0)? - spread)?);
                }
            }
            Ok(vec![Some(Tensor::cat(&dhidden, 0)?), dhead])
        },
    )?;
    Ok(TokenScores { logprobs, entropies })
}

/// Logits in f32 at a temperature, `[rows, vocab]`.
fn logits(hidden: &Tensor, head: &Tensor, temperature: f64) -> Result<Tensor> {
    let logits = hidden.matmul(&head.t()?)?.to_dtype(candle_core::DType::F32)?;
    if temperature == 1.0 { Ok(logits) } else { logits / temperature }
}

/// log Σ exp over the last dimension, kept: `[rows, 1]`.
fn log_normaliser(logits: &Tensor) -> Result<Tensor> {
    let max = logits.max_keepdim(D::Minus1)?;
    logits.broadcast_sub(&max)?.exp()?.sum_keepdim(D::Minus1)?.log()? + max
}

fn chunks(total: usize, rows: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..total).step_by(rows).map(move |start| (start, rows.min(total - start)))
}
