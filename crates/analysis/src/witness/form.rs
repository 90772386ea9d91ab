//! What a witness may be put into: a text that repairs work on, and the response that is made of it.

use std::borrow::Cow;

/// What a text is put into before it is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Plain,
    /// A JSON list of its lines.
    Json,
}

impl Form {
    pub(super) const ALL: [Form; 2] = [Form::Plain, Form::Json];

    /// The text in this form.
    pub(super) fn wrap(self, text: &str) -> Cow<'_, str> {
        match self {
            Form::Plain => Cow::Borrowed(text),
            Form::Json => {
                // Blank lines stay blank: between the elements of a list they mean nothing.
                let mut left = text.split('\n').filter(|line| !line.trim().is_empty()).count();
                let mut out = String::from("[");
                for (number, line) in text.split('\n').enumerate() {
                    if number > 0 {
                        out.push('\n');
                    }
                    if line.trim().is_empty() {
                        continue;
                    }
                    left = left.saturating_sub(1);
                    let gap = if left > 0 { "," } else { "" };
                    out.push_str(&format!("{}{gap}", serde_json::Value::from(line)));
                }
                out.push(']');
                Cow::Owned(out)
            }
        }
    }
}
