//! `hirc witness`: a response that satisfies constraints.

use super::Exit;
use super::output::Output;
use crate::load::{self, Files};
use hirc_analysis::{Answer, Effort, decide};

/// Print a response that satisfies constraints.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Constraints in HIR: `length.words(40..60)`.
    #[arg(required = true, value_name = "CLAIM")]
    claims: Vec<String>,
    /// Another seed gives another response.
    #[arg(long, default_value_t = 0, value_name = "N")]
    seed: u64,
    /// What the response answers, for constraints that speak of it.
    #[arg(long, value_name = "TEXT")]
    prompt: Option<String>,
}

pub(super) fn run(args: &Args, files: &Files, output: &Output) -> Exit {
    let library = match load::library(&[], &[], &args.claims, files) {
        Ok((library, _)) => library,
        Err(problems) => return output.refuse(&problems),
    };
    let Some(prepared) = library.prepared(crate::resolve::REQUIRED) else { return Exit::BadInput };
    match decide(prepared, args.prompt.as_deref(), args.seed, Effort::default()) {
        Answer::Satisfiable(text) => {
            output.print(&format!("{text}\n"));
            Exit::Success
        }
        Answer::Contradictory(found) => {
            let roots = &prepared.plan().roots;
            let core: Vec<String> =
                found.core.iter().filter_map(|&i| roots.get(i)).map(|r| format!("`{}`", r.id)).collect();
            output.note(&format!("no response satisfies {}:", core.join(" with ")));
            found.reasons.iter().for_each(|reason| output.note(&format!("  {reason}")));
            Exit::Failed
        }
        Answer::Unknown => {
            output.note("neither a response nor a contradiction was found");
            Exit::Failed
        }
    }
}
