//! Values as something to look up: equal keys are equal values.

use crate::text::Part;
use crate::value::{Context, Value};
use std::hash::{Hash, Hasher};

/// A value, to be compared with others and found among them.
#[derive(Clone, Copy)]
pub(super) enum Key<'a> {
    Text(&'a str),
    /// Parts of a text.
    Run(&'a [Part], &'a str),
    /// Anything else.
    Other(&'a Value, &'a Context<'a>),
}

impl<'a> Key<'a> {
    pub(super) fn of(value: &'a Value, context: &'a Context<'_>) -> Key<'a> {
        match value {
            Value::Text(text) => Key::Text(text.str(context)),
            Value::Parts(base, parts) => Key::Run(parts, base.str(context)),
            other => Key::Other(other, context),
        }
    }

    /// The elements, if this is a list or tuple.
    pub(super) fn elements(&self) -> impl Iterator<Item = Key<'a>> + '_ {
        (0..).map_while(|index| self.element(index))
    }

    fn element(&self, index: usize) -> Option<Key<'a>> {
        match self {
            Key::Run(parts, text) => parts.get(index).map(|part| Key::Text(part.of(text))),
            Key::Other(Value::Windows(windows), context) => {
                windows.run(index).map(|run| Key::Run(run, windows.base.str(context)))
            }
            Key::Other(Value::List(items) | Value::Tuple(items), context) => {
                items.get(index).map(|item| Key::of(item, context))
            }
            _ => None,
        }
    }

    /// How many elements it has, if it is a list or tuple.
    fn len(&self) -> Option<usize> {
        match self {
            Key::Run(parts, _) => Some(parts.len()),
            Key::Other(Value::Windows(windows), _) => Some(windows.starts.len()),
            Key::Other(Value::List(items) | Value::Tuple(items), _) => Some(items.len()),
            _ => None,
        }
    }

    /// What it is if it is no list, in bits or words.
    fn scalar(&self) -> Scalar<'a> {
        let Key::Other(value, _) = self else { return Scalar::Nothing };
        match value {
            Value::Int(_) | Value::Float(_) => {
                let n = value.number().unwrap_or(0.0);
                // 0 and −0 are one number.
                Scalar::Number(if n == 0.0 { 0 } else { n.to_bits() })
            }
            Value::Bool(judgement) => Scalar::Bool(judgement.holds()),
            Value::Pattern(pattern) => Scalar::Pattern(&pattern.source, pattern.ignore_case),
            Value::Range(range) => Scalar::Words(range.to_string()),
            Value::Search(search) => Scalar::Words(format!("{:?}", search.needle)),
            _ => Scalar::Nothing,
        }
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Scalar<'a> {
    Number(u64),
    Bool(bool),
    Pattern(&'a str, bool),
    Words(String),
    Nothing,
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Key::Text(a), Key::Text(b)) => a == b,
            (Key::Text(_), _) | (_, Key::Text(_)) => false,
            (Key::Run(a, text), Key::Run(b, other)) => {
                a.len() == b.len() && a.iter().zip(*b).all(|(a, b)| a.of(text) == b.of(other))
            }
            _ => match (self.len(), other.len()) {
                (Some(a), Some(b)) => a == b && self.elements().eq(other.elements()),
                (None, None) => self.scalar() == other.scalar(),
                _ => false,
            },
        }
    }
}

impl Eq for Key<'_> {}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match (self, self.len()) {
            (Key::Text(text), _) => hash_text(text, state),
            (Key::Run(parts, text), _) => {
                state.write_usize(parts.len());
                parts.iter().for_each(|part| hash_text(part.of(text), state));
            }
            (_, None) => self.scalar().hash(state),
            (_, Some(len)) => {
                state.write_usize(len);
                self.elements().for_each(|element| element.hash(state));
            }
        }
    }
}

/// Short texts, as characters and most words are, go into one number behind their length.
fn hash_text<H: Hasher>(text: &str, state: &mut H) {
    let bytes = text.as_bytes();
    match bytes.len() {
        len @ 0..8 => {
            let packed = bytes.iter().fold(len as u64, |packed, &byte| packed << 8 | u64::from(byte));
            state.write_u64(packed);
        }
        _ => text.hash(state),
    }
}
