//! What `cpu_kernels` does in one pass, composed of tensor operations: for GPUs, and as the reference in tests.

use candle_core::{D, DType, Result, Tensor};

/// The gradients of [`super::ops::rms_norm`] for `x` and, if it is trained, `weight`. Halves are summed in f32.
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

/// The gradients of [`super::ops::swiglu`] for `gate` and `up`.
pub(super) fn swiglu_gradients(gate: &Tensor, up: &Tensor, g: &Tensor) -> Result<(Tensor, Tensor)> {
    let sigmoid = candle_nn::ops::sigmoid(gate)?;
    let silu = (gate * &sigmoid)?;
    // silu' = σ + silu · (1 − σ)
    let slope = (&sigmoid + (&silu * (1.0 - &sigmoid)?)?)?;
    Ok(((g * up)?.mul(&slope)?, (g * silu)?))
}

/// The gradient of a softmax over the last dimension, times `scale`. Halves are summed in f32.
pub(super) fn softmax_gradient(p: &Tensor, dp: &Tensor, scale: f64) -> Result<Tensor> {
    let inner = (dp * p)?.to_dtype(DType::F32)?.sum_keepdim(D::Minus1)?.to_dtype(p.dtype())?;
    (p * dp.broadcast_sub(&inner)?)?.affine(scale, 0.0)
}
