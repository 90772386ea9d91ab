//! Lints of a task: can it be met at all, and does each constraint ask for something?

use crate::diagnostic::{Code, Diagnostic};
use crate::program::{Program, Task};
use crate::verify::prepare_task;
use crate::{contradiction, superfluous};

pub(super) fn lint(program: &Program, task: &Task, out: &mut Vec<Diagnostic>) {
    // What can't be bound was reported when the program was loaded.
    let Ok(prepared) = prepare_task(program, task) else { return };
    let prompt = task.prompt.as_deref();
    if let Some(found) = contradiction(&prepared, prompt) {
        let message = format!("no response can satisfy task `{}`", task.name);
        let mut problem = Diagnostic::warning(Code::Contradictory, message);
        for requirement in found.core.iter().filter_map(|&i| task.requirements.get(i)) {
            problem = problem.at(requirement.span, "this takes part");
        }
        out.push(problem.help(format!("together they ask for {}", found.reasons.join("; "))));
        return;
    }
    let found = superfluous(&prepared, prompt);
    let mut warn = |index: usize, text: &str| {
        let Some(requirement) = task.requirements.get(index) else { return };
        let message = format!("`{}` asks for nothing more", requirement.label);
        out.push(Diagnostic::warning(Code::Superfluous, message).at(requirement.span, text));
    };
    found.implied.iter().for_each(|&index| warn(index, "the other constraints imply it"));
    found.always.iter().for_each(|&index| warn(index, "no response can fail it"));
}
