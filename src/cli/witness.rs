//! `hirc witness`: a response that satisfies constraints.

use super::Exit;
use super::output::Output;
use crate::analyse::{Effort, witness};
use crate::load::{self, Files};

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
    match witness(prepared, args.prompt.as_deref(), args.seed, Effort::default()) {
        Some(text) => {
            output.print(&format!("{text}\n"));
            Exit::Success
        }
        None => {
            output.note("no witness found");
            Exit::Failed
        }
    }
}
