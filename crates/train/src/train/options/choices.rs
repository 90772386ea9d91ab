//! Options whose value is one of several names.

use super::value::{Choice, OptionKind, OptionValue};
use crate::hindsight::Mode;

/// Makes an enum whose variants are the values of an option; their documentation is what `hirc explain` prints.
macro_rules! choices {
    (
        $(#[doc = $about:literal])+
        $name:ident {
            $($(#[doc = $doc:literal])+ $variant:ident = $text:literal $(was $old:literal)?,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $name {
            /// As it stands in `config.toml`.
            pub fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $text,)+
                }
            }
        }

        impl OptionValue for $name {
            const KIND: OptionKind = OptionKind::Choice(&[
                $(Choice {
                    name: $text,
                    description: concat!($($doc),+),
                    old_names: &[$($old)?],
                },)+
            ]);

            fn from_toml(value: &toml::Value) -> Option<Self> {
                match value.as_str()? {
                    $($text => Some($name::$variant),)+
                    _ => None,
                }
            }

            fn to_toml(&self) -> toml::Value {
                toml::Value::String(self.name().to_owned())
            }
        }
    };
}

choices! {
    /// What a response is rewarded for.
    Reward {
        /// 1 if it satisfies all constraints, else 0.
        Ila = "ila",
        /// The share of the constraints that it satisfies.
        Cla = "cla",
    }
}

choices! {
    /// Whether failures are replayed.
    Replay {
        /// As successes of the instruction that they did satisfy (arXiv 2512.23457).
        Hir = "hir",
        /// Not at all: plain policy gradient on the sampled responses.
        None = "none",
    }
}

choices! {
    /// What counts as diversity in the selection of replays.
    Diversity {
        /// The mean entropy of the policy along the response.
        Mean = "mean",
        /// The sum of that entropy over its tokens.
        Sum = "sum",
        /// Nothing: the share of constraints satisfied decides alone.
        None = "none",
    }
}

choices! {
    /// Among which responses replays are selected.
    SelectionScope {
        /// The best of the whole batch.
        Batch = "batch",
        /// The best replays_per_prompt of each instruction.
        Group = "group",
        /// Any of the batch, by chance.
        Random = "random",
    }
}

choices! {
    /// The instruction that π_old of a replay is conditioned on.
    RatioBase {
        /// The one that the response was sampled for; so does the released code of HiR.
        Original = "original",
        /// The one that it is replayed for, at the cost of one more forward pass over the replays.
        Rewritten = "rewritten",
    }
}

choices! {
    /// How rewards become advantages.
    AdvantageEstimator {
        /// Returns, whitened over the tokens of the batch (REINFORCE++, arXiv 2501.03262).
        ReinforcePlusPlus = "reinforce_plus_plus" was "reinforce",
        /// Rewards less their instruction's mean, whitened over the tokens of the batch.
        ReinforcePlusPlusBaseline = "reinforce_plus_plus_baseline" was "reinforce-baseline",
        /// Rewards less their instruction's mean, over its standard deviation (arXiv 2402.03300).
        Grpo = "grpo",
        /// Rewards less their instruction's mean (arXiv 2503.20783).
        DrGrpo = "dr_grpo" was "dr-grpo",
        /// Rewards less the mean of the instruction's other responses (arXiv 2402.14740).
        Rloo = "rloo",
    }
}

/// A mode of rewriting as a choice.
const fn mode(mode: Mode) -> Choice {
    Choice { name: mode.name(), description: mode.description(), old_names: &[] }
}

impl OptionValue for Mode {
    const KIND: OptionKind =
        OptionKind::Choice(&[mode(Mode::ALL[0]), mode(Mode::ALL[1]), mode(Mode::ALL[2])]);

    fn from_toml(value: &toml::Value) -> Option<Self> {
        Mode::ALL.into_iter().find(|mode| value.as_str() == Some(mode.name()))
    }

    fn to_toml(&self) -> toml::Value {
        toml::Value::String(self.name().to_owned())
    }
}
