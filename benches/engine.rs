//! The engine alone: matrix product, sampling and training. `benches/engine.sh` runs it beside PyTorch on the same
//! weights; here: `cargo bench --bench engine -- MODEL [--device cuda] [--rows 48,192,384] [--trained 8,64] [--all]`.
//!
//! One JSON object a line: what was measured, at what size, how fast. On a GPU also how far its log-probabilities lie
//! from those of the CPU.

#![expect(clippy::disallowed_methods, reason = "memory is read from the system")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "a measurement that fails says so at once"
)]

use candle_core::{DType, Device, Tensor};
use hirc_train::model::{DeviceChoice, Lora, Model, Pair, Policy, PolicyVersion, Trained, load};
use hirc_train::rollout::{Limits, SampleRequest, Sampling, rollout};
use hirc_train::train::{AdamW, Demonstration, Learner, Options, logprobs};
use serde_json::json;
use std::time::Instant;

/// Tokens of an instruction and of a response, as long as the peer's.
const INSTRUCTION: usize = 64;
const RESPONSE: usize = 96;
/// Rows whose log-probabilities are compared.
const COMPARED: usize = 8;

fn main() {
    if std::env::var_os("RAYON_NUM_THREADS").is_none() {
        eprintln!("set RAYON_NUM_THREADS=1, as `hirc train` does: batches are worked on side by side");
    }
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let value =
        |name: &str| arguments.iter().position(|a| a == name).and_then(|at| arguments.get(at + 1)).cloned();
    let Some(source) = arguments.first() else {
        panic!("usage: engine MODEL [--device cuda] [--rows 48,192] [--trained 8,64] [--all]")
    };
    let choice =
        if value("--device").as_deref() == Some("cuda") { DeviceChoice::Cuda } else { DeviceChoice::Cpu };
    let numbers = |name: &str, default: &str| -> Vec<usize> {
        let list = value(name).unwrap_or_else(|| default.to_owned());
        list.split(',').map(|n| n.parse().expect("a number of rows")).collect()
    };
    let (sampled, trained_on) = (numbers("--rows", "48"), numbers("--trained", "8"));
    let all = arguments.iter().any(|a| a == "--all");
    let device = choice.device().unwrap_or_else(|e| panic!("{e}"));

    #[cfg(feature = "cuda")]
    watch(&device);
    product(&device);
    let trained = if all { Trained::All } else { Trained::Adapter(Lora { rank: 16, alpha: 32.0 }) };
    let Model { config, weights, tokens, .. } = load(source, &device, 0).unwrap_or_else(|e| panic!("{e}"));
    let parameters = config.parameters();
    let vocab = u32::try_from(config.vocab).unwrap();
    let policy = Policy::new(config, weights, trained, 0).unwrap();
    let mut learner = Learner { policy, tokens, optimiser: AdamW::new(0.01) };
    if device.is_cuda() {
        agreement(&mut learner, source, vocab);
    }
    for rows in sampled {
        sampling(&learner, rows, vocab);
    }
    let what = if all { "train all" } else { "train adapter" };
    for rows in trained_on {
        training(&mut learner, what, rows, vocab, parameters);
    }
}

/// Ordinary tokens, no two rows alike.
fn text(row: usize, length: usize, vocab: u32) -> Vec<u32> {
    (0..length).map(|i| ((row * 131 + i * 17 + 300) as u32) % (vocab - 1)).collect()
}

/// The machine's peak, as far as it is reached: square products.
fn product(device: &Device) {
    let (size, dtype) = if device.is_cuda() { (8192, DType::BF16) } else { (1024, DType::F32) };
    let a = Tensor::randn(0f32, 1f32, (size, size), device).unwrap().to_dtype(dtype).unwrap();
    let run = |count: usize| {
        let begun = Instant::now();
        for _ in 0..count {
            a.matmul(&a).unwrap();
        }
        device.synchronize().unwrap();
        begun.elapsed().as_secs_f64() / count as f64
    };
    run(2);
    let threads =
        if device.is_cuda() { 1 } else { std::thread::available_parallelism().map_or(1, usize::from) };
    // One product a core: that is how batches are worked on.
    let seconds = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(|| run(10))).collect();
        all.into_iter().map(|t| t.join().unwrap()).fold(0.0, f64::max)
    });
    let gflops = threads as f64 * 2.0 * (size as f64).powi(3) / seconds / 1e9;
    println!("{}", json!({"what": "matrix product", "size": size, "gflops": gflops}));
}

fn sampling(learner: &Learner, rows: usize, vocab: u32) {
    let instructions: Vec<Vec<u32>> = (0..rows).map(|r| text(r, INSTRUCTION, vocab)).collect();
    let (decoder, device) =
        (learner.policy.decoder(PolicyVersion::Current).unwrap(), learner.policy.device());
    let run = |tokens: usize| {
        let requests: Vec<SampleRequest> =
            (0..rows).map(|r| SampleRequest { instruction: r, seed: r as u64 }).collect();
        let limits = Limits { rows, tokens };
        let begun = Instant::now();
        // Nothing stops a row, so that all are as long as the peer's.
        let out = rollout(&decoder, &instructions, &requests, &[], &Sampling::default(), limits).unwrap();
        (out.iter().map(|r| r.tokens.len()).sum::<usize>(), begun.elapsed().as_secs_f64())
    };
    run(4);
    let (sampled, seconds) = run(RESPONSE);
    println!(
        "{}",
        json!({"what": "sample", "rows": rows, "tokens_per_second": sampled as f64 / seconds, "peak_bytes": peak(device)})
    );
}

/// Log-probabilities and gradients of the same tokens, here and on the CPU in f32.
fn agreement(learner: &mut Learner, source: &str, vocab: u32) {
    let Model { config, weights, tokens, .. } = load(source, &Device::Cpu, 0).unwrap();
    let policy = Policy::new(config, weights, learner.policy.trained(), 0).unwrap();
    let mut other = Learner { policy, tokens, optimiser: AdamW::new(0.01) };
    let demonstrations = demonstrations(COMPARED, vocab);
    let pairs: Vec<Pair<'_>> =
        demonstrations.iter().map(|d| Pair { instruction: &d.instruction, response: &d.response }).collect();
    let logprobs_of = |learner: &Learner| {
        let decoder = learner.policy.decoder(PolicyVersion::Current).unwrap();
        logprobs(&decoder, &pairs, 1.0, 4 * (INSTRUCTION + RESPONSE)).unwrap().concat()
    };
    let (here, there) = (logprobs_of(learner), logprobs_of(&other));
    let gaps: Vec<f64> = here.iter().zip(&there).map(|(a, b)| (a - b).abs()).collect();
    let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
    let level = there.iter().sum::<f64>() / there.len() as f64;
    let largest = gaps.iter().copied().fold(0.0, f64::max);
    // A first update keeps a tenth of the gradient, cut to one norm, as its moment.
    let gradient_of = |learner: &mut Learner| {
        let demonstrations: Vec<&Demonstration> = demonstrations.iter().collect();
        learner.sft_step(&demonstrations, 0.0, &Options::language_model()).unwrap();
        let moments = learner.optimiser.state().unwrap();
        let first = moments.iter().filter(|(name, _)| name.ends_with(".m"));
        let flat = first.flat_map(|(_, m)| m.flatten_all().unwrap().to_vec1::<f32>().unwrap());
        flat.map(f64::from).collect::<Vec<f64>>()
    };
    let (here, there) = (gradient_of(learner), gradient_of(&mut other));
    let norm = |v: &mut dyn Iterator<Item = f64>| v.map(|x| x * x).sum::<f64>().sqrt();
    let gap = norm(&mut here.iter().zip(&there).map(|(a, b)| a - b)) / norm(&mut there.iter().copied());
    println!(
        "{}",
        json!({
            "what": "CPU and GPU", "mean_gap": mean, "largest_gap": largest, "mean_logprob": level,
            "gradient_gap": gap,
        })
    );
    learner.optimiser = AdamW::new(0.01);
}

/// Instructions and responses of ordinary tokens.
fn demonstrations(rows: usize, vocab: u32) -> Vec<Demonstration> {
    let one = |r: usize| Demonstration {
        instruction: text(r, INSTRUCTION, vocab),
        response: text(r + 99, RESPONSE, vocab),
    };
    (0..rows).map(one).collect()
}

fn training(learner: &mut Learner, what: &str, rows: usize, vocab: u32, parameters: usize) {
    let demonstrations = demonstrations(rows, vocab);
    let demonstrations: Vec<&Demonstration> = demonstrations.iter().collect();
    // A CPU works on micro-batches side by side, a GPU on one batch.
    let together = if learner.policy.device().is_cuda() { rows } else { 4 };
    let options =
        Options { micro_batch_tokens: together * (INSTRUCTION + RESPONSE), ..Options::language_model() };
    learner.sft_step(&demonstrations, 1e-6, &options).unwrap();
    let begun = Instant::now();
    let count = 3;
    for _ in 0..count {
        learner.sft_step(&demonstrations, 1e-6, &options).unwrap();
    }
    learner.policy.device().synchronize().unwrap();
    let seconds = begun.elapsed().as_secs_f64() / f64::from(count);
    let tokens = (rows * (INSTRUCTION + RESPONSE)) as f64;
    // Forward 2, backward 4 operations a parameter and token; a frozen one has no gradient of its own: 2 less.
    let operations = if what == "train all" { 6.0 } else { 4.0 } * parameters as f64;
    println!(
        "{}",
        json!({
            "what": what, "rows": rows, "tokens_per_second": tokens / seconds,
            "gflops": operations * tokens / seconds / 1e9, "peak_bytes": peak(learner.policy.device()),
        })
    );
}

/// The most that was taken of the GPU since it was last asked for, in bytes, watched from the side: what is freed goes
/// back to the driver at once.
#[cfg(feature = "cuda")]
static TAKEN: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

#[cfg(feature = "cuda")]
fn watch(device: &Device) {
    use candle_core::cuda_backend::cudarc::driver::result::mem_get_info;
    let Ok(device) = device.as_cuda_device().cloned() else { return };
    std::thread::spawn(move || {
        device.cuda_stream().context().bind_to_thread().unwrap();
        loop {
            let (free, total) = mem_get_info().unwrap();
            TAKEN.fetch_max((total - free) as u64, std::sync::atomic::Ordering::Relaxed);
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    });
}

/// The most memory that was held, in bytes: of a GPU, or by this process; 0 where the system does not say.
fn peak(device: &Device) -> u64 {
    #[cfg(feature = "cuda")]
    if device.is_cuda() {
        return TAKEN.swap(0, std::sync::atomic::Ordering::Relaxed);
    }
    assert!(!device.is_cuda(), "a build without GPUs has none");
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) * 1024
}
