//! Values computed outside of candle's graph, grafted into it with a backward pass of their own.
//!
//! candle's fused operations have no backward, and its composed ones keep every intermediate. A graft takes the value of
//! any computation and says how the gradient goes through, on every device.

use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, CustomOp2, CustomOp3, Layout, Result, Shape, Storage, Tensor,
};
use std::sync::{Mutex, PoisonError};

/// The gradients of the arguments, from the arguments, the value and the gradient of the value.
type Backward = dyn Fn(&[&Tensor], &Tensor, &Tensor) -> Result<Vec<Option<Tensor>>> + Send + Sync;

struct Graft {
    name: &'static str,
    /// Taken by the forward pass, so that the value is not held twice.
    value: Mutex<Option<Tensor>>,
    backward: Box<Backward>,
}

/// A value with its gradient. `compute` gets detached arguments (one to three); `backward` gives one gradient an
/// argument, `None` for those that need none. If no argument is tracked, nothing is grafted.
///
/// # Errors
/// What `compute` fails with.
pub(crate) fn graft(
    name: &'static str,
    arguments: &[&Tensor],
    compute: impl FnOnce(&[&Tensor]) -> Result<Tensor>,
    backward: impl Fn(&[&Tensor], &Tensor, &Tensor) -> Result<Vec<Option<Tensor>>> + Send + Sync + 'static,
) -> Result<Tensor> {
    let detached: Vec<Tensor> = arguments.iter().map(|a| a.detach()).collect();
    let value = compute(&detached.iter().collect::<Vec<_>>())?;
    if !arguments.iter().any(|a| a.track_op()) {
        return Ok(value);
    }
    let op = Graft { name, value: Mutex::new(Some(value.contiguous()?)), backward: Box::new(backward) };
    match arguments {
        [a] => a.apply_op1(op),
        [a, b] => a.apply_op2(b, op),
        [a, b, c] => a.apply_op3(b, c, op),
        _ => candle_core::bail!("{name}: {} arguments", arguments.len()),
    }
}

impl Graft {
    fn take(&self) -> Result<Tensor> {
        let value = self.value.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(|| candle_core::Error::Msg(format!("{}: its value was taken before", self.name)))
    }

    fn cpu(&self) -> Result<(CpuStorage, Shape)> {
        let value = self.take()?;
        let (storage, layout) = value.storage_and_layout();
        match &*storage {
            Storage::Cpu(storage) => Ok((copy_cpu(storage, layout)?, value.shape().clone())),
            Storage::Cuda(_) | Storage::Metal(_) => {
                candle_core::bail!("{}: the value is not on the CPU", self.name)
            }
        }
    }

    fn cuda(&self) -> Result<(CudaStorage, Shape)> {
        use candle_core::backend::BackendStorage;
        let value = self.take()?;
        let (storage, layout) = value.storage_and_layout();
        match &*storage {
            Storage::Cuda(storage) => Ok((storage.try_clone(layout)?, value.shape().clone())),
            Storage::Cpu(_) | Storage::Metal(_) => {
                candle_core::bail!("{}: the value is not on the GPU", self.name)
            }
        }
    }

    fn gradients(
        &self,
        arguments: &[&Tensor],
        value: &Tensor,
        gradient: &Tensor,
    ) -> Result<Vec<Option<Tensor>>> {
        let detached: Vec<Tensor> = arguments.iter().map(|a| a.detach()).collect();
        (self.backward)(&detached.iter().collect::<Vec<_>>(), &value.detach(), &gradient.detach())
    }
}

/// The part of a storage that a contiguous layout covers.
fn copy_cpu(storage: &CpuStorage, layout: &Layout) -> Result<CpuStorage> {
    let Some((from, to)) = layout.contiguous_offsets() else {
        candle_core::bail!("the value is not contiguous")
    };
    let out_of_range = || candle_core::Error::Msg("a layout beyond its storage".to_owned());
    Ok(match storage {
        CpuStorage::F32(v) => CpuStorage::F32(v.get(from..to).ok_or_else(out_of_range)?.to_vec()),
        CpuStorage::F64(v) => CpuStorage::F64(v.get(from..to).ok_or_else(out_of_range)?.to_vec()),
        CpuStorage::BF16(v) => CpuStorage::BF16(v.get(from..to).ok_or_else(out_of_range)?.to_vec()),
        CpuStorage::F16(v) => CpuStorage::F16(v.get(from..to).ok_or_else(out_of_range)?.to_vec()),
        _ => candle_core::bail!("only floating-point values have gradients"),
    })
}

impl CustomOp1 for Graft {
    fn name(&self) -> &'static str {
        self.name
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        self.cpu()
    }

    fn cuda_fwd(&self, _: &CudaStorage, _: &Layout) -> Result<(CudaStorage, Shape)> {
        self.cuda()
    }

    fn bwd(&self, a: &Tensor, value: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        Ok(self.gradients(&[a], value, gradient)?.into_iter().next().flatten())
    }
}

impl CustomOp2 for Graft {
    fn name(&self) -> &'static str {
        self.name
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        self.cpu()
    }

    fn cuda_fwd(
        &self,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        self.cuda()
    }

    fn bwd(
        &self,
        a: &Tensor,
        b: &Tensor,
        value: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let mut out = self.gradients(&[a, b], value, gradient)?.into_iter();
        Ok((out.next().flatten(), out.next().flatten()))
    }
}

impl CustomOp3 for Graft {
    fn name(&self) -> &'static str {
        self.name
    }

    fn cpu_fwd(
        &self,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
        _: &CpuStorage,
        _: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        self.cpu()
    }

    fn cuda_fwd(
        &self,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
        _: &CudaStorage,
        _: &Layout,
    ) -> Result<(CudaStorage, Shape)> {
        self.cuda()
    }

    fn bwd(
        &self,
        a: &Tensor,
        b: &Tensor,
        c: &Tensor,
        value: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let mut out = self.gradients(&[a, b, c], value, gradient)?.into_iter();
        Ok((out.next().flatten(), out.next().flatten(), out.next().flatten()))
    }
}
