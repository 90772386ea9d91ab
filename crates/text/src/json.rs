//! Whether a text is JSON: as Python 3.11's `json.loads` reads it, or as RFC 8259 says.
//!
//! Python also takes `NaN`, `Infinity`, `-Infinity` and escaped lone surrogates, and refuses whole numbers of
//! more than 4,300 digits. Both refuse a byte order mark and control characters in strings, and accept
//! repeated keys. Python gives up on about a thousand nested brackets; here any depth is accepted, and the
//! open brackets are kept outside the call stack.

/// The most digits of a whole number that Python converts.
const MAX_DIGITS: usize = 4300;

/// Where and why a text is not JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected {expected} at byte {offset}")]
pub struct JsonError {
    /// Offset of the byte that does not fit.
    pub offset: usize,
    /// What would.
    pub expected: &'static str,
}

/// Checks `text` as `json.loads` does.
///
/// # Errors
///
/// The first place that does not fit.
pub fn check(text: &str) -> Result<(), JsonError> {
    crate::work::read(text.len());
    Scanner { bytes: text.as_bytes(), at: 0, strict: false }.document()
}

/// Checks `text` by RFC 8259; escaped lone surrogates are refused too.
///
/// # Errors
///
/// The first place that does not fit.
pub fn check_strict(text: &str) -> Result<(), JsonError> {
    crate::work::read(text.len());
    Scanner { bytes: text.as_bytes(), at: 0, strict: true }.document()
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    strict: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Array,
    Object,
}

impl Scanner<'_> {
    fn document(&mut self) -> Result<(), JsonError> {
        let mut open: Vec<Open> = Vec::new();
        'value: loop {
            self.blanks();
            match self.peek() {
                Some(b'[') => {
                    self.at += 1;
                    self.blanks();
                    if !self.take(b']') {
                        open.push(Open::Array);
                        continue;
                    }
                }
                Some(b'{') => {
                    self.at += 1;
                    self.blanks();
                    if !self.take(b'}') {
                        self.key("a key in double quotes or `}`")?;
                        open.push(Open::Object);
                        continue;
                    }
                }
                _ => self.scalar()?,
            }
            // After a value: close what ends here, or go on to the next member.
            loop {
                self.blanks();
                match (open.last(), self.peek()) {
                    (None, None) => return Ok(()),
                    (None, Some(_)) => return self.fail("the end of the text"),
                    (Some(Open::Array), Some(b']')) | (Some(Open::Object), Some(b'}')) => {
                        self.at += 1;
                        open.pop();
                    }
                    (Some(&kind), Some(b',')) => {
                        self.at += 1;
                        self.blanks();
                        if kind == Open::Object {
                            self.key("a key in double quotes")?;
                        }
                        continue 'value;
                    }
                    (Some(Open::Array), _) => return self.fail("`,` or `]`"),
                    (Some(Open::Object), _) => return self.fail("`,` or `}`"),
                }
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn take_all(&mut self, word: &str) -> bool {
        let there = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if there { word.len() } else { 0 };
        there
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fail<T>(&self, expected: &'static str) -> Result<T, JsonError> {
        Err(JsonError { offset: self.at, expected })
    }

    /// A key and its colon.
    fn key(&mut self, expected: &'static str) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return self.fail(expected);
        }
        self.string()?;
        self.blanks();
        if self.take(b':') { Ok(()) } else { self.fail("`:`") }
    }

    fn scalar(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'"') => return self.string(),
            Some(b'-' | b'0'..=b'9') => return self.number(),
            _ => {}
        }
        let lenient: &[&str] = if self.strict { &[] } else { &["NaN", "Infinity"] };
        if ["true", "false", "null"].iter().chain(lenient).any(|word| self.take_all(word)) {
            Ok(())
        } else {
            self.fail("a value")
        }
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - from
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let from = self.at;
        let negative = self.take(b'-');
        if negative && !self.strict && self.take_all("Infinity") {
            return Ok(());
        }
        let digits = if self.take(b'0') { 1 } else { self.digits() };
        if digits == 0 {
            return self.fail("a digit");
        }
        let whole = self.at;
        // A fraction or exponent without digits is left over, as it is in Python.
        if self.take(b'.') && self.digits() == 0 {
            self.at = whole;
            return self.fail("a digit after the decimal point");
        }
        let mantissa = self.at;
        if self.take(b'e') || self.take(b'E') {
            let _signed = self.take(b'+') || self.take(b'-');
            if self.digits() == 0 {
                self.at = mantissa;
                return self.fail("a digit in the exponent");
            }
        }
        if !self.strict && self.at == whole && digits > MAX_DIGITS {
            return Err(JsonError { offset: from, expected: "at most 4300 digits" });
        }
        Ok(())
    }

    fn string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            match self.peek() {
                None => return self.fail("`\"` to end the string"),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(0..=0x1f) => return self.fail("no control character in a string"),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), JsonError> {
        let from = self.at;
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                let high = self.unit()?;
                let paired = match high {
                    0xd800..=0xdbff if self.strict => {
                        self.bytes.get(self.at..self.at + 2) == Some(b"\\u".as_slice()) && {
                            self.at += 1;
                            matches!(self.unit()?, 0xdc00..=0xdfff)
                        }
                    }
                    0xdc00..=0xdfff => !self.strict,
                    _ => true,
                };
                if !paired {
                    return Err(JsonError { offset: from, expected: "a pair of surrogates" });
                }
            }
            _ => return self.fail("an escape"),
        }
        Ok(())
    }

    /// `u` and four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, JsonError> {
        self.at += 1;
        let mut value = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|b| char::from(b).to_digit(16)) else {
                return self.fail("four hexadecimal digits");
            };
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{check, check_strict};

    #[test]
    fn both_dialects_agree_on_the_common_part() {
        for good in [
            "3",
            " \"x\" ",
            "[]",
            "{}",
            "[1, -0.5e+3]",
            "{\"a\": {\"a\": [null, true]}, \"a\": 1}",
            "\"\\ud83d\\ude00\"",
        ] {
            assert!(check(good).is_ok() && check_strict(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            " ",
            "[1,]",
            "{a: 1}",
            "{\"a\" 1}",
            "01",
            "1.",
            "-",
            ".5",
            "1e",
            "'x'",
            "\"a\nb\"",
            "\u{feff}1",
            "1 2",
            "[1",
            "\u{a0}1",
            "\"\\x\"",
            "\"\\u12g4\"",
            "{\"a\":1,}",
            "٣",
            "tru",
        ] {
            assert!(check(bad).is_err() && check_strict(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn python_takes_more() {
        for text in ["NaN", "[Infinity, -Infinity]", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\""] {
            assert!(check(text).is_ok() && check_strict(text).is_err(), "{text}");
        }
        assert!(check("-NaN").is_err());
        assert!(check(&"1".repeat(4300)).is_ok() && check(&"1".repeat(4301)).is_err());
        assert!(check(&format!("{}.0", "1".repeat(4301))).is_ok());
        assert!(check_strict(&"1".repeat(4301)).is_ok());
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        assert!(check(&deep).is_ok());
        assert_eq!(check(&"[{\"a\":".repeat(100_000)).map_err(|e| e.expected), Err("a value"));
    }

    #[test]
    fn the_error_names_the_place() {
        let error = check("{\"a\": 1 \"b\": 2}").unwrap_err();
        assert_eq!((error.offset, error.expected), (8, "`,` or `}`"));
    }

    proptest! {
        #[test]
        fn agrees_with_serde_where_the_dialects_are_one(text in "[\\[\\]{}\",:0-9eE.+\\-a\\\\u tfn]{0,12}") {
            prop_assert_eq!(check_strict(&text).is_ok(), serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
        }
    }
}
