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
