//! What a program does with a [`Checker`]: check, rewrite, draw, analyse, say.

use crate::checker::Checker;
use crate::error::Error;
use crate::in_order::{Share, map_in_order};
use crate::load::{self, Files};
use crate::report::CheckedRecord;
use crate::rewrite::Rewrite;
use crate::suite::{self, Draws, Wanted};
use crate::task::{Asked, Record, RecordChecker, read_plans};
use hirc_analysis::hindsight::Mode;
use hirc_analysis::{Answer, Effort, decide};
use hirc_lang::diagnostic::{Code, Diagnostic};
use hirc_lang::phrase::{Layout, Presentation};
use hirc_lang::program::Suite;
use hirc_lang::resolve::{Loaded, REQUIRED};
use hirc_verify::{CompiledPlan, Readings};
use std::path::Path;
use std::sync::mpsc;

/// So many records are in flight a thread while a stream is checked.
const AHEAD: usize = 64;

impl Checker {
    /// Constraints and tasks of `.hir` files, with the modules that they use.
    ///
    /// # Errors
    /// Everything that stands against them, warnings left out.
    ///
    /// ```
    /// # let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    /// let checker = hirc::Checker::from_files(&[format!("{root}examples/quickstart.hir")])?;
    /// assert!(checker.task_names().any(|name| name == "packing"));
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn from_files<P: AsRef<Path>>(paths: &[P]) -> Result<Checker, Error> {
        let roots: Vec<_> = paths.iter().map(|path| path.as_ref().to_owned()).collect();
        Ok(load::library(&roots, &[], &[], &Files::default())?.0)
    }

    /// Constraints and tasks of one source. `name` stands for it in messages; modules are found beside no file, only in the
    /// standard library.
    ///
    /// # Errors
    /// Everything that stands against it, warnings left out.
    ///
    /// ```
    /// let source = r#"task haiku { prompt "Write a haiku." require count(lines) in 3 }"#;
    /// let checker = hirc::Checker::from_source("haiku.hir", source)?;
    /// assert!(checker.check("An old silent pond\nA frog jumps into the pond\nSplash! Silence again.")?.is_satisfied());
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn from_source(name: &str, text: &str) -> Result<Checker, Error> {
        let source = Loaded {
            identity: format!("<{name}>"),
            display: name.to_owned(),
            text: text.to_owned(),
            precompiled: None,
        };
        Ok(load::library_of(vec![source], &[], &Files::default())?.0)
    }

    /// Claims of HIR, in terms of the standard library: what every response is then asked.
    ///
    /// # Errors
    /// Everything that stands against them.
    ///
    /// ```
    /// let checker = hirc::Checker::from_claims(&["count(words) in 3..10", "ends_with(\"!\")"])?;
    /// let checked = checker.check("Hello there, wide world!")?;
    /// assert!(checked.is_satisfied());
    /// for constraint in &checked.verdicts {
    ///     println!("{} {:?}", constraint.id, checked.conclusion(constraint));
    /// }
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn from_claims<S: AsRef<str>>(claims: &[S]) -> Result<Checker, Error> {
        let claims: Vec<String> = claims.iter().map(|claim| claim.as_ref().to_owned()).collect();
        Ok(load::requirements(&claims)?)
    }

    /// Tasks that `hirc compile` wrote.
    ///
    /// # Errors
    /// `not-found` if there is no such file, `bad-plan` if it is none or of another version.
    pub fn from_plan<P: AsRef<Path>>(path: P) -> Result<Checker, Error> {
        Ok(Checker::of_plans(read_plans(path.as_ref())?)?)
    }

    /// Modules of the standard library, all of them if none is named: what records of IFEval and others name their constraints
    /// from.
    ///
    /// # Errors
    /// A module that is not there.
    ///
    /// ```
    /// let checker = hirc::Checker::standard_library(&["ifeval"])?;
    /// assert!(checker.ids().any(|id| id == "punctuation:no_comma"));
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn standard_library(modules: &[&str]) -> Result<Checker, Error> {
        let named: Vec<String> = match modules {
            [] => load::standard_modules().collect(),
            named => named.iter().map(|name| (*name).to_owned()).collect(),
        };
        Ok(load::library(&[], &named, &[], &Files::default())?.0)
    }

    /// Checks one response, as given, against the claims of this checker, else against its only task.
    ///
    /// # Errors
    /// `usage` where neither says what the response is asked.
    pub fn check(&self, response: &str) -> Result<CheckedRecord, Error> {
        let mut tasks = self.task_names();
        let asked = match (tasks.next(), tasks.next()) {
            (Some(REQUIRED), None) => Asked::Given,
            (Some(only), None) => Asked::Task(only.to_owned()),
            _ => {
                let problem = Diagnostic::error(Code::Usage, "nothing says what the response is asked");
                return Err(problem.help("check a record that names its task or its constraints").into());
            }
        };
        self.check_record(Record::new(serde_json::Value::Null, 1, response, asked), Readings::STRICT)
    }

    /// Checks one record. What can't be told about a constraint is a verdict in its place.
    ///
    /// # Errors
    /// If nothing can be said of the record at all: an unknown task.
    pub fn check_record(&self, record: Record, readings: Readings) -> Result<CheckedRecord, Error> {
        let verdicts = RecordChecker::judge(self, &record, readings)?;
        Ok(CheckedRecord { record, verdicts, readings })
    }

    /// Checks records as they come: on all cores, in order, with bounded memory. The iterator may be dropped at any time.
    ///
    /// ```
    /// use hirc::{Asked, Checker, Readings, Record};
    ///
    /// let checker = Checker::from_claims(&["count(words) in ..3"])?;
    /// let records = (0..1000).map(|n| Record::new(n.into(), n, "one two three four", Asked::Given));
    /// let failed = checker.check_records(records, Readings::STRICT).filter(|r| matches!(r, Ok(r) if !r.is_satisfied()));
    /// assert_eq!(failed.count(), 1000);
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn check_records<I>(&self, records: I, readings: Readings) -> CheckedRecords
    where
        I: IntoIterator<Item = Record>,
        I::IntoIter: Send + 'static,
    {
        let (checker, records) = (self.clone(), records.into_iter());
        let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (send, receive) = mpsc::sync_channel(AHEAD);
        std::thread::spawn(move || {
            let share = Share { jobs, limit: jobs * AHEAD };
            let check = |record| checker.check_record(record, readings);
            // An error here means that nobody listens any more.
            let _ = map_in_order(records, share, |_| 1, check, |checked| send.send(checked).map_err(drop));
        });
        CheckedRecords { receive }
    }

    /// The instruction that a failed response did satisfy; `None` if it satisfies its own, or none that could be written.
    ///
    /// # Errors
    /// If nothing can be said of the record at all.
    ///
    /// ```
    /// use hirc::{Asked, Checker, Record, RewriteMode};
    ///
    /// let source = r#"
    ///     use length
    ///     use punctuation
    ///     task tea { prompt "Why tea?" require length.words(3..) require punctuation.no_commas() }
    /// "#;
    /// let checker = Checker::from_source("tea.hir", source)?;
    /// let record = Record::new(1.into(), 1, "Warm, fresh, quiet, good.", Asked::Task("tea".into()));
    /// let rewritten = checker.rewrite(&record, RewriteMode::Drop)?.expect("one of two constraints holds");
    /// assert!(rewritten.instruction.contains("at least 3 words") && !rewritten.instruction.contains("comma"));
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn rewrite(&self, record: &Record, mode: Mode) -> Result<Option<Rewrite>, Error> {
        Ok(crate::rewrite::rewrite_record(self, self, record, mode)?.rewritten)
    }

    /// Draws tasks from a suite whose seed prompts are written in it. The same seed gives the same tasks.
    ///
    /// # Errors
    /// A suite that is not there, or a constraint that can't be drawn.
    pub fn draw(&self, suite: &str, tasks: usize, seed: u64) -> Result<Draws, Error> {
        let suite = self.suite(suite)?;
        let prompts: Vec<suite::Seed> =
            suite.prompts.iter().map(|prompt| suite::Seed { prompt: prompt.clone() }).collect();
        let wanted = Wanted { tasks, seed, layout: None, pass_rate: None };
        suite::draw(self.program(), suite, &prompts, &wanted, &mut |_| {})
            .map_err(|reason| Diagnostic::error(Code::Usage, reason).into())
    }

    fn suite(&self, name: &str) -> Result<&Suite, Error> {
        let suites = &self.program().suites;
        suites.iter().find(|suite| suite.name == name).ok_or_else(|| {
            let problem = Diagnostic::error(Code::UnknownId, format!("no suite `{name}`"));
            problem.suggest(name, suites.iter().map(|suite| suite.name.as_str())).into()
        })
    }

    /// Whether a task can be met: with a response that shows it, or with a proof that there is none, or neither.
    ///
    /// # Errors
    /// A task that is not there.
    ///
    /// ```
    /// use hirc::{Analysis, Checker};
    ///
    /// let source = r#"task t { prompt "Hi." require count(words) in 3.. require count(words) in ..2 }"#;
    /// let checker = Checker::from_source("t.hir", source)?;
    /// assert!(matches!(checker.analyse("t", 0)?, Analysis::Contradictory(_)));
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn analyse(&self, task: &str, seed: u64) -> Result<Answer, Error> {
        let (plan, prompt) = self.task(task)?;
        Ok(decide(plan, prompt, seed, Effort::default()))
    }

    /// A response that satisfies a task, accepted by the verifier, if one is found.
    ///
    /// # Errors
    /// A task that is not there.
    pub fn witness(&self, task: &str, seed: u64) -> Result<Option<String>, Error> {
        let (plan, prompt) = self.task(task)?;
        Ok(hirc_analysis::witness(plan, prompt, seed, Effort::default()))
    }

    fn task(&self, name: &str) -> Result<(&CompiledPlan, Option<&str>), Error> {
        let plan = self.prepared(name).ok_or_else(|| self.unknown_task(name))?;
        let task = self.program().tasks.iter().find(|task| task.name == name);
        Ok((plan, task.and_then(|task| task.prompt.as_deref())))
    }

    /// What a model is told of a task: its prompt with the phrases of those constraints that `kept` picks by their place. A
    /// constraint without a phrase in the language is said in English; one without any is left out.
    ///
    /// # Errors
    /// A task that is not there, or a constraint that no instruction can say.
    ///
    /// ```
    /// use hirc::{Checker, Layout};
    ///
    /// let source = r#"
    ///     use length
    ///     use punctuation
    ///     task tea { prompt "Why tea?" require length.words(3..) require punctuation.no_commas() }
    /// "#;
    /// let checker = Checker::from_source("tea.hir", source)?;
    /// let said = checker.instruction("tea", |place| place == 0, Layout::Prose, "en")?;
    /// assert_eq!(said, "Why tea? The answer should be at least 3 words long.");
    /// # Ok::<(), hirc::Error>(())
    /// ```
    pub fn instruction(
        &self,
        task: &str,
        kept: impl Fn(usize) -> bool,
        layout: Layout,
        language: &str,
    ) -> Result<String, Error> {
        let (_, prompt) = self.task(task)?;
        let unsaid = |reason| Error::from(Diagnostic::error(Code::Usage, reason));
        let calls = self.instances(&Asked::Task(task.to_owned()))?;
        let calls = calls.into_iter().enumerate().filter(|(place, _)| kept(*place));
        let calls = calls.map(|(_, call)| call.map_err(unsaid)).collect::<Result<Vec<_>, _>>()?;
        let presentation = Presentation { layout, language: language.to_owned(), ..Presentation::default() };
        let phrases = presentation.phrases(self.program(), &calls);
        Ok(presentation.instruction(prompt.unwrap_or_default(), &phrases))
    }
}

/// Checked records, in the order of the records; see [`Checker::check_records`].
#[derive(Debug)]
pub struct CheckedRecords {
    receive: mpsc::Receiver<Result<CheckedRecord, Error>>,
}

impl Iterator for CheckedRecords {
    type Item = Result<CheckedRecord, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.receive.recv().ok()
    }
}
