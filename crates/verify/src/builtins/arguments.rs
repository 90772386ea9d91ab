//! Calls of builtins: arguments by type, results as values.

use super::Fault;
use crate::judgement::Judgement;
use crate::program::Function;
use crate::search::Search;
use crate::value::{Context, Text, Value};
use std::rc::Rc;

/// A function with the values that it is called on. Their types were checked against its signature.
pub(super) struct Call<'a> {
    pub(super) function: Function,
    pub(super) values: &'a [Value],
    pub(super) context: &'a Context<'a>,
}

impl<'a> Call<'a> {
    /// Computes a function of one argument.
    pub(super) fn one<A: Argument<'a>, R: Outcome>(
        &self,
        of: impl FnOnce(A, &'a Context<'a>) -> R,
    ) -> Result<Value, Fault> {
        of(self.argument(0)?, self.context).outcome()
    }

    /// Computes a function of two arguments.
    pub(super) fn two<A: Argument<'a>, B: Argument<'a>, R: Outcome>(
        &self,
        of: impl FnOnce(A, B, &'a Context<'a>) -> R,
    ) -> Result<Value, Fault> {
        of(self.argument(0)?, self.argument(1)?, self.context).outcome()
    }

    /// Computes a function of three arguments.
    pub(super) fn three<A: Argument<'a>, B: Argument<'a>, C: Argument<'a>, R: Outcome>(
        &self,
        of: impl FnOnce(A, B, C, &'a Context<'a>) -> R,
    ) -> Result<Value, Fault> {
        of(self.argument(0)?, self.argument(1)?, self.argument(2)?, self.context).outcome()
    }

    /// An argument of its type. A misfit is a bug of the record or of the table, and said so.
    fn argument<A: Argument<'a>>(&self, index: usize) -> Result<A, Fault> {
        A::given(self.values.get(index)).ok_or_else(|| {
            let name = self.function.name();
            Fault::internal(format!("argument {} of `{name}` has another type than was checked", index + 1))
        })
    }
}

/// A value of the type that a function takes.
pub(super) trait Argument<'a>: Sized {
    /// The value, if it is of this type.
    fn of(value: &'a Value) -> Option<Self>;

    /// The same of an argument that may not be given.
    fn given(value: Option<&'a Value>) -> Option<Self> {
        value.and_then(Self::of)
    }
}

/// An argument that may be left out.
impl<'a, A: Argument<'a>> Argument<'a> for Option<A> {
    fn of(value: &'a Value) -> Option<Self> {
        A::of(value).map(Some)
    }

    fn given(value: Option<&'a Value>) -> Option<Self> {
        value.map_or(Some(None), Self::of)
    }
}

/// A list of any elements.
#[derive(Clone, Copy)]
pub(super) struct List<'a>(pub(super) &'a Value);

impl<'a> Argument<'a> for List<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        matches!(value, Value::List(_) | Value::Parts(..) | Value::Windows(_)).then_some(List(value))
    }
}

/// A list of numbers.
pub(super) struct Numbers(pub(super) Vec<f64>);

impl Argument<'_> for Numbers {
    fn of(value: &Value) -> Option<Self> {
        value.iter().map(|v| v.number()).collect::<Option<_>>().map(Numbers)
    }
}

impl<'a> Argument<'a> for &'a Text {
    fn of(value: &'a Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}

impl<'a> Argument<'a> for &'a Search {
    fn of(value: &'a Value) -> Option<Self> {
        if let Value::Search(search) = value { Some(search) } else { None }
    }
}

impl<'a> Argument<'a> for &'a Judgement {
    fn of(value: &'a Value) -> Option<Self> {
        if let Value::Bool(judgement) = value { Some(judgement) } else { None }
    }
}

impl Argument<'_> for i64 {
    fn of(value: &Value) -> Option<Self> {
        if let Value::Int(n) = value { Some(*n) } else { None }
    }
}

impl Argument<'_> for f64 {
    fn of(value: &Value) -> Option<Self> {
        value.number()
    }
}

/// What a builtin gives, as a value.
pub(super) trait Outcome {
    fn outcome(self) -> Result<Value, Fault>;
}

impl Outcome for Value {
    fn outcome(self) -> Result<Value, Fault> {
        Ok(self)
    }
}

impl Outcome for Judgement {
    fn outcome(self) -> Result<Value, Fault> {
        Ok(Value::Bool(Rc::new(self)))
    }
}

impl Outcome for Text {
    fn outcome(self) -> Result<Value, Fault> {
        Ok(Value::Text(self))
    }
}

impl Outcome for f64 {
    fn outcome(self) -> Result<Value, Fault> {
        Ok(Value::Float(self))
    }
}

impl Outcome for i64 {
    fn outcome(self) -> Result<Value, Fault> {
        Ok(Value::Int(self))
    }
}

/// A number of things.
impl Outcome for usize {
    fn outcome(self) -> Result<Value, Fault> {
        Ok(Value::Int(super::count(self)))
    }
}

/// A value that may be missing.
impl<R: Outcome> Outcome for Option<R> {
    fn outcome(self) -> Result<Value, Fault> {
        self.map_or(Ok(Value::Missing), R::outcome)
    }
}

impl<R: Outcome> Outcome for Result<R, Fault> {
    fn outcome(self) -> Result<Value, Fault> {
        self?.outcome()
    }
}
