//! The tasks of a suite, for subcommands that learn or evaluate.

use super::r#gen::{find, seeds};
use super::output::Output;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::{self, Files, Problems};
use crate::program::Suite;
use crate::suite::{Wanted, draw};
use crate::task::Library;
use crate::train::Task;
use std::path::Path;

/// The tasks that a suite gives.
pub(super) struct Drawn {
    pub(super) library: Library,
    pub(super) tasks: Vec<Task>,
    pub(super) held_out: Vec<Task>,
    pub(super) suite: Suite,
}

/// Loads a file and draws the tasks of its suite.
pub(super) fn drawn(
    file: &Path,
    suite: Option<&str>,
    seed: u64,
    files: &Files,
    output: &Output,
) -> Result<Result<Drawn, Problems>, Diagnostic> {
    let (library, warnings) = match load::library(&[file.to_owned()], &[], &[], files) {
        Ok(loaded) => loaded,
        Err(problems) => return Ok(Err(problems)),
    };
    output.report(&warnings, library.sources());
    let program = library.program();
    let mut suite = find(program, suite, file)?.clone();
    let (prompts, _) = seeds(&suite, file, output)?;
    let nothing = |message: String| Diagnostic::error(Code::NothingToLearn, message);
    if prompts.is_empty() {
        return Err(nothing(format!("suite `{}` has no seed prompt that can be used", suite.name)));
    }
    let wanted = Wanted { tasks: suite.tasks, seed, layout: None, pass_rate: None };
    let outcome = draw(program, &suite, &prompts, &wanted, &mut |_| {})
        .map_err(|reason| nothing(format!("suite `{}`: {reason}", suite.name)))?;
    suite.prompts = prompts.into_iter().map(|p| p.prompt).collect();
    let (mut tasks, mut held_out) = (Vec::new(), Vec::new());
    let mut judged_tasks = 0;
    for task in outcome.tasks {
        // What a judge must answer has no reward here.
        let judged =
            |i: &crate::program::Instance| program.constraint_of(i).is_some_and(|c| !c.judges.is_empty());
        if task.constraints.iter().any(judged) {
            judged_tasks += 1;
            continue;
        }
        let list = if task.held_out { &mut held_out } else { &mut tasks };
        list.push(Task::new(program, task.request, task.constraints, task.presentation)?);
    }
    if judged_tasks > 0 {
        output.note(&format!(
            "warning: {judged_tasks} tasks are left out: they ask what only a judge can tell"
        ));
    }
    if tasks.is_empty() {
        return Err(nothing(format!(
            "suite `{}` gives no task to train on: its constraints contradict each other, wait for a judge, or are all held out",
            suite.name
        )));
    }
    if held_out.is_empty() {
        return Err(nothing(format!("suite `{}` holds no task out", suite.name))
            .help("say what share to hold out: `holdout 20%`"));
    }
    Ok(Ok(Drawn { library, tasks, held_out, suite }))
}
