//! One pass over a text: words, blanks, line breaks and everything else.
//!
//! A word is a maximal run of letters, digits, combining marks and `_` that starts with no mark. Single
//! apostrophes (`'`, `’`), hyphens (`-`, `‐`, `‑`) and zero-width joiners join runs, as do `.` and `,` between
//! digits: `don't`, `well-known` and `3.14` are one word each. Each Han ideograph and each Hiragana character
//! is a word of its own, a run of Katakana is one. Scripts written without blanks otherwise (Thai, Lao,
//! Khmer) give one word a run.

use logos::Logos;

use super::Part;

/// What a stretch of text is.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A word.
    #[regex(
        r"([[\p{L}\p{Nl}\p{No}_]--[\p{Han}\p{Hiragana}\p{Katakana}\u{30FC}]]\p{M}*|\p{Nd}\p{M}*([.,]?\p{Nd}\p{M}*)*)(['’\-‐‑\u{200C}\u{200D}]?([[\p{L}\p{Nl}\p{No}_]--[\p{Han}\p{Hiragana}\p{Katakana}\u{30FC}]]\p{M}*|\p{Nd}\p{M}*([.,]?\p{Nd}\p{M}*)*))*"
    )]
    #[regex(r"[\p{Han}\p{Hiragana}]\p{M}*", priority = 10)]
    #[regex(r"([\p{Katakana}\u{30FC}]\p{M}*)+", priority = 10)]
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Kind, stretches};

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
