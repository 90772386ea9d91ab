//! The full stop, which also stands behind abbreviations, initials and ordinal numbers.

use super::abbreviations::{self as words, Kind};
use super::marks::is_cjk;
use super::sides::{First, Left, Right};
use super::{Run, State};

impl Run<'_> {
    /// Whether a single full stop ends a sentence.
    pub(super) fn point(&self, right: &Right<'_>, state: &mut State) -> bool {
        let before = self.before();
        let left = Left::read(before);
        if right.first == First::End {
            return true;
        }
        if !right.spaced {
            let cjk = |c: Option<char>| c.is_some_and(is_cjk);
            let unspaced = cjk(before.chars().next_back()) && (cjk(right.attached) || self.closers.len > 0);
            return unspaced || (self.closers.len == 0 && self.runs_into(right));
        }
        if right.first == First::Mark {
            return false;
        }
        let closed = self.closers.quote || self.closers.bracket;
        if left.word.is_empty() || closed && right.first == First::Lower {
            return right.first != First::Lower;
        }
        if self.is_marker(&left, state) {
            state.numbered = true;
            return false;
        }
        let casual = state.opening.is_casual();
        match kind(&left) {
            Some(Kind::Word) => match right.first {
                First::Digit => false,
                First::Lower => casual,
                _ => plain(&left, right, casual),
            },
            Some(Kind::Never) => false,
            Some(Kind::Number) => match right.first {
                First::Upper => !is_label(right) && words::begins_sentences(right.word),
                First::Lower => casual && words::is_pronoun(right.word),
                _ => false,
            },
            Some(Kind::Capital) => ends_before_capital(&left, right, casual),
            Some(Kind::Starter) => starts(&left, right, casual),
            None => plain(&left, right, casual),
        }
    }

    /// The number of a list: it begins the text or a sentence behind one that begins so, or stands behind a colon.
    fn is_marker(&self, left: &Left<'_>, state: &State) -> bool {
        let digits = left.word.len() <= 3 && left.word.bytes().all(|byte| byte.is_ascii_digit());
        let roman = left.word.len() <= 4
            && left.word.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
        let letter = left.word.chars().nth(1).is_none() && left.word.chars().all(char::is_alphabetic);
        let begins = state.opening.word.is_none_or(|at| at >= self.sentence + left.start);
        let listed = self.sentence == 0 || state.numbered;
        let apart = self.before().get(..left.start).is_some_and(|head| head.ends_with(char::is_whitespace));
        let introduced = apart && left.between == Some(':');
        (digits && (begins && listed || introduced)) || begins && (roman || letter)
    }
}

/// What the lists say of the word, alone or with the short words before it.
fn kind(left: &Left<'_>) -> Option<Kind> {
    if is_number(left.previous) && words::is_unit(left.word) {
        return Some(Kind::Capital);
    }
    // `Bahnhofstr. 7`
    if left.word.to_lowercase().ends_with("str") {
        return Some(Kind::Number);
    }
    // `l'art. 5`
    let elided = || left.word.rsplit(['\'', '’']).next().and_then(words::kind);
    left.joined.iter().find_map(|word| words::kind(word)).or_else(elided)
}

/// `IV`
fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// `4`, `1.5`, `IV`
fn is_number(word: &str) -> bool {
    word.ends_with(|c: char| c.is_numeric()) || is_roman(word)
}

/// `A`, `IV`: what is numbered by letters.
fn is_label(right: &Right<'_>) -> bool {
    right.word.chars().nth(1).is_none() || is_roman(right.word)
}

/// Whether the next word may begin a sentence by its case and its kind.
fn starts(left: &Left<'_>, right: &Right<'_>, casual: bool) -> bool {
    match right.first {
        // `J. I. Smith`
        First::Upper if right.abbreviated && right.word.chars().nth(1).is_none() => false,
        First::Upper if words::is_upper(right.word) && words::is_upper(left.word) => {
            words::is_pronoun(right.word)
        }
        First::Upper => words::begins_sentences(right.word),
        First::Lower => casual && words::is_pronoun(right.word),
        _ => false,
    }
}

fn ends_before_capital(left: &Left<'_>, right: &Right<'_>, casual: bool) -> bool {
    match right.first {
        First::Upper if words::is_upper(right.word) && words::is_upper(left.word) => {
            starts(left, right, casual)
        }
        First::Upper => !(left.word.to_lowercase().ends_with('m') && words::follows_hour(right.word)),
        First::Uncased => true,
        _ => starts(left, right, casual),
    }
}

/// A word that no list has: initials, letters with full stops, numbers, and else the end.
fn plain(left: &Left<'_>, right: &Right<'_>, casual: bool) -> bool {
    let mut letters = left.word.chars();
    let single = letters.next().filter(|_| letters.next().is_none());
    if let Some(letter) = single.filter(|c| c.is_alphabetic()) {
        return initial(letter, left, right, casual);
    }
    if left.word.bytes().all(|byte| byte.is_ascii_digit()) {
        let short = left.word.len() <= 2;
        let ordinal = short && (words::takes_ordinal(left.previous) || words::follows_ordinal(right.word));
        return !ordinal;
    }
    if is_acronym(left.word) {
        let cased = left.word.chars().any(|c| c.is_uppercase() || c.is_lowercase());
        let capital = left.word.starts_with(char::is_uppercase);
        return if !cased {
            false
        } else if capital {
            starts(left, right, casual)
        } else {
            ends_before_capital(left, right, casual)
        };
    }
    // `Heinrich VIII. regierte`
    let ordinal = is_roman(left.word) && left.previous.starts_with(char::is_uppercase);
    !(right.first == First::Lower && (ordinal || lacks_vowels(left.word)))
}

/// Single letters between full stops: `U.N.`, `q.e.d.`, `कि.मी.`
fn is_acronym(word: &str) -> bool {
    let short = |part: &str| {
        let letters = part.chars().filter(|c| c.is_alphanumeric()).count();
        let alphabetic = part.chars().any(char::is_alphabetic);
        alphabetic && letters == 1
    };
    word.contains('.') && word.split('.').all(short)
}

/// `mtg.`, `bldg.`: no word, so an abbreviation.
fn lacks_vowels(word: &str) -> bool {
    (2..=5).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_alphabetic() && !b"aeiouyAEIOUY".contains(&byte))
}

/// A single letter: of a name, of a list's label, of an abbreviation of several words.
fn initial(letter: char, left: &Left<'_>, right: &Right<'_>, casual: bool) -> bool {
    // `z. B.`, `v. Chr.`
    if words::kind(&format!("{letter}.{}", right.word)).is_some() && right.abbreviated {
        return false;
    }
    // `100 °C. Ice melts.`
    if is_number(left.previous) && right.first == First::Upper {
        return true;
    }
    let next_is_short = right.abbreviated && right.word.chars().count() <= 4;
    let arabic = matches!(letter, '\u{600}'..='\u{6FF}');
    if arabic || (next_is_short && (letter.is_lowercase() || right.word.chars().nth(1).is_none())) {
        return false;
    }
    if !letter.is_uppercase() {
        return match right.first {
            First::Lower => casual,
            first => first != First::Digit,
        };
    }
    let after_small = left.previous.starts_with(char::is_lowercase);
    match right.first {
        First::Upper if words::takes_letter(left.previous) => true,
        First::Upper if letter == 'I' && after_small => true,
        First::Digit => false,
        First::Uncased => true,
        _ => starts(left, right, casual),
    }
}
