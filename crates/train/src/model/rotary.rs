//! Rotary position embeddings (Su et al., arXiv 2104.09864): the angles that queries and keys are turned by.

use super::config::Config;
use candle_core::{DType, Device, Result, Tensor};

/// The positions of the tokens of a forward pass.
#[derive(Clone, Debug)]
pub enum Positions {
    /// Every row begins at 0.
    FromZero,
    /// One position a token, `[rows · seq]`, u32.
    Each(Tensor),
}

/// Cosines and sines of every position, `[positions, head/2]`.
#[derive(Clone, Debug)]
pub(super) struct Rotary {
    cos: Tensor,
    sin: Tensor,
}

/// Cosines and sines of the positions of tokens, `[seq, head/2]`, or with rows.
pub(super) struct Angles {
    pub(super) cos: Tensor,
    pub(super) sin: Tensor,
}

impl Rotary {
    pub(super) fn new(config: &Config, dtype: DType, device: &Device) -> Result<Rotary> {
        let half = config.head / 2;
        let frequency = |i: usize| {
            let exponent = 2.0 * i as f64 / config.head as f64;
            stretched(config, config.rope_theta.powf(-exponent))
        };
        let frequencies: Vec<f64> = (0..half).map(frequency).collect();
        let angle = |f: fn(f64) -> f64| -> Result<Tensor> {
            let table: Vec<f32> = (0..config.positions)
                .flat_map(|p| frequencies.iter().map(move |w| f(p as f64 * w) as f32))
                .collect();
            Tensor::from_vec(table, (config.positions, half), device)?.to_dtype(dtype)
        };
        Ok(Rotary { cos: angle(f64::cos)?, sin: angle(f64::sin)? })
    }

    pub(super) fn at(&self, positions: &Positions, rows: usize, seq: usize) -> Result<Angles> {
        match positions {
            Positions::FromZero => {
                Ok(Angles { cos: self.cos.narrow(0, 0, seq)?, sin: self.sin.narrow(0, 0, seq)? })
            }
            Positions::Each(at) => {
                let pick = |table: &Tensor| table.index_select(at, 0)?.reshape((rows, seq, table.dim(1)?));
                Ok(Angles { cos: pick(&self.cos)?, sin: pick(&self.sin)? })
            }
        }
    }
}

/// Llama 3's frequencies: long waves are stretched, short ones are not, those between in proportion.
fn stretched(config: &Config, frequency: f64) -> f64 {
    let Some(scaling) = &config.rope_scaling else { return frequency };
    let context = scaling.original_max_position_embeddings as f64;
    let wavelength = 2.0 * std::f64::consts::PI / frequency;
    if wavelength < context / scaling.high_freq_factor {
        return frequency;
    }
    if wavelength > context / scaling.low_freq_factor {
        return frequency / scaling.factor;
    }
    let smooth = (context / wavelength - scaling.low_freq_factor)
        / (scaling.high_freq_factor - scaling.low_freq_factor);
    (1.0 - smooth) * frequency / scaling.factor + smooth * frequency
}
