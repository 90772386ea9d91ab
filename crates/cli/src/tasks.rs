//! Tasks for subcommands that learn or evaluate: drawn from a suite, or read from records.

use super::r#gen::{find, seeds};
use super::output::{Output, Refused};
use crate::diagnostic::{Code, Diagnostic, counted};
use crate::load::{self, Files};
use crate::phrase::Presentation;
use crate::program::{Instance, Program};
use crate::report::at_line;
use crate::source::SourceMap;
use crate::suite::{Wanted, draw};
use crate::task::{Checker, Prompt, Prompts};
use hirc_train::train::Task;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;
use std::path::Path;

/// Where tasks come from.
pub(super) struct Origin<'a> {
    /// A `.hir` file with a suite, or records.
    pub(super) file: &'a Path,
    /// Which suite, if the file has several.
    pub(super) suite: Option<&'a str>,
    /// Modules whose constraints records may name, beside the standard library.
    pub(super) modules: &'a [String],
    /// What a suite's tasks are drawn by.
    pub(super) seed: u64,
}

/// Tasks, some of them held out.
pub(super) struct Tasks {
    pub(super) library: Checker,
    pub(super) tasks: Vec<Task>,
    pub(super) held_out: Vec<Task>,
    /// The kinds of constraints, which supervised demonstrations are drawn from.
    pub(super) kinds: Vec<u32>,
    /// The requests that go with them.
    pub(super) prompts: Vec<String>,
}

impl Origin<'_> {
    /// Whether the tasks are drawn from a suite.
    pub(super) fn is_suite(&self) -> bool {
        self.file.extension().is_some_and(|e| e == "hir")
    }

    /// The tasks; at least one to train on and one held out.
    pub(super) fn tasks(&self, files: &Files, output: &Output) -> Result<Tasks, Refused> {
        let tasks = if self.is_suite() { self.drawn(files, output)? } else { self.recorded(files, output)? };
        if tasks.tasks.is_empty() {
            let message = format!(
                "`{}` gives no task to train on: constraints contradict each other, are unknown or wait for a judge, requests do not stand \
                 apart from them, or all tasks are held out",
                self.file.display()
            );
            return Err(nothing(message).into());
        }
        if tasks.held_out.is_empty() {
            return Err(nothing(format!("`{}` holds no task out", self.file.display()))
                .help("in a suite, say what share to hold out: `holdout 20%`; in records, `\"split\": \"test\"`")
                .into());
        }
        Ok(tasks)
    }

    fn drawn(&self, files: &Files, output: &Output) -> Result<Tasks, Refused> {
        let (library, warnings) = load::library(&[self.file.to_owned()], &[], &[], files)?;
        output.report(&warnings, library.sources());
        let program = library.program();
        let suite = find(program, self.suite, self.file)?;
        let (prompts, _) = seeds(suite, self.file, output)?;
        if prompts.is_empty() {
            return Err(nothing(format!("suite `{}` has no seed prompt that can be used", suite.name)).into());
        }
        let wanted = Wanted { tasks: suite.tasks, seed: self.seed, layout: None, pass_rate: None };
        let outcome = draw(program, suite, &prompts, &wanted, &mut |_| {})
            .map_err(|reason| nothing(format!("suite `{}`: {reason}", suite.name)))?;
        let mut sorted = Sorted::default();
        for task in outcome.tasks {
            let judged = task.constraints.iter().any(|i| asks_a_judge(program, i));
            if sorted.keep(judged.then_some(JUDGED)) {
                let new = Task::new(program, task.request, task.constraints, task.presentation)?;
                sorted.add(new, task.held_out);
            }
        }
        let kinds = suite.from.clone();
        let Sorted { tasks, held_out, .. } = sorted.said(output);
        let prompts = prompts.into_iter().map(|p| p.prompt).collect();
        Ok(Tasks { library, tasks, held_out, kinds, prompts })
    }

    fn recorded(&self, files: &Files, output: &Output) -> Result<Tasks, Refused> {
        let (library, prompts) = records(self, files, output)?;
        let program = library.program();
        let (mut sorted, mut kinds, mut requests) = (Sorted::default(), BTreeSet::new(), BTreeSet::new());
        for entry in prompts.entries() {
            let (task, reason) = match recorded_task(&library, entry)? {
                Ok(task) => (Some(task), None),
                Err(reason) => (None, Some(reason)),
            };
            let _ = sorted.keep(reason.as_deref());
            let Some((request, constraints, presentation)) = task else { continue };
            kinds.extend(constraints.iter().map(|i| i.constraint));
            requests.insert(request.clone());
            let held_out = entry.split.as_deref().is_some_and(|s| s != "train");
            sorted.add(Task::new(program, request, constraints, presentation)?, held_out);
        }
        let Sorted { tasks, held_out, .. } = sorted.said(output);
        let (kinds, prompts) = (kinds.into_iter().collect(), requests.into_iter().collect());
        Ok(Tasks { library, tasks, held_out, kinds, prompts })
    }
}

const JUDGED: &str = "what it asks, only a judge can tell";

/// What can be learned from a record: request, constraints, presentation; or why nothing can.
type Recorded = Result<(String, Vec<Instance>, Presentation), String>;

fn recorded_task(library: &Checker, entry: &Prompt) -> Result<Recorded, Diagnostic> {
    let (Some(request), Some(presentation)) = (entry.request(), entry.presentation()) else {
        return Ok(Err("no `request` stands apart from the constraints".to_owned()));
    };
    let constraints: Vec<Instance> = match library.instances(&entry.asked)?.into_iter().collect() {
        Ok(constraints) => constraints,
        Err(reason) => return Ok(Err(reason)),
    };
    if constraints.is_empty() {
        return Ok(Err("nothing is asked".to_owned()));
    }
    if constraints.iter().any(|i| asks_a_judge(library.program(), i)) {
        return Ok(Err(JUDGED.to_owned()));
    }
    Ok(Ok((request.to_owned(), constraints, presentation.clone())))
}

/// What a judge must answer has no reward here.
fn asks_a_judge(program: &Program, instance: &Instance) -> bool {
    program.constraint_of(instance).is_some_and(|c| !c.judges.is_empty())
}

/// Tasks by split, and how many were left out, by reason.
#[derive(Default)]
struct Sorted {
    tasks: Vec<Task>,
    held_out: Vec<Task>,
    left_out: BTreeMap<String, usize>,
}

impl Sorted {
    /// Counts a task that can't be used; whether it can.
    fn keep(&mut self, reason: Option<&str>) -> bool {
        if let Some(reason) = reason {
            *self.left_out.entry(reason.to_owned()).or_default() += 1;
        }
        reason.is_none()
    }

    fn add(&mut self, task: Task, held_out: bool) {
        if held_out { &mut self.held_out } else { &mut self.tasks }.push(task);
    }

    /// Says what was left out.
    fn said(self, output: &Output) -> Sorted {
        for (reason, count) in &self.left_out {
            output.note(&format!("warning: tasks left out ({count}): {reason}"));
        }
        self
    }
}

/// The records of a file, and a library that knows what they name.
pub(super) fn records(
    origin: &Origin<'_>,
    files: &Files,
    output: &Output,
) -> Result<(Checker, Prompts), Refused> {
    let modules: Vec<String> = load::standard_modules().chain(origin.modules.iter().cloned()).collect();
    let (library, _) = load::library(&[], &modules, &[], files)?;
    let shown = origin.file.display().to_string();
    let unreadable =
        |e: std::io::Error| Diagnostic::error(Code::Usage, format!("`{shown}` can't be read: {e}"));
    let file = std::fs::File::open(origin.file).map_err(unreadable)?;
    let (prompts, bad) = Prompts::read(BufReader::new(file)).map_err(unreadable)?;
    let bad: Vec<Diagnostic> = bad.iter().map(|b| at_line(&b.diagnostic, &shown, b.line)).collect();
    if !bad.is_empty() {
        output.report(&bad, &SourceMap::default());
        let message = format!("{} of `{shown}` can't be read", counted(bad.len(), "line", "lines"));
        return Err(Diagnostic::error(Code::BadRecord, message).into());
    }
    Ok((library, prompts))
}

fn nothing(message: String) -> Diagnostic {
    Diagnostic::error(Code::NothingToLearn, message)
}
