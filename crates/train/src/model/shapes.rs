//! The parameters of a decoder: names as Hugging Face writes them, and shapes.

use super::config::Config;

/// A parameter of a decoder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Hugging Face's name: `model.layers.0.self_attn.q_proj.weight`.
    pub name: String,
    /// Its shape; a linear layer's is `[out, in]`.
    pub shape: Vec<usize>,
    /// Whether it is the weight of a linear layer inside a block, which an adapter can stand beside.
    pub adaptable: bool,
}

/// All parameters of a decoder, in the order of the data flow.
pub fn parameters(config: &Config) -> Vec<Parameter> {
    let plain = |name: String, shape: &[usize]| Parameter { name, shape: shape.to_vec(), adaptable: false };
    let mut out = vec![plain("model.embed_tokens.weight".to_owned(), &[config.vocab, config.hidden])];
    let (query, key) = (config.heads * config.head, config.kv_heads * config.head);
    for layer in 0..config.layers {
        let at = |name: &str| format!("model.layers.{layer}.{name}");
        let norm = |name: &str, width: usize| plain(at(name), &[width]);
        let linear = |name: &str, output: usize, input: usize| Parameter {
            name: at(&format!("{name}.weight")),
            shape: vec![output, input],
            adaptable: true,
        };
        out.push(norm("input_layernorm.weight", config.hidden));
        for (name, width) in [("q_proj", query), ("k_proj", key), ("v_proj", key)] {
            out.push(linear(&format!("self_attn.{name}"), width, config.hidden));
            if config.qkv_bias {
                out.push(norm(&format!("self_attn.{name}.bias"), width));
            }
        }
        if config.qk_norm {
            out.push(norm("self_attn.q_norm.weight", config.head));
            out.push(norm("self_attn.k_norm.weight", config.head));
        }
        out.push(linear("self_attn.o_proj", config.hidden, query));
        out.push(norm("post_attention_layernorm.weight", config.hidden));
        out.push(linear("mlp.gate_proj", config.intermediate, config.hidden));
        out.push(linear("mlp.up_proj", config.intermediate, config.hidden));
        out.push(linear("mlp.down_proj", config.hidden, config.intermediate));
    }
    out.push(plain("model.norm.weight".to_owned(), &[config.hidden]));
    if !config.tied {
        out.push(plain("lm_head.weight".to_owned(), &[config.vocab, config.hidden]));
    }
    out
}
