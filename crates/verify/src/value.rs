//! Values while a response is judged.

use super::judgement::Judgement;
use super::search::Search;
pub(crate) use crate::context::Context;
use crate::fault::Fault;
use crate::plan::CompileCache;
use crate::program::{Constant, Range};
use crate::text::{Part, work};
use foldhash::fast::RandomState;
use smallvec::SmallVec;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

/// What a text is a part of.
#[derive(Clone, Debug)]
pub enum Base {
    /// Of the response.
    Response,
    /// Of the prompt.
    Prompt,
    /// Of a text that was written in the source or given as an argument.
    Constant(Arc<str>),
    /// Of a text that was made from another.
    Derived(Rc<Derived>),
}

/// Offsets in a text with the offsets in the response where what follows comes from, ascending. Mostly one.
pub(crate) type Origin = SmallVec<[(u32, u32); 1]>;

/// A text made from another, such as `lower(response)`.
#[derive(Debug)]
pub struct Derived {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

/// A text: a part of the response, of the prompt, of an argument, or of something made from them.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it is a part of.
    pub base: Base,
    pub(crate) part: Part,
}

impl Text {
    /// The whole response.
    pub fn response(context: &Context<'_>) -> Text {
        Text { base: Base::Response, part: Part::whole(context.document.text()) }
    }

    pub(crate) fn constant(text: Arc<str>) -> Text {
        Text { part: Part::whole(&text), base: Base::Constant(text) }
    }

    pub(crate) fn derived(text: String, origin: Origin) -> Text {
        Text { part: Part::whole(&text), base: Base::Derived(Rc::new(Derived { text, origin })) }
    }

    /// Its characters.
    pub fn str<'a>(&'a self, context: &Context<'a>) -> &'a str {
        self.part.of(self.base.str(context))
    }

    /// A stretch of this text, by offsets relative to it.
    pub fn slice(&self, start: usize, end: usize) -> Text {
        Text { base: self.base.clone(), part: Part::new(start, end).shift(self.part.start) }
    }

    /// What a stretch of this text reads as, where that is another text. Its characters stand at the stretch's beginning and
    /// on, as far as the stretch goes.
    pub(crate) fn read_as(&self, place: Part, value: String) -> Text {
        let from = self.base.locate(place.shift(self.part.start)).map(|part| (0, part.start));
        Text::derived(value, from.into_iter().collect())
    }

    /// A stretch of this text, or what it reads as if that is another text.
    pub(crate) fn read(&self, place: Part, value: Option<String>) -> Text {
        match value {
            None => self.slice(place.start as usize, place.end as usize),
            Some(value) => self.read_as(place, value),
        }
    }

    /// Where it stands in the response, as far as that can be told.
    pub fn span(&self) -> Option<Part> {
        self.base.locate(self.part)
    }
}

impl Base {
    /// Its characters; none of a prompt that is not there.
    pub fn str<'a>(&'a self, context: &Context<'a>) -> &'a str {
        match self {
            Base::Response => context.document.text(),
            Base::Prompt => context.prompt.unwrap_or(""),
            Base::Constant(text) => text,
            Base::Derived(derived) => &derived.text,
        }
    }

    /// Where a part of this base stands in the response.
    pub fn locate(&self, part: Part) -> Option<Part> {
        match self {
            Base::Response => Some(part),
            Base::Prompt | Base::Constant(_) => None,
            Base::Derived(derived) => {
                let start = derived.locate(part.start)?;
                // The end is found from the last byte, for what follows may come from elsewhere.
                let end = if part.is_empty() { start } else { derived.locate(part.end - 1)? + 1 };
                Some(Part { start, end: end.max(start) })
            }
        }
    }
}

impl Derived {
    fn locate(&self, offset: u32) -> Option<u32> {
        let after = self.origin.partition_point(|&(here, _)| here <= offset);
        let &(here, there) = self.origin.get(after.checked_sub(1)?)?;
        Some(there + (offset - here))
    }
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// What is not there: the fifth paragraph of three.
    Missing,
    /// A whole number.
    Int(i64),
    /// Any number, shares included.
    Float(f64),
    /// A truth, with what decided it.
    Bool(Rc<Judgement>),
    /// A text.
    Text(Text),
    /// Something to look for.
    Search(Arc<Search>),
    /// A pattern that is not searched with here.
    Pattern(crate::program::PatternSource),
    /// A range of numbers.
    Range(Range),
    /// Parts of one text.
    Parts(Base, Rc<[Part]>),
    /// A list of runs of neighbours.
    Windows(Rc<Windows>),
    /// Any other list.
    List(Rc<[Value]>),
    /// A fixed number of values of any types.
    Tuple(Rc<[Value]>),
}

/// Runs of equally many neighbours among parts of one text. There are as many as parts: none is made before it is
/// asked for.
#[derive(Debug)]
pub struct Windows {
    pub(crate) base: Base,
    pub(crate) parts: Rc<[Part]>,
    pub(crate) size: usize,
    /// Where each run begins among the parts.
    pub(crate) starts: Vec<usize>,
    /// The runs as numbers, looked up by other lists.
    known: OnceCell<HashSet<u64, RandomState>>,
}

impl Windows {
    /// The runs of `size` parts that begin at `starts`.
    pub(crate) fn new(base: Base, parts: Rc<[Part]>, size: usize, starts: Vec<usize>) -> Windows {
        Windows { base, parts, size, starts, known: OnceCell::new() }
    }

    /// Each run as a number, if these are runs of up to three characters: equal runs of one size are equal numbers.
    pub(crate) fn numbers(&self, context: &Context<'_>) -> Option<Vec<u64>> {
        const BITS: u32 = u64::BITS / 3;
        let text = self.base.str(context);
        let numbers = self.parts.iter().map(|part| {
            let mut characters = part.of(text).chars();
            let number = u64::from(u32::from(characters.next()?));
            characters.next().is_none().then_some(number)
        });
        if self.size > 3 {
            return None;
        }
        let numbers = numbers.collect::<Option<Vec<u64>>>()?;
        let number = |&start: &usize| {
            let run = numbers.get(start..start + self.size)?;
            Some(run.iter().fold(0, |packed, number| packed << BITS | number))
        };
        self.starts.iter().map(number).collect()
    }

    /// The set of [`Windows::numbers`].
    pub(crate) fn known(&self, context: &Context<'_>) -> Option<&HashSet<u64, RandomState>> {
        if self.known.get().is_none() {
            let _ = self.known.set(self.numbers(context)?.into_iter().collect());
        }
        self.known.get()
    }

    /// The parts of a run.
    pub(crate) fn run(&self, index: usize) -> Option<&[Part]> {
        let &start = self.starts.get(index)?;
        self.parts.get(start..start + self.size)
    }
}

impl Value {
    pub(crate) fn constant(constant: &Constant, cache: &CompileCache) -> Result<Value, Fault> {
        Ok(match constant {
            Constant::Int(n) => Value::Int(*n),
            Constant::Float(x) => Value::Float(x.0),
            Constant::Bool(b) => Value::Bool(Rc::new(Judgement::plain(*b))),
            Constant::Text(t) => Value::Text(Text::constant(Arc::clone(t))),
            Constant::Pattern(p) => Value::Pattern(p.clone()),
            Constant::Needle(n) => Value::Search(Search::of(n, cache)?),
            Constant::Range(r) => Value::Range(*r),
            Constant::List(items) => {
                Value::List(items.iter().map(|item| Value::constant(item, cache)).collect::<Result<_, _>>()?)
            }
            Constant::Tuple(items) => {
                Value::Tuple(items.iter().map(|item| Value::constant(item, cache)).collect::<Result<_, _>>()?)
            }
        })
    }

    /// The known value that this is, if it depends on no response.
    pub(crate) fn to_constant(&self, context: &Context<'_>) -> Option<Constant> {
        Some(match self {
            Value::Int(n) => Constant::Int(*n),
            Value::Float(x) => Constant::Float(crate::program::Real(*x)),
            Value::Bool(j) => Constant::Bool(j.plain_truth()?),
            Value::Text(t) => Constant::Text(Arc::from(t.str(context))),
            Value::Pattern(p) => Constant::Pattern(p.clone()),
            Value::Search(s) => Constant::Needle(s.needle.clone()),
            Value::Range(r) => Constant::Range(*r),
            Value::Parts(base, parts) => {
                let text = base.str(context);
                Constant::List(parts.iter().map(|p| Constant::Text(Arc::from(p.of(text)))).collect())
            }
            Value::List(items) => {
                Constant::List(items.iter().map(|v| v.to_constant(context)).collect::<Option<_>>()?)
            }
            Value::Windows(_) => {
                Constant::List(self.iter().map(|v| v.to_constant(context)).collect::<Option<_>>()?)
            }
            Value::Tuple(items) => {
                Constant::Tuple(items.iter().map(|v| v.to_constant(context)).collect::<Option<_>>()?)
            }
            Value::Missing => return None,
        })
    }

    /// Whether it is a list or tuple with something missing in it, however deep.
    pub(crate) fn lacks_an_element(&self) -> bool {
        match self {
            Value::List(items) | Value::Tuple(items) => {
                items.iter().any(|item| matches!(item, Value::Missing) || item.lacks_an_element())
            }
            _ => false,
        }
    }

    /// The number that it is, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Int(n) => Some(crate::resolve::as_f64(*n)),
            Value::Float(x) => Some(*x),
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn elements(&self) -> Vec<Value> {
        self.iter().collect()
    }

    /// The elements of a list, one by one.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = Value> + '_ {
        (0..self.len()).map(|index| self.get(index).unwrap_or(Value::Missing))
    }

    /// An element of a list.
    pub(crate) fn get(&self, index: usize) -> Option<Value> {
        match self {
            Value::Parts(base, parts) => {
                parts.get(index).map(|&part| Value::Text(Text { base: base.clone(), part }))
            }
            Value::Windows(windows) => windows.run(index).map(|run| {
                // A run is a copy.
                work::read(size_of_val(run));
                Value::Parts(windows.base.clone(), Rc::from(run))
            }),
            Value::List(items) => items.get(index).cloned(),
            _ => None,
        }
    }

    /// How many elements a list has; none if it is no list.
    #[expect(clippy::len_without_is_empty, reason = "a value need not be a list")]
    pub fn len(&self) -> usize {
        match self {
            Value::Parts(_, parts) => parts.len(),
            Value::Windows(windows) => windows.starts.len(),
            Value::List(items) => items.len(),
            _ => 0,
        }
    }

    /// How many bytes making it took, what it shares with others left out.
    pub(crate) fn size(&self) -> u64 {
        let of = |count: usize, each: usize| count as u64 * each as u64;
        match self {
            Value::Text(Text { base: Base::Derived(_), part }) => part.len() as u64,
            Value::Parts(_, parts) => of(parts.len(), size_of::<Part>()),
            Value::Windows(windows) => of(windows.starts.len(), size_of::<usize>()),
            Value::List(items) | Value::Tuple(items) => of(items.len(), size_of::<Value>()),
            _ => 0,
        }
    }

    /// What going through all that a list holds takes, as bytes read.
    pub(crate) fn content(&self) -> u64 {
        let texts = |parts: &[Part]| parts.iter().map(|part| 2 + part.len() as u64).sum();
        match self {
            Value::Text(text) => text.part.len() as u64,
            Value::Parts(_, parts) => texts(parts),
            Value::Windows(windows) => windows.starts.len() as u64 * windows.size as u64,
            Value::List(items) | Value::Tuple(items) => items.iter().map(|item| 2 + item.content()).sum(),
            _ => 0,
        }
    }

    /// What comparing two values takes, as bytes read: texts of one length are gone through, and all that is in a list.
    pub(crate) fn shared_bytes(&self, other: &Value) -> u64 {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) if a.part.len() != b.part.len() => 0,
            (Value::Text(a), Value::Text(_)) => a.part.len() as u64,
            (_, Value::Parts(_, parts)) => 2 * parts.len() as u64,
            (_, list) => list.content(),
        }
    }
}
