//! The characters around the end of a sentence: marks that end one, what closes behind them, what opens the next.

use crate::python::{is_space, is_word};

/// Marks that end a sentence in scripts that use them for nothing else: Unicode's Sentence_Terminal beyond ASCII, without
/// the marks that also stand inside sentences.
pub(super) const fn is_wide(c: char) -> bool {
    matches!(
        c,
        '\u{589}' | '\u{61D}'..='\u{61F}' | '\u{6D4}' | '\u{700}'..='\u{702}' | '\u{7F9}' | '\u{837}' | '\u{839}' | '\u{83D}' | '\u{83E}'
            | '\u{964}' | '\u{965}' | '\u{104B}' | '\u{1362}' | '\u{1367}' | '\u{1368}' | '\u{166E}' | '\u{1735}' | '\u{1736}'
            | '\u{17D4}' | '\u{17D5}' | '\u{1803}' | '\u{1809}' | '\u{1944}' | '\u{1945}' | '\u{1AA8}'..='\u{1AAB}' | '\u{1B5A}' | '\u{1B5B}'
            | '\u{1B5E}' | '\u{1B5F}' | '\u{1C3B}' | '\u{1C3C}' | '\u{1C7E}' | '\u{1C7F}' | '\u{3002}' | '\u{A4FF}' | '\u{A60E}' | '\u{A60F}'
            | '\u{A6F3}' | '\u{A6F7}' | '\u{A876}' | '\u{A877}' | '\u{A8CE}' | '\u{A8CF}' | '\u{A92F}' | '\u{A9C8}' | '\u{A9C9}'
            | '\u{AA5D}'..='\u{AA5F}' | '\u{AAF0}' | '\u{AAF1}' | '\u{ABEB}' | '\u{DF4}' | '\u{FE12}' | '\u{FE15}' | '\u{FE16}' | '\u{FE56}'
            | '\u{FE57}' | '\u{FF01}' | '\u{FF1F}' | '\u{FF61}'
    )
}

/// Marks of a question or a shout that are written in many scripts.
pub(super) const fn is_shout(c: char) -> bool {
    matches!(c, '!' | '?' | '\u{203C}' | '\u{203D}' | '\u{2047}'..='\u{2049}' | '\u{2E2E}')
}

/// Full stops that also stand in numbers and names.
pub(super) const fn is_point(c: char) -> bool {
    matches!(c, '.' | '\u{FF0E}' | '\u{FE52}')
}

/// Any mark that may end a sentence.
pub(super) const fn is_stop(c: char) -> bool {
    is_point(c) || c == '…' || is_shout(c) || is_wide(c)
}

/// Marks that a sentence goes on behind.
pub(super) const fn is_middle(c: char) -> bool {
    matches!(c, ',' | ';' | ':' | '،' | '؛' | '、' | '，' | '；' | '：' | '､')
}

/// Closing quotation marks; several also open in other languages.
const fn closes_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '«' | '›' | '‹' | '」' | '』' | '｣' | '＂')
}

/// Quotation marks that open in some languages and close in others.
const fn opens_quote(c: char) -> bool {
    matches!(c, '“' | '‘' | '«' | '‹')
}

const fn closes(c: char) -> bool {
    closes_quote(c)
        || matches!(
            c,
            ')' | ']'
                | '}'
                | '】'
                | '》'
                | '〉'
                | '）'
                | '］'
                | '〕'
                | '*'
                | '_'
                | '`'
                | '~'
                | '¹'
                | '²'
                | '³'
                | '⁰'
                | '⁴'..='⁹' | '†' | '‡'
        )
}

/// Chinese, Japanese and Korean, which may go on without a blank.
pub(super) const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{20000}'..='\u{323AF}')
}

/// What closes behind an end of a sentence.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Closers {
    /// Length in bytes.
    pub len: usize,
    /// A quotation ends.
    pub quote: bool,
    /// Brackets end.
    pub bracket: bool,
    /// A line break of HTML follows, which parts like a blank.
    pub line_break: bool,
}

impl Closers {
    /// What closes at the head of `rest`.
    pub(super) fn read(rest: &str) -> Self {
        let mut found = Self::default();
        while let Some(tail) = rest.get(found.len..)
            && let Some(c) = tail.chars().next()
        {
            let behind = tail.chars().nth(1);
            let step = if closes(c) && !(opens_quote(c) && behind.is_some_and(char::is_alphanumeric)) {
                found.quote |= closes_quote(c);
                found.bracket |= matches!(c, ')' | ']' | '}' | '）');
                c.len_utf8()
            } else if c == '[' {
                let Some(step) = footnote(tail) else { break };
                step
            } else if c == '<' {
                let Some((step, line_break)) = tag(tail) else { break };
                found.line_break |= line_break;
                step
            } else if is_space(c) {
                let Some(step) = spaced_quote(tail) else { break };
                found.quote = true;
                step
            } else {
                break;
            };
            found.len += step;
        }
        found.len = outside_words(rest, found.len);
        found
    }
}

/// The end moved to the left until it stands inside of no word: `_` and raised digits close, but words have them too.
fn outside_words(rest: &str, mut end: usize) -> usize {
    while let (Some(last), Some(next)) =
        (rest.get(..end).and_then(|s| s.chars().next_back()), rest.get(end..).and_then(|s| s.chars().next()))
        && is_word(last)
        && is_word(next)
    {
        end -= last.len_utf8();
    }
    end
}

/// `[12]`.
fn footnote(tail: &str) -> Option<usize> {
    let digits = tail.bytes().skip(1).take(4).take_while(u8::is_ascii_digit).count();
    (digits > 0 && tail.as_bytes().get(1 + digits) == Some(&b']')).then_some(digits + 2)
}

/// A closing tag, or a line break; and whether it is one.
fn tag(tail: &str) -> Option<(usize, bool)> {
    const LONGEST: usize = 16;
    let end = tail.bytes().take(LONGEST).position(|byte| byte == b'>')?;
    let name = tail.get(1..end)?;
    let line_break = name.trim_end_matches(['/', ' ']).eq_ignore_ascii_case("br");
    (line_break || name.starts_with('/')).then_some((end + 1, line_break))
}

/// A blank and `»`, as French has it, with no letter right behind.
fn spaced_quote(tail: &str) -> Option<usize> {
    let mut chars = tail.char_indices();
    let (_, blank) = chars.next()?;
    let (at, _) = chars.next().filter(|(_, c)| *c == '»' && blank != '\n')?;
    let next = chars.next().map(|(_, c)| c);
    (!next.is_some_and(char::is_alphanumeric)).then_some(at + '»'.len_utf8())
}
