//! The options that name a judge, the same for every subcommand that has one.

use super::output::Output;
use crate::diagnostic::{Code, Diagnostic};
use crate::judge::{Judge, Judged, Settings};
use crate::task::{Checker, RecordChecker};
use etcetera::BaseStrategy;
use std::path::PathBuf;
use std::time::Duration;

/// Where the key is looked for, in this order.
const KEYS: [&str; 2] = ["HIRC_JUDGE_KEY", "OPENAI_API_KEY"];

/// The judge.
#[derive(clap::Args, Debug)]
pub(super) struct Judging {
    /// Let a language model answer `judge` clauses: an endpoint that speaks OpenAI's protocol, such as
    /// `http://localhost:8000/v1`. The key is read from HIRC_JUDGE_KEY or OPENAI_API_KEY.
    #[arg(long, value_name = "URL", requires = "judge_model", help_heading = "Judge")]
    judge_url: Option<String>,
    /// The model that judges.
    #[arg(long, value_name = "MODEL", requires = "judge_url", help_heading = "Judge")]
    judge_model: Option<String>,
    /// Where answers are kept; in the user's cache folder if not given.
    #[arg(long, value_name = "DIR", requires = "judge_url", help_heading = "Judge")]
    judge_cache: Option<PathBuf>,
    /// How many seconds one question may take, all tries together.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 180,
        requires = "judge_url",
        help_heading = "Judge"
    )]
    judge_patience: u32,
}

impl Judging {
    /// The judge that was named, if one was.
    pub(super) fn judge(&self) -> Result<Option<Judge>, Diagnostic> {
        let (Some(url), Some(model)) = (&self.judge_url, &self.judge_model) else { return Ok(None) };
        let key = KEYS.iter().find_map(|name| std::env::var(name).ok()).filter(|key| !key.is_empty());
        let cache = match &self.judge_cache {
            Some(folder) => folder.clone(),
            None => etcetera::choose_base_strategy()
                .map_err(|_| {
                    Diagnostic::error(
                        Code::JudgeUnusable,
                        "there is no folder to keep the judge's answers in",
                    )
                    .help("give one: --judge-cache DIR")
                })?
                .cache_dir()
                .join("hirc/judge"),
        };
        Judge::new(Settings {
            url: url.clone(),
            model: model.clone(),
            key,
            cache: Some(cache),
            wait: Duration::from_millis(500),
            patience: Duration::from_secs(u64::from(self.judge_patience)),
        })
        .map(Some)
    }
}

/// Says if answers could not be kept: they were used all the same.
pub(super) fn say_cache_problem(judge: Option<&Judge>, output: &Output) {
    if let Some(problem) = judge.and_then(Judge::cache_problem) {
        output.note(&format!("note: the judge's answers could not be kept: {problem}"));
    }
}

/// The library, with a judge beside it if there is one.
pub(super) fn checker<'a>(library: &'a Checker, judge: Option<&'a Judge>) -> Box<dyn RecordChecker + 'a> {
    match judge {
        Some(judge) => Box::new(Judged::new(library, judge)),
        None => Box::new(library),
    }
}
