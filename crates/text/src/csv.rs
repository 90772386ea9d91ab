//! Comma-separated values as Python's `csv.reader` reads them: quotes are doubled inside quotes, a field may go on over
//! line breaks inside quotes, and an empty line is a row without fields.

use super::Part;

/// A field: where it stands, quotes included, and what it says where that is something else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its place.
    pub place: Part,
    /// Its value, if quotes make that another text.
    pub value: Option<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    StartRow,
    StartField,
    Field,
    Quoted,
    QuoteInQuoted,
    AfterReturn,
}

/// The rows of `text`; `None` where a carriage return stands inside a line, which Python refuses.
#[must_use]
pub fn rows(text: &str, delimiter: char) -> Option<Vec<Vec<Field>>> {
    crate::work::read(text.len());
    let mut reader =
        Reader { rows: Vec::new(), row: Vec::new(), value: String::new(), quoted: false, start: 0 };
    let mut state = State::StartRow;
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        state = match (state, c) {
            (State::AfterReturn, '\n') => State::StartRow,
            (State::AfterReturn, '\r') => State::AfterReturn,
            (State::AfterReturn, _) => return None,
            (State::StartRow, '\n' | '\r') => {
                reader.end_row();
                after(c)
            }
            (State::StartRow | State::StartField, '"') => {
                reader.begin(at);
                reader.quoted = true;
                State::Quoted
            }
            (State::Quoted, '"') => State::QuoteInQuoted,
            (State::Quoted, _) => {
                reader.value.push(c);
                State::Quoted
            }
            (State::QuoteInQuoted, '"') => {
                reader.value.push(c);
                State::Quoted
            }
            (before, '\n' | '\r') => {
                if before == State::StartField {
                    reader.begin(at);
                }
                reader.end_field(text, at);
                reader.end_row();
                after(c)
            }
            (before, _) => {
                if matches!(before, State::StartRow | State::StartField) {
                    reader.begin(at);
                }
                if c == delimiter {
                    reader.end_field(text, at);
                    reader.start = next;
                    State::StartField
                } else {
                    reader.value.push(c);
                    State::Field
                }
            }
        };
    }
    if !matches!(state, State::StartRow | State::AfterReturn) {
        if state == State::StartField {
            reader.begin(text.len());
        }
        reader.end_field(text, text.len());
        reader.end_row();
    }
    Some(reader.rows)
}

fn after(c: char) -> State {
    if c == '\r' { State::AfterReturn } else { State::StartRow }
}

struct Reader {
    rows: Vec<Vec<Field>>,
    row: Vec<Field>,
    value: String,
    quoted: bool,
    start: usize,
}

impl Reader {
    fn begin(&mut self, at: usize) {
        self.start = at;
        self.quoted = false;
    }

    fn end_field(&mut self, text: &str, end: usize) {
        let place = Part::new(self.start, end);
        let value = std::mem::take(&mut self.value);
        let value = (value != place.of(text)).then_some(value);
        self.row.push(Field { place, value });
    }

    fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
    }
}

#[cfg(test)]
mod tests {
    use super::rows;
    use proptest::prelude::*;

    fn values(text: &str) -> Vec<Vec<String>> {
        let read = rows(text, ',').unwrap();
        read.into_iter()
            .map(|row| {
                row.into_iter().map(|f| f.value.unwrap_or_else(|| f.place.of(text).to_owned())).collect()
            })
            .collect()
    }

    #[test]
    fn fields_and_rows() {
        assert_eq!(values("a,b\nc, d\n"), [["a", "b"], ["c", " d"]]);
        assert_eq!(values("a,\n\n,b"), [vec!["a", ""], vec![], vec!["", "b"]]);
        assert_eq!(values("a\r\nb"), [["a"], ["b"]]);
        assert_eq!(values(""), Vec::<Vec<String>>::new());
    }

    #[test]
    fn quotes() {
        assert_eq!(values("\"a,b\",c"), [["a,b", "c"]]);
        assert_eq!(values("\"a\"\"b\"x,c\"d\""), [["a\"bx", "c\"d\""]]);
        assert_eq!(values("\"a\nb\",c"), [["a\nb", "c"]]);
        assert_eq!(values("\"open, to the end\n"), [["open, to the end\n"]]);
        assert_eq!(rows("a\rb", ','), None);
    }

    proptest! {
        #[test]
        fn places_are_in_order(text in "[ab,\"\n]{0,40}") {
            let mut at = 0;
            for field in rows(&text, ',').unwrap_or_default().into_iter().flatten() {
                prop_assert!(field.place.start >= at && field.place.end as usize <= text.len());
                at = field.place.start;
            }
        }
    }
}
