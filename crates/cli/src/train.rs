//! `hirc train`: reinforcement learning of a language model on tasks written in HIR.

use super::Exit;
use super::choice::{device, option_value};
use super::output::{Output, Refused};
use super::tasks::{Origin, Tasks};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::Files;
use crate::model::{DeviceChoice, NANO, Policy, Trained};
use crate::source::SourceMap;
use crate::task::Drawer;
use candle_core::Device;
use hirc_train::run::{
    BeforeAfter, Config, Ended, FreshLearner, History, Metrics, Observer, RunDir, Trainer, other_options,
};
use hirc_train::train::{DemonstrationSource, Evaluation, Options, Resolved, Task, option, option_help};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Train a language model on tasks.
///
/// FILE is a `.hir` file with a suite, or what `hirc gen` wrote. Without `--model`, the policy that is built in is trained: no download, minutes on two cores.
#[derive(clap::Args, Debug)]
#[command(after_long_help = option_help())]
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
    /// The model: a Hugging Face folder, a GGUF file, a name on the hub (ORG/NAME), or `nano`, which it is if not given.
    #[arg(short, long, value_name = "MODEL")]
    model: Option<String>,
    /// The run's folder; `runs/FILE-N` if not given.
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "N", help = summary("seed"))]
    seed: Option<String>,
    #[arg(long, value_name = "N", help = summary("steps"))]
    steps: Option<String>,
    #[arg(long, value_parser = option_value("replay"), help = summary("replay"))]
    replay: Option<String>,
    #[arg(long, value_parser = option_value("reward"), help = summary("reward"))]
    reward: Option<String>,
    #[arg(long, value_parser = option_value("advantage_estimator"), help = summary("advantage_estimator"))]
    advantage_estimator: Option<String>,
    #[arg(long, hide = true, value_parser = option_value("advantage_estimator"))]
    advantage: Option<String>,
    #[arg(long, value_name = "N", help = summary("sft_steps"))]
    sft_steps: Option<String>,
    #[arg(long, hide = true)]
    warmup_steps: Option<String>,
    /// Options as TOML.
    #[arg(short, long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One option: `learning_rate=1e-5`; may be given several times. They are listed below.
    #[arg(short, long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// What the model runs on.
    #[arg(long, value_parser = device(), default_value = DeviceChoice::Auto.name())]
    device: DeviceChoice,
    /// Go on from the last checkpoint of the run in `--out`, or of the last run of FILE.
    #[arg(long)]
    resume: bool,
}

/// What an option does, as its table says.
fn summary(name: &str) -> &'static str {
    option(name).map_or("", |o| o.summary().trim_end_matches('.'))
}

impl Args {
    /// The options that were given by name: those of `--set`, then those with a flag of their own.
    fn pairs(&self) -> Vec<(String, String)> {
        let flags = [
            ("seed", &self.seed),
            ("steps", &self.steps),
            ("replay", &self.replay),
            ("reward", &self.reward),
            ("advantage", &self.advantage),
            ("advantage_estimator", &self.advantage_estimator),
            ("warmup_steps", &self.warmup_steps),
            ("sft_steps", &self.sft_steps),
        ];
        let given = flags.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        self.set.iter().cloned().chain(given).collect()
    }

    /// The text of the options file.
    fn file_text(&self) -> Result<Option<String>, Diagnostic> {
        let read = |path: &PathBuf| {
            std::fs::read_to_string(path).map_err(|e| {
                Diagnostic::error(Code::Usage, format!("`{}` can't be read: {e}", path.display()))
            })
        };
        self.config.as_ref().map(read).transpose()
    }
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
    let (run_dir, Configured { config, warnings }) = if args.resume {
        let path =
            args.out.clone().or_else(|| RunDir::latest(runs, &stem)).unwrap_or_else(|| runs.join(&stem));
        let run_dir = RunDir::resume(&path)?;
        let configured = resumed(&run_dir, args, output)?;
        (run_dir, configured)
    } else {
        let configured = fresh(args, &device)?;
        let path = args.out.clone().unwrap_or_else(|| RunDir::free(runs, &stem));
        (RunDir::create(&path)?, configured)
    };
    output.report(&warnings, &SourceMap::default());
    let origin = Origin {
        file: &config.file,
        suite: config.suite.as_deref(),
        modules: &config.library,
        seed: config.options.seed,
    };
    let Tasks { library, tasks, held_out, kinds, prompts } = origin.tasks(files, output)?;
    let program = library.program();
    let FreshLearner { learner, model } = config.learner(&device)?;
    output.report(learner.tokens.warnings(), &SourceMap::default());
    config.write(&run_dir)?;
    let options = config.options;
    let constraints = kinds.iter().filter_map(|&c| Drawer::new(program, c).ok()).collect();
    output.note(&format!(
        "{} parameters; {} tasks, {} held out; {}",
        parameters(&learner.policy),
        tasks.len(),
        held_out.len(),
        run_dir.path().display()
    ));
    let held_out: Vec<Task> = held_out.into_iter().take(options.eval_tasks).collect();
    let demonstrations = DemonstrationSource { constraints, prompts };
    let mut trainer = Trainer { program, tasks, held_out, demonstrations, learner, options, run_dir, model };
    let mut screen = Screen::new(&trainer.options, output);
    let ended = trainer.run(args.resume, &mut screen)?;
    screen.bar.finish_and_clear();
    Ok(conclude(&trainer, ended, args, files, output)?)
}

/// A configuration, and what is to be said about how it was given.
struct Configured {
    config: Config,
    warnings: Vec<Diagnostic>,
}

fn fresh(args: &Args, device: &Device) -> Result<Configured, Diagnostic> {
    let model = args.model.clone().unwrap_or_else(|| NANO.to_owned());
    let defaults = Options::of_model(&model).on(device);
    let Resolved { options, warnings } = defaults.with(args.file_text()?.as_deref(), &args.pairs())?;
    let (file, library, suite) = (args.file.clone(), args.library.clone(), args.suite.clone());
    let config = Config { file, library, suite, model, options };
    Ok(Configured { config, warnings })
}

/// The configuration of a run that is resumed. Only its length may change, or it would not be the same run; nothing that is given
/// is passed over.
fn resumed(run_dir: &RunDir, args: &Args, output: &Output) -> Result<Configured, Diagnostic> {
    let (mut config, mut warnings) = Config::read(run_dir)?;
    let named = |name: &str| format!("{name:?}");
    if let Some(model) = args.model.as_ref().filter(|model| **model != config.model) {
        return Err(other_options("model", &named(&config.model), &named(model)));
    }
    if let Some(suite) = args.suite.as_ref().filter(|suite| Some(*suite) != config.suite.as_ref()) {
        let before = named(config.suite.as_deref().unwrap_or_default());
        return Err(other_options("suite", &before, &named(suite)));
    }
    if !args.library.is_empty() && args.library != config.library {
        return Err(other_options(
            "library",
            &named(&config.library.join(" ")),
            &named(&args.library.join(" ")),
        ));
    }
    let Resolved { options, warnings: more } =
        config.options.with(args.file_text()?.as_deref(), &args.pairs())?;
    warnings.extend(more);
    for name in options.differing(&config.options) {
        let value = |options: &Options| options.get(name).map_or_else(String::new, |v| v.to_string());
        let (before, now) = (value(&config.options), value(&options));
        if name != "steps" {
            return Err(other_options(name, &before, &now));
        }
        output.note(&format!("`steps` is {now} from here on; it was {before}"));
    }
    config.options = options;
    config.file.clone_from(&args.file);
    Ok(Configured { config, warnings })
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
    let history = History::read(&trainer.run_dir)?;
    let place = trainer.run_dir.path().display();
    let mut text = String::new();
    for (name, shown) in
        [("instruction_accuracy", "all constraints"), ("constraint_accuracy", "single constraints")]
    {
        if let Some(BeforeAfter { before, after }) = history.accuracy(name) {
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
struct Screen<'o> {
    output: &'o Output,
    bar: indicatif::ProgressBar,
    terminal: bool,
    sft_steps: u32,
    steps: u32,
    begun: Instant,
    accuracy: f64,
    stop: Arc<AtomicBool>,
}

impl Screen<'_> {
    fn new<'o>(options: &Options, output: &'o Output) -> Screen<'o> {
        let terminal = std::io::stderr().is_terminal();
        let bar = indicatif::ProgressBar::new(u64::from(options.sft_steps.max(1)));
        if !terminal {
            bar.set_draw_target(indicatif::ProgressDrawTarget::hidden());
        }
        let style = indicatif::ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}  {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let sign = Arc::clone(&stop);
        // Of Ctrl-C and of SIGTERM. Without a handler, they end the run at once, and the last checkpoint is what is left.
        let _ = ctrlc::set_handler(move || sign.store(true, Ordering::SeqCst));
        let (sft_steps, steps) = (options.sft_steps, options.steps);
        Screen { output, bar, terminal, sft_steps, steps, begun: Instant::now(), accuracy: 0.0, stop }
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

impl Observer for Screen<'_> {
    fn on_sft_step(&mut self, updates: u32, loss: f64) {
        self.bar.set_length(u64::from(self.sft_steps));
        self.bar.set_position(u64::from(updates));
        if self.terminal || updates.is_multiple_of(50) {
            self.line(&format!("warm-up {updates}/{}  loss {loss:.3} nats a token", self.sft_steps));
        }
    }

    fn on_evaluation(&mut self, step: u32, evaluation: &Evaluation) {
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

    fn on_warning(&mut self, warning: Diagnostic) {
        self.bar.suspend(|| self.output.report(&[warning], &SourceMap::default()));
    }

    fn on_step(&mut self, metrics: &Metrics) {
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

    fn should_stop(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}
