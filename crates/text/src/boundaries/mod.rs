//! Where sentences end.
//!
//! A mark of an end (`.`, `?`, `!`, `…`, `。`, `।`, `۔` and their kin in other scripts), or a run of them, is a candidate,
//! with the quotation marks and brackets that close behind it. What stands on both sides decides: words known as
//! abbreviations, initials, numbers, and whether the next word is written with a capital or often begins a sentence. The
//! languages are not told apart; word lists of all of them are used together.
//!
//! Each decision looks at the sentence so far and a few words behind the mark, so the time is linear, and ends before
//! the last word of a text stay ends, whatever is added to it.

mod abbreviations;
mod marks;
mod points;
mod sides;

use marks::{Closers, is_cjk, is_middle, is_point, is_shout, is_stop, is_wide};
use sides::{First, Left, Right, first_word};

/// A run of marks that may end a sentence.
struct Run<'t> {
    text: &'t str,
    /// Where the sentence begins in which it stands.
    sentence: usize,
    start: usize,
    end: usize,
    closers: Closers,
}

/// What is known of the sentences before.
#[derive(Default)]
struct State {
    /// Some sentence of the text has begun with the number of a list.
    numbered: bool,
    /// How the sentence that is being read begins.
    opening: Opening,
}

/// How a sentence begins. Each character is looked at once, however many marks ask.
#[derive(Default)]
struct Opening {
    /// How far the text was read.
    seen: usize,
    /// Where its first letter or digit stands.
    word: Option<usize>,
    /// Whether its first letter is small: the writer cares little for capitals.
    casual: Option<bool>,
}

impl Opening {
    fn at(start: usize) -> Self {
        Self { seen: start, ..Self::default() }
    }

    fn read(&mut self, text: &str, to: usize) {
        if self.casual.is_some() {
            return;
        }
        for (at, c) in text.get(self.seen..to).unwrap_or_default().char_indices() {
            if c.is_alphanumeric() {
                self.word.get_or_insert(self.seen + at);
            }
            if c.is_alphabetic() {
                self.casual = Some(c.is_lowercase());
                break;
            }
        }
        self.seen = to.max(self.seen);
    }

    fn is_casual(&self) -> bool {
        self.casual == Some(true)
    }
}

/// Where the sentences of `text` end, behind the marks that close them. What is left behind the last end may be one more.
#[must_use]
pub fn sentence_ends(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut state = State::default();
    let (mut sentence, mut at) = (0, 0);
    while let Some(start) = next_mark(text, at) {
        let run = Run::read(text, sentence, start);
        state.opening.read(text, start);
        let after = run.end + run.closers.len;
        // What closes belongs to the end alone: inside a sentence it may open something.
        at = run.end;
        if run.ends_sentence(&mut state) {
            found.push(after);
            sentence = after;
            at = after;
            state.opening = Opening::at(after);
        }
    }
    found
}

/// The next mark, outside of inline code.
fn next_mark(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let (offset, c) =
            rest.char_indices().find(|&(_, c)| is_stop(c) || matches!(c, '`' | ';' | '\u{37E}'))?;
        let here = at + offset;
        at = match c {
            '`' => code_end(text, here),
            // The question mark of Greek.
            ';' | '\u{37E}' => {
                let before = text.get(..here)?.chars().next_back();
                if before.is_some_and(|b| matches!(b, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')) {
                    return Some(here);
                }
                here + c.len_utf8()
            }
            _ => return Some(here),
        };
    }
}

/// Where code in single backticks ends that begins here: behind the next backtick of the line. A fence is none.
fn code_end(text: &str, start: usize) -> usize {
    let rest = text.get(start + 1..).unwrap_or_default();
    let end = rest.find(['`', '\n']).filter(|&at| at > 0 && rest.as_bytes().get(at) == Some(&b'`'));
    end.map_or(start + 1, |at| start + 1 + at + 1)
}

impl<'t> Run<'t> {
    fn read(text: &'t str, sentence: usize, start: usize) -> Self {
        let rest = text.get(start..).unwrap_or_default();
        let len: usize = rest.chars().take_while(|&c| is_stop(c)).map(char::len_utf8).sum();
        let greek = rest.chars().next().map_or(0, char::len_utf8);
        let end = start + if len == 0 { greek } else { len };
        let closers = Closers::read(text.get(end..).unwrap_or_default());
        Self { text, sentence, start, end, closers }
    }

    fn marks(&self) -> &'t str {
        self.text.get(self.start..self.end).unwrap_or_default()
    }

    /// The sentence so far.
    fn before(&self) -> &'t str {
        self.text.get(self.sentence..self.start).unwrap_or_default()
    }

    fn right(&self) -> Right<'t> {
        let mut right = Right::read(self.text.get(self.end + self.closers.len..).unwrap_or_default());
        right.spaced |= self.closers.line_break;
        right
    }

    fn ends_sentence(&self, state: &mut State) -> bool {
        let marks = self.marks();
        let right = self.right();
        if right.attached.is_some_and(is_middle) {
            return false;
        }
        if marks.chars().any(is_wide) {
            return self.wide(&right);
        }
        if marks.chars().any(is_shout) || !marks.starts_with(is_stop) {
            return self.shout(&right);
        }
        if marks.chars().all(is_point) && marks.chars().nth(1).is_none() {
            return self.point(&right, state);
        }
        self.dots(&right, &state.opening)
    }

    /// `。`, `؟`, `।`: an end, but for quotations that the sentence goes on behind.
    fn wide(&self, right: &Right<'_>) -> bool {
        let etc = |part: &str| part.trim_start().starts_with('ល');
        let rest = self.text.get(self.end..).unwrap_or_default();
        if self.marks() == "។" && etc(rest) {
            return false;
        }
        let closed = self.closers.len > 0;
        !(closed
            && !right.spaced
            && (goes_on_in_japanese(right.rest) || tells_speaker_in_chinese(right.rest))
            || self.closers.quote && tells_speaker(right))
    }

    /// `?` and `!`.
    fn shout(&self, right: &Right<'_>) -> bool {
        let quote = self.closers.quote;
        match right.first {
            First::End => true,
            First::Mark => right.spaced,
            _ if !right.spaced && !right.dash => match right.attached {
                Some(c) if is_cjk(c) => {
                    !(quote && (goes_on_in_japanese(right.rest) || tells_speaker_in_chinese(right.rest)))
                }
                Some(c) if c.is_uppercase() => {
                    !right.word.is_empty() && self.closers.len == 0 && self.runs_into(right)
                }
                Some(c) => !c.is_ascii() && c.is_alphabetic() && right.first == First::Uncased,
                None => true,
            },
            First::Lower => {
                let name =
                    || self.marks() == "!" && abbreviations::is_exclaimed(Left::read(self.before()).word);
                !(quote || self.closers.bracket || right.dash || name())
            }
            First::Upper | First::Uncased => !(quote && tells_speaker(right)),
            First::Digit => true,
        }
    }

    /// Two full stops or more, or `…`.
    fn dots(&self, right: &Right<'_>, opening: &Opening) -> bool {
        const HESITATION: usize = 12;
        let before = self.before();
        let bracketed = self.closers.bracket && before.ends_with(['[', '(']);
        if bracketed || opening.word.is_none() {
            return false;
        }
        match right.first {
            First::End => true,
            First::Upper => {
                // `Well... I see.`
                let alone = || before.len() <= HESITATION && before.split_whitespace().nth(1).is_none();
                right.spaced && !(first_word(right.rest).split(['\'', '’']).next() == Some("I") && alone())
            }
            First::Uncased => right.spaced,
            First::Lower | First::Digit | First::Mark => false,
        }
    }

    /// `It rains.We stay.`: a blank was forgotten.
    fn runs_into(&self, right: &Right<'_>) -> bool {
        let left = Left::read(self.before());
        let first = left.previous.is_empty() && left.between.is_none();
        let small = left.word.chars().count() > 1
            && left.word.chars().skip(usize::from(first)).all(char::is_lowercase);
        let behind = right.rest.get(right.word.len()..).unwrap_or_default();
        small && abbreviations::begins_sentences(right.word) && behind.starts_with([' ', ','])
    }
}

/// Whether Japanese goes on behind a quotation: by a particle (`「はい。」と言う`), not by a word that begins a sentence.
fn goes_on_in_japanese(rest: &str) -> bool {
    const PARTICLES: [&str; 24] = [
        "と",
        "って",
        "っ",
        "は",
        "が",
        "を",
        "に",
        "の",
        "で",
        "も",
        "や",
        "か",
        "へ",
        "だ",
        "な",
        "から",
        "まで",
        "より",
        "です",
        "くらい",
        "ほど",
        "という",
        "ん",
        "ね",
    ];
    const OPENINGS: [&str; 13] = [
        "でも",
        "だから",
        "ところ",
        "とても",
        "とにかく",
        "ともかく",
        "とりあえず",
        "もう",
        "もし",
        "なぜ",
        "なに",
        "など、",
        "かれ",
    ];
    PARTICLES.iter().any(|particle| rest.starts_with(particle))
        && !OPENINGS.iter().any(|word| rest.starts_with(word))
}

/// Whether Chinese tells who spoke: `“你好！”他说。`
fn tells_speaker_in_chinese(rest: &str) -> bool {
    const FARTHEST: usize = 10;
    let clause: Vec<char> = rest.chars().take(FARTHEST).take_while(|c| is_cjk(*c)).collect();
    // `他问：`: what is said comes next.
    let introduces = rest.chars().nth(clause.len()).is_some_and(|c| matches!(c, '：' | ':'));
    let open = clause.len() == FARTHEST
        || introduces
        || clause.iter().any(|c| matches!(c, '没' | '沒' | '不' | '无' | '無'));
    let mut ends = clause
        .iter()
        .rev()
        .copied()
        .skip_while(|c| matches!(c, '着' | '了' | '过' | '過' | '我' | '你' | '他' | '她'));
    !open
        && (ends.next().is_some_and(|c| {
            matches!(c, '说' | '說' | '问' | '問' | '喊' | '答' | '叫' | '嚷' | '吼' | '道')
        }) && ends.next() != Some('知'))
}

/// Whether one of the next words is a verb of speech: `"Go!" Anna said.`
fn tells_speaker(right: &Right<'_>) -> bool {
    let mut rest = right.rest;
    for _ in 0..3 {
        let word = first_word(rest);
        if word.is_empty() {
            return false;
        }
        let behind = rest.get(word.len()..).unwrap_or_default();
        if abbreviations::is_speech(word) {
            // What is said comes next.
            return !behind.starts_with([',', ':', '،']);
        }
        let Some(next) = behind.strip_prefix([' ', '\u{a0}']) else { return false };
        rest = next;
    }
    false
}

#[cfg(test)]
mod tests;
