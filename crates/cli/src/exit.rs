//! Exit codes, the same for every subcommand.

/// What the process tells its caller.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Exit {
    /// 0: all satisfied, or the threshold of `--fail-under` met.
    #[default]
    Success,
    /// 1: some response failed, or the accuracy is under the threshold.
    Failed,
    /// 2: the input or the usage is wrong, or something could not be told. The run still went to its end.
    BadInput,
    /// 130: stopped by Ctrl-C, as shells have it.
    Interrupted,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::Failed => 1,
            Exit::BadInput => 2,
            Exit::Interrupted => 130,
        }
    }

    /// The worse of two.
    #[must_use]
    pub fn worst(self, other: Exit) -> Exit {
        self.max(other)
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> std::process::ExitCode {
        std::process::ExitCode::from(exit.code())
    }
}
