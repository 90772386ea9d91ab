//! One update of AdamW on flat tensors: in one pass over memory for f32 on the CPU, else composed of tensor operations.

use crate::model::cpu_kernels::with_values;
use candle_core::{Result, Tensor};

/// The numbers of one update, at time t (Kingma and Ba, arXiv 1412.6980, algorithm 1, with decoupled decay).
#[derive(Clone, Copy, Debug)]
pub(super) struct AdamStep {
    /// The gradient is multiplied by this first: below 1 if its norm was too large.
    pub(super) gradient_scale: f64,
    /// Decay of the mean of gradients.
    pub(super) beta1: f64,
    /// Decay of the mean of squared gradients.
    pub(super) beta2: f64,
    /// 1 − β₁ᵗ.
    pub(super) correction1: f64,
    /// 1 − β₂ᵗ.
    pub(super) correction2: f64,
    /// Keeps the quotient finite.
    pub(super) epsilon: f64,
    /// Learning rate.
    pub(super) rate: f64,
    /// Learning rate · weight decay.
    pub(super) decay: f64,
}

/// A weight and its moments.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) weight: Tensor,
    /// Decayed mean of gradients.
    pub(super) first: Tensor,
    /// Decayed mean of squared gradients.
    pub(super) second: Tensor,
}

/// The state after an update by a gradient of the same shape.
pub(super) fn update(state: &State, gradient: &Tensor, update: &AdamStep) -> Result<State> {
    match in_one_pass(state, gradient, update)? {
        Some(next) => Ok(next),
        None => composed(state, gradient, update),
    }
}

/// `None` for what is not contiguous f32 on the CPU.
fn in_one_pass(state: &State, gradient: &Tensor, update: &AdamStep) -> Result<Option<State>> {
    let (scale, rate, kept) = (update.gradient_scale as f32, update.rate as f32, (1.0 - update.decay) as f32);
    let (b1, b2) = (update.beta1 as f32, update.beta2 as f32);
    let (c1, c2) = (update.correction1 as f32, update.correction2 as f32);
    let epsilon = update.epsilon as f32;
    let all = [&state.weight, &state.first, &state.second, gradient];
    let found = with_values(all, |[w, m, v, g]| {
        let mut out = [(); 3].map(|()| Vec::with_capacity(g.len()));
        let [new_w, new_m, new_v] = &mut out;
        for (((w, m), v), g) in w.iter().zip(m).zip(v).zip(g) {
            let g = g * scale;
            let m = b1 * m + (1.0 - b1) * g;
            let v = b2 * v + (1.0 - b2) * g * g;
            new_w.push(w * kept - rate * (m / c1) / ((v / c2).sqrt() + epsilon));
            new_m.push(m);
            new_v.push(v);
        }
        out
    });
    let Some([weight, first, second]) = found else { return Ok(None) };
    let tensor = |values: Vec<f32>| Tensor::from_vec(values, gradient.shape(), gradient.device());
    Ok(Some(State { weight: tensor(weight)?, first: tensor(first)?, second: tensor(second)? }))
}

fn composed(state: &State, gradient: &Tensor, update: &AdamStep) -> Result<State> {
    let g = (gradient * update.gradient_scale)?;
    let first = ((&state.first * update.beta1)? + (&g * (1.0 - update.beta1))?)?;
    let second = ((&state.second * update.beta2)? + (g.sqr()? * (1.0 - update.beta2))?)?;
    let scale = ((&second / update.correction2)?.sqrt()? + update.epsilon)?;
    let direction = ((&first / update.correction1)? / scale)?;
    let weight = ((&state.weight * (1.0 - update.decay))? - (direction * update.rate)?)?;
    Ok(State { weight, first, second })
}

#[cfg(test)]
mod tests {
    use super::{AdamStep, State, composed, in_one_pass};
    use candle_core::{DType, Device, Tensor};

    #[test]
    fn one_pass_is_what_composed_operations_do() {
        let tensor = |salt: usize| {
            let values: Vec<f32> = (0..95).map(|i| ((i * 37 + salt * 11) % 23) as f32 * 0.2 - 2.1).collect();
            Tensor::from_vec(values, &[5, 19], &Device::Cpu).unwrap()
        };
        let state = State { weight: tensor(2), first: tensor(1), second: tensor(2).abs().unwrap() };
        let update = AdamStep {
            gradient_scale: 0.5,
            beta1: 0.9,
            beta2: 0.999,
            correction1: 0.1,
            correction2: 0.2,
            epsilon: 1e-8,
            rate: 0.01,
            decay: 0.002,
        };
        let fast = in_one_pass(&state, &tensor(1), &update).unwrap().expect("f32 on the CPU");
        let slow = composed(&state, &tensor(1), &update).unwrap();
        for (a, b) in [(fast.weight, slow.weight), (fast.first, slow.first), (fast.second, slow.second)] {
            let gap = (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar::<f32>().unwrap();
            assert!(gap < 1e-5, "{gap}");
        }
        let half = tensor(1).to_dtype(DType::BF16).unwrap();
        assert!(in_one_pass(&state, &half, &update).unwrap().is_none(), "left to the composed form");
    }
}
