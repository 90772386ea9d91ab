//! Plan files: the compiled tasks of a program, as `hirc compile` writes and `hirc check` reads them.

#![expect(clippy::disallowed_methods, reason = "plan files are read here")]

use crate::diagnostic::{Code, Diagnostic};
use crate::program::{PLAN_VERSION, Plan};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(serde::Serialize, serde::Deserialize)]
struct PlanFile {
    hirc_plan: u32,
    tasks: BTreeMap<String, Plan>,
}

/// A plan file's text.
///
/// # Errors
/// If a plan can't be written as JSON, which is a bug.
pub fn write_plans<'p>(plans: impl Iterator<Item = (&'p str, &'p Plan)>) -> Result<String, Diagnostic> {
    let tasks = plans.map(|(name, plan)| (name.to_owned(), plan.clone())).collect();
    let file = PlanFile { hirc_plan: PLAN_VERSION, tasks };
    serde_json::to_string(&file)
        .map_err(|e| Diagnostic::error(Code::BadPlan, format!("internal: the plan can't be written: {e}")))
}

/// Reads a plan file.
///
/// # Errors
/// `not-found` if there is no file, `bad-plan` if it is none or of another version.
pub fn read_plans(path: &Path) -> Result<Vec<(String, Plan)>, Diagnostic> {
    let shown = path.display();
    let text = std::fs::read(path)
        .map_err(|e| Diagnostic::error(Code::NotFound, format!("`{shown}` can't be read: {e}")))?;
    let bad = |reason: String| {
        Diagnostic::error(Code::BadPlan, format!("`{shown}` is no plan that this version runs: {reason}"))
            .help("compile it again: `hirc compile TASKS.hir -o PLAN.json`")
    };
    #[derive(serde::Deserialize)]
    struct Head {
        hirc_plan: u32,
    }
    let head: Head = serde_json::from_slice(&text).map_err(|e| bad(e.to_string()))?;
    if head.hirc_plan != PLAN_VERSION {
        return Err(bad(format!("it has version {}, expected {PLAN_VERSION}", head.hirc_plan)));
    }
    let file: PlanFile = serde_json::from_slice(&text).map_err(|e| bad(e.to_string()))?;
    Ok(file.tasks.into_iter().collect())
}
