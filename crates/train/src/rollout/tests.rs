//! A response is the same whatever stands beside it, and its log-probabilities are those that training sees.

use super::batch::{Batch, DecodeShape};
use super::sample::{Sampler, draw};
use super::{Limits, Response, SampleRequest, Sampling, rollout};
use crate::model::ops::token_logprobs;
use crate::model::tests::tiny;
use crate::model::{Config, Decoder, Family, Policy, PolicyVersion, Positions, Trained};
use candle_core::{Device, Tensor};

fn decoder() -> Decoder {
    let config = Config { hidden: 24, head: 6, intermediate: 32, positions: 96, ..tiny(Family::Llama) };
    let mut base = Policy::random_weights(&config, 5, &Device::Cpu).unwrap();
    for tensor in base.values_mut() {
        *tensor = (&*tensor * 3.0).unwrap();
    }
    Policy::new(config, base, Trained::All, 0).unwrap().decoder(PolicyVersion::Current).unwrap()
}

fn instructions() -> Vec<Vec<u32>> {
    vec![vec![256, 72, 105, 257], vec![256, 65, 66, 67, 68, 69, 70, 257], vec![256, 257]]
}

fn run(requests: &[SampleRequest], sampling: &Sampling, rows: usize) -> Vec<Response> {
    // Stops that come soon enough for rows to leave the batch at different times.
    let stops: Vec<u32> = (0..40).collect();
    let limits = Limits { rows, tokens: 24 };
    rollout(&decoder(), &instructions(), requests, &stops, sampling, limits).unwrap()
}

fn requests() -> Vec<SampleRequest> {
    (0..12).map(|i| SampleRequest { instruction: i % 3, seed: i as u64 }).collect()
}

#[test]
fn a_batch_of_one_equals_a_batch_of_many() {
    for sampling in [Sampling::default(), Sampling { temperature: 0.7, top_p: 0.9, top_k: 50 }] {
        let together = run(&requests(), &sampling, 12);
        assert!(together.iter().any(|r| r.ended) && together.iter().any(|r| r.tokens.len() > 3));
        for rows in [1, 5] {
            for (a, b) in together.iter().zip(run(&requests(), &sampling, rows)) {
                assert_eq!((&a.tokens, a.ended), (&b.tokens, b.ended));
                assert!(a.logprobs.iter().zip(&b.logprobs).all(|(x, y)| (x - y).abs() < 1e-4));
            }
        }
    }
}

#[test]
fn steady_steps_say_the_same() {
    let (decoder, requests, instructions) = (decoder(), requests(), instructions());
    let stops: Vec<u32> = (0..40).collect();
    let all: Vec<usize> = (0..requests.len()).collect();
    let decode = |steady: bool| {
        let shape = DecodeShape { max_tokens: 24, steady };
        let batch = Batch::begin(&decoder, &instructions, &requests, &all, shape).unwrap();
        let mut responses = batch.decode(&decoder, &stops, &Sampling::default()).unwrap();
        responses.sort_by_key(|(request, _)| *request);
        responses
    };
    for ((request, a), (other, b)) in decode(false).iter().zip(&decode(true)) {
        assert_eq!((request, &a.tokens, a.ended), (other, &b.tokens, b.ended));
        assert!(a.logprobs.iter().zip(&b.logprobs).all(|(x, y)| (x - y).abs() < 1e-4));
    }
}

#[test]
fn log_probabilities_are_those_of_training() {
    let sampling = Sampling { temperature: 0.9, ..Sampling::default() };
    let decoder = decoder();
    for (request, response) in requests().iter().zip(run(&requests(), &sampling, 12)) {
        let prompt = &instructions()[request.instruction];
        let all: Vec<u32> = prompt.iter().chain(&response.tokens).copied().collect();
        let tokens = Tensor::new(&all[..all.len() - 1], &Device::Cpu).unwrap().unsqueeze(0).unwrap();
        let hidden = decoder.forward(&tokens, &Positions::FromZero, None, None).unwrap().squeeze(0).unwrap();
        let before = hidden.narrow(0, prompt.len() - 1, response.tokens.len()).unwrap();
        let targets = Tensor::new(&response.tokens[..], &Device::Cpu).unwrap();
        let trained = token_logprobs(&before, decoder.head(), &targets, 0.9, false).unwrap().values;
        for (a, b) in response.logprobs.iter().zip(trained.to_vec1::<f32>().unwrap()) {
            assert!((a - b).abs() < 1e-4, "{a} {b}");
        }
    }
}

#[test]
fn greedy_takes_the_likeliest_and_cuts_take_the_tail_away() {
    // Far apart, so that they lie in blocks of their own.
    let mut row = vec![f32::NEG_INFINITY; 700];
    for (at, logit) in [(3, 0.0), (290, 2.0), (699, 1.0)] {
        row[at] = logit;
    }
    let logits = Tensor::from_vec(row.repeat(1000), (1000, 700), &Device::Cpu).unwrap();
    let draws = |sampling: Sampling| {
        let mut samplers: Vec<Sampler> = (0..1000).map(Sampler::new).collect();
        let mut counts = [0u32; 3];
        for _ in 0..4 {
            for drawn in draw(&logits, samplers.iter_mut(), &sampling).unwrap() {
                let at = [3, 290, 699].iter().position(|t| *t == drawn.token).expect("of no weight");
                counts[at] += 1;
                assert!((drawn.logprob - ([0.0, 2.0, 1.0][at] - 2.407_606)).abs() < 1e-4);
                assert!((drawn.entropy - 0.832_395).abs() < 1e-4, "{}", drawn.entropy);
            }
        }
        counts
    };
    let all = draws(Sampling::default());
    let total: f64 = [1.0, 2.0f64.exp(), 1.0f64.exp()].iter().sum();
    for (token, weight) in [(0, 1.0), (1, 2.0f64.exp()), (2, 1.0f64.exp())] {
        assert!((f64::from(all[token]) / 4000.0 - weight / total).abs() < 0.03, "{all:?}");
    }
    assert_eq!(draws(Sampling::GREEDY), [0, 4000, 0]);
    assert_eq!(draws(Sampling { top_k: 1, ..Sampling::default() }), [0, 4000, 0]);
    let nucleus = draws(Sampling { top_p: 0.8, ..Sampling::default() });
    assert!(nucleus[0] == 0 && nucleus[2] > 0, "{nucleus:?}");
}

#[test]
fn what_does_not_fit_is_refused() {
    let long = vec![vec![1u32; 90]];
    let requests = [SampleRequest { instruction: 0, seed: 0 }];
    let limits = Limits { rows: 1, tokens: 24 };
    let error = rollout(&decoder(), &long, &requests, &[], &Sampling::GREEDY, limits).unwrap_err();
    assert!(error.to_string().contains("do not fit into 96 positions"));
}
