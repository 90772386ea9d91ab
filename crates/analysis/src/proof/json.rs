//! The form of JSON, as far as a regular language can tell.

use crate::text::units::Form;

/// A number, a word or a text.
macro_rules! scalar {
    () => {
        concat!(
            r"(?:-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null|NaN|-?Infinity",
            r#"|"(?:[^"\\\n]|\\[^\n])*")"#
        )
    };
}

/// One of these, or none, between brackets of any number.
macro_rules! value {
    () => {
        concat!(r"[\s{\[\x1c-\x1f]*", scalar!(), r"?[\s}\]\x1c-\x1f]*")
    };
}

/// A form that any JSON text has. Of the grammar it leaves out the nesting: brackets may be of any number and kind. No line
/// break stands in a text, two values have a comma or colon between them, and what opens is closed at the end.
pub(super) const DOCUMENT: Form = Form {
    pattern: concat!(
        r"[\s\x1c-\x1f]*(?:",
        scalar!(),
        r"|[{\[](?:",
        value!(),
        "[,:])*",
        value!(),
        r"[}\]])[\s\x1c-\x1f]*"
    ),
    shown: "JSON",
};

#[cfg(test)]
mod tests {
    use super::DOCUMENT;

    #[test]
    fn json_has_the_form_and_other_texts_have_not() {
        let form = regex::Regex::new(&format!(r"\A(?:{})\z", DOCUMENT.pattern)).unwrap();
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
