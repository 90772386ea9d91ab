use proptest::prelude::*;

use super::tokens;

fn found(text: &str) -> Vec<&str> {
    tokens(text).into_iter().map(|t| t.text(text)).collect()
}

#[test]
fn contractions_and_clitics() {
    assert_eq!(
        found("I can't, won't; it's gonna be John's."),
        ["I", "ca", "n't", ",", "wo", "n't", ";", "it", "'s", "gon", "na", "be", "John", "'s", "."]
    );
    assert_eq!(found("'Tis more'n I cannot"), ["'T", "is", "more", "'n", "I", "can", "not"]);
}

#[test]
fn quotes_open_and_close() {
    assert_eq!(
        found("\"Yes,\" (\"no\") he said."),
        ["``", "Yes", ",", "''", "(", "``", "no", "''", ")", "he", "said", "."]
    );
    assert_eq!(found("“a” ‘b’ ``c''"), ["“", "a", "”", "‘", "b", "’", "``", "c", "''"]);
}

#[test]
fn a_dot_is_split_off_at_the_end_only() {
    assert_eq!(
        found("The U.S. is big... End of v1.2 (yes.)"),
        ["The", "U.S.", "is", "big", "...", "End", "of", "v1.2", "(", "yes", ".", ")"]
    );
}

#[test]
fn numbers_keep_their_marks() {
    assert_eq!(
        found("3,000 at 10:30, well-known -- $5 50% #1"),
        ["3,000", "at", "10:30", ",", "well-known", "--", "$", "5", "50", "%", "#", "1"]
    );
}

proptest! {
    #[test]
    fn tokens_are_ordered_and_cover_everything_but_blanks(text in "(?s)([a-dnt.?!\"'`(,: \n-]|\\PC){0,80}") {
        let mut end = 0;
        let mut covered = 0;
        for token in tokens(&text) {
            prop_assert!(token.part.start >= end && !token.part.is_empty());
            prop_assert!(!token.part.of(&text).is_empty());
            covered += token.part.len();
            end = token.part.end;
        }
        let blanks = text.chars().filter(|&c| crate::python::is_space(c)).map(char::len_utf8).sum::<usize>();
        prop_assert_eq!(covered + blanks, text.len());
    }
}
