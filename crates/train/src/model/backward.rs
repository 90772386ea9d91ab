//! The backward pass, by hand: from the gradient of what a decoder gave to those of its variables.
//!
//! Formulas are the chain rule over `decoder.rs`, line by line from its end; `ops` has those of single operations. What is
//! frozen has no gradient of its own: it costs neither time nor memory.

use super::decoder::{Activations, Adapter, Block, Linear, Weight};
use super::ops::{rms_norm_gradients, swiglu, swiglu_gradients};
use candle_core::{DType, Result, Tensor};

/// Takes the gradient of a variable, by name, in its shape; a variable that is used twice has two.
pub(crate) type Sink<'s> = dyn FnMut(&str, Tensor) -> Result<()> + 's;

impl Linear {
    /// The gradient of `x: [rows, in]` from that of what the layer gave, `g: [rows, out]`.
    fn backward(&self, x: &Tensor, g: &Tensor, sink: &mut Sink<'_>) -> Result<Tensor> {
        let g = g.contiguous()?;
        let mut dx = g.matmul(&self.weight.value)?;
        if let Some(name) = &self.weight.variable {
            sink(name, g.t()?.matmul(x)?)?;
        }
        if let Some(Weight { variable: Some(name), .. }) = &self.bias {
            // Halves are summed in f32.
            sink(name, g.to_dtype(DType::F32)?.sum(0)?)?;
        }
        if let Some(Adapter { a, b, scale }) = &self.adapter {
            let inner = g.matmul(&b.value)?;
            dx = (dx + inner.matmul(&a.value)?)?;
            if let (Some(a_name), Some(b_name)) = (&a.variable, &b.variable) {
                sink(a_name, (inner.t()?.matmul(x)? * *scale)?)?;
                sink(b_name, g.t()?.matmul(&x.matmul(&a.value.t()?)?)?)?;
            }
        }
        Ok(dx)
    }
}

impl Weight {
    /// The gradient of what was normed with this weight.
    pub(super) fn norm_backward(
        &self,
        x: &Tensor,
        g: &Tensor,
        eps: f64,
        sink: &mut Sink<'_>,
    ) -> Result<Tensor> {
        let (dx, dw) = rms_norm_gradients(x, &self.value, g, eps, self.variable.is_some())?;
        if let (Some(name), Some(dw)) = (&self.variable, dw) {
            sink(name, dw)?;
        }
        Ok(dx)
    }
}

impl Block {
    /// The gradient of what went into a block, from that of what came out, `[tokens, hidden]`. `attend` gives those of the
    /// projections from that of what attention gave.
    pub(super) fn backward(
        &self,
        kept: &Activations,
        g: Tensor,
        eps: f64,
        sink: &mut Sink<'_>,
        attend: impl FnOnce(&Tensor, &mut Sink<'_>) -> Result<[Tensor; 3]>,
    ) -> Result<Tensor> {
        let inner = self.down.backward(&swiglu(&kept.gate, &kept.up)?, &g, sink)?;
        let (gate, up) = swiglu_gradients(&kept.gate, &kept.up, &inner)?;
        let normed = &kept.middle_normed;
        let normed = (self.gate.backward(normed, &gate, sink)? + self.up.backward(normed, &up, sink)?)?;
        let g = (g + self.mlp_norm.norm_backward(&kept.middle, &normed, eps, sink)?)?;
        let [q, k, v] = attend(&self.o.backward(&kept.attended, &g, sink)?, sink)?;
        let normed = (self.q.backward(&kept.normed, &q, sink)? + self.k.backward(&kept.normed, &k, sink)?)?;
        let normed = (normed + self.v.backward(&kept.normed, &v, sink)?)?;
        g + self.attention_norm.norm_backward(&kept.x, &normed, eps, sink)?
    }
}
