//! Gradients in one pass over memory, for f32 on the CPU: composed of tensor operations, each would be ten passes.
//!
//! Every function gives `None` for what it does not handle; then the composed form serves. A test compares the two.

use candle_core::{CpuStorage, Result, Storage, Tensor};

/// The values of contiguous f32 tensors on the CPU.
fn with_values<const N: usize, R>(tensors: [&Tensor; N], work: impl FnOnce([&[f32]; N]) -> R) -> Option<R> {
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
