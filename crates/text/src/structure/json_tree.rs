//! JSON with the place of every value, and JSONPath (RFC 9535) over it.

use crate::Part;
use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};
use std::collections::HashMap;

/// A value's place, and what it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// All of the value as it is written; of a string, what stands between the quotes.
    pub place: Part,
    /// What a string says where escapes make that another text.
    pub value: Option<String>,
}

/// A JSON text that was read. Values nested deeper than 127 levels are not read.
#[derive(Debug)]
pub struct JsonTree {
    value: Value,
    places: Vec<Part>,
    /// The members of each array and object, by the value's index.
    elements: HashMap<(usize, usize), usize>,
    members: HashMap<(usize, String), usize>,
    depth: usize,
}

/// Reads a text; `None` if it is not JSON, or nested too deep.
#[must_use]
pub fn read(text: &str) -> Option<JsonTree> {
    crate::work::read(text.len());
    // Refuses what is nested too deep, so that nothing below recurses without bound.
    let value: Value = serde_json::from_str(text).ok()?;
    let mut tree =
        JsonTree { value, places: Vec::new(), elements: HashMap::new(), members: HashMap::new(), depth: 0 };
    Places { text, at: 0, tree: &mut tree }.value(1)?;
    Some(tree)
}

impl JsonTree {
    /// The values that a path selects, in the order of the text.
    ///
    /// # Errors
    /// What is wrong with the path.
    pub fn select(&self, text: &str, path: &str) -> Result<Vec<Found>, String> {
        crate::work::read(text.len());
        if descents(path) > DESCENTS {
            return Err(format!("`{path}` searches all depths (`..`) more than twice"));
        }
        let path = JsonPath::parse(path).map_err(|e| format!("`{path}` is no JSONPath: {e}"))?;
        let located = path.query_located(&self.value);
        let found = located.iter().filter_map(|node| {
            let mut index = 0;
            for element in node.location().iter() {
                index = *match element {
                    PathElement::Name(name) => self.members.get(&(index, (*name).to_owned()))?,
                    PathElement::Index(n) => self.elements.get(&(index, *n))?,
                };
            }
            let place = *self.places.get(index)?;
            Some(match node.node() {
                Value::String(said) => {
                    let place = Part { start: place.start + 1, end: place.end - 1 };
                    let value = (said != place.of(text)).then(|| said.clone());
                    Found { place, value }
                }
                _ => Found { place, value: None },
            })
        });
        let mut found: Vec<Found> = found.collect();
        found.sort_by_key(|f| (f.place.start, std::cmp::Reverse(f.place.end)));
        Ok(found)
    }

    /// The names of the object's members, if it is one.
    #[must_use]
    pub fn keys(&self) -> Option<Vec<String>> {
        self.value.as_object().map(|object| object.keys().cloned().collect())
    }

    /// How many arrays and objects stand inside each other, at most; 0 for a plain value.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }
}

/// Goes through a text that is known to be JSON, and notes where its values stand.
struct Places<'a> {
    text: &'a str,
    at: usize,
    tree: &'a mut JsonTree,
}

impl Places<'_> {
    fn blanks(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The value at the present place; gives its index.
    fn value(&mut self, level: usize) -> Option<usize> {
        self.blanks();
        let start = self.at;
        let index = self.tree.places.len();
        self.tree.places.push(Part::new(start, start));
        match self.peek()? {
            open @ (b'[' | b'{') => {
                self.tree.depth = self.tree.depth.max(level);
                self.at += 1;
                self.inside(open == b'{', index, level)?;
            }
            b'"' => self.string()?,
            _ => {
                let rest = self.text.get(start..)?;
                self.at += rest.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(rest.len());
            }
        }
        if let Some(place) = self.tree.places.get_mut(index) {
            *place = Part::new(start, self.at);
        }
        Some(index)
    }

    fn inside(&mut self, object: bool, parent: usize, level: usize) -> Option<()> {
        for n in 0.. {
            self.blanks();
            match self.peek()? {
                b']' | b'}' => {
                    self.at += 1;
                    return Some(());
                }
                b',' => {
                    self.at += 1;
                    self.blanks();
                }
                _ => {}
            }
            if object {
                let start = self.at;
                self.string()?;
                let name: String = serde_json::from_str(self.text.get(start..self.at)?).ok()?;
                self.blanks();
                self.at += 1;
                let child = self.value(level + 1)?;
                self.tree.members.insert((parent, name), child);
            } else {
                let child = self.value(level + 1)?;
                self.tree.elements.insert((parent, n), child);
            }
        }
        None
    }

    /// Over a string, quotes included.
    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let stop = memchr::memchr2(b'"', b'\\', rest)?;
            let quote = rest.get(stop) == Some(&b'"');
            self.at += stop + if quote { 1 } else { 2 };
            if quote {
                return Some(());
            }
        }
    }
}

/// How often a path may search all depths below what it found: each time multiplies the work by the depth.
const DESCENTS: usize = 2;

/// How many `..` a path has outside of quoted names.
fn descents(path: &str) -> usize {
    let (mut quote, mut count) = (None, 0);
    let mut rest = path.chars().peekable();
    while let Some(c) = rest.next() {
        match quote {
            Some(_) if c == '\\' => {
                rest.next();
            }
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None => count += usize::from(c == '.' && rest.next_if_eq(&'.').is_some()),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::read;
    use proptest::prelude::*;

    fn select(text: &str, path: &str) -> Vec<String> {
        let found = read(text).unwrap().select(text, path).unwrap();
        found.into_iter().map(|f| f.value.unwrap_or_else(|| f.place.of(text).to_owned())).collect()
    }

    #[test]
    fn paths_lead_to_values() {
        let text = r#" {"a": [1, {"b": "x\ny"}, "z"], "c": {"b": true}, "a b": null} "#;
        assert_eq!(select(text, "$.a[0]"), ["1"]);
        assert_eq!(select(text, "$..b"), ["x\ny", "true"]);
        assert_eq!(select(text, "$.a[*]"), ["1", r#"{"b": "x\ny"}"#, "z"]);
        assert_eq!(select(text, "$['a b']"), ["null"]);
        assert_eq!(select(text, "$.a[-1]"), ["z"]);
        assert_eq!(select(text, "$.none"), Vec::<String>::new());
        assert_eq!(select(text, "$.a[?@.b]"), [r#"{"b": "x\ny"}"#]);
        assert_eq!(
            select("{\"a\": 1, \"a\": 2}", "$.a"),
            ["2"],
            "the last of a repeated name, as everywhere"
        );
        assert!(read(text).unwrap().select(text, "a[").unwrap_err().contains("JSONPath"));
        assert!(read(text).unwrap().select(text, "$..*..*..*").unwrap_err().contains("more than twice"));
        assert_eq!(select(text, "$..c..b"), ["true"]);
        assert_eq!(select(text, r#"$['..']..['.\'..']..b"#), Vec::<String>::new(), "dots in a name");
    }

    #[test]
    fn depth_and_keys() {
        assert_eq!(read("[{\"a\": [[]]}, 1]").unwrap().depth(), 4);
        assert_eq!(read("3").unwrap().depth(), 0);
        assert_eq!(read("{\"b\": 1, \"a\": 2}").unwrap().keys().unwrap(), ["b", "a"]);
        assert!(read(&"[".repeat(100_000)).is_none());
        assert!(read("{").is_none());
    }

    fn value() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Into::into),
            any::<i32>().prop_map(Into::into),
            "\\PC{0,6}".prop_map(Into::into)
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                proptest::collection::vec(("[a-c]{1,2}", inner), 0..4).prop_map(|m| m.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn each_place_holds_its_value(value in value(), pretty in any::<bool>()) {
            let text = if pretty { format!("{value:#}") } else { value.to_string() };
            let tree = read(&text).unwrap();
            for found in tree.select(&text, "$..*").unwrap() {
                let place = found.place;
                let written = place.of(&text);
                let around = (place.start as usize).checked_sub(1).and_then(|b| text.get(b..place.end as usize + 1));
                let reads = serde_json::from_str::<serde_json::Value>(written).is_ok();
                prop_assert!(reads || around.is_some_and(|a| a.starts_with('"') && a.ends_with('"')), "{written}");
            }
        }
    }
}
