//! Lines of the form `Name: value`, and the turns of a dialogue, which look alike.

use crate::Part;
use crate::lines::raw_lines;
use crate::python::lower;

/// The name and the value of a line, list markers and emphasis around them left out; `None` if it has no colon.
fn split(text: &str, line: Part) -> Option<(Part, Part)> {
    let body = line.of(text);
    let colon = body.find(':')?;
    let (name, value) = (body.get(..colon)?, body.get(colon + 1..)?);
    let head = name.trim_start();
    let behind_number = head.trim_start_matches(|c: char| c.is_ascii_digit());
    let marker = behind_number.len() < head.len();
    let name = behind_number.strip_prefix(['.', ')']).filter(|_| marker).unwrap_or(name);
    let bare_name = name
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '-' | '+' | '•' | '>' | '"'));
    // The colon may stand inside the emphasis: `**Name:** value`.
    let value_start =
        value.trim_start_matches(|c: char| c.is_whitespace() || (name.contains("**") && c == '*'));
    let bare_value = value_start.trim_end();
    let place = |inner: &str| {
        let start = inner.as_ptr() as usize - body.as_ptr() as usize;
        Part::new(start, start + inner.len()).shift(line.start)
    };
    (!bare_name.is_empty()).then(|| (place(bare_name), place(bare_value)))
}

/// The value of the first line `name: value`; case, list markers and emphasis around the name are ignored.
#[must_use]
pub fn field(text: &str, name: &str) -> Option<Part> {
    crate::work::read(text.len());
    let wanted = lower(name.trim());
    raw_lines(text)
        .filter_map(|line| split(text, line))
        .find(|(found, _)| lower(found.of(text)) == wanted)
        .map(|(_, value)| value)
}

/// The longest name of a speaker, in characters.
const LONGEST_NAME: usize = 30;

/// The name at the head of a line that begins a turn of a dialogue: up to three words with capitals, and a colon.
#[must_use]
pub fn speaker(text: &str, line: Part) -> Option<Part> {
    let (name, _) = split(text, line)?;
    let spoken = name.of(text);
    let words = spoken.split_whitespace();
    let capital = |word: &str| {
        word.starts_with(|c: char| {
            c.is_uppercase() || c.is_numeric() || !c.is_lowercase() && c.is_alphabetic()
        })
    };
    let valid = spoken.chars().count() <= LONGEST_NAME
        && words.clone().count() <= 3
        && words.clone().all(capital)
        && spoken.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | '\'' | '’' | '-'))
        && spoken.starts_with(char::is_alphabetic);
    valid.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{field, speaker};
    use crate::Part;

    #[test]
    fn fields_have_values() {
        let text = "Intro\n- **Name:** Ada Lovelace \n2. born: 1815\n\"job\": \"x\"\nEmpty:";
        let value = |name| field(text, name).map(|p| p.of(text));
        assert_eq!(value("name"), Some("Ada Lovelace"));
        assert_eq!(value("Born"), Some("1815"));
        assert_eq!(value("job"), Some("\"x\""));
        assert_eq!(value("empty"), Some(""));
        assert_eq!(value("intro"), None);
    }

    #[test]
    fn speakers_are_names() {
        let name = |text: &'static str| speaker(text, Part::whole(text)).map(|p| p.of(text));
        assert_eq!(name("Ada: Hello"), Some("Ada"));
        assert_eq!(name("**Dr. Jo Li:** Hi"), Some("Dr. Jo Li"));
        assert_eq!(name("USER: x"), Some("USER"));
        for none in ["note that: x", "One two three four: x", "12:30 is late", "https://a.b", "x"] {
            assert_eq!(name(none), None, "{none}");
        }
    }
}
