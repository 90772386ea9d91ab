//! The form of JSON, as far as a regular language can tell.

/// A pattern that any JSON text matches whole. Of the grammar it leaves out the nesting: brackets may be of any number
/// and kind. No line break stands in a text, two values have a comma or colon between them, and what opens is closed
/// at the end.
pub(super) fn document() -> String {
    let blank = r"[\s\x1c-\x1f]*";
    let scalar = concat!(
        r"(?:-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|NaN|-?Infinity",
        r#"|"(?:[^"\\\n]|\\[^\n])*")"#
    );
    let value = format!(r"[\s{{\[\x1c-\x1f]*{scalar}?[\s}}\]\x1c-\x1f]*");
    format!(r"{blank}(?:{scalar}|[{{\[](?:{value}[,:])*{value}[}}\]]){blank}")
}

#[cfg(test)]
mod tests {
    use super::document;

    #[test]
    fn json_has_the_form_and_other_texts_have_not() {
        let form = regex::Regex::new(&format!(r"\A(?:{})\z", document())).unwrap();
        let json = [
            "{}",
            "[]",
            " [ ] ",
            "1",
            "-1.5e+3",
            "\"a\\\"b\"",
            "[1, 2]",
            "{\"a\": [1, {\"b\": null}], \"c\": \"[\"}",
            "[\"a\",\n\n\"b\"]",
            "[[],[]]",
            "NaN",
            "[true, false, -Infinity]\n",
            "{\"a\":{}}",
        ];
        for text in json {
            assert!(crate::text::json::check(text).is_ok() && form.is_match(text), "{text}");
        }
        for text in ["a", "[1 2]", "[1] x", "[\"a\"", "\"a\nb\"", "```\n[]\n```", "[\"a\"] \"b\"", "Yes [1]"]
        {
            assert!(!form.is_match(text), "{text}");
        }
    }
}
