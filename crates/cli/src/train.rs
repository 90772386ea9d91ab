//! `hirc train`: reinforcement learning of a language model on tasks written in HIR.

use super::Exit;
use super::output::{Output, Refused};
use super::tasks::{Origin, Tasks};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::Files;
use crate::model::{NANO, Place, Policy, Trained};
use crate::task::Drawer;
use candle_core::Device;
use hirc_train::run::{Config, Ended, Folder, History, Metrics, Trainer, Watcher};
use hirc_train::train::{Advantage, Evaluation, Options, Replay, Reward, Task};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Train a language model on tasks.
///
/// FILE is a `.hir` file with a suite, or what `hirc gen` wrote. Without `--model`, the policy that is built in is trained: no download, minutes on two cores.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Tasks: a `.hir` file with a suite, or JSON Lines with `request`, `instruction_id_list`, `kwargs` and `split`.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A module whose constraints JSON Lines may name, beside the standard library; may be given several times.
    #[arg(short, long, value_name = "MODULE")]
    library: Vec<String>,
    /// Which suite, if the file has several.
    #[arg(long, value_name = "NAME")]
    suite: Option<String>,
    /// The model: a Hugging Face folder, a GGUF file, a name on the hub (ORG/NAME), or `nano`.
    #[arg(short, long, value_name = "MODEL", default_value = NANO)]
    model: String,
    /// The run's folder; `runs/FILE-N` if not given.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The same seed gives the same run.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Training steps.
    #[arg(long, value_name = "N")]
    steps: Option<u32>,
    /// Whether failures are replayed.
    #[arg(long, value_enum)]
    replay: Option<Replay>,
    /// What a response is rewarded for.
    #[arg(long, value_enum)]
    reward: Option<Reward>,
    /// How rewards become advantages.
    #[arg(long, value_enum)]
    advantage: Option<Advantage>,
    /// Supervised updates on (instruction, witness) pairs before the first step.
    #[arg(long, value_name = "N")]
    warmup_steps: Option<u32>,
    /// Options as TOML.
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One option: `learning_rate=1e-5`; may be given several times. `config.toml` of a run lists all.
    #[arg(short, long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// What the model runs on.
    #[arg(long, value_enum, default_value_t = Place::Auto)]
    device: Place,
    /// Go on from the last checkpoint of the run in `--out`, or of the last run of FILE.
    #[arg(long)]
    resume: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) => Ok((key.trim().to_owned(), value.trim().to_owned())),
        None => Err("expected KEY=VALUE".to_owned()),
    }
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    output.end(train(args, files, output))
}

fn train(args: &Args, files: &Files, output: &Output) -> Result<Exit, Refused> {
    let stem = args.file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let runs = Path::new("runs");
    let device = args.device.device()?;
    let (folder, config) = if args.resume {
        let path =
            args.out.clone().or_else(|| Folder::latest(runs, &stem)).unwrap_or_else(|| runs.join(&stem));
        let folder = Folder::open(&path)?;
        let config = resumed(&folder, args)?;
        (folder, config)
    } else {
        let config = fresh(args, &device)?;
        let path = args.out.clone().unwrap_or_else(|| Folder::free(runs, &stem));
        (Folder::create(&path)?, config)
    };
    let origin = Origin {
        file: &config.file,
        suite: config.suite.as_deref(),
        modules: &config.library,
        seed: config.options.seed,
    };
    let Tasks { library, tasks, held_out, kinds, prompts } = origin.tasks(files, output)?;
    let program = library.program();
    let (learner, name, tokenizer) = config.learner(&device)?;
    config.write(&folder)?;
    let options = config.options;
    let drawers: Vec<Drawer> = kinds.iter().filter_map(|&c| Drawer::new(program, c).ok()).collect();
    output.note(&format!(
        "{} parameters; {} tasks, {} held out; {}",
        parameters(&learner.policy),
        tasks.len(),
        held_out.len(),
        folder.path().display()
    ));
    let held_out: Vec<Task> = held_out.into_iter().take(options.eval_tasks).collect();
    let mut trainer = Trainer {
        program,
        tasks,
        held_out,
        lessons: (drawers, prompts),
        learner,
        options,
        folder,
        model: (name, tokenizer),
    };
    let mut screen = Screen::new(&trainer.options);
    let ended = trainer.run(args.resume, &mut screen)?;
    screen.bar.finish_and_clear();
    Ok(conclude(&trainer, ended, args, files, output)?)
}

fn fresh(args: &Args, device: &Device) -> Result<Config, Diagnostic> {
    let unreadable = |path: &Path, e: std::io::Error| {
        Diagnostic::error(Code::Usage, format!("`{}` can't be read: {e}", path.display()))
    };
    let file =
        args.config.as_ref().map(|p| std::fs::read_to_string(p).map_err(|e| unreadable(p, e))).transpose()?;
    let nano = matches!(args.model.as_str(), NANO | crate::model::UNTRAINED);
    let defaults = if nano { Options::nano() } else { Options::language_model() };
    let mut options = defaults.on(device).with(file.as_deref(), &args.set)?;
    options.seed = args.seed.unwrap_or(options.seed);
    options.steps = args.steps.unwrap_or(options.steps);
    options.replay = args.replay.unwrap_or(options.replay);
    options.reward = args.reward.unwrap_or(options.reward);
    options.advantage = args.advantage.unwrap_or(options.advantage);
    options.warmup_steps = args.warmup_steps.unwrap_or(options.warmup_steps);
    let (file, library, suite) = (args.file.clone(), args.library.clone(), args.suite.clone());
    Ok(Config { file, library, suite, model: args.model.clone(), options })
}

/// The options of a run that goes on. Only its length may change.
fn resumed(folder: &Folder, args: &Args) -> Result<Config, Diagnostic> {
    let mut config = Config::read(folder)?;
    config.options.steps = args.steps.unwrap_or(config.options.steps);
    config.file.clone_from(&args.file);
    Ok(config)
}

fn parameters(policy: &Policy) -> String {
    let all = policy.config().parameters() as f64;
    let trained: usize = policy.variables().values().map(|v| v.elem_count()).sum();
    match policy.trained() {
        Trained::All => format!("{:.1} million", all / 1e6),
        Trained::Adapter(_) => {
            format!("{:.1} million, {:.1} million of them trained,", all / 1e6, trained as f64 / 1e6)
        }
    }
}

fn conclude(
    trainer: &Trainer<'_>,
    ended: Ended,
    args: &Args,
    files: &Files,
    output: &Output,
) -> Result<Exit, Diagnostic> {
    let history = History::read(&trainer.folder)?;
    let place = trainer.folder.path().display();
    let mut text = String::new();
    for (name, shown) in
        [("instruction_accuracy", "all constraints"), ("constraint_accuracy", "single constraints")]
    {
        if let Some((before, after)) = history.accuracy(name) {
            text.push_str(&format!(
                "held-out tasks, {shown:<18}  {:5.1} % → {:5.1} %\n",
                before * 100.0,
                after * 100.0
            ));
        }
    }
    text.push_str(&format!("summary and curves: {place}/summary.md\n"));
    output.print(&text);
    if let Ended::Interrupted(step) = ended {
        let file = args.file.display();
        let paths: String =
            files.library_path.iter().map(|path| format!(" --library-path {}", path.display())).collect();
        output.note(&format!(
            "stopped after step {step}; go on with: hirc train {file} --out {place}{paths} --resume"
        ));
        return Ok(Exit::Interrupted);
    }
    Ok(Exit::Success)
}

/// Progress on standard error: a bar on a terminal, a line now and then elsewhere.
struct Screen {
    bar: indicatif::ProgressBar,
    terminal: bool,
    warmup: u32,
    steps: u32,
    begun: Instant,
    accuracy: f64,
    stop: Arc<AtomicBool>,
}

impl Screen {
    fn new(options: &Options) -> Screen {
        let terminal = std::io::stderr().is_terminal();
        let bar = indicatif::ProgressBar::new(u64::from(options.warmup_steps.max(1)));
        if !terminal {
            bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        }
        let style = indicatif::ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}  {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let sign = Arc::clone(&stop);
        // Without a handler, Ctrl-C ends the run at once, and the last checkpoint is what is left.
        let _ = ctrlc::set_handler(move || sign.store(true, Ordering::SeqCst));
        let (warmup, steps) = (options.warmup_steps, options.steps);
        Screen { bar, terminal, warmup, steps, begun: Instant::now(), accuracy: 0.0, stop }
    }

    fn line(&self, text: &str) {
        use std::io::Write;
        if self.terminal {
            self.bar.set_message(text.to_owned());
        } else {
            let _ = writeln!(std::io::stderr(), "{:6.0} s  {text}", self.begun.elapsed().as_secs_f64());
        }
    }
}

impl Watcher for Screen {
    fn warmed(&mut self, updates: u32, loss: f64) {
        self.bar.set_length(u64::from(self.warmup));
        self.bar.set_position(u64::from(updates));
        if self.terminal || updates.is_multiple_of(50) {
            self.line(&format!("warm-up {updates}/{}  loss {loss:.3} nats a token", self.warmup));
        }
    }

    fn evaluated(&mut self, step: u32, evaluation: &Evaluation) {
        self.accuracy = evaluation.instruction_accuracy;
        if !self.terminal {
            self.line(&format!(
                "step {step}/{}  held out: all constraints {:.1} %, single {:.1} %",
                self.steps,
                evaluation.instruction_accuracy * 100.0,
                evaluation.constraint_accuracy * 100.0
            ));
        }
    }

    fn stepped(&mut self, metrics: &Metrics) {
        self.bar.set_length(u64::from(self.steps));
        self.bar.set_position(u64::from(metrics.step()));
        let get = |name: &str| metrics.get(name).unwrap_or(0.0);
        self.line(&format!(
            "step {}/{}  reward {:.2}  replays {:.0} %  held out {:.0} %  {:.0} tokens/s",
            metrics.step(),
            self.steps,
            get("reward/mean"),
            get("replay/share") * 100.0,
            self.accuracy * 100.0,
            get("tokens_per_second")
        ));
    }

    fn stop(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}
