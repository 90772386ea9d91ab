//! Letters that look like those of another script (UTS 39's confusables), read as a reader takes them.
//!
//! Whether `сор` is Russian or a disguised `cop` is told from what stands around it: a word with letters of several scripts is
//! read in the one script in which all of its letters have a likeness; a word that is wholly of look-alikes, if words of that
//! other script stand beside it and none of its own. So words of a text that is truly in another script stay as they are.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_script::{Script, UnicodeScript};
use unicode_security::confusable_detection::skeleton;

/// The Latin letter that a letter of any other kind looks like.
fn latin(c: char) -> Option<char> {
    let mut likeness = skeleton(c.encode_utf8(&mut [0; 4])).collect::<Vec<char>>();
    let one = match likeness.as_mut_slice() {
        ['r', 'n'] => 'm',
        // UTS 39 takes I, l and 1 for one; case tells.
        ['l'] if c.is_uppercase() || c == '\u{4C0}' => 'I',
        [one] => *one,
        _ => return None,
    };
    let letter = match one {
        'ʙ' => 'b',
        'ʜ' => 'h',
        'ᴋ' | 'ĸ' => 'k',
        'ᴍ' => 'm',
        'ᴛ' => 't',
        one => one,
    };
    letter.is_ascii_alphabetic().then_some(letter)
}

/// The letters of Greek or of Cyrillic that look like Latin ones, by those.
static OF_LATIN: LazyLock<[HashMap<char, char>; 2]> = LazyLock::new(|| {
    [('\u{370}'..='\u{3FF}'), ('\u{400}'..='\u{45F}')].map(|letters| {
        let pairs = letters.filter_map(|c| Some((latin(c)?, c)));
        let mut known = HashMap::new();
        for (letter, c) in pairs.filter(|(letter, c)| letter.is_uppercase() == c.is_uppercase()) {
            known.entry(letter).or_insert(c);
        }
        known
    })
});

/// A script in which a word may be read.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Latin,
    Greek,
    Cyrillic,
}

impl Reading {
    /// The letter that a character is taken for; `None` if it has no likeness there.
    fn of(self, c: char) -> Option<char> {
        let of_script = |script: Script, index: usize| match c.script() {
            Script::Common | Script::Inherited => Some(c),
            own if own == script => Some(c),
            _ => OF_LATIN.get(index)?.get(&if c.is_ascii() { c } else { latin(c)? }).copied(),
        };
        match self {
            Reading::Latin if c.is_ascii() => Some(c),
            Reading::Latin => match (latin(c), c.script()) {
                (Some(letter), _) => Some(letter),
                (None, Script::Latin | Script::Common | Script::Inherited) => Some(c),
                _ => None,
            },
            Reading::Greek => of_script(Script::Greek, 0),
            Reading::Cyrillic => of_script(Script::Cyrillic, 1),
        }
    }
}

/// A maximal run of letters and the marks on them.
struct Word {
    start: usize,
    end: usize,
    /// The script of all its letters, if it is one.
    script: Option<Script>,
    /// The script in which it has to be read, if it may be.
    reading: Option<Reading>,
}

/// Replaces letters in disguise. Each character stays one character.
pub fn unmask(chars: &mut [(u32, char)]) {
    if chars.iter().all(|(_, c)| c.is_ascii() || !c.is_alphabetic()) {
        return;
    }
    let words = words(chars);
    let same = |a: &Word, b: &Word| a.script.is_some() && a.script == b.script && a.reading == b.reading;
    let mut from = 0;
    for group in words.chunk_by(same) {
        let (first, last) = (from, from + group.len());
        from = last;
        let Some(Word { script, reading: Some(reading), .. }) = group.first() else { continue };
        let beside = [first.checked_sub(1), Some(last)].into_iter().flatten();
        let scripts: Vec<_> = beside.filter_map(|index| Some(words.get(index)?.script)).collect();
        let in_company = scripts.contains(&Some(Script::Latin)) && !scripts.contains(script);
        // A word of several scripts is disguised in any company, an odd Latin letter too.
        if in_company || matches!(script, None | Some(Script::Latin)) {
            for at in group.iter().flat_map(|word| word.start..word.end) {
                if let Some((_, c)) = chars.get_mut(at) {
                    *c = reading.of(*c).unwrap_or(*c);
                }
            }
        }
    }
}

fn words(chars: &[(u32, char)]) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for (at, &(_, c)) in chars.iter().enumerate() {
        if !c.is_alphabetic() && !super::scan::is_mark(c) {
            continue;
        }
        match out.last_mut() {
            Some(word) if word.end == at => word.end += 1,
            _ => out.push(Word { start: at, end: at + 1, script: None, reading: None }),
        }
    }
    for word in &mut out {
        let letters = || chars.get(word.start..word.end).unwrap_or_default().iter().map(|(_, c)| *c);
        let mut scripts =
            letters().map(|c| c.script()).filter(|s| !matches!(s, Script::Common | Script::Inherited));
        let first = scripts.next();
        word.script = first.filter(|first| scripts.all(|script| script == *first));
    }
    let scripts: Vec<Option<Script>> = out.iter().map(|word| word.script).collect();
    for (index, word) in out.iter_mut().enumerate() {
        let letters = || chars.get(word.start..word.end).unwrap_or_default().iter().map(|(_, c)| *c);
        let beside = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
        let beside: Vec<Option<Script>> = beside.filter_map(|index| scripts.get(index).copied()).collect();
        let readings: &[Reading] = match word.script {
            Some(Script::Latin) if letters().all(|c| c.is_ascii()) => &[],
            Some(Script::Latin | Script::Greek | Script::Cyrillic | Script::Armenian | Script::Cherokee) => {
                &[Reading::Latin]
            }
            Some(_) => &[],
            // What stands beside a word of several scripts tells which one it is of.
            None if beside.contains(&Some(Script::Latin)) => {
                &[Reading::Latin, Reading::Cyrillic, Reading::Greek]
            }
            None if beside.contains(&Some(Script::Cyrillic)) => &[Reading::Cyrillic, Reading::Latin],
            None if beside.contains(&Some(Script::Greek)) => &[Reading::Greek, Reading::Latin],
            None => &[Reading::Latin, Reading::Cyrillic, Reading::Greek],
        };
        word.reading = readings.iter().copied().find(|reading| letters().all(|c| reading.of(c).is_some()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::unmask;

    fn read(text: &str) -> String {
        let mut chars: Vec<(u32, char)> =
            text.char_indices().map(|(at, c)| (u32::try_from(at).unwrap(), c)).collect();
        unmask(&mut chars);
        chars.into_iter().map(|(_, c)| c).collect()
    }

    #[test]
    fn disguised_words_are_read_as_they_look() {
        for (text, seen) in [
            ("It is сheap.", "It is cheap."),
            ("a СНЕАР thing", "a CHEAP thing"),
            ("the сор came", "the cop came"),
            ("νery ɡood", "very good"),
            ("Hет, не то", "Нет, не то"),
            ("an Ιdeа", "an Idea"),
        ] {
            assert_eq!(read(text), seen, "{text}");
        }
    }

    #[test]
    fn other_scripts_stay() {
        for text in [
            "Это сор, а не хлам.",
            "Сор",
            "AI技术很强",
            "naïve café",
            "Είναι ο νόμος",
            "Windows и Linux",
            "한국어 text",
            "3 кг",
        ] {
            assert_eq!(read(text), text);
        }
    }
}
