use proptest::prelude::*;

use super::sentences;

fn found(text: &str) -> Vec<&str> {
    sentences(text).into_iter().map(|p| p.of(text)).collect()
}

#[test]
fn abbreviations_and_initials_end_no_sentence() {
    assert_eq!(
        found("Dr. Smith met J. Doe at 5 p.m. yesterday. He left."),
        ["Dr. Smith met J. Doe at 5 p.m. yesterday.", "He left."]
    );
}

#[test]
fn closing_marks_belong_to_the_sentence_before() {
    assert_eq!(found("(One.) Two. \"Three!\" Four"), ["(One.)", "Two.", "\"Three!\"", "Four"]);
}

#[test]
fn line_breaks_alone_end_no_sentence() {
    assert_eq!(found("# Title\n- one\n- two\n"), ["# Title\n- one\n- two"]);
    assert_eq!(found(" \n"), Vec::<&str>::new());
}

#[test]
fn a_list_number_ends_a_sentence_only_before_a_capital() {
    assert_eq!(found("1. First one. 2. second"), ["1.", "First one.", "2. second"]);
}

#[test]
fn ellipses_and_runs() {
    assert_eq!(found("Wait... What?! Yes."), ["Wait...", "What?!", "Yes."]);
}

#[test]
fn long_unbroken_text_takes_linear_time() {
    for piece in [".", "!", "\"", "a.)", "?!", ". ", "a.\u{a0}", "\" ", "-"] {
        let _ = sentences(&piece.repeat(1_000_000 / piece.len()));
    }
    let _ = sentences(&"x".repeat(100_000));
}

proptest! {
    #[test]
    fn sentences_are_ordered_and_trimmed(text in "(?s)([a-zA-Z.?!\"') \n-]|\\PC){0,80}") {
        let mut end = 0;
        for part in sentences(&text) {
            prop_assert!(part.start >= end && part.end as usize <= text.len());
            prop_assert!(!part.of(&text).is_empty());
            end = part.end;
        }
    }
}
