//! Gradients against finite differences, views of one policy, and weights that come back as they were.

use super::ops::token_logprobs;
use super::rotary::Positions;
use super::shared_prefix::Keep;
use super::{BYTE_VOCAB, Config, Family, Lora, Pair, Policy, PolicyVersion, Trained, load_folder, save};
use super::{cpu_kernels, reference_ops};
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;

/// A small shape.
pub(crate) fn tiny(family: Family) -> Config {
    Config {
        hidden: 16,
        layers: 2,
        heads: 4,
        kv_heads: 2,
        head: 4,
        intermediate: 24,
        vocab: BYTE_VOCAB,
        positions: 64,
        rope_theta: 10_000.0,
        rope_scaling: None,
        norm_eps: 1e-5,
        tied: family != Family::Qwen2,
        qkv_bias: family == Family::Qwen2,
        qk_norm: family == Family::Qwen3,
        family,
    }
}

fn policy(family: Family, trained: Trained) -> Policy {
    let config = tiny(family);
    let mut base = Policy::random_weights(&config, 7, &Device::Cpu).unwrap();
    // Large enough that every operation matters; biases and norms that are not their neutral value.
    for (index, tensor) in base.values_mut().enumerate() {
        *tensor = ((&*tensor * 2.5).unwrap() + 0.01 * (index % 5) as f64).unwrap();
    }
    Policy::new(config, base, trained, 3).unwrap()
}

fn lora() -> Trained {
    Trained::Adapter(Lora { rank: 2, alpha: 4.0 })
}

/// Makes an adapter do something: its B begins at zero.
fn shift_variables(policy: &Policy) {
    for (index, variable) in policy.variables().values().enumerate() {
        let count = variable.elem_count();
        let values: Vec<f32> = (0..count).map(|i| ((i * 7 + index * 3) % 11) as f32 * 0.02 - 0.1).collect();
        let shift = Tensor::from_vec(values, variable.dims(), &Device::Cpu).unwrap();
        variable.set(&(variable.as_tensor() + shift).unwrap()).unwrap();
    }
}

/// Two responses to one instruction, one to another, and one of a single token.
const PAIRS: [Pair<'_>; 4] = [
    Pair { instruction: &[5, 9, 200], response: &[258, 5, 7, 3] },
    Pair { instruction: &[5, 9, 200], response: &[9, 31] },
    Pair { instruction: &[8, 8, 1, 0, 77], response: &[3, 2, 60] },
    Pair { instruction: &[8], response: &[4] },
];

fn weights() -> Vec<f32> {
    (0..10).map(|i| 0.3 + (i % 5) as f32 * 0.2).collect()
}

/// A loss that weighs every token differently.
fn loss(policy: &Policy, version: PolicyVersion) -> f64 {
    let scored = policy.decoder(version).unwrap().score(&PAIRS, 0.8, Keep::Nothing).unwrap();
    let logprobs = scored.logprobs.to_vec1::<f32>().unwrap();
    logprobs.iter().zip(weights()).map(|(l, w)| f64::from(*l) * f64::from(w)).sum()
}

/// Its gradients by name.
fn gradients(policy: &Policy, keep: Keep) -> BTreeMap<String, Tensor> {
    let decoder = policy.decoder(PolicyVersion::Current).unwrap();
    let mut out: BTreeMap<String, Tensor> = BTreeMap::new();
    let scored = decoder.score(&PAIRS, 0.8, keep).unwrap();
    scored
        .backward(&decoder, weights(), &mut |name, gradient| {
            let sum = match out.remove(name) {
                Some(sum) => (sum + gradient)?,
                None => gradient,
            };
            out.insert(name.to_owned(), sum);
            Ok(())
        })
        .unwrap();
    out
}

fn value(t: &Tensor) -> f64 {
    f64::from(t.to_scalar::<f32>().unwrap())
}

#[test]
fn gradients_agree_with_finite_differences() {
    for family in [Family::Llama, Family::Qwen2, Family::Qwen3] {
        for trained in [Trained::All, lora()] {
            let policy = policy(family, trained);
            shift_variables(&policy);
            let gradients = gradients(&policy, Keep::All);
            assert!(
                gradients.keys().eq(policy.variables().keys()),
                "of what is trained, and of nothing else"
            );
            for (name, variable) in policy.variables() {
                let gradient = &gradients[name];
                assert_eq!(gradient.dims(), variable.dims(), "{name}");
                let original = variable.as_tensor().copy().unwrap();
                // Along the gradient, so that rounding is small against what changes.
                let norm = value(&gradient.sqr().unwrap().sum_all().unwrap()).sqrt();
                assert!(norm > 1e-6, "{name}: the gradient is zero");
                let step = 2e-3;
                let moved = |sign: f64| {
                    variable.set(&(&original + (gradient * (sign * step / norm)).unwrap()).unwrap()).unwrap();
                    loss(&policy, PolicyVersion::Current)
                };
                let slope = (moved(1.0) - moved(-1.0)) / (2.0 * step);
                variable.set(&original).unwrap();
                let relative = (slope - norm).abs() / norm;
                assert!(relative < 2e-2, "{family:?} {trained:?} {name}: {slope} against {norm}");
            }
        }
    }
}

#[test]
fn what_is_done_in_one_pass_is_what_composed_operations_do() {
    let tensor = |salt: usize, shape: &[usize]| {
        let count: usize = shape.iter().product();
        let values: Vec<f32> = (0..count).map(|i| ((i * 37 + salt * 11) % 23) as f32 * 0.2 - 2.1).collect();
        Tensor::from_vec(values, shape, &Device::Cpu).unwrap()
    };
    let (x, y, g) = (tensor(1, &[5, 19]), tensor(2, &[5, 19]), tensor(3, &[19, 5]).t().unwrap());
    let close = |a: &Tensor, b: &Tensor| {
        assert_eq!(a.dims(), b.dims());
        let gap = value(&(a - b).unwrap().abs().unwrap().max_all().unwrap());
        assert!(gap < 1e-5, "{gap}");
    };
    let (weight, eps) = (tensor(4, &[19]), 1e-5);
    let fast = cpu_kernels::rms_norm_gradients(&x, &weight, &g, eps).unwrap().expect("f32 on the CPU");
    let slow = reference_ops::rms_norm_gradients(&x, &weight, &g, eps, true).unwrap();
    close(&fast.0, &slow.0);
    close(&fast.1, &slow.1.unwrap());
    let fast = cpu_kernels::swiglu_gradients(&x, &y, &g).unwrap().expect("f32 on the CPU");
    let slow = reference_ops::swiglu_gradients(&x, &y, &g).unwrap();
    close(&fast.0, &slow.0);
    close(&fast.1, &slow.1);
    let fast = cpu_kernels::softmax_gradient(&x, &y, 0.3).unwrap().expect("f32 on the CPU");
    close(&fast, &reference_ops::softmax_gradient(&x, &y, 0.3).unwrap());
    let fast = cpu_kernels::rms_norm(&x, &weight, eps).unwrap().expect("f32 on the CPU");
    close(&fast, &candle_nn::ops::rms_norm(&x, &weight, eps as f32).unwrap());
    let fast = cpu_kernels::swiglu(&x, &y).unwrap().expect("f32 on the CPU");
    close(&fast, &(x.silu().unwrap() * &y).unwrap());
    let by_head = tensor(5, &[2, 3, 4, 6]);
    for angles in [[4, 3].as_slice(), &[2, 4, 3]] {
        let (cos, sin) = (tensor(6, angles), tensor(7, angles));
        let fast = cpu_kernels::rope(&by_head, &cos, &sin).unwrap().expect("f32 on the CPU");
        close(&fast, &candle_nn::rotary_emb::rope(&by_head, &cos, &sin).unwrap());
    }
    for mask in [None, Some([1, 1, 4, 6]), Some([2, 1, 4, 6]), Some([2, 1, 1, 6])] {
        let mask = mask.map(|shape| tensor(8, &shape));
        let fast = cpu_kernels::masked_softmax(&by_head, mask.as_ref()).unwrap().expect("f32 on the CPU");
        let masked = mask.map_or_else(|| by_head.clone(), |mask| by_head.broadcast_add(&mask).unwrap());
        close(&fast, &candle_nn::ops::softmax_last_dim(&masked).unwrap());
    }
    let half = x.to_dtype(DType::BF16).unwrap();
    assert!(
        cpu_kernels::swiglu_gradients(&half, &half, &half).unwrap().is_none(),
        "left to the composed form"
    );
}

#[test]
fn what_is_computed_again_gives_the_same_gradients() {
    for family in [Family::Llama, Family::Qwen2, Family::Qwen3] {
        let policy = policy(family, lora());
        shift_variables(&policy);
        let (kept, again) = (gradients(&policy, Keep::All), gradients(&policy, Keep::Inputs));
        let bits = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert!(kept.iter().all(|(name, gradient)| bits(gradient) == bits(&again[name])));
    }
    let decoder = policy(Family::Llama, lora()).decoder(PolicyVersion::Current).unwrap();
    let nothing = decoder.score(&PAIRS, 0.8, Keep::Nothing).unwrap();
    assert!(nothing.backward(&decoder, weights(), &mut |_, _| Ok(())).is_err(), "nothing was kept");
}

#[test]
fn an_adapter_begins_as_nothing_and_merges_into_what_it_does() {
    let policy = policy(Family::Llama, lora());
    let reference = loss(&policy, PolicyVersion::Reference);
    assert_eq!(loss(&policy, PolicyVersion::Current), reference, "a fresh adapter changes nothing");
    shift_variables(&policy);
    let adapted = loss(&policy, PolicyVersion::Current);
    assert!((adapted - reference).abs() > 1e-3);
    assert_eq!(loss(&policy, PolicyVersion::Reference), reference, "the reference stays");
    let merged = Policy::new(policy.config().clone(), policy.merged().unwrap(), lora(), 0).unwrap();
    assert!((loss(&merged, PolicyVersion::Reference) - adapted).abs() < 1e-3);
}

#[test]
fn a_cached_forward_sees_what_a_whole_one_sees() {
    for family in [Family::Llama, Family::Qwen3] {
        let policy = policy(family, Trained::All);
        let decoder = policy.decoder(PolicyVersion::Current).unwrap();
        let tokens = Tensor::new(&[[5u32, 9, 200, 258, 5, 7], [8, 8, 1, 0, 77, 3]], &Device::Cpu).unwrap();
        let whole = decoder.forward(&tokens, &Positions::FromZero, None, None).unwrap();
        let mut cache = decoder.cache(2, 6).unwrap();
        let first = tokens.narrow(1, 0, 3).unwrap();
        let mut parts = vec![decoder.forward(&first, &Positions::FromZero, None, Some(&mut cache)).unwrap()];
        for at in 3..6u32 {
            let positions = Positions::Each(Tensor::new(&[at, at], &Device::Cpu).unwrap());
            let token = tokens.narrow(1, at as usize, 1).unwrap();
            parts.push(decoder.forward(&token, &positions, None, Some(&mut cache)).unwrap());
        }
        let gap = (Tensor::cat(&parts, 1).unwrap() - whole).unwrap().abs().unwrap().max_all().unwrap();
        assert!(value(&gap) < 1e-4, "{family:?}: {gap}");
        let last = tokens.narrow(1, 0, 1).unwrap();
        let full = decoder.forward(&last, &Positions::FromZero, None, Some(&mut cache));
        assert!(full.is_err(), "a full cache refuses more");
    }
}

#[test]
fn log_probabilities_are_those_of_the_softmax() {
    let device = Device::Cpu;
    let hidden = Tensor::new(&[[0.5f32, -1.0], [2.0, 0.1]], &device).unwrap();
    let head = Tensor::new(&[[1.0f32, 0.0], [0.0, 1.0], [0.5, 0.5]], &device).unwrap();
    let targets = Tensor::new(&[2u32, 0], &device).unwrap();
    let logprobs = token_logprobs(&hidden, &head, &targets, 1.0, false).unwrap().values;
    for (row, target) in [([0.5f64, -1.0, -0.25], 2), ([2.0, 0.1, 1.05], 0)].iter().enumerate() {
        let (logits, target) = (target.0, target.1);
        let normal: f64 = logits.iter().map(|l| l.exp()).sum::<f64>().ln();
        let logprob: f32 = logprobs.get(row).unwrap().to_scalar().unwrap();
        assert!((f64::from(logprob) - (logits[target] - normal)).abs() < 1e-6);
    }
}

#[test]
fn saved_weights_come_back_and_wrong_ones_are_named() {
    let policy = policy(Family::Qwen2, Trained::All);
    let folder = tempfile::tempdir().unwrap();
    let weights = policy.merged().unwrap();
    save(&weights, &folder.path().join("model.safetensors")).unwrap();
    std::fs::write(folder.path().join("config.json"), policy.config().to_json()).unwrap();
    let config =
        Config::from_json(&std::fs::read_to_string(folder.path().join("config.json")).unwrap()).unwrap();
    assert_eq!(&config, policy.config());
    let back = load_folder(folder.path(), &config, DType::F32, &Device::Cpu).unwrap();
    for (name, tensor) in &weights {
        let bits = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        assert_eq!(bits(tensor), bits(&back[name]), "{name}");
    }
    let wider = Config { intermediate: 25, ..config };
    let error = load_folder(folder.path(), &wider, DType::F32, &Device::Cpu).unwrap_err().to_string();
    assert_eq!(error, "tensor `model.layers.0.mlp.gate_proj.weight` has shape [24, 16], expected [25, 16]");
    let deeper = Config { layers: 3, ..config };
    let error = load_folder(folder.path(), &deeper, DType::F32, &Device::Cpu).unwrap_err().to_string();
    assert_eq!(error, "the weights have no tensor `model.layers.2.input_layernorm.weight`");
}

#[test]
fn restoring_checks_what_it_is_given() {
    let policy = policy(Family::Llama, lora());
    assert!(policy.restore(&BTreeMap::new()).unwrap_err().to_string().contains("lora_A"));
}
