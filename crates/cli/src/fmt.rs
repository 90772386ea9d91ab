//! `hirc fmt`: the one layout of `.hir` files.

use super::Exit;
use super::output::{Output, replace};
use crate::diagnostic::{Code, Diagnostic};
use crate::load;
use crate::source::SourceMap;
use crate::syntax::format;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Format `.hir` files in place; `-` formats standard input to standard output.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change nothing; exit with 1 if a file is not formatted.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &Args, output: &Output) -> Exit {
    args.files.iter().map(|path| one(path, args.check, output)).fold(Exit::Success, Exit::worst)
}

fn one(path: &Path, check: bool, output: &Output) -> Exit {
    let stdin = path.as_os_str() == "-";
    let refuse = |reason: String| {
        output.report(&[Diagnostic::error(Code::NotFound, reason)], &SourceMap::default());
        Exit::BadInput
    };
    let (name, text) = if stdin {
        let mut text = String::new();
        if let Err(error) = output.streams.input().read_to_string(&mut text) {
            return refuse(format!("standard input can't be read: {error}"));
        }
        ("<stdin>".to_owned(), text)
    } else {
        match load::read(path) {
            Ok(loaded) => (loaded.display, loaded.text),
            Err(reason) => return refuse(reason),
        }
    };
    let mut sources = SourceMap::default();
    let file = sources.add(name.clone(), text.clone());
    let formatted = match format(file, &text) {
        Ok(formatted) => formatted,
        Err(problems) => {
            output.report(&problems, &sources);
            return Exit::BadInput;
        }
    };
    match (formatted == text, check, stdin) {
        (true, true, _) | (true, false, false) => Exit::Success,
        (false, true, _) => {
            output.note(&format!("{name} is not formatted"));
            Exit::Failed
        }
        (_, false, true) => {
            output.print(&formatted);
            Exit::Success
        }
        (false, false, false) => match replace(path, formatted.as_bytes()) {
            Ok(()) => {
                output.note(&format!("{name} formatted"));
                Exit::Success
            }
            Err(error) => refuse(format!("`{name}` can't be written: {error}")),
        },
    }
}
