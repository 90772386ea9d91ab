//! Answers that are one word, and nothing else.

use super::chat::yes_or_no;

#[test]
fn one_word_is_an_answer() {
    for yes in ["yes", "Yes.", "**YES**", " \"yes\"\n", "<think>no, or is it?</think>\nyes"] {
        assert_eq!(yes_or_no(yes), Ok(true), "{yes:?}");
    }
    for no in ["no", "No!", "_no_"] {
        assert_eq!(yes_or_no(no), Ok(false), "{no:?}");
    }
}

#[test]
fn anything_longer_is_none() {
    for vague in ["", "no doubt it is", "yes and no", "maybe", "yes, because it is polite", "<think>yes"] {
        assert!(yes_or_no(vague).is_err(), "{vague:?}");
    }
}
