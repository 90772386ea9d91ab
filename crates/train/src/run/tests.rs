//! A run that was interrupted, at whatever point, ends as one that was not.

use super::{Checkpoint, Ended, Metrics, ModelOrigin, Observer, RunDir, Trainer, saved};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Lora, Trained};
use crate::task::Checker;
use crate::train::tests::{drawers, learner, library, options, tasks};
use crate::train::{DemonstrationSource, Evaluation, Options};
use std::fs;
use std::path::Path;

/// Asks for a stop after so many events.
struct Until(u32);

impl Observer for Until {
    fn on_sft_step(&mut self, _: u32, _: f64) {
        self.0 = self.0.saturating_sub(1);
    }
    fn on_evaluation(&mut self, _: u32, _: &Evaluation) {}
    fn on_warning(&mut self, _: Diagnostic) {}
    fn on_step(&mut self, _: &Metrics) {
        self.0 = self.0.saturating_sub(1);
    }
    fn should_stop(&self) -> bool {
        self.0 == 0
    }
}

fn trainer<'p>(library: &'p Checker, folder: RunDir, options: &Options, trained: Trained) -> Trainer<'p> {
    let program = library.program();
    let mut all = tasks(program, 10);
    let held_out = all.split_off(7);
    Trainer {
        program,
        tasks: all,
        held_out,
        demonstrations: DemonstrationSource {
            constraints: drawers(program, &["words", "sentences"]),
            prompts: vec!["Say 1.".to_owned()],
        },
        learner: learner(trained),
        options: options.clone(),
        run_dir: folder,
        model: ModelOrigin { name: "tiny".to_owned(), tokenizer: None },
    }
}

/// What a run left: its last weights and moments, and its numbers without times.
fn left(folder: &RunDir) -> (Vec<u8>, Vec<u8>, Vec<String>) {
    let path = saved::latest(&folder.file("checkpoints")).unwrap().unwrap().saved.path;
    let timed = |name: &str| name.starts_with("time/") || name.contains("tokens_per_second");
    let metrics = folder.lines("metrics.jsonl", u32::MAX).unwrap();
    let lines = metrics
        .values
        .iter()
        .map(|line| line.as_object().unwrap().iter().filter(|(name, _)| !timed(name)))
        .map(|line| line.map(|(name, value)| format!("{name}={value} ")).collect())
        .collect();
    let read = |name: &str| fs::read(path.join(name)).unwrap();
    (read("policy.safetensors"), read("optimiser.safetensors"), lines)
}

fn fresh(parent: &Path, name: &str) -> RunDir {
    RunDir::create(&parent.join(name)).unwrap()
}

#[test]
fn a_resumed_run_equals_an_uninterrupted_one() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let options = Options { sft_steps: 24, sft_batch_size: 8, sft_learning_rate: 2e-2, ..options() };
    // In the middle of the warm-up, at its end, after the first step, after the third.
    let adapter = Trained::Adapter(Lora { rank: 2, alpha: 4.0 });
    for (trained, places) in [(Trained::All, &[5, 24, 25, 27][..]), (adapter, &[25])] {
        let name = |at: u32| format!("{trained:?}-{at}").replace(|c: char| !c.is_alphanumeric(), "-");
        let whole = fresh(place.path(), &name(0));
        let ended = trainer(&library, whole.clone(), &options, trained).run(false, &mut Until(u32::MAX));
        assert_eq!(ended.unwrap(), Ended::Finished);
        let expected = left(&whole);
        assert!(
            expected.2.len() == 4 && expected.2.iter().any(|l| !l.contains("skipped=1.0")),
            "{:?}",
            expected.2
        );
        for &at in places {
            let folder = fresh(place.path(), &name(at));
            let ended =
                trainer(&library, folder.clone(), &options, trained).run(false, &mut Until(at)).unwrap();
            assert_eq!(ended, Ended::Interrupted(at.saturating_sub(24).max(u32::from(at >= 24))));
            // What a kill leaves: half a line, half a checkpoint, steps that no checkpoint has.
            let mut numbers = fs::read(folder.file("metrics.jsonl")).unwrap_or_default();
            numbers.extend(b"{\"step\": 9, \"loss\": 1}\n{\"step\": 10, \"lo");
            fs::write(folder.file("metrics.jsonl"), numbers).unwrap();
            let half = folder.file("checkpoints").join(".part");
            fs::create_dir_all(&half).unwrap();
            fs::write(half.join("policy.safetensors"), b"half").unwrap();
            let ended = trainer(&library, folder.clone(), &options, trained).run(true, &mut Until(u32::MAX));
            assert_eq!(ended.unwrap(), Ended::Finished);
            let found = left(&folder);
            assert_eq!(found.2, expected.2, "interrupted after {at}");
            assert!(found.0 == expected.0 && found.1 == expected.1, "weights, interrupted after {at}");
        }
    }
}

#[test]
fn a_run_leaves_what_a_person_and_a_machine_need() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let folder = fresh(place.path(), "run");
    let options = Options { sft_steps: 40, steps: 2, ..options() };
    let lora = Trained::Adapter(Lora { rank: 2, alpha: 4.0 });
    trainer(&library, folder.clone(), &options, lora).run(false, &mut Until(u32::MAX)).unwrap();
    let text = |name: &str| fs::read_to_string(folder.file(name)).unwrap();
    let numbers: serde_json::Value =
        serde_json::from_str(text("metrics.jsonl").lines().last().unwrap()).unwrap();
    for name in [
        "step",
        "reward/mean",
        "replay/share",
        "margin/instruction",
        "margin/response",
        "tokens_per_second",
        "eval/instruction_accuracy",
        "eval/constraint_accuracy",
        "constraint/small.words",
    ] {
        assert!(numbers[name].is_number(), "{name} in {numbers}");
    }
    let sample: serde_json::Value =
        serde_json::from_str(text("samples.jsonl").lines().next().unwrap()).unwrap();
    assert!(sample["instruction"].is_string() && sample["verdicts"].is_object(), "{sample}");
    assert!(text("summary.md").contains("| all constraints |"));
    assert!(text("curves.svg").starts_with("<svg") && text("curves.svg").ends_with("</svg>\n"));
    let config: serde_json::Value = serde_json::from_str(&text("adapter/adapter_config.json")).unwrap();
    assert_eq!(config["r"], 2);
    assert_eq!(config["target_modules"].as_array().unwrap().len(), 7);
    let events = fs::read_dir(place.path().join("run")).unwrap().flatten();
    assert!(events.into_iter().any(|e| e.file_name().to_string_lossy().contains("tfevents")));
}

#[test]
fn other_tasks_are_not_gone_on_with() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let folder = fresh(place.path(), "run");
    let options = Options { steps: 2, ..options() };
    trainer(&library, folder.clone(), &options, Trained::All).run(false, &mut Until(1)).unwrap();
    let mut other = trainer(&library, folder.clone(), &options, Trained::All);
    other.tasks.pop();
    let problem = other.run(true, &mut Until(u32::MAX)).unwrap_err();
    assert_eq!(problem.code, Code::OtherOptions);
    let mut wider = trainer(&library, folder, &options, Trained::Adapter(Lora { rank: 2, alpha: 4.0 }));
    assert_eq!(wider.run(true, &mut Until(u32::MAX)).unwrap_err().code, Code::BadModel);
}

/// Remembers what a run says.
#[derive(Default)]
struct Heard {
    warnings: Vec<Diagnostic>,
    evaluations: Vec<(u32, f64)>,
}

impl Observer for Heard {
    fn on_sft_step(&mut self, _: u32, _: f64) {}
    fn on_evaluation(&mut self, step: u32, evaluation: &Evaluation) {
        self.evaluations.push((step, evaluation.instruction_accuracy));
    }
    fn on_warning(&mut self, warning: Diagnostic) {
        self.warnings.push(warning);
    }
    fn on_step(&mut self, _: &Metrics) {}
    fn should_stop(&self) -> bool {
        false
    }
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 0x41;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_checkpoint_gives_way_to_the_one_before_and_is_written_again() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let options = Options { steps: 2, save_steps: 1, ..options() };
    let whole = fresh(place.path(), "whole");
    trainer(&library, whole.clone(), &options, Trained::All).run(false, &mut Until(u32::MAX)).unwrap();
    type Damage = (&'static str, fn(&Path));
    let damages: [Damage; 7] = [
        ("has another checksum", |c| flip(&c.join("policy.safetensors"))),
        ("has another checksum", |c| flip(&c.join("optimiser.safetensors"))),
        ("has another checksum", |c| {
            let state = fs::read_to_string(c.join("state.json")).unwrap();
            fs::write(c.join("state.json"), state.replace("\"step\": 2", "\"step\": 4000000000")).unwrap();
        }),
        ("can't be read", |c| fs::write(c.join("state.json"), "{").unwrap()),
        ("`state.json` is missing", |c| fs::remove_file(c.join("state.json")).unwrap()),
        ("`SHA256SUMS` is missing", |c| fs::remove_file(c.join("SHA256SUMS")).unwrap()),
        // As a version without checksums wrote it, with a step that it never did.
        ("is of `000000-4000000000`", |c| {
            let text = fs::read_to_string(c.join("state.json")).unwrap();
            let mut state: serde_json::Value = serde_json::from_str(&text).unwrap();
            state["step"] = 4_000_000_000_u32.into();
            state.as_object_mut().unwrap().remove("options");
            fs::write(c.join("state.json"), state.to_string()).unwrap();
        }),
    ];
    for (index, (expected, damage)) in damages.into_iter().enumerate() {
        let folder = fresh(place.path(), &format!("run-{index}"));
        trainer(&library, folder.clone(), &options, Trained::All).run(false, &mut Until(u32::MAX)).unwrap();
        damage(&folder.file("checkpoints").join("000000-000002"));
        let mut heard = Heard::default();
        trainer(&library, folder.clone(), &options, Trained::All).run(true, &mut heard).unwrap();
        let said = heard.warnings.first().expect(expected);
        assert!(said.code == Code::DamagedRun && said.message.contains(expected), "{said:?}");
        assert!(said.help.as_ref().unwrap().contains("of step 1"), "{said:?}");
        assert!(left(&folder) == left(&whole), "{expected}");
        // It was written again: nothing is left to say.
        let mut heard = Heard::default();
        trainer(&library, folder.clone(), &options, Trained::All).run(true, &mut heard).unwrap();
        assert!(heard.warnings.is_empty(), "{:?}", heard.warnings);
        for step in ["000000-000001", "000000-000002"] {
            fs::write(folder.file("checkpoints").join(step).join("policy.safetensors"), "").unwrap();
        }
        let mut last = trainer(&library, folder, &options, Trained::All);
        assert_eq!(last.run(true, &mut heard).unwrap_err().code, Code::DamagedRun);
    }
}

#[test]
fn other_options_are_not_gone_on_with() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let folder = fresh(place.path(), "run");
    let options = Options { steps: 2, ..options() };
    trainer(&library, folder.clone(), &options, Trained::All).run(false, &mut Until(1)).unwrap();
    for (name, other) in [
        ("learning_rate", Options { learning_rate: 0.5, ..options.clone() }),
        ("lr_warmup_steps", Options { lr_warmup_steps: 9, ..options.clone() }),
        ("seed", Options { seed: 9, ..options }),
    ] {
        let mut other = trainer(&library, folder.clone(), &other, Trained::All);
        let problem = other.run(true, &mut Until(u32::MAX)).unwrap_err();
        assert!(problem.code == Code::OtherOptions && problem.message.contains(name), "{problem:?}");
    }
    let mut other = trainer(&library, folder.clone(), &options, Trained::All);
    other.model.name = "another".to_owned();
    assert_eq!(other.run(true, &mut Until(u32::MAX)).unwrap_err().code, Code::OtherOptions);
    // Its length may change.
    let longer = Options { steps: 3, ..options };
    let ended = trainer(&library, folder, &longer, Trained::All).run(true, &mut Until(u32::MAX));
    assert_eq!(ended.unwrap(), Ended::Finished);
}

#[test]
fn a_run_has_one_writer() {
    let place = tempfile::tempdir().unwrap();
    let run = fresh(place.path(), "run");
    fs::write(run.file("config.toml"), "").unwrap();
    for second in [RunDir::create(run.path()), RunDir::resume(run.path())] {
        let problem = second.unwrap_err();
        assert_eq!(problem.code, Code::RunInUse);
        assert!(problem.message.contains(&format!("process {}", std::process::id())), "{problem:?}");
    }
    assert!(RunDir::open(run.path()).is_ok(), "reading is no writing");
    let path = run.path().to_owned();
    drop(run);
    assert!(RunDir::resume(&path).is_ok(), "the lock file alone locks nothing");
}

#[test]
fn a_resumed_run_shows_its_last_evaluation_and_repeats_nothing() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let folder = fresh(place.path(), "run");
    let options = Options { steps: 3, save_steps: 2, eval_steps: 2, ..options() };
    trainer(&library, folder.clone(), &options, Trained::All).run(false, &mut Until(u32::MAX)).unwrap();
    // A kill after the second step was saved: the third was written, half of a line behind it, and bytes that are no text.
    fs::remove_dir_all(folder.file("checkpoints").join("000000-000003")).unwrap();
    let mut numbers = fs::read(folder.file("metrics.jsonl")).unwrap();
    let evaluated: f64 = {
        let line = numbers.split(|b| *b == b'\n').nth(1).unwrap();
        serde_json::from_slice::<serde_json::Value>(line).unwrap()["eval/instruction_accuracy"]
            .as_f64()
            .unwrap()
    };
    numbers.extend(b"{\"step\": \xff\xfe");
    fs::write(folder.file("metrics.jsonl"), numbers).unwrap();
    let mut heard = Heard::default();
    trainer(&library, folder.clone(), &options, Trained::All).run(true, &mut heard).unwrap();
    assert_eq!(heard.warnings.len(), 1, "{:?}", heard.warnings);
    assert!(heard.warnings[0].message.contains("1 line is damaged and left out"), "{:?}", heard.warnings);
    assert_eq!(heard.evaluations[0], (2, evaluated));
    let steps = |lines: Vec<serde_json::Value>| -> Vec<u64> {
        lines.iter().map(|l| l["step"].as_u64().unwrap()).collect()
    };
    assert_eq!(steps(folder.lines("metrics.jsonl", u32::MAX).unwrap().values), [1, 2, 3]);
    assert_eq!(super::tensorboard::steps(folder.path()), [1, 2, 3]);
}

#[test]
fn a_run_without_a_checkpoint_begins_anew() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let options = Options { steps: 1, ..options() };
    let runs = ["a", "b"].map(|name| fresh(place.path(), name));
    trainer(&library, runs[0].clone(), &options, Trained::All).run(false, &mut Until(u32::MAX)).unwrap();
    let mut heard = Heard::default();
    trainer(&library, runs[1].clone(), &options, Trained::All).run(true, &mut heard).unwrap();
    assert!(heard.warnings[0].message.contains("begins anew"), "{:?}", heard.warnings);
    assert!(left(&runs[0]) == left(&runs[1]));
}

#[test]
fn numbers_that_are_none_stop_a_run_and_are_never_saved() {
    let library = library();
    let place = tempfile::tempdir().unwrap();
    let folder = fresh(place.path(), "run");
    let mut broken = trainer(&library, folder.clone(), &options(), Trained::All);
    let variable = broken.learner.policy.variables().values().next().unwrap();
    variable.set(&(variable.as_tensor() * f64::NAN).unwrap()).unwrap();
    let problem = broken.run(false, &mut Until(u32::MAX)).unwrap_err();
    assert!(problem.code == Code::NotFinite && problem.message.contains("a logit of token 1"), "{problem:?}");
    let state = Checkpoint {
        step: 3,
        updates: 3,
        sft_updates: 0,
        tasks: String::new(),
        version: String::new(),
        model: None,
        options: None,
    };
    let problem = state.save(&folder, &broken.learner).unwrap_err();
    assert!(problem.code == Code::Diverged && problem.message.contains("number 1 of"), "{problem:?}");
    assert!(!folder.file("checkpoints").exists());
}
