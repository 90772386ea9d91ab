//! Which device tensors are on, and in which type.

use super::ModelError;
use candle_core::{DType, Device};

/// The choice of a device to run a model on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DeviceChoice {
    /// The first GPU if this build can use one and there is one, else the CPU.
    #[default]
    Auto,
    /// The CPU.
    Cpu,
    /// The first NVIDIA GPU.
    Cuda,
}

impl DeviceChoice {
    /// All choices.
    pub const ALL: [DeviceChoice; 3] = [DeviceChoice::Auto, DeviceChoice::Cpu, DeviceChoice::Cuda];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            DeviceChoice::Auto => "auto",
            DeviceChoice::Cpu => "cpu",
            DeviceChoice::Cuda => "cuda",
        }
    }

    /// One line for help texts.
    pub const fn description(self) -> &'static str {
        match self {
            DeviceChoice::Auto => "The first GPU if this build can use one and there is one, else the CPU",
            DeviceChoice::Cpu => "The CPU",
            DeviceChoice::Cuda => "The first NVIDIA GPU",
        }
    }

    /// Opens the device.
    ///
    /// # Errors
    /// `cuda` without a GPU, or in a build without the feature of that name.
    pub fn device(self) -> Result<Device, ModelError> {
        match self {
            DeviceChoice::Cpu => Ok(Device::Cpu),
            // `auto` promises no GPU, so a missing one is no error.
            DeviceChoice::Auto => Ok(DeviceChoice::Cuda.device().unwrap_or(Device::Cpu)),
            DeviceChoice::Cuda if cfg!(feature = "cuda") => Device::new_cuda(0)
                .map_err(|e| ModelError::Config(format!("no GPU can be used: {}", super::plain(&e)))),
            DeviceChoice::Cuda => Err(ModelError::Config(
                "this program was built without GPUs: build it with `--features cuda`".to_owned(),
            )),
        }
    }
}

/// The type of base weights: halves that the GPU multiplies fast, whole floats on a CPU, which multiplies nothing faster.
pub(crate) fn dtype(device: &Device) -> DType {
    if device.is_cuda() { DType::BF16 } else { DType::F32 }
}
