//! Whether a JSON Schema leads back to itself.
//!
//! Recursive schemas are refused altogether: a verdict must be bounded by the size of the response, and validators follow
//! references without counting. What a reference may mean is taken too widely rather than too narrowly: any identifier in
//! the schema may be the base that it is resolved against, and definitions that nothing refers to are read too.

use serde_json::{Map, Value};

/// More places than this are not visited: such a schema may as well be endless.
const MOST: usize = 100_000;

/// Keywords whose value refers to another schema.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// Whether some path through a schema and its references meets the same place twice.
pub(super) fn leads_back(schema: &Value) -> bool {
    let mut resources = vec![schema];
    let mut anchors = Vec::new();
    collect(schema, &mut resources, &mut anchors);
    Walk { resources, anchors, left: MOST }.visit(schema, &mut Vec::new())
}

/// Schemas with an identifier, and those with an anchor.
fn collect<'a>(at: &'a Value, resources: &mut Vec<&'a Value>, anchors: &mut Vec<(&'a str, &'a Value)>) {
    match at {
        Value::Object(members) => {
            for (name, value) in members {
                match (name.as_str(), value) {
                    // Before draft 2019 an identifier that begins with `#` is an anchor.
                    ("$id" | "id", Value::String(id)) => match id.strip_prefix('#') {
                        Some(anchor) => anchors.push((anchor, at)),
                        None => resources.push(at),
                    },
                    ("$anchor" | "$dynamicAnchor", Value::String(anchor)) => anchors.push((anchor, at)),
                    _ => {}
                }
                collect(value, resources, anchors);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, resources, anchors)),
        _ => {}
    }
}

struct Walk<'a> {
    resources: Vec<&'a Value>,
    anchors: Vec<(&'a str, &'a Value)>,
    left: usize,
}

impl<'a> Walk<'a> {
    /// Goes through a schema and what it refers to. `path`: the schemas that it is being read in.
    fn visit(&mut self, at: &'a Value, path: &mut Vec<*const Value>) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return true };
        self.left = left;
        match at {
            Value::Object(members) => {
                if path.contains(&std::ptr::from_ref(at)) {
                    return true;
                }
                path.push(at);
                let back =
                    self.follow(members, path) || members.values().any(|value| self.visit(value, path));
                path.pop();
                back
            }
            Value::Array(items) => items.iter().any(|item| self.visit(item, path)),
            _ => false,
        }
    }

    fn follow(&mut self, members: &'a Map<String, Value>, path: &mut Vec<*const Value>) -> bool {
        let references = REFERENCES.iter().filter_map(|name| members.get(*name)?.as_str());
        let targets: Vec<&'a Value> = references.flat_map(|reference| self.targets(reference)).collect();
        targets.into_iter().any(|target| self.visit(target, path))
    }

    /// All that a reference may lead to.
    fn targets(&self, reference: &str) -> Vec<&'a Value> {
        let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
        let fragment = decoded(fragment);
        if fragment.is_empty() || fragment.starts_with('/') {
            return self.resources.iter().filter_map(|resource| resource.pointer(&fragment)).collect();
        }
        self.anchors.iter().filter(|(name, _)| *name == fragment).map(|(_, at)| *at).collect()
    }
}

/// A fragment of an address, its `%2F` and the like read.
fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = |at: usize| tail.get(at).and_then(|&b| char::from(b).to_digit(16));
        match (byte, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::leads_back;
    use serde_json::json;

    #[test]
    fn every_way_back_is_seen() {
        for schema in [
            json!({"items": {"$ref": "#"}}),
            json!({"items": {"$ref": ""}}),
            json!({"$id": "https://a.example/s", "items": {"$ref": "https://a.example/s"}}),
            json!({"$id": "s.json", "items": {"$ref": "s.json#"}}),
            json!({"$anchor": "top", "items": {"$ref": "#top"}}),
            json!({"$dynamicAnchor": "top", "items": {"$dynamicRef": "#top"}}),
            json!({"$recursiveAnchor": true, "items": {"$recursiveRef": "#"}}),
            json!({"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/%24defs/a"}}}}),
            json!({"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/b"}}, "b": {"not": {"$ref": "#/$defs/a"}}}}),
            json!({"properties": {"a": {"$ref": "#/properties/b"}, "b": {"items": {"$ref": "#/properties/a"}}}}),
            json!({"properties": {"$defs": {"items": {"$ref": "#"}}}}),
            json!({"definitions": {"a": {"id": "#a", "items": {"$ref": "#a"}}}, "$ref": "#a"}),
            json!({"$ref": "#/$defs/a", "$defs": {"a": {"$id": "x", "items": {"$ref": "#/items/not"}, "not": {}}, "b": {"$id": "y", "items": {"not": {"$ref": "x"}}}}}),
        ] {
            assert!(leads_back(&schema), "{schema}");
        }
    }

    #[test]
    fn what_ends_is_no_recursion() {
        for schema in [
            json!(true),
            json!({"type": "object", "properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "number"}}}),
            json!({"items": {"$ref": "#n"}, "$defs": {"n": {"$anchor": "n", "type": "number"}}}),
            json!({"$id": "https://a.example/s", "items": {"$ref": "#/$defs/n"}, "$defs": {"n": {"type": "number"}}}),
        ] {
            assert!(!leads_back(&schema), "{schema}");
        }
    }

    #[test]
    fn a_schema_that_doubles_at_each_step_is_endless() {
        let mut schema = json!({"$defs": {"d0": {}}});
        for n in 1..40 {
            let below = json!({"$ref": format!("#/$defs/d{}", n - 1)});
            schema["$defs"][format!("d{n}")] = json!({"allOf": [below, below]});
        }
        schema["$ref"] = json!("#/$defs/d39");
        assert!(leads_back(&schema));
    }
}
