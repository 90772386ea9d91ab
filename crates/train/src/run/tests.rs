//! A run that was interrupted, at whatever point, ends as one that was not.

use super::{Checkpoint, Ended, Metrics, ModelOrigin, Observer, RunDir, Trainer};
use crate::diagnostic::Code;
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
    let path = Checkpoint::latest(folder).unwrap().path;
    let timed = |name: &str| name.starts_with("time/") || name.contains("tokens_per_second");
    let metrics = folder.lines("metrics.jsonl", u32::MAX).unwrap();
    let lines = metrics
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
    assert_eq!(problem.code, Code::BadRun);
    let mut wider = trainer(&library, folder, &options, Trained::Adapter(Lora { rank: 2, alpha: 4.0 }));
    assert_eq!(wider.run(true, &mut Until(u32::MAX)).unwrap_err().code, Code::BadModel);
}
