//! AdamW (Loshchilov and Hutter, arXiv 1711.05101) on accumulated gradients, with the gradient's norm cut.
//!
//! `gradients` sums what micro-batches give, this file keeps the moments, `kernel` does the arithmetic.

mod gradients;
mod kernel;

pub use gradients::Gradients;

use crate::model::ModelError;
use candle_core::{Shape, Tensor, Var};
use kernel::State;
use std::collections::BTreeMap;

/// Decay of the mean of gradients; as PyTorch and verl have it by default.
const BETA1: f64 = 0.9;
/// Decay of the mean of squared gradients.
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// The optimiser with its moments.
#[derive(Debug)]
pub struct AdamW {
    weight_decay: f64,
    /// Updates made.
    updates: u32,
    groups: Vec<Group>,
}

/// Variables that are updated together, one behind the other: a GPU is fed few large operations instead of many small
/// ones.
#[derive(Debug)]
struct Group {
    /// Names and shapes.
    parts: Vec<(String, Shape)>,
    /// Decay pulls matrices towards zero, not the scales and shifts of norms and biases.
    decayed: bool,
    /// Decayed mean of gradients, f32, `[elements of all parts]`.
    first: Tensor,
    /// Decayed mean of squared gradients, of the same shape.
    second: Tensor,
}

/// Elements of a group, at most, if it has several parts.
const GROUP: usize = 1 << 24;

impl AdamW {
    /// An optimiser that has seen nothing.
    pub fn new(weight_decay: f64) -> AdamW {
        AdamW { weight_decay, updates: 0, groups: Vec::new() }
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
        self.updates += 1;
        if gradients.sums.is_empty() {
            return Ok(());
        }
        if self.groups.is_empty() {
            self.groups =
                groups(variables, |name| Ok(variables.get(name).map(|v| v.zeros_like()).transpose()?))?;
        }
        let count = i32::try_from(self.updates).unwrap_or(i32::MAX);
        let mut step = kernel::AdamStep {
            gradient_scale: if norm > max_norm { max_norm / norm } else { 1.0 },
            beta1: BETA1,
            beta2: BETA2,
            correction1: 1.0 - BETA1.powi(count),
            correction2: 1.0 - BETA2.powi(count),
            epsilon: EPSILON,
            rate: learning_rate,
            decay: 0.0,
        };
        for group in &mut self.groups {
            step.decay = if group.decayed { learning_rate * self.weight_decay } else { 0.0 };
            let gradient = joined(&group.parts, |name| match gradients.sums.get(name) {
                Some(sum) => Ok(Some(sum.clone())),
                None => Ok(variables.get(name).map(|v| v.zeros_like()).transpose()?),
            })?;
            let weight =
                joined(&group.parts, |name| Ok(variables.get(name).map(|v| v.as_detached_tensor())))?;
            let state = State { weight, first: group.first.clone(), second: group.second.clone() };
            let State { weight, first, second } = kernel::update(&state, &gradient, &step)?;
            (group.first, group.second) = (first, second);
            for (name, value) in group.split(&weight)? {
                if let Some(variable) = variables.get(&name) {
                    variable.set(&value)?;
                }
            }
        }
        Ok(())
    }

    /// How many updates were made.
    pub fn updates(&self) -> u32 {
        self.updates
    }

    /// The moments by name: `NAME.m`, `NAME.v`.
    ///
    /// # Errors
    /// What the tensor library fails with.
    pub fn state(&self) -> Result<BTreeMap<String, Tensor>, ModelError> {
        let mut out = BTreeMap::new();
        for group in &self.groups {
            for (moment, letter) in [(&group.first, 'm'), (&group.second, 'v')] {
                let parts = group.split(moment)?.into_iter();
                out.extend(parts.map(|(name, value)| (format!("{name}.{letter}"), value)));
            }
        }
        Ok(out)
    }

    /// An optimiser as it was saved, of variables of the same names and shapes.
    ///
    /// # Errors
    /// A moment that is missing or of another shape.
    pub fn restored(
        weight_decay: f64,
        updates: u32,
        variables: &BTreeMap<String, Var>,
        state: &BTreeMap<String, Tensor>,
    ) -> Result<AdamW, ModelError> {
        let mut out = AdamW { weight_decay, updates, groups: Vec::new() };
        if !state.is_empty() {
            out.groups = groups(variables, |name| Ok(state.get(&format!("{name}.m")).cloned()))?;
            for group in &mut out.groups {
                group.second = joined(&group.parts, |name| Ok(state.get(&format!("{name}.v")).cloned()))?;
            }
        }
        Ok(out)
    }
}

impl Group {
    /// A flat tensor in the shapes of the parts.
    fn split(&self, flat: &Tensor) -> Result<Vec<(String, Tensor)>, ModelError> {
        let mut from = 0;
        let part = |(name, shape): &(String, Shape)| -> Result<(String, Tensor), ModelError> {
            let count = shape.elem_count();
            let value = flat.narrow(0, from, count)?.reshape(shape)?;
            from += count;
            Ok((name.clone(), value))
        };
        self.parts.iter().map(part).collect()
    }
}

/// Variables in groups, both moments of each set to the one given.
fn groups(
    variables: &BTreeMap<String, Var>,
    moment: impl Fn(&str) -> Result<Option<Tensor>, ModelError>,
) -> Result<Vec<Group>, ModelError> {
    let mut plan: Vec<(bool, Vec<(String, Shape)>)> = Vec::new();
    for decayed in [true, false] {
        let (mut parts, mut elements) = (Vec::new(), 0);
        for (name, variable) in variables.iter().filter(|(_, v)| (v.rank() > 1) == decayed) {
            let count = variable.elem_count();
            if elements + count > GROUP && !parts.is_empty() {
                plan.push((decayed, std::mem::take(&mut parts)));
                elements = 0;
            }
            elements += count;
            parts.push((name.clone(), variable.shape().clone()));
        }
        if !parts.is_empty() {
            plan.push((decayed, parts));
        }
    }
    let group = |(decayed, parts): (bool, Vec<(String, Shape)>)| {
        let moment = joined(&parts, &moment)?;
        Ok(Group { parts, decayed, first: moment.clone(), second: moment })
    };
    plan.into_iter().map(group).collect()
}

/// What is found of each part, one behind the other.
fn joined(
    parts: &[(String, Shape)],
    find: impl Fn(&str) -> Result<Option<Tensor>, ModelError>,
) -> Result<Tensor, ModelError> {
    let part = |(name, shape): &(String, Shape)| {
        let found = find(name)?.ok_or_else(|| ModelError::MissingTensor(name.clone()))?;
        if found.shape() != shape {
            let (expected, found) = (shape.dims().to_vec(), found.dims().to_vec());
            return Err(ModelError::Shape { name: name.clone(), expected, found });
        }
        Ok(found.flatten_all()?)
    };
    let parts: Vec<Tensor> = parts.iter().map(part).collect::<Result<_, _>>()?;
    Ok(Tensor::cat(&parts, 0)?)
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
            let mut gradients = Gradients::default();
            gradients.add("w", &(variable.as_detached_tensor() * 2.0).unwrap()).unwrap();
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
