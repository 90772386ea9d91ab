//! Gradients, summed over micro-batches.

use crate::model::ModelError;
use candle_core::{DType, Tensor};
use std::collections::BTreeMap;

/// Sums of gradients over micro-batches, by variable.
#[derive(Debug, Default)]
pub struct Gradients {
    pub(super) sums: BTreeMap<String, Tensor>,
}

impl Gradients {
    /// Adds the gradient of a variable.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn add(&mut self, name: &str, gradient: &Tensor) -> candle_core::Result<()> {
        self.add_one(name, gradient.to_dtype(DType::F32)?)
    }

    /// Adds the sums of other micro-batches.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn merge(&mut self, other: Gradients) -> Result<(), ModelError> {
        Ok(other.sums.into_iter().try_for_each(|(name, gradient)| self.add_one(&name, gradient))?)
    }

    fn add_one(&mut self, name: &str, gradient: Tensor) -> candle_core::Result<()> {
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
        let squares: Vec<Tensor> =
            self.sums.values().map(|g| g.sqr()?.sum_all()).collect::<candle_core::Result<_>>()?;
        if squares.is_empty() {
            return Ok(0.0);
        }
        // Read together: a GPU is waited for once, not once a variable.
        let squares = Tensor::stack(&squares, 0)?.to_vec1::<f32>()?;
        Ok(squares.into_iter().map(f64::from).sum::<f64>().sqrt())
    }
}
