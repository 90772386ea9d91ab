//! The one table of diagnostic names, and what `hirc explain NAME` prints of each.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The stable name of a kind of diagnostic.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        /// Every code, in the order of the table.
        pub const ALL: &[Code] = &[$(Code::$variant),+];

        impl Code {
            /// The name shown in `error[name]`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),+ }
            }

            /// What it means and what to do about it.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc, "\n"),+)),+ }
            }

            /// The code of a name.
            pub fn from_name(name: &str) -> Option<Code> {
                match name { $($name => Some(Code::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    /// The source does not follow the grammar at this place. The label says what could stand there.
    /// The rest of the file is still read, so several such errors can be reported in one run.
    Syntax = "syntax",
    /// Brackets are nested deeper than 64 levels. No rule that a person can read needs that;
    /// the limit keeps the parser's cost linear whatever it is given.
    TooDeep = "too-deep",
    /// The file is larger than 16 MiB or is not valid UTF-8.
    UnreadableSource = "unreadable-source",
    /// A file, a library or a module that was named could not be found or read.
    NotFound = "not-found",
    /// Two modules use each other, or a constraint or definition refers to itself through others.
    /// HIR is total: nothing may depend on itself. The message shows the cycle.
    Cycle = "cycle",
    /// A name is declared twice in the same place.
    Duplicate = "duplicate",
    /// No constraint, definition, parameter or function has this name.
    UnknownName = "unknown-name",
    /// No unit of text has this name. Units are written in the plural to mean all of them (`count(words)`),
    /// and in the singular to mean one (`first word`, `each word`, `word 2`).
    UnknownUnit = "unknown-unit",
    /// No module of this name is in use here. Write `use NAME` at the top of the file.
    UnknownModule = "unknown-module",
    /// No type has this name. The types are int, float, percent, bool, text, pattern, range, language,
    /// `list of T`, `range of percent`, `range of float` and pairs `(T, U)`.
    UnknownType = "unknown-type",
    /// An expression has another type than its place needs.
    TypeMismatch = "type-mismatch",
    /// A call gives too few, too many or unknown arguments.
    BadArguments = "bad-arguments",
    /// An argument does not meet the `where` condition of its parameter.
    ConditionFailed = "condition-failed",
    /// A regular expression can't be read, or is too large. Look-around and back-references do not exist in HIR,
    /// so that every pattern runs in linear time.
    BadPattern = "bad-pattern",
    /// A range whose lower end is above its upper end holds nothing.
    EmptyRange = "empty-range",
    /// A number does not fit: whole numbers go to 9,007,199,254,740,992 (2^53), up to which all are told apart.
    BadNumber = "bad-number",
    /// A `{…}` in a `say` or `judge` names no parameter, or a filter that does not exist.
    BadTemplate = "bad-template",
    /// A constraint without a `require` or a `judge` verifies nothing.
    NothingRequired = "nothing-required",
    /// A parameter is never used in a `require` or a `judge`. (lint)
    UnusedParameter = "unused-parameter",
    /// A constraint with a `judge` is called inside another claim. Only a language model can answer it, so it stands
    /// alone: as a requirement of a task, of a record or of `--require`.
    JudgeInside = "judge-inside",
    /// The judge could not be asked: its address, its model or its key is missing or wrong.
    JudgeUnusable = "judge-unusable",
    /// A parameter appears in no `say`: the reader of the instruction could not know it. (lint)
    UnsaidParameter = "unsaid-parameter",
    /// A constraint has no `say`, so no instruction can ask for it. (lint)
    Unsaid = "unsaid",
    /// A constraint has no `accept` or no `reject` example. (lint)
    MissingExamples = "missing-examples",
    /// No example falls on one side of a bound. (lint)
    UntestedBound = "untested-bound",
    /// A constraint accepts a junk answer such as `ok`, though it is not a pure prohibition. (lint)
    AcceptsJunk = "accepts-junk",
    /// A name hides another of the same name: a parameter named as a unit or a function, for example. (lint)
    ShadowedName = "shadowed-name",
    /// A comparison or a range that can't hold: counts are never negative, and a ratio of a part lies between
    /// 0 % and 100 %. (lint)
    NeverHolds = "never-holds",
    /// A module that is named in `use` but never referred to. (lint)
    UnusedModule = "unused-module",
    /// A line of a JSON Lines file is not a JSON object of the expected form. The run goes on; the exit code is 2.
    BadRecord = "bad-record",
    /// A record names a task or an instruction id that is not known. It counts as an error, never as a pass.
    UnknownId = "unknown-id",
    /// The arguments (kwargs) of a record do not fit the parameters of its constraint.
    BadKwargs = "bad-kwargs",
    /// A response and a prompt could not be joined: no prompt, or two, for its key.
    Unjoined = "unjoined",
    /// Judging a constraint took more steps than it may, so nothing is known of it: it counts as an error, never as a pass
    /// or a failure. A step is one node of the plan computed for one element, or four bytes read; counted, not timed, so
    /// the same response ends in the same way on every machine. Claims that compare each part with each other take steps
    /// by the square of the response. Simplify the claim, or allow more with `--max-steps N`.
    StepLimit = "step-limit",
    /// Judging a constraint made more text and lists than it may. Simplify the claim, or allow more with
    /// `--max-memory MIB`.
    MemoryLimit = "memory-limit",
    /// A plan file was written by another version of hirc, or is damaged. Compile it again.
    BadPlan = "bad-plan",
    /// An `accept` example is not accepted, or a `reject` example is.
    ExampleFailed = "example-failed",
    /// A suite names a constraint that can't be drawn: a parameter has no distribution (`~ …`) and no default, or
    /// no `say` asks for it.
    NotDrawable = "not-drawable",
    /// The constraints of a task exclude each other, so no response satisfies them all. The labels show the
    /// smallest set that clashes; the help says why. (lint)
    Contradictory = "contradictory",
    /// A constraint of a task that the others imply, or that no response fails: it asks for nothing more. (lint)
    Superfluous = "superfluous",
    /// An option of a training run does not exist or has a value that makes no sense, or the configuration of a run that is
    /// resumed does not have it.
    BadOption = "bad-option",
    /// An option of a training run, or one of its values, is given under the name that it had before. It is taken;
    /// the message says what it is called now.
    RenamedOption = "renamed-option",
    /// A model can't be used: a file is missing or damaged, the architecture is not known, a tensor has the wrong
    /// shape, or there is no chat template.
    BadModel = "bad-model",
    /// A number of a model is NaN or infinite: a weight of its file or of a checkpoint, or what it computes of its weights.
    /// Nothing can be sampled from it or learned by it. The message says where the first such number is.
    NotFinite = "not-finite",
    /// The chat template of a model does not end, or makes a text that is far too long. The model's folder can have another
    /// one in `chat_template.jinja`.
    TemplateLimit = "template-limit",
    /// The tokenizer of a model asks for texts to be cut (`truncation`), filled up (`padding`) or split at random (`dropout`),
    /// as files saved after training do. None of it is done: a policy must see whole instructions, the same each time.
    TokenizerSetting = "tokenizer-setting",
    /// A run folder can't be read, written or resumed.
    BadRun = "bad-run",
    /// Another process trains in this run folder. Two would mix their results. The lock ends with the process that holds
    /// it, however it ends: there is nothing to delete.
    RunInUse = "run-in-use",
    /// A run is resumed with an option, a model or tasks other than those it was made with: on the command line, or in a
    /// `config.toml` that was edited. It would not be the same run. Only `steps` may change.
    OtherOptions = "other-options",
    /// A file of a run folder is not as it was written: a checkpoint whose checksums do not match, or half a line. What is
    /// damaged is left out, the checkpoint before it is used, and steps that are lost are done again.
    DamagedRun = "damaged-run",
    /// There is nothing to learn: no task, no constraint that an instruction can say, or tasks that contradict
    /// themselves.
    NothingToLearn = "nothing-to-learn",
    /// Training went wrong: a loss or a gradient is no number. The batch is saved in the run folder.
    Diverged = "diverged",
    /// The command line asks for something that can't be done.
    Usage = "usage",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
