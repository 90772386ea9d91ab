use proptest::prelude::*;

use super::is_imperative;

#[test]
fn the_place_of_the_verb_decides() {
    for sentence in [
        "Water the plants.",
        "Don't run!",
        "If it rains, stay.",
        "1. Mix it.",
        "Anna, sit down.",
        "**Stop!**",
        "\"Go!\"",
    ] {
        assert!(is_imperative(sentence), "{sentence}");
    }
    for sentence in [
        "Water boils.",
        "You run.",
        "If it rains, we stay.",
        "1. Flour",
        "Did you stop?",
        "\"Go!\" he said.",
        "",
        "Travel tips",
    ] {
        assert!(!is_imperative(sentence), "{sentence}");
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in ["stop, ", "if ", "\"", "(", "1. ", "- ", "mix and ", "please ", "a:", "x"] {
        let _ = is_imperative(&piece.repeat(1_000_000 / piece.len()));
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "(?s)([a-c,.:;?!\"'’()* -]|if|stop|do not|1\\.|\\PC){0,40}") {
        let _ = is_imperative(&text);
    }
}
