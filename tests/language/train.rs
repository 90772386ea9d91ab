//! `hirc train` and `hirc eval`, as a user runs them, on the built-in policy.
#![cfg(feature = "train")]

use crate::harness::{program as hirc, root, stderr, stdout};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SUITE: &str = r#"
use small
suite notes {
    prompt "Say yes."
    prompt "Say no."
    draw 2 from small
    tasks 12
    holdout 25%
}
"#;

/// A folder with a suite in it.
fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(root().join("examples/small.hir"), folder.path().join("small.hir")).unwrap();
    let suite = folder.path().join("notes.hir");
    fs::write(&suite, SUITE).unwrap();
    (folder, suite)
}

/// Trains a little; `more` comes behind.
fn train(suite: &Path, out: &Path, more: &[&str]) -> Output {
    let mut arguments = vec!["train", suite.to_str().unwrap(), "--out", out.to_str().unwrap()];
    for option in
        ["prompts_per_step=2", "samples_per_prompt=2", "max_tokens=48", "eval_tasks=2", "eval_steps=1"]
    {
        arguments.extend(["--set", option]);
    }
    arguments.extend(more);
    hirc(&arguments)
}

fn steps(run: &Path) -> Vec<u64> {
    let text = fs::read_to_string(run.join("metrics.jsonl")).unwrap();
    text.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["step"].as_u64().unwrap()).collect()
}

#[test]
fn a_run_is_made_resumed_and_evaluated() {
    let (folder, suite) = place();
    let run = folder.path().join("run");
    let output = train(&suite, &run, &["--steps", "2", "--seed", "5"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("held-out tasks, all constraints"), "{}", stdout(&output));
    assert!(stderr(&output).contains("step 2/2"), "{}", stderr(&output));
    assert_eq!(steps(&run), [1, 2]);

    let again = train(&suite, &run, &["--steps", "2"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(
        stderr(&again).contains("is not empty") && stderr(&again).contains("--resume"),
        "{}",
        stderr(&again)
    );

    let resumed = train(&suite, &run, &["--steps", "3", "--resume"]);
    assert!(resumed.status.success(), "{}", stderr(&resumed));
    assert_eq!(steps(&run), [1, 2, 3]);
    let config = fs::read_to_string(run.join("config.toml")).unwrap();
    assert!(config.contains("seed = 5") && config.contains("steps = 3"), "{config}");

    let responses = folder.path().join("responses.jsonl");
    let evaluated = hirc(&[
        "eval",
        suite.to_str().unwrap(),
        "--adapter",
        run.to_str().unwrap(),
        "--format",
        "json",
        "--output",
        responses.to_str().unwrap(),
    ]);
    assert!(evaluated.status.success(), "{}", stderr(&evaluated));
    let result: Value = serde_json::from_str(&stdout(&evaluated)).unwrap();
    let responses_written = fs::read_to_string(&responses).unwrap().lines().count() as u64;
    let held_out = responses_written / 2;
    assert!(held_out >= 3, "a quarter of twelve tasks");
    for version in ["before", "after"] {
        let strict = &result[version]["prompts"]["strict"];
        assert_eq!(strict["judged"].as_u64(), Some(held_out));
        assert!(strict["interval"][0].as_f64().unwrap() <= strict["accuracy"].as_f64().unwrap());
    }
    // `hirc check` reads what was written.
    let checked = hirc(&[
        "check",
        "--library",
        "small",
        "--library-path",
        folder.path().to_str().unwrap(),
        "--format",
        "json",
        responses.to_str().unwrap(),
    ]);
    assert!(checked.status.code() != Some(2), "{}", stderr(&checked));

    // Merged weights load as any model folder does.
    let merged = run.join("weights");
    let output = hirc(&[
        "eval",
        suite.to_str().unwrap(),
        "--model",
        merged.to_str().unwrap(),
        "--max-tokens",
        "48",
        "--format",
        "json",
    ]);
    let alone: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(alone["result"], result["after"]);
}

/// The names that options had in version 0.1.0, as its `config.toml` writes them.
fn with_old_names(config: &str) -> String {
    let mut out = config.to_owned();
    for (new, old) in [
        ("prompts_per_step", "instructions"),
        ("samples_per_prompt", "responses"),
        ("rollout_batch", "rollout_rows"),
        ("replays_per_prompt", "replays"),
        ("selection_diversity", "f_div"),
        ("selection_lambda", "lambda"),
        ("selection_eta", "eta"),
        ("selection", "select"),
        ("advantage_estimator", "advantage"),
        ("reinforce_plus_plus", "reinforce"),
        ("kl_coef", "kl"),
        ("clip_ratio_low", "clip_low"),
        ("clip_ratio_high", "clip_high"),
        ("num_mini_batches", "updates"),
        ("micro_batch_tokens", "micro_tokens"),
        ("lr_warmup_steps", "learning_rate_warmup"),
        ("max_grad_norm", "max_gradient_norm"),
        ("sft_steps", "warmup_steps"),
        ("sft_batch_size", "warmup_pairs"),
        ("sft_learning_rate", "warmup_learning_rate"),
        ("sft_max_constraints", "warmup_constraints"),
        ("eval_steps", "eval_every"),
        ("save_steps", "checkpoint_every"),
    ] {
        assert!(out.contains(new), "{new}");
        out = out
            .replace(&format!("\n{new} ="), &format!("\n{old} ="))
            .replace(&format!("\"{new}\""), &format!("\"{old}\""));
    }
    out
}

#[test]
fn a_run_of_an_older_version_is_resumed_under_the_new_names() {
    let (folder, suite) = place();
    let runs = ["new", "old"].map(|name| folder.path().join(name));
    for run in &runs {
        let output = train(&suite, run, &["--steps", "1", "--seed", "5"]);
        assert!(output.status.success() && !stderr(&output).contains("warning"), "{}", stderr(&output));
    }
    let file = runs[1].join("config.toml");
    let old = with_old_names(&fs::read_to_string(&file).unwrap());
    // An option that did not exist yet.
    fs::write(&file, old.replace("gradient_checkpointing = false\n", "")).unwrap();
    let mut said = Vec::new();
    for run in &runs {
        let output = train(&suite, run, &["--steps", "2", "--resume"]);
        assert!(output.status.success(), "{}", stderr(&output));
        said.push(stderr(&output));
    }
    assert!(!said[0].contains("warning"), "{}", said[0]);
    for warning in [
        "`instructions` is now called `prompts_per_step`",
        "`reinforce` is now called `reinforce_plus_plus`",
        "`gradient_checkpointing` is not given, so it is false",
    ] {
        assert!(said[1].contains(warning), "{}", said[1]);
    }
    let samples = runs.each_ref().map(|run| fs::read(run.join("samples.jsonl")).unwrap());
    assert!(!samples[0].is_empty() && samples[0] == samples[1]);
    let [new, old] = runs.each_ref().map(|run| fs::read_to_string(run.join("config.toml")).unwrap());
    assert_eq!(new, old, "written back under the new names");
    // What can't change is refused, not passed over.
    let other = train(&suite, &runs[1], &["--resume", "--set", "kl=0.5"]);
    assert!(
        refusal(&other, folder.path()).contains("the run has `kl_coef = 0.001`, not 0.5"),
        "{}",
        stderr(&other)
    );
    let flags = train(
        &suite,
        &folder.path().join("flags"),
        &["--steps", "0", "--advantage", "reinforce-baseline", "--warmup-steps", "0"],
    );
    for new in ["`advantage_estimator`", "`reinforce_plus_plus_baseline`", "`sft_steps`"] {
        assert!(stderr(&flags).contains(&format!("is now called {new}")), "{}", stderr(&flags));
    }
}

#[test]
fn every_option_is_listed_and_explained() {
    let help = stdout(&hirc(&["train", "--help"]));
    let listed = stdout(&hirc(&["explain", "options"]));
    for line in listed.lines() {
        let name = line.split(' ').next().unwrap();
        assert!(help.contains(&format!("  {name}=")), "{name}");
        let text = stdout(&hirc(&["explain", name]));
        assert!(text.starts_with(name) && text.contains("\ndefault   "), "{text}");
    }
    assert!(listed.lines().count() > 30);
    let output = ["advantage_estimator", "kl"].map(|name| stdout(&hirc(&["explain", name]))).join("\n");
    insta::assert_snapshot!(output);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let (folder, suite) = place();
    let runs = ["a", "b"].map(|name| folder.path().join(name));
    for run in &runs {
        assert!(train(&suite, run, &["--steps", "1", "--seed", "3"]).status.success());
    }
    let samples = runs.each_ref().map(|run| fs::read(run.join("samples.jsonl")).unwrap());
    assert!(!samples[0].is_empty() && samples[0] == samples[1]);
}

#[test]
fn what_gen_wrote_trains_as_the_suite_itself() {
    let (folder, suite) = place();
    let (tasks, runs) = (folder.path().join("tasks.jsonl"), ["a", "b"].map(|name| folder.path().join(name)));
    let drawn = hirc(&["gen", suite.to_str().unwrap(), "--seed", "3", "--output", tasks.to_str().unwrap()]);
    assert!(drawn.status.success(), "{}", stderr(&drawn));
    let steps = ["--steps", "1", "--seed", "3"];
    assert!(train(&suite, &runs[0], &steps).status.success());
    let modules = ["--library", "small", "--library-path", folder.path().to_str().unwrap()];
    let output = train(&tasks, &runs[1], &[&steps[..], &modules[..]].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let samples = runs.each_ref().map(|run| fs::read(run.join("samples.jsonl")).unwrap());
    assert!(!samples[0].is_empty() && samples[0] == samples[1]);
}

/// The message of a run that can't begin, without paths.
fn refusal(output: &Output, folder: &Path) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", stdout(output));
    stderr(output).replace(folder.to_str().unwrap(), "DIR")
}

#[test]
fn bad_input_is_said_before_anything_is_done() {
    let (folder, suite) = place();
    let at = folder.path();
    let run = at.join("run");
    let mut out = String::new();
    let mut case = |what: &str, output: Output| {
        out.push_str(&format!("# {what}\n{}\n", refusal(&output, at)));
        assert!(!run.join("metrics.jsonl").exists(), "{what}");
    };
    let records = at.join("records.jsonl");
    fs::write(
        &records,
        concat!(
            r#"{"prompt": "Say yes. No commas.", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}"#,
            "\n",
            r#"{"request": "Say yes.", "prompt": "Say yes.", "instruction_id_list": ["no:such"], "kwargs": [{}]}"#,
            "\n",
            r#"{"request": "Say no.", "prompt": "Say no.", "instruction_id_list": ["punctuation:no_comma"]}"#,
            "\n",
        ),
    )
    .unwrap();
    case("records that hold nothing out", train(&records, &run, &[]));
    case("an option that does not exist", train(&suite, &run, &["--set", "learning_rat=1"]));
    case("a value out of range", train(&suite, &run, &["--set", "clip_ratio_low=2"]));
    case("a value of another type", train(&suite, &run, &["--set", "steps=\"many\""]));
    case("no options file", train(&suite, &run, &["--config", "nowhere.toml"]));
    case("no tasks", train(&at.join("none.hir"), &run, &[]));
    case("no model", train(&suite, &run, &["--model", at.join("model").to_str().unwrap()]));
    case("no run to resume", train(&suite, &run, &["--resume"]));

    fs::write(
        at.join("empty.hir"),
        "use small\ntask one {\n    prompt \"Say yes.\"\n    require small.asks()\n}\n",
    )
    .unwrap();
    case("no suite", train(&at.join("empty.hir"), &run, &[]));
    let clash = SUITE
        .replace("draw 2 from small", "draw 2..2 from case.lowercase, case.uppercase")
        .replace("use small", "use case");
    fs::write(at.join("clash.hir"), clash).unwrap();
    case("nothing but contradictions", train(&at.join("clash.hir"), &run, &[]));
    fs::write(at.join("all.hir"), SUITE.replace("    holdout 25%\n", "")).unwrap();
    case("nothing held out", train(&at.join("all.hir"), &run, &[]));

    let model = at.join("model");
    fs::create_dir(&model).unwrap();
    let with = |name: &str, text: &str| fs::write(model.join(name), text).unwrap();
    with("config.json", r#"{"model_type": "gpt2"}"#);
    case("another architecture", train(&suite, &run, &["--model", model.to_str().unwrap()]));
    with("config.json", "{");
    case("no JSON", train(&suite, &run, &["--model", model.to_str().unwrap()]));
    with("config.json", &shape().to_string());
    case("no weights", train(&suite, &run, &["--model", model.to_str().unwrap()]));
    with("model.safetensors", "not tensors");
    case("damaged weights", train(&suite, &run, &["--model", model.to_str().unwrap()]));
    with("broken.gguf", "GGUF, they said");
    case("damaged GGUF", train(&suite, &run, &["--model", model.join("broken.gguf").to_str().unwrap()]));
    insta::assert_snapshot!(out);
}

#[cfg(unix)]
#[test]
fn a_place_that_takes_no_files_is_said() {
    let (folder, suite) = place();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let output = train(&suite, &file.join("run"), &["--steps", "1"]);
    assert!(refusal(&output, folder.path()).contains("can't be made"), "{}", stderr(&output));
    // A disk that is full, as far as a program can tell.
    let full =
        hirc(&["eval", suite.to_str().unwrap(), "-n", "1", "--max-tokens", "4", "--output", "/dev/full"]);
    assert!(refusal(&full, folder.path()).contains("/dev/full"), "{}", stderr(&full));
}

fn shape() -> Value {
    json!({
        "model_type": "llama", "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2,
        "num_key_value_heads": 1, "head_dim": 4, "intermediate_size": 8, "vocab_size": 259,
        "max_position_embeddings": 512, "rope_theta": 10000.0, "rms_norm_eps": 1e-5, "tie_word_embeddings": true
    })
}

/// A model folder of the built-in policy's merged weights, made by a run.
fn model(folder: &Path, suite: &Path) -> PathBuf {
    let run = folder.join("made");
    assert!(train(suite, &run, &["--steps", "1", "--model", "untrained"]).status.success());
    run.join("weights")
}

#[test]
fn a_model_is_fetched_by_its_name_and_then_kept() {
    let (folder, suite) = place();
    let files = model(folder.path(), &suite);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(64).flatten() {
            let files = files.clone();
            std::thread::spawn(move || hub(&stream, &files));
        }
    });
    let eval = |name: &str, endpoint: &str| {
        Command::new(env!("CARGO_BIN_EXE_hirc"))
            .args(["eval", suite.to_str().unwrap(), "--model", name, "-n", "1", "--max-tokens", "8"])
            .env("HF_ENDPOINT", endpoint)
            .env("HF_HOME", folder.path().join("cache"))
            .output()
            .unwrap()
    };
    let endpoint = format!("http://{address}");
    let output = eval("someone/small", &endpoint);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stdout(&output).contains("whole prompts"));
    let unknown = eval("someone/else", &endpoint);
    assert!(refusal(&unknown, folder.path()).contains("no model of this name"), "{}", stderr(&unknown));
    // Nobody listens here any more.
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert!(eval("someone/small", &format!("http://{gone}")).status.success(), "the cache has it");
    let output = eval("someone/else", &format!("http://{gone}"));
    assert!(refusal(&output, folder.path()).contains("can't be fetched"), "{}", stderr(&output));
}

/// Answers one request as the hub does: what a model has, and files by range.
fn hub(stream: &TcpStream, files: &Path) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next()?.ok()?;
    let path = request.split(' ').nth(1)?.to_owned();
    let mut from = 0;
    let mut only_first = false;
    for line in lines {
        let line = line.ok()?.to_ascii_lowercase();
        if let Some(range) = line.strip_prefix("range: bytes=") {
            only_first = range == "0-0";
            from = range.split('-').next()?.parse::<usize>().ok()?;
        }
        if line.is_empty() {
            break;
        }
    }
    let (status, head, body) = match path.strip_prefix("/someone/small/resolve/main/") {
        Some(name) => {
            let bytes = fs::read(files.join(name)).ok()?;
            let last = if only_first { 0 } else { bytes.len() - 1 };
            let head = format!(
                "ETag: \"{name}\"\r\nX-Repo-Commit: abc\r\nContent-Range: bytes {from}-{last}/{}\r\n",
                bytes.len()
            );
            ("206 Partial Content", head, bytes.get(from..=last)?.to_vec())
        }
        None if path.starts_with("/api/models/someone/small") => {
            let names = ["config.json", "model.safetensors"].map(|name| json!({"rfilename": name}));
            ("200 OK", String::new(), json!({"sha": "abc", "siblings": names}).to_string().into_bytes())
        }
        None => ("404 Not Found", String::new(), b"{}".to_vec()),
    };
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status}\r\n{head}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())
        .ok()?;
    stream.write_all(&body).ok()
}

/// A tokenizer of words, with settings that files saved after training have.
fn tokenizer(truncation: &Value, padding: &Value) -> Value {
    json!({
        "version": "1.0", "truncation": truncation, "padding": padding, "added_tokens": [],
        "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "vocab": {"<unk>": 0, "</s>": 1, "yes": 2}, "unk_token": "<unk>"},
    })
}

#[test]
fn tokenizers_neither_cut_nor_pad() {
    let (folder, suite) = place();
    let model = model(folder.path(), &suite);
    let settings = json!({"eos_token": "</s>", "chat_template": "{{ messages[0].content }}"});
    fs::write(model.join("tokenizer_config.json"), settings.to_string()).unwrap();
    let responses = folder.path().join("responses.jsonl");
    let tokens = |truncation: Value, padding: Value| {
        fs::write(model.join("tokenizer.json"), tokenizer(&truncation, &padding).to_string()).unwrap();
        let paths = [&suite, &model, &responses].map(|path| path.to_str().unwrap());
        let [suite, model, output] = paths;
        let output = hirc(&[
            "eval",
            suite,
            "--model",
            model,
            "-n",
            "1",
            "--max-tokens",
            "4",
            "--logprobs",
            "--output",
            output,
        ]);
        assert!(output.status.success(), "{}", stderr(&output));
        let line: Value = serde_json::from_str(&fs::read_to_string(&responses).unwrap()).unwrap();
        (line["instruction_tokens"].clone(), stderr(&output))
    };
    let (whole, said) = tokens(Value::Null, Value::Null);
    assert!(whole.as_array().unwrap().len() > 3 && !said.contains("warning"), "{whole} {said}");
    let cut = |length: u32, stride: u32| json!({"max_length": length, "strategy": "LongestFirst", "stride": stride, "direction": "Right"});
    let pad = json!({
        "strategy": {"Fixed": 200}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "<unk>",
    });
    // The last of them made the tokenizer panic.
    for (truncation, padding, name) in [
        (cut(2, 0), Value::Null, "`truncation` to 2 tokens"),
        (Value::Null, pad, "`padding`"),
        (cut(1, 5), Value::Null, "`truncation` to 1 tokens"),
    ] {
        let (found, said) = tokens(truncation, padding);
        assert_eq!(found, whole, "{name}");
        assert!(said.contains("warning") && said.contains(name), "{said}");
    }
}

#[test]
fn models_of_no_use_are_refused_by_what_is_wrong_with_them() {
    let (folder, suite) = place();
    let model = model(folder.path(), &suite);
    let run = |path: &Path, more: &[&str]| {
        let arguments = [
            "eval",
            suite.to_str().unwrap(),
            "-n",
            "1",
            "--max-tokens",
            "4",
            "--model",
            path.to_str().unwrap(),
        ];
        hirc(&[&arguments[..], more].concat())
    };
    let refused = |output: &Output, code: &str, words: &str| {
        let said = refusal(output, folder.path());
        assert!(said.contains(code) && said.contains(words) && !said.contains("panicked"), "{words}: {said}");
    };
    let config = fs::read_to_string(model.join("config.json")).unwrap();
    let shape: Value = serde_json::from_str(&config).unwrap();
    for (name, value, words) in [
        ("num_hidden_layers", json!(1_000_000), "no tensor `model.layers.4.input_layernorm.weight`"),
        ("max_position_embeddings", json!(100_000_000), "100000000 positions are more than 1048576"),
        ("head_dim", json!(1_u64 << 62), "a size is 4611686018427387904"),
        ("vocab_size", json!(1_u64 << 40), "a size is 1099511627776"),
        ("rope_theta", json!(0), "`rope_theta` is 0, expected a number above 0"),
        ("rms_norm_eps", json!(-1), "`rms_norm_eps` is -1, expected a number above 0"),
    ] {
        let mut other = shape.clone();
        other[name] = value;
        fs::write(model.join("config.json"), other.to_string()).unwrap();
        refused(&run(&model, &[]), "error[bad-model]", words);
    }
    fs::write(model.join("config.json"), &config).unwrap();
    let wide = train(&suite, &folder.path().join("wide"), &["--set", "lora_rank=4294967296"]);
    refused(&wide, "error[bad-option]", "`lora_rank` is 4294967296, expected at most 128");

    // A header whose alignment is 0, by which its reader divides.
    let mut gguf = b"GGUF".to_vec();
    gguf.extend(3_u32.to_le_bytes());
    gguf.extend([0_u64, 1, 17].iter().flat_map(|n| n.to_le_bytes()));
    gguf.extend(b"general.alignment");
    gguf.extend([4_u32, 0].iter().flat_map(|n| n.to_le_bytes()));
    let file = folder.path().join("x.gguf");
    fs::write(&file, gguf).unwrap();
    refused(&run(&file, &[]), "error[bad-model]", "is damaged: its reader gave up");

    let path = model.join("model.safetensors");
    let whole = fs::read(&path).unwrap();
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut bytes = whole.clone();
        let at = bytes.len() - 4;
        bytes[at..].copy_from_slice(&value.to_le_bytes());
        fs::write(&path, bytes).unwrap();
        refused(&run(&model, &[]), "error[not-finite]", "of the tensor `model.");
        let trained = train(&suite, &folder.path().join("nan"), &["--model", model.to_str().unwrap()]);
        refused(&trained, "error[not-finite]", "of the tensor `model.");
    }
    // Weights that are numbers, of which it computes none.
    let mut bytes = whole.clone();
    let header = 8 + usize::try_from(u64::from_le_bytes(whole[..8].try_into().unwrap())).unwrap();
    for number in bytes[header..].chunks_exact_mut(4) {
        number.copy_from_slice(&1e10_f32.to_le_bytes());
    }
    fs::write(&path, bytes).unwrap();
    refused(&run(&model, &[]), "error[not-finite]", "a logit of token 1 of response 1");
    fs::write(&path, whole).unwrap();

    fs::write(model.join("tokenizer.json"), tokenizer(&Value::Null, &Value::Null).to_string()).unwrap();
    fs::write(model.join("tokenizer_config.json"), json!({"eos_token": "</s>"}).to_string()).unwrap();
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}x{% endfor %}{% endfor %}{% endfor %}";
    fs::write(model.join("chat_template.jinja"), endless).unwrap();
    refused(&run(&model, &[]), "error[template-limit]", "takes more than 1000000 steps");
}

#[test]
fn a_resumed_run_passes_over_nothing_it_is_told() {
    let (folder, suite) = place();
    let run = folder.path().join("run");
    assert!(train(&suite, &run, &["--steps", "1"]).status.success());
    let refused = |output: &Output, words: &str| {
        let said = refusal(output, folder.path());
        assert!(said.contains("error[other-options]") && said.contains(words), "{said}");
    };
    for (given, words) in [
        (["--model", "/no/such"], "`model = \"nano\"`, not \"/no/such\""),
        (["--set", "learning_rate=0.5"], "`learning_rate = 0.0001`, not 0.5"),
        (["--seed", "99"], "`seed = 0`, not 99"),
        (["--replay", "none"], "`replay = \"hir\"`, not \"none\""),
        (["--suite", "other"], "`suite = \"\"`, not \"other\""),
        (["--library", "small"], "`library = \"\"`, not \"small\""),
    ] {
        refused(&train(&suite, &run, &[&["--resume"][..], &given].concat()), words);
    }
    let path = run.join("config.toml");
    let config = fs::read_to_string(&path).unwrap();
    for (old, new) in [
        ("learning_rate = 0.0001", "learning_rate = 0.5"),
        ("lr_warmup_steps = 2", "lr_warmup_steps = 7"),
        ("model = \"nano\"", "model = \"untrained\""),
    ] {
        assert!(config.contains(old), "{config}");
        fs::write(&path, config.replace(old, new)).unwrap();
        refused(&train(&suite, &run, &["--resume"]), old.split(' ').next().unwrap());
    }
    fs::write(&path, &config).unwrap();
    let longer = train(&suite, &run, &["--resume", "--model", "nano", "--steps", "2"]);
    assert!(longer.status.success(), "{}", stderr(&longer));
    assert!(stderr(&longer).contains("`steps` is 2 from here on; it was 1"), "{}", stderr(&longer));
    assert!(stderr(&longer).contains("step 1/2  held out"), "the last evaluation: {}", stderr(&longer));
    let shorter = train(&suite, &run, &["--resume", "--steps", "1"]);
    assert!(stderr(&shorter).contains("2 steps are done already"), "{}", stderr(&shorter));
    assert_eq!(steps(&run), [1, 2]);
}

#[cfg(unix)]
#[test]
fn a_run_is_locked_while_it_lives_and_saved_when_it_is_terminated() {
    let (folder, suite) = place();
    let run = folder.path().join("run");
    let paths = [&suite, &run].map(|path| path.to_str().unwrap());
    let [file, out] = paths;
    let mut first = Command::new(env!("CARGO_BIN_EXE_hirc"))
        .args(["train", file, "--out", out, "--steps", "100000", "--set", "max_tokens=16"])
        .args(["--set", "prompts_per_step=2", "--set", "samples_per_prompt=2", "--set", "eval_tasks=1"])
        .args(["--set", "save_steps=100000"])
        .current_dir(root())
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let begun = std::time::Instant::now();
    while !fs::read_to_string(run.join("metrics.jsonl")).is_ok_and(|text| text.contains('\n')) {
        assert!(begun.elapsed().as_secs() < 120 && first.try_wait().unwrap().is_none(), "it makes steps");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    for more in [&[][..], &["--resume"]] {
        let second = train(&suite, &run, more);
        let said = refusal(&second, folder.path());
        assert!(
            said.contains(&format!("error[run-in-use]: `DIR/run` is in use: process {}", first.id())),
            "{said}"
        );
    }
    assert!(!run.join("checkpoints").exists());
    assert!(Command::new("kill").arg(first.id().to_string()).status().unwrap().success());
    assert_eq!(first.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_dir(run.join("checkpoints")).unwrap().count(), 1);
    assert!(run.join("summary.md").is_file());
}
