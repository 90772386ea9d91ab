//! The ways to read a response: as given, or as leniently as IFEval's loose mode.

use std::ops::{Index, IndexMut};

/// One way to read a response.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reading {
    /// As given.
    Strict,
    /// The first of the eight views of IFEval's loose mode that satisfies, else the response as given. The views leave out
    /// the first line, the last or both, and all of these `*` too.
    Loose,
}

impl Reading {
    /// Both, the stricter first.
    pub const ALL: [Reading; 2] = [Reading::Strict, Reading::Loose];

    /// As reports and options write it.
    pub fn name(self) -> &'static str {
        match self {
            Reading::Strict => "strict",
            Reading::Loose => "loose",
        }
    }
}

/// The readings that are judged: at least one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Readings {
    /// One of them.
    Only(Reading),
    /// Both.
    Both,
}

impl Readings {
    /// As given, only.
    pub const STRICT: Readings = Readings::Only(Reading::Strict);

    /// Leniently, only.
    pub const LOOSE: Readings = Readings::Only(Reading::Loose);

    /// Whether a reading is among them.
    pub fn contains(self, reading: Reading) -> bool {
        match self {
            Readings::Only(only) => only == reading,
            Readings::Both => true,
        }
    }

    /// They, the stricter first.
    pub fn iter(self) -> impl Iterator<Item = Reading> {
        Reading::ALL.into_iter().filter(move |&reading| self.contains(reading))
    }

    /// The one that decides the exit code and that scores and spans come from: strict, if it is among them.
    pub fn primary(self) -> Reading {
        match self {
            Readings::Only(only) => only,
            Readings::Both => Reading::Strict,
        }
    }
}

/// One value a reading.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PerReading<T> {
    strict: T,
    loose: T,
}

impl<T> PerReading<T> {
    /// The values of strict and loose.
    pub fn new(strict: T, loose: T) -> PerReading<T> {
        PerReading { strict, loose }
    }

    /// Both values, strict first.
    pub fn values_mut(&mut self) -> [&mut T; 2] {
        [&mut self.strict, &mut self.loose]
    }
}

impl<T> Index<Reading> for PerReading<T> {
    type Output = T;

    fn index(&self, reading: Reading) -> &T {
        match reading {
            Reading::Strict => &self.strict,
            Reading::Loose => &self.loose,
        }
    }
}

impl<T> IndexMut<Reading> for PerReading<T> {
    fn index_mut(&mut self, reading: Reading) -> &mut T {
        match reading {
            Reading::Strict => &mut self.strict,
            Reading::Loose => &mut self.loose,
        }
    }
}
