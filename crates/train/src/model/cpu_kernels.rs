//! Kernels in one pass over memory, for f32 on the CPU: composed of tensor operations, each would be up to ten passes.
//! They stay on their caller's thread, because batches are worked on in parallel.
//!
//! Every kernel gives `None` for what it does not handle (another device, another type); then `reference_ops` serves. A test
//! compares the two.

use candle_core::{CpuStorage, Result, Storage, Tensor};

/// Calls a function with the values of contiguous f32 tensors on the CPU; `None` for any other tensor.
pub(crate) fn with_values<const N: usize, R>(
    tensors: [&Tensor; N],
    work: impl FnOnce([&[f32]; N]) -> R,
) -> Option<R> {
    let guards = tensors.map(Tensor::storage_and_layout);
    let mut values: [&[f32]; N] = [&[]; N];
    for (slot, (storage, layout)) in values.iter_mut().zip(&guards) {
        let (from, to) = layout.contiguous_offsets()?;
        match &**storage {
            Storage::Cpu(CpuStorage::F32(all)) => *slot = all.get(from..to)?,
            _ => return None,
        }
    }
    Some(work(values))
}

/// `x / rms(x) · weight` for `x: […, hidden]` and `weight: [hidden]`.
pub(super) fn rms_norm(x: &Tensor, weight: &Tensor, eps: f64) -> Result<Option<Tensor>> {
    let found = with_values([x, weight], |[x, weight]| {
        let size = weight.len().max(1);
        let mut out = Vec::with_capacity(x.len());
        for x in x.chunks_exact(size) {
            let r = 1.0 / (dot(x, x) / size as f32 + eps as f32).sqrt();
            out.extend(x.iter().zip(weight).map(|(x, w)| x * r * w));
        }
        out
    });
    found.map(|out| Tensor::from_vec(out, x.shape(), x.device())).transpose()
}

/// Pairs of halves rotated by position: `x: [rows, heads, seq, head]`, `cos`, `sin: [seq, head/2]` or with rows.
pub(super) fn rope(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Option<Tensor>> {
    let (rows, heads, seq, head) = x.dims4()?;
    let found = with_values([x, cos, sin], |[x, cos, sin]| {
        let half = head / 2;
        // One table for all rows, or one a row.
        let table = |row: usize| if cos.len() == rows * seq * half { row * seq * half } else { 0 };
        let mut out = Vec::with_capacity(x.len());
        for (block, x) in x.chunks_exact((seq * head).max(1)).enumerate() {
            let from = table(block / heads.max(1));
            let angles = cos.iter().zip(sin).skip(from);
            let angles: Vec<(f32, f32)> = angles.take(seq * half).map(|(c, s)| (*c, *s)).collect();
            for (x, angles) in x.chunks_exact(head.max(1)).zip(angles.chunks_exact(half.max(1))) {
                let (first, second) = x.split_at(half);
                out.extend(first.iter().zip(second).zip(angles).map(|((a, b), (c, s))| a * c - b * s));
                out.extend(first.iter().zip(second).zip(angles).map(|((a, b), (c, s))| a * s + b * c));
            }
        }
        out
    });
    found.map(|out| Tensor::from_vec(out, x.shape(), x.device())).transpose()
}

/// softmax of `scores + mask` over the last dimension: `scores: [rows, heads, seq, keys]`, `mask: [1 or rows, 1, 1 or seq,
/// keys]`.
pub(super) fn masked_softmax(scores: &Tensor, mask: Option<&Tensor>) -> Result<Option<Tensor>> {
    let (_, heads, seq, keys) = scores.dims4()?;
    let (mask_rows, mask_seq, mask) = match mask {
        None => (1, 1, Some(vec![0.0; keys])),
        Some(mask) => (mask.dim(0)?, mask.dim(2)?, with_values([mask], |[mask]| mask.to_vec())),
    };
    let Some(mask) = mask else { return Ok(None) };
    let found = with_values([scores], |[scores]| {
        let mut out = scores.to_vec();
        for (index, scores) in out.chunks_exact_mut(keys.max(1)).enumerate() {
            let row = if mask_rows > 1 { index / (heads * seq).max(1) } else { 0 };
            let at = if mask_seq > 1 { index % seq.max(1) } else { 0 };
            let mask = mask.iter().skip((row * mask_seq + at) * keys);
            let mut max = f32::NEG_INFINITY;
            for (score, mask) in scores.iter_mut().zip(mask) {
                *score += mask;
                max = max.max(*score);
            }
            softmax(scores, max);
        }
        out
    });
    found.map(|out| Tensor::from_vec(out, scores.shape(), scores.device())).transpose()
}

/// Values to shares of their exponentials.
fn softmax(values: &mut [f32], max: f32) {
    let mut sum = 0.0;
    for value in values.iter_mut() {
        *value = (*value - max).exp();
        sum += *value;
    }
    let scale = 1.0 / sum;
    values.iter_mut().for_each(|value| *value *= scale);
}

/// The gradient of a softmax over the last dimension, times `scale`, from its value `p` and the gradient of that.
pub(super) fn softmax_gradient(p: &Tensor, dp: &Tensor, scale: f64) -> Result<Option<Tensor>> {
    let keys = p.dim(candle_core::D::Minus1)?.max(1);
    let found = with_values([p, dp], |[p, dp]| {
        let mut out = Vec::with_capacity(p.len());
        for (p, dp) in p.chunks_exact(keys).zip(dp.chunks_exact(keys)) {
            let inner = dot(p, dp);
            out.extend(p.iter().zip(dp).map(|(p, dp)| p * (dp - inner) * scale as f32));
        }
        out
    });
    found.map(|out| Tensor::from_vec(out, p.shape(), p.device())).transpose()
}

/// `silu(gate) · up`.
pub(super) fn swiglu(gate: &Tensor, up: &Tensor) -> Result<Option<Tensor>> {
    let found = with_values([gate, up], |[gate, up]| {
        gate.iter().zip(up).map(|(&x, &up)| x / (1.0 + (-x).exp()) * up).collect::<Vec<f32>>()
    });
    found.map(|out| Tensor::from_vec(out, gate.shape(), gate.device())).transpose()
}

/// The gradients of `silu(gate) · up` for `gate` and `up`.
pub(super) fn swiglu_gradients(gate: &Tensor, up: &Tensor, g: &Tensor) -> Result<Option<(Tensor, Tensor)>> {
    let g = g.contiguous()?;
    let found = with_values([gate, up, &g], |[gate, up, g]| {
        let slopes = gate.iter().zip(up).zip(g).map(|((&x, &up), &g)| {
            let sigmoid = 1.0 / (1.0 + (-x).exp());
            let silu = x * sigmoid;
            // silu' = σ + silu · (1 − σ)
            (g * up * (sigmoid + silu * (1.0 - sigmoid)), g * silu)
        });
        slopes.unzip::<f32, f32, Vec<f32>, Vec<f32>>()
    });
    let Some((gate_slopes, up_slopes)) = found else { return Ok(None) };
    let of = |slopes: Vec<f32>| Tensor::from_vec(slopes, gate.shape(), gate.device());
    Ok(Some((of(gate_slopes)?, of(up_slopes)?)))
}

/// The gradients of `x / rms(x) · weight` for `x: […, hidden]` and `weight: [hidden]`.
pub(super) fn rms_norm_gradients(
    x: &Tensor,
    weight: &Tensor,
    g: &Tensor,
    eps: f64,
) -> Result<Option<(Tensor, Tensor)>> {
    let (x, g) = (x.contiguous()?, g.contiguous()?);
    let found = with_values([&x, weight, &g], |[x, weight, g]| {
        let size = weight.len().max(1);
        let (mut dx, mut dw) = (Vec::with_capacity(x.len()), vec![0f32; weight.len()]);
        let mut gw = vec![0f32; weight.len()];
        let share = 1.0 / size as f32;
        for (x, g) in x.chunks_exact(size).zip(g.chunks_exact(size)) {
            gw.iter_mut().zip(g).zip(weight).for_each(|((gw, g), w)| *gw = g * w);
            let r = 1.0 / (dot(x, x) * share + eps as f32).sqrt();
            // dx = r · (g·w − x̂ · mean(x̂ · g·w))
            let along = dot(x, &gw) * r * r * share;
            dx.extend(x.iter().zip(&gw).map(|(x, gw)| r * (gw - x * along)));
            dw.iter_mut().zip(x).zip(g).for_each(|((dw, x), g)| *dw += g * x * r);
        }
        (dx, dw)
    });
    let Some((dx, dw)) = found else { return Ok(None) };
    Ok(Some((
        Tensor::from_vec(dx, x.shape(), x.device())?,
        Tensor::from_vec(dw, weight.shape(), weight.device())?,
    )))
}

/// A scalar product in eight lanes, which the processor adds side by side.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    let mut lanes = [0f32; 8];
    for (a, b) in a.iter().zip(b) {
        lanes.iter_mut().zip(a).zip(b).for_each(|((lane, a), b)| *lane += a * b);
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}
