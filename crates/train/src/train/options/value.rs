//! What an option's value may be: its type, its range, its names.

/// The type of an option.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum OptionKind {
    /// A whole number, from 0 on.
    Whole,
    /// A number.
    Number,
    /// `true` or `false`.
    Switch,
    /// One of several names.
    Choice(&'static [Choice]),
}

/// One of the names that an option can have as its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choice {
    /// The name.
    pub name: &'static str,
    /// What it stands for.
    pub description: &'static str,
    /// What it was called before; still accepted, with a warning.
    pub old_names: &'static [&'static str],
}

/// The numbers that an option can have as its value.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Range {
    /// All of its type.
    All,
    /// This and larger ones, but not infinity.
    From(f64),
    /// From the first to the second, both included.
    Within(f64, f64),
}

impl Range {
    fn has(self, number: f64) -> bool {
        match self {
            Range::All => number.is_finite(),
            Range::From(low) => number.is_finite() && number >= low,
            Range::Within(low, high) => (low..=high).contains(&number),
        }
    }
}

/// A value of an option: how it is read and written.
pub(super) trait OptionValue: Sized {
    const KIND: OptionKind;
    /// `None` for a value of another type, or one that is too large.
    fn from_toml(value: &toml::Value) -> Option<Self>;
    fn to_toml(&self) -> toml::Value;
}

macro_rules! whole_numbers {
    ($($ty:ty),+) => {$(
        impl OptionValue for $ty {
            const KIND: OptionKind = OptionKind::Whole;

            fn from_toml(value: &toml::Value) -> Option<Self> {
                value.as_integer().and_then(|n| n.try_into().ok())
            }

            fn to_toml(&self) -> toml::Value {
                // Larger ones are never accepted, for TOML has none.
                toml::Value::Integer(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )+};
}

whole_numbers!(u32, u64, usize);

impl OptionValue for f64 {
    const KIND: OptionKind = OptionKind::Number;

    fn from_toml(value: &toml::Value) -> Option<Self> {
        // A whole number is a number, too.
        value.as_float().or_else(|| value.as_integer().map(|n| n as f64))
    }

    fn to_toml(&self) -> toml::Value {
        toml::Value::Float(*self)
    }
}

impl OptionValue for bool {
    const KIND: OptionKind = OptionKind::Switch;

    fn from_toml(value: &toml::Value) -> Option<Self> {
        value.as_bool()
    }

    fn to_toml(&self) -> toml::Value {
        toml::Value::Boolean(*self)
    }
}

/// A row of the table of options.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct OptionSpec {
    /// Its name.
    pub name: &'static str,
    /// What it does, and what others call it. The first line stands alone.
    pub description: &'static str,
    /// Its type.
    pub kind: OptionKind,
    /// The numbers that it can be.
    pub range: Range,
    /// What it was called before; still accepted, with a warning.
    pub old_names: &'static [&'static str],
}

impl OptionSpec {
    /// What its value must be: `a whole number from 1 on`.
    pub fn expected(&self) -> String {
        let what = match self.kind {
            OptionKind::Switch => return "true or false".to_owned(),
            OptionKind::Choice(all) => {
                let names: Vec<String> = all.iter().map(|c| format!("`{}`", c.name)).collect();
                return match names.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, others)) => format!("{} or {last}", others.join(", ")),
                    None => String::new(),
                };
            }
            OptionKind::Whole => "a whole number",
            OptionKind::Number => "a number",
        };
        match (self.range, self.kind) {
            (Range::Within(low, high), _) => format!("{what} from {low} to {high}"),
            (Range::From(low), _) => format!("{what} from {low} on"),
            (Range::All, OptionKind::Whole) => format!("{what} from 0 on"),
            (Range::All, _) => what.to_owned(),
        }
    }

    /// Whether a value of its type is in its range.
    pub(super) fn admits(&self, value: &toml::Value) -> bool {
        match self.kind {
            OptionKind::Whole | OptionKind::Number => {
                f64::from_toml(value).is_some_and(|n| self.range.has(n))
            }
            OptionKind::Switch | OptionKind::Choice(_) => true,
        }
    }

    /// The first line of its description.
    pub fn summary(&self) -> &'static str {
        self.description.lines().next().unwrap_or("").trim()
    }
}
