//! CUDA graphs: launching a kernel takes about ten microseconds, longer than most kernels of a small model run. Work whose
//! kernels and addresses stay the same is recorded once, and launched as a whole from then on.

use candle_core::{Device, Result};

/// Work of unchanging shape: done kernel by kernel the first time, recorded the second, launched as one graph after that. On
/// a CPU it is just done.
#[derive(Default)]
pub(crate) struct CudaGraph {
    #[cfg(feature = "cuda")]
    warm: bool,
    #[cfg(feature = "cuda")]
    graph: Option<candle_core::cuda_backend::cudarc::driver::CudaGraph>,
}

impl CudaGraph {
    /// Does the work once more. It must read and write tensors that outlive this, keep none of those that it makes, and
    /// bring nothing from the host.
    ///
    /// # Errors
    /// What the work or the device fails with.
    #[cfg(feature = "cuda")]
    pub(crate) fn run(&mut self, device: &Device, work: impl Fn() -> Result<()>) -> Result<()> {
        use candle_core::cuda_backend::{WrapErr, cudarc::driver::sys};
        let Device::Cuda(device) = device else { return work() };
        if let Some(graph) = &self.graph {
            return graph.launch().w();
        }
        // Shapes that kernels read are uploaded the first time, and found again while recording.
        let _kept = device.enable_cuda_graph_htod_cache();
        if !self.warm {
            self.warm = true;
            return work();
        }
        let stream = device.cuda_stream();
        stream.begin_capture(sys::CUstreamCaptureMode::CU_STREAM_CAPTURE_MODE_RELAXED).w()?;
        let done = work();
        // Also after a failure, so that the stream is usable again.
        let graph = stream.end_capture(sys::CUgraphInstantiate_flags(0)).w();
        done?;
        let Some(graph) = graph? else { candle_core::bail!("nothing was recorded") };
        graph.launch().w()?;
        self.graph = Some(graph);
        Ok(())
    }

    /// Does the work.
    ///
    /// # Errors
    /// What the work fails with.
    #[cfg(not(feature = "cuda"))]
    pub(crate) fn run(&mut self, _: &Device, work: impl Fn() -> Result<()>) -> Result<()> {
        work()
    }
}
