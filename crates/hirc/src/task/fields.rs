//! The fields of a record's JSON object that matter.
//!
//! In: one line of JSON. Out: [`Fields`], borrowed from it where it has no escapes.
//! INVARIANT (no silent choice): a key that stands twice in the record or in its arguments is an error, never "the
//! last one wins"; what stands inside unknown fields is skipped unread.

use crate::phrase::Presentation;
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// The names under which a response may stand, best first.
pub(super) const RESPONSES: [&str; 4] = ["response", "output", "completion", "generation"];

/// What was found in one object.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    pub(super) key: Option<Value>,
    pub(super) task: Option<Text<'a>>,
    pub(super) prompt: Option<Text<'a>>,
    pub(super) request: Option<Text<'a>>,
    pub(super) presentation: Option<Presentation>,
    pub(super) entropy: Option<f64>,
    pub(super) split: Option<Text<'a>>,
    pub(super) responses: [Option<Text<'a>>; 4],
    pub(super) ids: Option<Vec<String>>,
    pub(super) kwargs: Option<Vec<Map<String, Value>>>,
}

/// A value that should be a text.
#[derive(Debug)]
pub(super) enum Text<'a> {
    /// It is one.
    Is(Cow<'a, str>),
    /// It is something else; says what, with its article.
    Other(&'static str),
}

enum Name<'a> {
    Key,
    Task,
    Prompt,
    Request,
    Presentation,
    Entropy,
    Split,
    Response(usize),
    Ids,
    Kwargs,
    Other(Cow<'a, str>),
}

impl Name<'_> {
    fn known(name: &str) -> Option<Name<'static>> {
        Some(match name {
            "key" => Name::Key,
            "task" => Name::Task,
            "prompt" => Name::Prompt,
            "request" => Name::Request,
            "presentation" => Name::Presentation,
            "entropy" => Name::Entropy,
            "split" => Name::Split,
            "instruction_id_list" => Name::Ids,
            "kwargs" => Name::Kwargs,
            _ => Name::Response(RESPONSES.iter().position(|known| *known == name)?),
        })
    }

    fn shown(&self) -> &str {
        match self {
            Name::Key => "key",
            Name::Task => "task",
            Name::Prompt => "prompt",
            Name::Request => "request",
            Name::Presentation => "presentation",
            Name::Entropy => "entropy",
            Name::Split => "split",
            Name::Response(at) => RESPONSES.get(*at).copied().unwrap_or("response"),
            Name::Ids => "instruction_id_list",
            Name::Kwargs => "kwargs",
            Name::Other(name) => name,
        }
    }
}

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name<'de>, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name::known(name).unwrap_or(Name::Other(Cow::Borrowed(name))))
            }
            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name::known(name).unwrap_or_else(|| Name::Other(Cow::Owned(name.to_owned()))))
            }
        }
        deserializer.deserialize_identifier(NameVisitor)
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields<'de>, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Fields::default();
                let mut names = Vec::new();
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    fields.set(&name, &mut map)?;
                    names.push(name);
                }
                all_differ(&mut names)?;
                Ok(fields)
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}

fn all_differ<E: de::Error>(names: &mut [Name<'_>]) -> Result<(), E> {
    names.sort_unstable_by(|a, b| a.shown().cmp(b.shown()));
    let twice = names.iter().zip(names.iter().skip(1)).find(|(a, b)| a.shown() == b.shown());
    match twice {
        Some((name, _)) => {
            Err(E::custom(format_args!("the key `{}` stands twice in the object", name.shown())))
        }
        None => Ok(()),
    }
}

/// Says which field an error is about. (serde_json takes the column out of the inner message again.)
fn named<E: de::Error>(name: &str) -> impl Fn(E) -> E + '_ {
    move |error| E::custom(format_args!("`{name}`: {error}"))
}

impl<'de> Fields<'de> {
    fn set<A: MapAccess<'de>>(&mut self, name: &Name<'_>, map: &mut A) -> Result<(), A::Error> {
        let about = named(name.shown());
        match name {
            Name::Key => self.key = map.next_value::<Option<Value>>().map_err(about)?,
            Name::Task => self.task = Some(map.next_value()?),
            Name::Split => self.split = Some(map.next_value()?),
            Name::Prompt => self.prompt = Some(map.next_value()?),
            Name::Request => self.request = Some(map.next_value()?),
            Name::Presentation => {
                self.presentation = map.next_value::<Option<Presentation>>().map_err(about)?;
            }
            Name::Entropy => self.entropy = map.next_value::<Option<f64>>().map_err(about)?,
            Name::Response(at) => {
                let value = map.next_value()?;
                if let Some(slot) = self.responses.get_mut(*at) {
                    *slot = Some(value);
                }
            }
            Name::Ids => self.ids = map.next_value::<Option<Vec<String>>>().map_err(about)?,
            Name::Kwargs => {
                let entries = map.next_value::<Option<Vec<Option<Kwargs>>>>().map_err(about)?;
                self.kwargs = entries
                    .map(|list| list.into_iter().map(|kw| kw.map_or_else(Map::new, |kw| kw.0)).collect());
            }
            Name::Other(_) => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The arguments of one instruction, without nulls.
struct Kwargs(Map<String, Value>);

impl<'de> Deserialize<'de> for Kwargs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Kwargs, D::Error> {
        struct KwargsVisitor;
        impl<'de> Visitor<'de> for KwargsVisitor {
            type Value = Kwargs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of arguments")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Kwargs, A::Error> {
                let mut kwargs = Map::new();
                while let Some(Text::Is(name)) = map.next_key::<Text<'de>>()? {
                    let Some(value) = map.next_value::<Option<Value>>()? else { continue };
                    if kwargs.contains_key(name.as_ref()) {
                        return Err(de::Error::custom(format_args!("the argument `{name}` stands twice")));
                    }
                    kwargs.insert(name.into_owned(), value);
                }
                Ok(Kwargs(kwargs))
            }
        }
        deserializer.deserialize_map(KwargsVisitor)
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text::Is(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text::Is(Cow::Owned(text.to_owned())))
    }
    fn visit_string<E>(self, text: String) -> Result<Text<'de>, E> {
        Ok(Text::Is(Cow::Owned(text)))
    }
    fn visit_unit<E>(self) -> Result<Text<'de>, E> {
        Ok(Text::Other("null"))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Text<'de>, E> {
        Ok(Text::Other("a truth value"))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Text<'de>, E> {
        Ok(Text::Other("a number"))
    }
    fn visit_u64<E>(self, _: u64) -> Result<Text<'de>, E> {
        Ok(Text::Other("a number"))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Text<'de>, E> {
        Ok(Text::Other("a number"))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text<'de>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::Other("a list"))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::Other("an object"))
    }
}
