//! The command line: one module a subcommand. Each parses its arguments, calls the library, and says how it went.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the command line works on the user's files"
)]

mod analyse;
pub mod check;
mod choice;
mod compile;
#[cfg(feature = "train")]
mod eval;
mod exit;
mod explain;
mod fmt;
mod r#gen;
mod import;
mod judging;
mod lint;
mod output;
mod rewrite;
mod streams;
#[cfg(feature = "train")]
mod tasks;
mod test;
#[cfg(feature = "train")]
mod train;
mod witness;

pub use exit::Exit;
pub use streams::{Captured, Streams};

use hirc::{diagnostic, judge, load, phrase, program, report, resolve, source, suite, syntax, task, verify};
use hirc_analysis::hindsight;
use hirc_text as text;
#[cfg(feature = "train")]
use hirc_train::{model, rollout};

use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

/// A language for what instructions ask, and a checker of what responses do.
#[derive(Parser, Debug)]
#[command(name = "hirc", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Colour the output.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    colour: Colour,
    /// Look for modules in this folder too; may be given several times.
    #[arg(long, global = true, value_name = "DIR")]
    library_path: Vec<PathBuf>,
    /// Let `use "FILE"` name files outside of the folders of the program's files and of the library path.
    #[arg(long, global = true)]
    allow_outside: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Colour {
    /// If the output is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Check responses: which constraints do they satisfy, and why not?
    Check(check::Args),
    /// Format `.hir` files.
    Fmt(fmt::Args),
    /// Find what is doubtful in `.hir` files.
    Lint(lint::Args),
    /// Run the `accept` and `reject` examples of `.hir` files.
    Test(test::Args),
    /// Compile tasks to a plan that `check` runs.
    Compile(compile::Args),
    /// Prove that tasks can be met, or that they can't, and why.
    Analyse(analyse::Args),
    /// Draw tasks from a suite.
    Gen(r#gen::Args),
    /// Turn records of other collections into tasks.
    Import(import::Args),
    /// Rewrite instructions in hindsight, so that failed responses satisfy them.
    Rewrite(rewrite::Args),
    /// Train a language model on the tasks of a suite.
    #[cfg(feature = "train")]
    Train(train::Args),
    /// Evaluate a language model on tasks.
    #[cfg(feature = "train")]
    Eval(eval::Args),
    /// Print a response that satisfies constraints.
    Witness(witness::Args),
    /// Explain a diagnostic, a constraint, a function, a unit or a training option.
    Explain(explain::Args),
}

/// Runs the program with these arguments, the program's name first, on the process's streams. Reads no argument of the process and
/// never ends it.
///
/// ```
/// let code = hirc_cli::main_from(["hirc", "explain", "words"]);
/// assert_eq!(code, std::process::ExitCode::SUCCESS);
/// ```
pub fn main_from<I>(args: I) -> std::process::ExitCode
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    run_from(args, Streams::Process).into()
}

/// Runs the program with these arguments, the program's name first, on these streams.
///
/// ```
/// use hirc_cli::{Captured, Exit, Streams, run_from};
///
/// let streams = Captured::with_input(b"one two three four");
/// let exit = run_from(["hirc", "check", "-r", "count(words) in ..3", "-"], Streams::Captured(streams.clone()));
/// assert_eq!(exit, Exit::Failed);
/// assert!(String::from_utf8_lossy(&streams.out()).contains("measured  4, wanted at most 3"));
/// ```
pub fn run_from<I>(args: I, streams: Streams) -> Exit
where
    I: IntoIterator,
    I::Item: Into<OsString> + Clone,
{
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return explained(&error, &streams),
    };
    let output = output::Output::new(cli.colour, streams);
    let files = load::Files { library_path: cli.library_path, outside: cli.allow_outside };
    output.exit(run(&cli.command, &files, &output))
}

/// Shows why arguments can't be used, or the help that was asked for.
fn explained(error: &clap::Error, streams: &Streams) -> Exit {
    let _ = match streams {
        // It knows the terminal's colours.
        Streams::Process => error.print(),
        Streams::Captured(_) if error.use_stderr() => write!(streams.err(), "{}", error.render()),
        Streams::Captured(_) => write!(streams.out(), "{}", error.render()),
    };
    if error.use_stderr() { Exit::BadInput } else { Exit::Success }
}

fn run(command: &Command, files: &load::Files, output: &output::Output) -> Exit {
    match command {
        Command::Check(args) => check::run(args, files, output),
        Command::Fmt(args) => fmt::run(args, output),
        Command::Lint(args) => lint::run(args, files, output),
        Command::Test(args) => test::run(args, files, output),
        Command::Compile(args) => compile::run(args, files, output),
        Command::Analyse(args) => analyse::run(args, files, output),
        Command::Gen(args) => r#gen::run(args, files, output),
        Command::Import(args) => import::run(args, files, output),
        Command::Rewrite(args) => rewrite::run(args, files, output),
        #[cfg(feature = "train")]
        Command::Train(args) => train::run(args, files, output),
        #[cfg(feature = "train")]
        Command::Eval(args) => eval::run(args, files, output),
        Command::Witness(args) => witness::run(args, files, output),
        Command::Explain(args) => explain::run(args, files, output),
    }
}
