//! AdamW (Loshchilov and Hutter, arXiv 1711.05101) on accumulated gradients, with the gradient's norm cut.

use crate::model::ModelError;
use candle_core::backprop::GradStore;
use candle_core::{DType, Tensor, Var};
use std::collections::BTreeMap;

/// Decay of the mean of gradients, and of their squares.
const BETAS: (f64, f64) = (0.9, 0.999);
const EPSILON: f64 = 1e-8;

/// Sums of gradients over micro-batches, by variable.
#[derive(Debug, Default)]
pub struct Gradients {
    sums: BTreeMap<String, Tensor>,
}

impl Gradients {
    /// Adds the gradients of one backward pass.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn add(&mut self, variables: &BTreeMap<String, Var>, store: &GradStore) -> Result<(), ModelError> {
        for (name, variable) in variables {
            let Some(gradient) = store.get(variable.as_tensor()) else { continue };
            self.add_one(name, gradient.to_dtype(DType::F32)?)?;
        }
        Ok(())
    }

    /// Adds other sums.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn merge(&mut self, other: Gradients) -> Result<(), ModelError> {
        other.sums.into_iter().try_for_each(|(name, gradient)| self.add_one(&name, gradient))
    }

    fn add_one(&mut self, name: &str, gradient: Tensor) -> Result<(), ModelError> {
        let sum = match self.sums.remove(name) {
            Some(sum) => (sum + gradient)?,
            None => gradient,
        };
        self.sums.insert(name.to_owned(), sum);
        Ok(())
    }

    /// The Euclidean norm of all gradients together; not finite if one of them is not.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn norm(&self) -> Result<f64, ModelError> {
        let mut squares = 0.0;
        for gradient in self.sums.values() {
            squares += f64::from(gradient.sqr()?.sum_all()?.to_scalar::<f32>()?);
        }
        Ok(squares.sqrt())
    }
}

/// The optimiser with its moments.
#[derive(Debug)]
pub struct AdamW {
    weight_decay: f64,
    /// Updates made.
    updates: u32,
    /// First and second moment by variable, f32.
    moments: BTreeMap<String, (Tensor, Tensor)>,
}

impl AdamW {
    /// An optimiser that has seen nothing.
    pub fn new(weight_decay: f64) -> AdamW {
        AdamW { weight_decay, updates: 0, moments: BTreeMap::new() }
    }

    /// One update. The gradients are scaled down if their norm is above `max_norm`.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn update(
        &mut self,
        variables: &BTreeMap<String, Var>,
        gradients: &Gradients,
        learning_rate: f64,
        max_norm: f64,
    ) -> Result<(), ModelError> {
        let norm = gradients.norm()?;
        let scale = if norm > max_norm { max_norm / norm } else { 1.0 };
        self.updates += 1;
        let corrections = (1.0 - BETAS.0.powi(self.count()), 1.0 - BETAS.1.powi(self.count()));
        for (name, gradient) in &gradients.sums {
            let Some(variable) = variables.get(name) else { continue };
            let gradient = (gradient * scale)?;
            let (m, v) = match self.moments.remove(name) {
                Some(moments) => moments,
                None => (gradient.zeros_like()?, gradient.zeros_like()?),
            };
            let m = ((m * BETAS.0)? + (&gradient * (1.0 - BETAS.0))?)?;
            let v = ((v * BETAS.1)? + (gradient.sqr()? * (1.0 - BETAS.1))?)?;
            let direction = ((&m / corrections.0)? / ((&v / corrections.1)?.sqrt()? + EPSILON)?)?;
            let weight = variable.as_detached_tensor();
            // Decay pulls matrices towards zero, not the scales and shifts of norms and biases.
            let decay = if weight.rank() > 1 { learning_rate * self.weight_decay } else { 0.0 };
            variable.set(&((weight * (1.0 - decay))? - (direction * learning_rate)?)?)?;
            self.moments.insert(name.clone(), (m, v));
        }
        Ok(())
    }

    fn count(&self) -> i32 {
        i32::try_from(self.updates).unwrap_or(i32::MAX)
    }

    /// How many updates were made.
    pub fn updates(&self) -> u32 {
        self.updates
    }

    /// The moments by name: `NAME.m`, `NAME.v`.
    pub fn state(&self) -> BTreeMap<String, Tensor> {
        let pair = |(name, (m, v)): (&String, &(Tensor, Tensor))| {
            [(format!("{name}.m"), m.clone()), (format!("{name}.v"), v.clone())]
        };
        self.moments.iter().flat_map(pair).collect()
    }

    /// An optimiser as it was saved.
    pub fn restored(weight_decay: f64, updates: u32, mut state: BTreeMap<String, Tensor>) -> AdamW {
        let names: Vec<String> =
            state.keys().filter_map(|k| Some(k.strip_suffix(".m")?.to_owned())).collect();
        let moments = names
            .into_iter()
            .filter_map(|name| {
                let m = state.remove(&format!("{name}.m"))?;
                let v = state.remove(&format!("{name}.v"))?;
                Some((name, (m, v)))
            })
            .collect();
        AdamW { weight_decay, updates, moments }
    }
}

#[cfg(test)]
mod tests {
    use super::{AdamW, Gradients};
    use candle_core::{Device, Tensor, Var};
    use std::collections::BTreeMap;

    #[test]
    fn two_updates_by_hand() {
        let variable = Var::from_tensor(&Tensor::new(&[[1.0f32, -2.0]], &Device::Cpu).unwrap()).unwrap();
        let variables = BTreeMap::from([("w".to_owned(), variable.clone())]);
        let mut optimiser = AdamW::new(0.1);
        let (mut w, mut m, mut v) = ([1.0f64, -2.0], [0.0; 2], [0.0; 2]);
        for t in 1..=2 {
            // d/dw Σ w² = 2w, of norm above 1: cut to norm 1.
            let store = variable.as_tensor().sqr().unwrap().sum_all().unwrap().backward().unwrap();
            let mut gradients = Gradients::default();
            gradients.add(&variables, &store).unwrap();
            let norm = (4.0 * (w[0] * w[0] + w[1] * w[1])).sqrt();
            assert!((gradients.norm().unwrap() - norm).abs() < 1e-5);
            optimiser.update(&variables, &gradients, 0.01, 1.0).unwrap();
            for i in 0..2 {
                let g = 2.0 * w[i] / norm;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                let (mh, vh) = (m[i] / (1.0 - 0.9f64.powi(t)), v[i] / (1.0 - 0.999f64.powi(t)));
                w[i] = w[i] * (1.0 - 0.01 * 0.1) - 0.01 * mh / (vh.sqrt() + 1e-8);
            }
            let found = variable.as_tensor().to_vec2::<f32>().unwrap();
            assert!(
                (f64::from(found[0][0]) - w[0]).abs() < 1e-5 && (f64::from(found[0][1]) - w[1]).abs() < 1e-5
            );
        }
    }
}
