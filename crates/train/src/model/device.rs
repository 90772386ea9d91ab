//! Where tensors live.

use super::ModelError;
use candle_core::{DType, Device};

/// What a model runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Place {
    /// The first GPU if this build can use one and there is one, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The first NVIDIA GPU.
    Cuda,
}

impl Place {
    /// The device.
    ///
    /// # Errors
    /// `cuda` without a GPU, or in a build without the feature of that name.
    pub fn device(self) -> Result<Device, ModelError> {
        match self {
            Place::Cpu => Ok(Device::Cpu),
            // Who did not ask for a GPU need not have one.
            Place::Auto => Ok(Place::Cuda.device().unwrap_or(Device::Cpu)),
            Place::Cuda if cfg!(feature = "cuda") => Device::new_cuda(0)
                .map_err(|e| ModelError::Config(format!("no GPU can be used: {}", super::plain(&e)))),
            Place::Cuda => Err(ModelError::Config(
                "this program was built without GPUs: build it with `--features cuda`".to_owned(),
            )),
        }
    }
}

/// The type of base weights: halves that the GPU multiplies fast, whole floats on a CPU, which multiplies nothing faster.
pub(crate) fn dtype(device: &Device) -> DType {
    if device.is_cuda() { DType::BF16 } else { DType::F32 }
}
