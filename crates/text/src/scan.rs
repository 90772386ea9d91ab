//! One pass over a text: words, blanks, line breaks and everything else.
//!
//! A word is a maximal run of letters, digits, combining marks and `_` that starts with no mark. Single
//! apostrophes (`'`, `’`), hyphens (`-`, `‐`, `‑`) and zero-width joiners join runs, as do `.` and `,` between
//! digits: `don't`, `well-known` and `3.14` are one word each. In scripts that set no blanks between words, each
//! character is a word of its own, with the marks on it: Han, Hiragana, Thai, Lao, Khmer, Burmese. A run of
//! Katakana is one word.
//!
//! [`is_boundary`] is the same definition asked of one place, but for what joins runs: `cat` is a word in `cat's`.

use logos::Logos;

use unicode_general_category::{GeneralCategory as Category, get_general_category};
use unicode_script::{Script, UnicodeScript};

use super::{Part, python};

/// What a stretch of text is.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A word.
    #[regex(
        r"([[\p{L}\p{Nl}\p{No}_]--[\p{Han}\p{Hiragana}\p{Katakana}\u{30FC}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]\p{M}*|\p{Nd}\p{M}*([.,]?\p{Nd}\p{M}*)*)(['’\-‐‑\u{200C}\u{200D}]?([[\p{L}\p{Nl}\p{No}_]--[\p{Han}\p{Hiragana}\p{Katakana}\u{30FC}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]\p{M}*|\p{Nd}\p{M}*([.,]?\p{Nd}\p{M}*)*))*"
    )]
    #[regex(r"[\p{Han}\p{Hiragana}]\p{M}*", priority = 10)]
    #[regex(r"([\p{Katakana}\u{30FC}]\p{M}*)+", priority = 10)]
    #[regex(
        r"[[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]&&\p{L}](\p{M}|[\u{0E33}\u{0EB3}]|[\u{1039}\u{17D2}][[\p{Khmer}\p{Myanmar}]&&\p{L}])*",
        priority = 10
    )]
    Word,
    /// Blanks that break no line.
    #[regex(r"[\s--[\r\n]]+", priority = 3)]
    Space,
    /// `\n`, `\r\n` or `\r`.
    #[regex(r"\r?\n|\r", priority = 4)]
    LineBreak,
    /// Any other character.
    #[regex(r"(?s).", priority = 1)]
    Mark,
}

/// The stretches of `text`, which together cover it.
pub fn stretches(text: &str) -> impl Iterator<Item = (Kind, Part)> {
    Kind::lexer(text)
        .spanned()
        .map(|(kind, span)| (kind.unwrap_or(Kind::Mark), Part::new(span.start, span.end)))
}

/// Whether a word may begin or end at an offset: not between two letters, digits or `_` of a script that sets blanks, nor
/// between a character and the marks on it.
#[must_use]
pub fn is_boundary(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    let after = text.get(at..).and_then(|rest| rest.chars().next());
    match (before, after) {
        (Some(before), Some(after)) => !goes_on(before, after),
        _ => true,
    }
}

/// Whether a word that has one character goes on with the next.
fn goes_on(before: char, after: char) -> bool {
    /// Vowels that stand on the letter before, though Unicode calls them letters; signs that stack what follows.
    const DEPENDENT: [char; 2] = ['\u{0E33}', '\u{0EB3}'];
    const STACKING: [char; 2] = ['\u{1039}', '\u{17D2}'];
    let in_word = |c: char| python::is_word(c) || is_mark(c);
    if !in_word(before) || !in_word(after) {
        return false;
    }
    if before.is_ascii() && after.is_ascii() {
        return true;
    }
    let stacked = STACKING.contains(&before) && matches!(after.script(), Script::Khmer | Script::Myanmar);
    if is_mark(after) || DEPENDENT.contains(&after) || stacked && stands_alone(after) {
        return true;
    }
    let katakana = |c: char| c.script() == Script::Katakana || c == '\u{30FC}';
    !stands_alone(before)
        && !stands_alone(after)
        && !is_alone_with_marks(before)
        && katakana(before) == katakana(after)
}

/// Whether a character is a word of its own.
fn stands_alone(c: char) -> bool {
    let spaceless = matches!(
        c.script(),
        Script::Han | Script::Hiragana | Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar
    );
    !c.is_ascii()
        && spaceless
        && !matches!(get_general_category(c), Category::DecimalNumber)
        && c.is_alphanumeric()
}

/// Whether a mark stands on letters that are words of their own.
fn is_alone_with_marks(c: char) -> bool {
    is_mark(c) && matches!(c.script(), Script::Thai | Script::Lao | Script::Khmer | Script::Myanmar)
}

/// Whether it stands on the character before it.
#[must_use]
pub fn is_mark(c: char) -> bool {
    let mark = || {
        matches!(
            get_general_category(c),
            Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark
        )
    };
    !c.is_ascii() && mark()
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "offsets of known texts")]
mod tests {
    use proptest::prelude::*;

    use super::{Kind, is_boundary, stretches};

    fn words(text: &str) -> Vec<&str> {
        stretches(text).filter(|(k, _)| *k == Kind::Word).map(|(_, p)| p.of(text)).collect()
    }

    #[test]
    fn joined_words_are_one() {
        assert_eq!(
            words("don't well-known 3.14, 1,000. x’s -a- 5.a _b_"),
            ["don't", "well-known", "3.14", "1,000", "x’s", "a", "5", "a", "_b_"]
        );
        assert_eq!(words("don''t a--b 1..2 rock'n'roll"), ["don", "t", "a", "b", "1", "2", "rock'n'roll"]);
    }

    #[test]
    fn scripts() {
        assert_eq!(words("हिन्दी पाठ"), ["हिन्दी", "पाठ"]);
        assert_eq!(words("你好 カタカナー です"), ["你", "好", "カタカナー", "で", "す"]);
        assert_eq!(words("❤️ 😀"), Vec::<&str>::new());
        assert_eq!(words("กินข้าวน้ำ"), ["กิ", "น", "ข้", "า", "ว", "น้ำ"]);
        assert_eq!(words("ខ្មែរ ២០"), ["ខ្មែ", "រ", "២០"]);
        assert_eq!(words("AI技术 3人"), ["AI", "技", "术", "3", "人"]);
    }

    #[test]
    fn a_boundary_is_where_a_word_may_end() {
        for (text, bounded) in [
            ("この|大聖堂|は", true),
            ("ผมชอบกิน|ข้าว|มาก", true),
            ("|AI|技术", true),
            ("ຂ້ອຍກິນ|ເຂົ້າ|ແລ້ວ", true),
            ("ខ្ញុំញ៉ាំ|បាយ|ឆ្ងាញ់", true),
            ("ငါ|ထမင်း|စား", true),
            ("con|cat|enate", false),
            ("チョコ|ケーキ|", false),
            ("กิ|นข้|าว", true),
            ("กิน|ข|้าว", false),
            ("a|b\u{301}|", false),
            ("|ខ|្មែរ", false),
            ("|cat|'s", true),
        ] {
            let [start, end] = [text.find('|').unwrap(), text.rfind('|').unwrap() - 1];
            let plain = text.replace('|', "");
            assert_eq!(is_boundary(&plain, start) && is_boundary(&plain, end), bounded, "{text}");
        }
    }

    #[test]
    fn line_breaks() {
        let kinds: Vec<_> = stretches("a \r\n\t\n!").map(|(k, _)| k).collect();
        assert_eq!(
            kinds,
            [Kind::Word, Kind::Space, Kind::LineBreak, Kind::Space, Kind::LineBreak, Kind::Mark]
        );
    }

    proptest! {
        #[test]
        fn words_are_bounded_and_undivided(text in "(a|b|1|_|[ .!]|[技術か]|[カー]|[กขา]|ข\u{e34}|ก\u{e49}|น\u{e33}|[ខម]|ខ\u{17d2}ម\u{17c2}|က|မ\u{1039}က|က\u{103b}|[б한é]|e\u{301}){0,40}") {
            for word in stretches(&text).filter(|(kind, _)| *kind == Kind::Word).map(|(_, part)| part) {
                prop_assert!(is_boundary(&text, word.start as usize) && is_boundary(&text, word.end as usize), "{:?}", word.of(&text));
                // What joins runs apart, nothing in a word divides it.
                for (at, _) in word.of(&text).char_indices().skip(1) {
                    let joint = |c: char| matches!(c, '.' | ',');
                    let at = at + word.start as usize;
                    let near = [text[..at].chars().next_back(), text[at..].chars().next()];
                    prop_assert!(!is_boundary(&text, at) || near.into_iter().flatten().any(joint), "{:?}", word.of(&text));
                }
            }
        }

        #[test]
        fn stretches_cover_the_text(text in "(?s)([a-c1-3.,'\\-_ \n]|.){0,60}") {
            let mut at = 0;
            for (_, part) in stretches(&text) {
                prop_assert_eq!(part.start, at);
                prop_assert!(!part.of(&text).is_empty());
                at = part.end;
            }
            prop_assert_eq!(at as usize, text.len());
        }
    }
}
