//! Colours, where they are wanted, and text that is safe to show.

use anstyle::{AnsiColor, Style};
use std::fmt;

/// Whether to colour, and with what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paint {
    colour: bool,
}

impl Paint {
    /// With colours or without.
    pub fn new(colour: bool) -> Paint {
        Paint { colour }
    }

    /// As suits a stream: a terminal is coloured, unless the environment (`NO_COLOR`, `TERM`) says otherwise.
    pub fn of(stream: &impl anstream::stream::RawStream) -> Paint {
        Paint { colour: anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never }
    }

    /// Whether colours are shown.
    pub fn is_coloured(self) -> bool {
        self.colour
    }

    fn with(self, style: Style, text: impl fmt::Display) -> String {
        if self.colour { format!("{style}{text}{style:#}") } else { text.to_string() }
    }

    /// What matters.
    pub fn strong(self, text: impl fmt::Display) -> String {
        self.with(Style::new().bold(), text)
    }

    /// What may be passed over.
    pub fn dim(self, text: impl fmt::Display) -> String {
        self.with(Style::new().dimmed(), text)
    }

    /// What is well.
    pub fn good(self, text: impl fmt::Display) -> String {
        self.with(AnsiColor::Green.on_default().bold(), text)
    }

    /// What failed.
    pub fn bad(self, text: impl fmt::Display) -> String {
        self.with(AnsiColor::Red.on_default().bold(), text)
    }

    /// What is probably not meant.
    pub fn warning(self, text: impl fmt::Display) -> String {
        self.with(AnsiColor::Yellow.on_default().bold(), text)
    }

    /// What could not be told.
    pub fn error(self, text: impl fmt::Display) -> String {
        self.with(AnsiColor::Magenta.on_default().bold(), text)
    }

    /// A number by how near it is to all: green, plain, red.
    pub fn accuracy(self, share: f64, text: impl fmt::Display) -> String {
        match share {
            s if s >= 0.9 => self.with(AnsiColor::Green.on_default(), text),
            s if s < 0.5 => self.with(AnsiColor::Red.on_default(), text),
            _ => text.to_string(),
        }
    }

    /// The stretch of a response that decided; in brackets where there is no colour.
    pub fn span(self, text: impl fmt::Display) -> String {
        if self.colour {
            self.with(AnsiColor::Red.on_default().bold().underline(), text)
        } else {
            format!("⟦{text}⟧")
        }
    }
}

/// Text on one line: line ends as `⏎`, tabs as blanks, other control characters as their pictures, and what turns
/// the writing direction around as `·`. A response can't steer the terminal that shows it.
///
/// ```
/// assert_eq!(hirc::report::sanitize("a\r\nb\t\x1b[31m"), "a⏎b ␛[31m");
/// ```
pub fn sanitize(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => shown.push('⏎'),
            '\t' => shown.push(' '),
            '\0'..='\x1f' => shown.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('·')),
            '\x7f' => shown.push('␡'),
            '\u{80}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                shown.push('·');
            }
            c => shown.push(c),
        }
    }
    shown
}
