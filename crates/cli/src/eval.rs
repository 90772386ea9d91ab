//! `hirc eval`: how well a model follows instructions.

use super::Exit;
use super::output::{Output, Refused, Sink};
use super::tasks::{Origin, records};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::Files;
use crate::model::{DeviceChoice, NANO, PolicyVersion};
use crate::report::{Accuracy, CheckedRecord, Summary, table};
use crate::rollout::{Limits, Response, SampleRequest, Sampling, rollout};
use crate::source::SourceMap;
use crate::task::{Asked, Checker, Record, RecordChecker, ordered, strip_thinking};
use crate::verify::{Reading, Readings};
use hirc_train::run::{Checkpoint, Config, Resumed, RunDir};
use hirc_train::train::{Learner, Options};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// Evaluate a language model on tasks.
///
/// FILE is a `.hir` file, whose suite's held-out tasks are answered, or JSON Lines with `prompt`, `instruction_id_list` and
/// `kwargs`, as IFEval and `hirc gen` write them.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Tasks: a `.hir` file with a suite, or JSON Lines.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which suite, if the file has several.
    #[arg(long, value_name = "NAME")]
    suite: Option<String>,
    /// A module whose constraints JSON Lines may name, beside the standard library; may be given several times.
    #[arg(short, long, value_name = "MODULE")]
    library: Vec<String>,
    /// The model: a Hugging Face folder, a GGUF file, a name on the hub (ORG/NAME), or `nano`.
    #[arg(short, long, value_name = "MODEL", default_value = NANO, conflicts_with = "adapter")]
    model: String,
    /// The folder of a run: its model is evaluated before and after training.
    #[arg(short, long, value_name = "RUN")]
    adapter: Option<PathBuf>,
    /// Answer so many tasks, the first ones.
    #[arg(short = 'n', long, value_name = "N")]
    tasks: Option<usize>,
    /// Longest response, in tokens.
    #[arg(long, value_name = "N", value_parser = at_least_one)]
    max_tokens: Option<usize>,
    /// Sample at this temperature instead of taking the likeliest token.
    #[arg(long, value_name = "X", default_value_t = 0.0, value_parser = temperature)]
    temperature: f64,
    /// Seed of sampling, and of drawing the suite's tasks.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// Sample among the likeliest tokens that together have this probability.
    #[arg(long, value_name = "P", default_value_t = 1.0, value_parser = share)]
    top_p: f64,
    /// Sample among so many likeliest tokens; 0 samples among all.
    #[arg(long, value_name = "K", default_value_t = 0)]
    top_k: usize,
    /// What the model runs on.
    #[arg(long, value_parser = super::choice::device(), default_value = DeviceChoice::Auto.name())]
    device: DeviceChoice,
    /// Write the responses as JSON Lines that `hirc check` reads.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// With the tokens of each instruction and response, and the log-probabilities of the response's, in nats.
    #[arg(long, requires = "output")]
    logprobs: bool,
    /// How the result is written.
    #[arg(short, long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "expected a whole number from 1 on".to_owned())
}

fn temperature(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|t| (0.0..=100.0).contains(t))
        .ok_or_else(|| "expected a number from 0 to 100".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|p| (0.0..=1.0).contains(p))
        .ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// Tables.
    Text,
    /// One JSON document.
    Json,
}

/// Something to answer.
struct Question {
    instruction: String,
    key: Value,
    prompt: Option<String>,
    asked: Asked,
}

const READINGS: Readings = Readings::Both;

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    output.end(eval(args, files, output))
}

fn eval(args: &Args, files: &Files, output: &Output) -> Result<Exit, Refused> {
    let (library, mut questions) = questions(args, files, output)?;
    questions.truncate(args.tasks.unwrap_or(usize::MAX));
    if questions.is_empty() {
        let message = format!("`{}` has no task to answer", args.file.display());
        return Err(Diagnostic::error(Code::Usage, message).into());
    }
    let (learner, mut options) = learner(args, output)?;
    output.report(learner.tokens.warnings(), &SourceMap::default());
    let instructions: Vec<Vec<u32>> =
        questions.iter().map(|q| learner.tokens.instruction(&q.instruction)).collect::<Result<_, _>>()?;
    // As long as the model allows, if the user did not say.
    let room = learner
        .policy
        .config()
        .positions
        .saturating_sub(instructions.iter().map(Vec::len).max().unwrap_or(0));
    options.max_tokens = args.max_tokens.unwrap_or_else(|| options.max_tokens.min(room).max(1));
    let versions: &[(PolicyVersion, &str)] = match args.adapter {
        Some(_) => &[(PolicyVersion::Reference, "before"), (PolicyVersion::Current, "after")],
        None => &[(PolicyVersion::Reference, "result")],
    };
    let mut sink = args.output.as_deref().map(|path| Sink::new(Some(path), output)).transpose()?;
    let mut results = Vec::new();
    for (version, name) in versions {
        let responses = respond(&learner, *version, &instructions, args, &options)?;
        let mut tally = Summary::default();
        for ((number, question), (instruction, response)) in
            (1u64..).zip(&questions).zip(instructions.iter().zip(&responses))
        {
            let text = learner.tokens.text(response.content())?;
            let checked = judge(&library, question, number, &text)?;
            tally.add(&checked);
            if let Some(sink) = &mut sink {
                let mut line = line(&checked, name);
                if args.logprobs
                    && let Some(line) = line.as_object_mut()
                {
                    line.insert("instruction_tokens".to_owned(), json!(instruction));
                    line.insert("response_tokens".to_owned(), json!(response.tokens));
                    line.insert("logprobs".to_owned(), json!(response.logprobs));
                }
                sink.line(&line)?;
            }
        }
        results.push((*name, tally));
    }
    if let Some(sink) = &mut sink {
        sink.finish()?;
    }
    output.print(&match args.format {
        Format::Text => text(&results, output)?,
        Format::Json => format!("{:#}\n", document(&results)),
    });
    let errors = results.iter().any(|(_, tally)| tally.has_errors());
    Ok(if errors { Exit::BadInput } else { Exit::Success })
}

/// The model that answers, with the options that it was or would be trained with.
fn learner(args: &Args, output: &Output) -> Result<(Learner, Options), Refused> {
    let device = args.device.device()?;
    Ok(match &args.adapter {
        Some(path) => {
            let run_dir = RunDir::open(path)?;
            let (config, warnings) = Config::read(&run_dir)?;
            output.report(&warnings, &SourceMap::default());
            let mut learner = config.learner(&device)?.learner;
            let resumed = Checkpoint::resume(&run_dir, &mut learner, &config.options, &config.model)?;
            let Some(Resumed { warnings, .. }) = resumed else {
                let message = format!("`{}` has no checkpoint yet", path.display());
                return Err(Diagnostic::error(Code::BadRun, message)
                    .help("train until the first is saved, every `save_steps` steps")
                    .into());
            };
            output.report(&warnings, &SourceMap::default());
            (learner, config.options)
        }
        None => {
            // Nothing is trained: an adapter of rank 1 takes the least memory.
            let options = Options { lora_rank: 1, ..Options::of_model(&args.model).on(&device) };
            let config = Config {
                file: args.file.clone(),
                library: Vec::new(),
                suite: None,
                model: args.model.clone(),
                options,
            };
            (config.learner(&device)?.learner, config.options)
        }
    })
}

fn questions(args: &Args, files: &Files, output: &Output) -> Result<(Checker, Vec<Question>), Refused> {
    let origin =
        Origin { file: &args.file, suite: args.suite.as_deref(), modules: &args.library, seed: args.seed };
    if origin.is_suite() {
        let tasks = origin.tasks(files, output)?;
        let program = tasks.library.program();
        let question = |(key, task): (usize, &hirc_train::train::Task)| Question {
            instruction: task.instruction.clone(),
            key: key.into(),
            prompt: Some(task.request.clone()),
            asked: Asked::Instructions(task.constraints.iter().map(|i| ordered(program, i)).collect()),
        };
        let questions = tasks.held_out.iter().enumerate().map(question).collect();
        return Ok((tasks.library, questions));
    }
    let (library, prompts) = records(&origin, files, output)?;
    let questions = prompts.entries().enumerate().filter_map(|(at, entry)| {
        Some(Question {
            instruction: entry.instruction()?.to_owned(),
            key: entry.key.clone().unwrap_or_else(|| at.into()),
            prompt: entry.request().map(str::to_owned),
            asked: entry.asked.clone(),
        })
    });
    Ok((library, questions.collect()))
}

/// Answers all instructions.
fn respond(
    learner: &Learner,
    version: PolicyVersion,
    instructions: &[Vec<u32>],
    args: &Args,
    options: &Options,
) -> Result<Vec<Response>, Diagnostic> {
    let requests: Vec<SampleRequest> = (0..instructions.len())
        .map(|at| SampleRequest { instruction: at, seed: hirc_train::train::seed(args.seed, &[at as u64]) })
        .collect();
    let sampling = if args.temperature > 0.0 {
        Sampling { temperature: args.temperature, top_p: args.top_p, top_k: args.top_k }
    } else {
        Sampling::GREEDY
    };
    let limits = Limits { rows: options.rollout_batch, tokens: options.max_tokens };
    let decoder = learner.policy.decoder(version)?;
    Ok(rollout(&decoder, instructions, &requests, learner.tokens.stops(), &sampling, limits)?)
}

/// Judges one answer.
fn judge(
    library: &Checker,
    question: &Question,
    number: u64,
    text: &str,
) -> Result<CheckedRecord, Diagnostic> {
    let (said, _) = strip_thinking(text, &[]);
    let mut record = Record::new(question.key.clone(), number, said, question.asked.clone());
    record.prompt.clone_from(&question.prompt);
    let verdicts = library.judge(&record, READINGS)?;
    Ok(CheckedRecord { record, verdicts, readings: READINGS })
}

/// A response as `hirc check` reads it.
fn line(checked: &CheckedRecord, view: &str) -> Value {
    let record = &checked.record;
    let (ids, kwargs): (Vec<Value>, Vec<Value>) = match &record.asked {
        Asked::Instructions(list) => {
            list.iter().map(|i| (i.id.clone().into(), Value::Object(i.kwargs.clone()))).unzip()
        }
        Asked::Task(_) | Asked::Given => Default::default(),
    };
    json!({
        "key": record.key, "view": view, "prompt": record.prompt, "instruction_id_list": ids, "kwargs": kwargs,
        "response": record.response,
    })
}

fn text(results: &[(&str, Summary)], output: &Output) -> Result<String, Diagnostic> {
    let mut out = String::new();
    for (name, tally) in results {
        if results.len() > 1 {
            let _ = writeln!(out, "{}", output.out.strong(name));
        }
        let mut bytes = Vec::new();
        table(&mut bytes, tally, READINGS, output.out)
            .map_err(|e| Diagnostic::error(Code::Usage, format!("the table can't be written: {e}")))?;
        out.push_str(&String::from_utf8_lossy(&bytes));
        out.push('\n');
    }
    for reading in Reading::ALL {
        for (what, counts) in [("whole prompts", true), ("constraints", false)] {
            let parts: Vec<String> = results
                .iter()
                .map(|(name, tally)| {
                    let counts = if counts { &tally.prompts } else { &tally.instructions };
                    let label = if results.len() > 1 { format!("{name} ") } else { String::new() };
                    format!("{label}{}", interval(counts.of(reading)))
                })
                .collect();
            let _ = writeln!(out, "{what}, {}: {}", reading.name(), parts.join(", "));
        }
    }
    Ok(out)
}

/// A share with its 95 % interval (Wilson): `41.0 % (37.1–45.0)`.
fn interval(accuracy: Accuracy) -> String {
    let Some((low, high)) = wilson(accuracy) else { return "–".to_owned() };
    let share = accuracy.share().unwrap_or_default();
    format!("{:.1} % ({:.1}–{:.1})", share * 100.0, low * 100.0, high * 100.0)
}

/// The 95 % interval of a share (Wilson, 1927).
fn wilson(accuracy: Accuracy) -> Option<(f64, f64)> {
    let (n, p) = (accuracy.judged as f64, accuracy.share()?);
    let z2 = 1.959_964_f64.powi(2);
    let centre = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = (z2 * (p * (1.0 - p) / n + z2 / (4.0 * n * n))).sqrt() / (1.0 + z2 / n);
    Some(((centre - half).max(0.0), (centre + half).min(1.0)))
}

fn document(results: &[(&str, Summary)]) -> Value {
    let accuracy = |a: Accuracy| {
        let (low, high) = wilson(a).unwrap_or_default();
        json!({"judged": a.judged, "satisfied": a.satisfied, "accuracy": a.share(), "interval": [low, high]})
    };
    let counts = |c: &crate::report::Counts| json!({"strict": accuracy(c.of(Reading::Strict)), "loose": accuracy(c.of(Reading::Loose))});
    let one = |tally: &Summary| {
        let constraints: serde_json::Map<String, Value> =
            tally.constraints.iter().map(|(id, c)| (id.clone(), counts(c))).collect();
        json!({"prompts": counts(&tally.prompts), "instructions": counts(&tally.instructions), "constraints": constraints})
    };
    Value::Object(results.iter().map(|(name, tally)| ((*name).to_owned(), one(tally))).collect())
}

#[cfg(test)]
mod tests {
    use super::wilson;
    use crate::report::Accuracy;

    #[test]
    fn intervals_are_wilsons() {
        let (low, high) = wilson(Accuracy { judged: 50, satisfied: 10 }).unwrap();
        assert!((low - 0.112_44).abs() < 1e-4 && (high - 0.330_36).abs() < 1e-4, "{low} {high}");
        let (low, high) = wilson(Accuracy { judged: 10, satisfied: 0 }).unwrap();
        assert!(low == 0.0 && (high - 0.277_53).abs() < 1e-4, "{low} {high}");
        assert_eq!(wilson(Accuracy { judged: 0, satisfied: 0 }), None);
    }
}
