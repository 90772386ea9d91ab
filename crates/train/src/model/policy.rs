//! A policy: base weights, what of them is trained, and decoders that see one or the other.

use super::ModelError;
use super::config::Config;
use super::decoder::{Adapter, Block, Decoder, Linear, Weight};
use super::rotary::Rotary;
use super::shapes::{Parameter, parameters};
use super::weights::Weights;
use candle_core::{DType, Device, Tensor, Var};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Which parameters are trained.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Trained {
    /// Every parameter.
    All,
    /// A low-rank adapter beside every linear layer of the blocks.
    Adapter(Lora),
}

/// The size of an adapter.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lora {
    /// The inner width of its two matrices.
    pub rank: usize,
    /// α; the adapter's output is scaled by α / rank.
    pub alpha: f64,
}

/// Which weights a decoder has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyVersion {
    /// Those that are trained, as they are now.
    Current,
    /// Those from before training: the reference policy.
    Reference,
}

/// A policy: frozen base weights, and the variables that are trained on top of them or instead of them.
#[derive(Debug)]
pub struct Policy {
    config: Config,
    base: Weights,
    /// By the weight's name if all are trained; by `NAME.lora_A` and `NAME.lora_B` for adapters.
    variables: BTreeMap<String, Var>,
    trained: Trained,
    rotary: Rotary,
}

impl Policy {
    /// A policy with these base weights; what is trained begins where it changes nothing.
    ///
    /// # Errors
    /// If there is no memory.
    pub fn new(config: Config, base: Weights, trained: Trained, seed: u64) -> Result<Policy, ModelError> {
        let first =
            base.values().next().ok_or_else(|| ModelError::Config("there are no weights".to_owned()))?;
        let (dtype, device) = (first.dtype(), first.device().clone());
        let mut variables = BTreeMap::new();
        for (index, parameter) in (0u64..).zip(parameters(&config)) {
            let Some(weight) = base.get(&parameter.name) else {
                return Err(ModelError::MissingTensor(parameter.name));
            };
            match trained {
                // Copied: a variable is written in place, and the base must stay. Masters are f32.
                Trained::All => {
                    let master = weight.to_dtype(DType::F32)?.copy()?;
                    variables.insert(parameter.name, Var::from_tensor(&master)?);
                }
                Trained::Adapter(lora) if parameter.adaptable => {
                    let (a, b) = adapter(&parameter, lora, seed.wrapping_add(index), &device)?;
                    variables.insert(format!("{}.lora_A", parameter.name), a);
                    variables.insert(format!("{}.lora_B", parameter.name), b);
                }
                Trained::Adapter(_) => {}
            }
        }
        let rotary = Rotary::new(&config, dtype, &device)?;
        Ok(Policy { config, base, variables, trained, rotary })
    }

    /// Random weights, for a policy that is trained from nothing.
    ///
    /// # Errors
    /// If there is no memory.
    pub fn random_weights(config: &Config, seed: u64, device: &Device) -> Result<Weights, ModelError> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut out = Weights::new();
        for Parameter { name, shape, .. } in parameters(config) {
            let count: usize = shape.iter().product();
            let values: Vec<f32> = match shape.as_slice() {
                [_] if name.ends_with("bias") => vec![0.0; count],
                [_] => vec![1.0; count],
                _ => {
                    // Layers that write to the residual stream begin smaller the more there are (GPT-2).
                    let residual = name.contains("o_proj") || name.contains("down_proj");
                    let layers = if residual { 2.0 * config.layers as f64 } else { 1.0 };
                    let deviation = 0.02 / layers.sqrt() * (512.0 / config.hidden as f64).sqrt();
                    (0..count).map(|_| (normal(&mut rng) * deviation) as f32).collect()
                }
            };
            out.insert(name, Tensor::from_vec(values, shape, device)?);
        }
        Ok(out)
    }

    /// The shape of the network.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Which parameters are trained.
    pub fn trained(&self) -> Trained {
        self.trained
    }

    /// The trained variables by name.
    pub fn variables(&self) -> &BTreeMap<String, Var> {
        &self.variables
    }

    /// Where the weights are. There is at least one: the constructor saw it.
    pub fn device(&self) -> &Device {
        self.base.values().next().map_or(&Device::Cpu, Tensor::device)
    }

    /// The type of the base weights.
    pub fn dtype(&self) -> DType {
        self.base.values().next().map_or(DType::F32, Tensor::dtype)
    }

    /// A decoder with these weights, as they are now.
    ///
    /// # Errors
    /// Never for a policy that could be made.
    pub fn decoder(&self, version: PolicyVersion) -> Result<Decoder, ModelError> {
        let config = &self.config;
        let get = |name: &str| self.weight(name, version);
        let linear = |layer: usize, name: &str| -> Result<Linear, ModelError> {
            let path = format!("model.layers.{layer}.{name}");
            let weight = format!("{path}.weight");
            let bias = format!("{path}.bias");
            Ok(Linear {
                bias: if self.base.contains_key(&bias) { Some(get(&bias)?) } else { None },
                adapter: self.adapter(&weight, version)?,
                weight: get(&weight)?,
            })
        };
        let block = |layer: usize| -> Result<Block, ModelError> {
            let norm = |name: &str| get(&format!("model.layers.{layer}.{name}.weight"));
            let head_norm = |name: &str| if config.qk_norm { norm(name).map(Some) } else { Ok(None) };
            Ok(Block {
                attention_norm: norm("input_layernorm")?,
                q: linear(layer, "self_attn.q_proj")?,
                k: linear(layer, "self_attn.k_proj")?,
                v: linear(layer, "self_attn.v_proj")?,
                o: linear(layer, "self_attn.o_proj")?,
                q_norm: head_norm("self_attn.q_norm")?,
                k_norm: head_norm("self_attn.k_norm")?,
                mlp_norm: norm("post_attention_layernorm")?,
                gate: linear(layer, "mlp.gate_proj")?,
                up: linear(layer, "mlp.up_proj")?,
                down: linear(layer, "mlp.down_proj")?,
            })
        };
        let embedding = get("model.embed_tokens.weight")?;
        Ok(Decoder {
            config: config.clone(),
            blocks: (0..config.layers).map(block).collect::<Result<_, _>>()?,
            norm: get("model.norm.weight")?,
            head: if config.tied { embedding.clone() } else { get("lm_head.weight")? },
            embedding,
            rotary: self.rotary.clone(),
        })
    }

    /// A parameter in the type of the base.
    fn weight(&self, name: &str, version: PolicyVersion) -> Result<Weight, ModelError> {
        let base = self.base.get(name).ok_or_else(|| ModelError::MissingTensor(name.to_owned()))?;
        Ok(match (self.variables.get(name), version) {
            (Some(variable), PolicyVersion::Current) => Weight {
                value: variable.as_detached_tensor().to_dtype(base.dtype())?,
                variable: Some(name.to_owned()),
            },
            (_, PolicyVersion::Reference) | (None, PolicyVersion::Current) => {
                Weight { value: base.clone(), variable: None }
            }
        })
    }

    /// What stands beside a weight, in the type of the base.
    fn adapter(&self, weight: &str, version: PolicyVersion) -> Result<Option<Adapter>, ModelError> {
        let (Trained::Adapter(lora), PolicyVersion::Current) = (self.trained, version) else {
            return Ok(None);
        };
        let scale = lora.alpha / lora.rank as f64;
        let of = |part: &str, scale: f64| -> Result<Option<Weight>, ModelError> {
            let name = format!("{weight}.{part}");
            let Some(variable) = self.variables.get(&name) else { return Ok(None) };
            let value = (variable.as_detached_tensor() * scale)?.to_dtype(self.dtype())?;
            Ok(Some(Weight { value, variable: Some(name) }))
        };
        let adapter = of("lora_A", scale)?.zip(of("lora_B", 1.0)?);
        Ok(adapter.map(|(a, b)| Adapter { a, b, scale }))
    }

    /// What an adapter adds to a weight, f32.
    fn change(&self, weight: &str) -> Result<Option<Tensor>, ModelError> {
        let Trained::Adapter(lora) = self.trained else { return Ok(None) };
        let of = |part: &str| {
            self.variables.get(&format!("{weight}.{part}")).map(|variable| variable.as_detached_tensor())
        };
        let Some((a, b)) = of("lora_A").zip(of("lora_B")) else { return Ok(None) };
        Ok(Some((b.matmul(&a)? * (lora.alpha / lora.rank as f64))?))
    }

    /// The weights as they are now, adapters worked in.
    ///
    /// # Errors
    /// If there is no memory.
    pub fn merged(&self) -> Result<Weights, ModelError> {
        let merge = |(name, base): (&String, &Tensor)| -> Result<(String, Tensor), ModelError> {
            let merged = match self.change(name)? {
                None => self.weight(name, PolicyVersion::Current)?.value.copy()?,
                Some(change) => (base.to_dtype(DType::F32)? + change)?.to_dtype(base.dtype())?,
            };
            Ok((name.clone(), merged))
        };
        self.base.iter().map(merge).collect()
    }

    /// Sets trained variables to saved values.
    ///
    /// # Errors
    /// A variable that is missing or of another shape.
    pub fn restore(&self, values: &BTreeMap<String, Tensor>) -> Result<(), ModelError> {
        for (name, variable) in &self.variables {
            let value = values.get(name).ok_or_else(|| ModelError::MissingTensor(name.clone()))?;
            if value.dims() != variable.dims() {
                return Err(ModelError::Shape {
                    name: name.clone(),
                    expected: variable.dims().to_vec(),
                    found: value.dims().to_vec(),
                });
            }
            variable.set(&value.to_dtype(variable.dtype())?.to_device(variable.device())?)?;
        }
        Ok(())
    }
}

/// A begins uniform in ±1/√in, as PEFT's does; B begins at 0, so that the adapter changes nothing.
fn adapter(parameter: &Parameter, lora: Lora, seed: u64, device: &Device) -> Result<(Var, Var), ModelError> {
    let [output, input] = parameter.shape.as_slice() else {
        return Err(ModelError::Config(format!("`{}` is no linear layer", parameter.name)));
    };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let bound = 1.0 / (*input as f64).sqrt();
    let values: Vec<f32> = (0..lora.rank * input).map(|_| rng.random_range(-bound..bound) as f32).collect();
    let a = Var::from_tensor(&Tensor::from_vec(values, (lora.rank, *input), device)?)?;
    let b = Var::from_tensor(&Tensor::zeros((*output, lora.rank), DType::F32, device)?)?;
    Ok((a, b))
}

/// A number of the standard normal distribution (Box and Muller).
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
    (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
}
