#![expect(clippy::string_slice, reason = "offsets of known texts")]

use proptest::prelude::*;

use super::sentence_ends;
use crate::python::is_word;

fn found(text: &str) -> Vec<&str> {
    let mut start = 0;
    let mut pieces = Vec::new();
    for end in sentence_ends(text).into_iter().chain([text.len()]) {
        pieces.push(text[start..end].trim());
        start = end;
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[track_caller]
fn one(text: &str) {
    assert_eq!(found(text), [text]);
}

#[track_caller]
fn parts(wanted: &[&str]) {
    assert_eq!(found(&wanted.join(" ")), wanted);
}

#[test]
fn abbreviations_end_none() {
    for text in [
        "We sell fruit, e.g. apples.",
        "Pears etc. are fruit.",
        "It is No. 5.",
        "See Fig. 3.",
        "It costs approx. five dollars.",
        "The train left at 5 p.m. and we slept.",
        "Dr. Who met Mr. X.",
        "J. R. R. Tolkien wrote it.",
        "She called the U.S. Senate.",
        "Wir kommen am 3. Mai, z. B. mit dem Zug.",
        "Chapter 3 (cf. Sect. 2.1) is next.",
        "Call `a. B. c` and wait.",
        "The no. of items is odd.",
        "Roe v. Wade was heard c. 1970.",
        "He said \"Yes.\" and left.",
        "P.S. I love you.",
        "Heinrich VIII. regierte um 1500 n. Chr. in London.",
        "Es kostet 3 Mio. Euro in der Bahnhofstr. 7.",
        "Voir l'art. 5 du code.",
        "The ratio is approx. 3.5:1 in Dr. med. Weber's trial of dic. de 2020.",
        "Он жил в г. Казань на р. Волга.",
    ] {
        one(text);
    }
}

#[test]
fn abbreviations_end_some() {
    parts(&["We sell pears etc.", "They are good."]);
    parts(&["He left at 5 p.m.", "We slept."]);
    parts(&["She lives in the U.S.", "He does not."]);
    parts(&["No.", "I will not go."]);
    parts(&["Take vitamin C.", "Eat fruit."]);
    parts(&["It was 1999.", "We were young."]);
    parts(&["Water boils at 100 °C.", "Ice melts at 0 °C."]);
    parts(&["В 1995 г.", "Он уехал."]);
    parts(&["The ratio is 3.5:1.", "It rose."]);
    assert_eq!(
        found("Hello.How are you? It rains.We stay."),
        ["Hello.", "How are you?", "It rains.", "We stay."]
    );
}

#[test]
fn quotations_and_brackets() {
    one("\"Stop!\" he said.");
    one("\"Stop!\" Anna shouted.");
    one("“你好！”他说。");
    one("「行く？」と聞いた。");
    assert_eq!(
        found("他问：“你是谁？”没有人回答。“我是老师。”她笑了。"),
        ["他问：“你是谁？”", "没有人回答。", "“我是老师。”", "她笑了。"]
    );
    parts(&["He said \"Go.\"", "Then he left."]);
    parts(&["(See Fig. 3.)", "Then go on."]);
    parts(&["**Note.**", "This matters.[1]", "So does this."]);
}

#[test]
fn ellipses() {
    one("Wait... what?");
    one("Well... I know.");
    one("He said [...] That was it.");
    parts(&["He waited...", "Nobody came."]);
}

#[test]
fn numbers_of_lists_stay_with_their_sentence() {
    parts(&["1. First one.", "2. Second one."]);
    parts(&["Do this: 1. Mix it.", "2. Bake it."]);
    parts(&["a. First.", "b. Second."]);
}

#[test]
fn other_scripts() {
    parts(&["یہ پہلا جملہ ہے۔", "یہ دوسرا ہے۔"]);
    parts(&["Առաջին։", "Երկրորդ։"]);
    assert_eq!(found("ទីមួយ។ទីពីរ។"), ["ទីមួយ។", "ទីពីរ។"]);
    assert_eq!(found("你好!我很好.再见"), ["你好!", "我很好.", "再见"]);
    assert_eq!(found("終わりです．次は３．５です。"), ["終わりです．", "次は３．５です。"]);
}

#[test]
fn writers_who_use_no_capitals() {
    parts(&["hello there.", "we sell pears etc. and plums.", "how are you?", "fine."]);
    parts(&["WE MET AT 5 P.M. IN TOWN.", "HE LEFT."]);
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in [
        ".",
        "!",
        "\"",
        "a.)",
        "?!",
        ". ",
        "a.\u{a0}",
        "\" ",
        "-",
        "... I ",
        "1. ",
        "((",
        "(. ",
        "`",
        "a` ",
        "z. ",
        "<br",
        "<br>. ",
        "。」と",
        "។ ",
        "; ",
        "α;",
        "! \" ",
        "…",
        "U.S. ",
        " : 1.",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let _ = sentence_ends(&text);
        let _ = sentence_ends(&format!("{}{}", "(".repeat(500_000), text));
    }
}

proptest! {
    #[test]
    fn ends_ascend_and_stand_between_characters(text in "(?s)([A-Ca-c1.?!\"”' )\\]\n—`…。」។-]|e\\.g|Dr|etc|\\PC){0,60}") {
        let mut last = 0;
        for end in sentence_ends(&text) {
            prop_assert!(end > last && text.is_char_boundary(end));
            last = end;
        }
    }
}

#[test]
fn no_sentence_ends_inside_of_a_word() {
    for text in ["?_今天", "?__a", "Yes!²x", "No.¹_b", "Why?_ Because."] {
        for end in sentence_ends(text) {
            let (before, after) = text.split_at(end);
            let inside = before.ends_with(is_word) && after.starts_with(is_word);
            assert!(!inside, "{text:?} at {end}");
        }
    }
}
