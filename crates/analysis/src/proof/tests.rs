//! The relations that proofs rest on, tried on random texts.

use super::encodings::length::{
    certain, fewer_words, forbidden, more_words, row_of_characters, several, with_one, without_sentence,
};
use super::encodings::lines::{
    first_paragraph, first_sentence, last_paragraph, last_sentence_of_paragraph, lines_in_order, nth_word,
    on_every_line, sentence_at_start, some_line,
};
use super::encodings::prefix::sentences_begun;
use super::facts::Fact;
use super::measure::{adds_up, covers, relations};
use super::texts::{Texts, choice, matching};
use crate::text::units::Embedding;
use crate::text::{Unit, python};
use proptest::prelude::*;
use regex::Regex;

/// Texts of what makes units: words of several scripts, marks, markup, line breaks.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => proptest::sample::select(vec![
            "a", "be", "Sun", "x1", "don't", "well-known", "e\u{301}", "今天", "とき", "カナ", "นี้", "สวย", "é", "Ⅷ", "क्ष",
            "3.14", "1,000", "P.S.", "Dr.", "İ", "ß", "_", "सूर्य", "한국", "ab", "C", "😀", "❤\u{fe0f}", "👩\u{200d}👧",
        ]).prop_map(str::to_owned),
        4 => proptest::sample::select(vec![
            ". ", "! ", "? ", ", ", " ", "  ", "\n", "\n\n", "\n  ", "\t", "\r\n", "\u{a0}", "\u{2028}", "\u{200d}", "-", "'", "’",
        ]).prop_map(str::to_owned),
        3 => proptest::sample::select(vec![
            "\n- ", "\n* ", "\n1. ", "\n2) ", "\n# ", "\n## ", "\n> ", "\n```\n", "\n~~~", "\n| a | b |\n|---|---|\n| 1 | 2 |",
            "|", "|-|", "\n---\n", "*", "**", "[", "]", "](x)", "https://a.b", "#", "`", "\n***\n", "(", ")", "\"", "•", "\n  - ", "\n- [ ] ", "\n\u{1c}- [x] ", "\n\u{1f}# ",
            "\n\u{a0}|-|\n", "\n\u{1d}> ",
        ]).prop_map(str::to_owned),
        1 => "[a-zA-Z .,!?#*|>\\-\n]{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 1..14).prop_map(|pieces| pieces.concat())
}

fn count(unit: Unit, text: &str) -> f64 {
    f64::from(u32::try_from(unit.find(text).len()).unwrap())
}

fn whole(texts: &Texts) -> Regex {
    regex::RegexBuilder::new(&format!(r"\A(?:{})\z", texts.hir().unwrap()))
        .multi_line(true)
        .size_limit(1 << 26)
        .build()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relations_between_units_hold(text in text()) {
        prop_assume!(!python::is_blank(&text));
        for relation in relations() {
            let sum: f64 = relation.terms.iter().map(|(unit, c)| c * count(*unit, &text)).sum();
            prop_assert!(sum + relation.constant <= 0.0, "{}: {text:?}", relation.because);
        }
        for &unit in Unit::ALL.iter().filter(|unit| count(**unit, &text) > 0.0) {
            for &with in unit.facts().comes_with {
                prop_assert!(count(with, &text) > 0.0, "{unit:?} without {with:?} in {text:?}");
            }
        }
    }

    #[test]
    fn parts_add_up_to_no_more_than_the_whole(text in text()) {
        for &outer in Unit::ALL {
            let parts = outer.find(&text);
            for &inner in Unit::ALL.iter().filter(|&&inner| adds_up(inner, outer)) {
                let sum: f64 = parts.iter().map(|p| count(inner, p.of(&text))).sum();
                let all = count(inner, &text);
                prop_assert!(sum <= all, "{inner:?} in {outer:?}: {sum} > {all} in {text:?}");
                prop_assert!(!covers(inner, outer) || sum == all, "{inner:?} not covered by {outer:?} in {text:?}");
            }
        }
    }

    #[test]
    fn what_a_unit_needs_is_there_and_what_suffices_makes_one(text in text()) {
        for &unit in Unit::ALL {
            let some = count(unit, &text) > 0.0;
            if let Some(texts) = with_one(unit) {
                prop_assert!(!some || whole(&texts).is_match(&text), "{unit:?} without {texts:?} in {text:?}");
            }
            if let Some(texts) = certain(unit) {
                prop_assert!(some || !whole(&texts).is_match(&text), "no {unit:?} in {text:?}");
            }
        }
    }

    #[test]
    fn forbidden_texts_break_their_bound(text in text(), low in 0u32..6, high in 0u32..8) {
        let (low, high) = (f64::from(low), f64::from(high));
        for &outer in Unit::ALL {
            for &inner in Unit::ALL {
                let texts = forbidden(outer, inner, low, high);
                if texts.is_empty() {
                    continue;
                }
                let bad = texts.iter().any(|texts| whole(texts).is_match(&text));
                let fits = outer.find(&text).iter().all(|p| {
                    let n = count(inner, p.of(&text));
                    low <= n && n <= high
                });
                prop_assert!(!bad || !fits, "{inner:?} per {outer:?} in {low}..{high}: {text:?}");
            }
        }
        let without = without_sentence().iter().any(|texts| whole(texts).is_match(&text));
        let each = Unit::Line.find(&text).iter().all(|p| count(Unit::Sentence, p.of(&text)) > 0.0);
        prop_assert!(!without || !each, "each line of {text:?} has a sentence");
    }

    #[test]
    fn what_occurs_has_its_units_in_the_text(text in text(), start in 0usize..40, length in 1usize..40) {
        let occurs: String = text.chars().skip(start).take(length).collect();
        for &unit in Unit::ALL.iter().filter(|unit| unit.facts().embedding != Embedding::Unknown) {
            prop_assert!(count(unit, &occurs) <= count(unit, &text), "{unit:?} of {occurs:?} in {text:?}");
        }
    }

    #[test]
    fn several_of_a_unit_need_as_many_lines(text in text()) {
        for &unit in Unit::ALL {
            if let Some(texts) = several(unit, count(unit, &text)) {
                prop_assert!(whole(&texts).is_match(&text), "{unit:?}: {texts:?} in {text:?}");
            }
        }
    }

    #[test]
    fn lengths_are_told_for_certain(text in text(), n in 1u32..6) {
        let words = count(Unit::Word, &text);
        prop_assert!(!whole(&fewer_words(n)).is_match(&text) || words < f64::from(n), "{n} in {text:?}");
        prop_assert!(!whole(&more_words(n)).is_match(&text) || words > f64::from(n), "{n} in {text:?}");
        let row = matching(format!("(?s:.*){}(?s:.*)", row_of_characters(n)));
        prop_assert!(!whole(&row).is_match(&text) || count(Unit::Character, &text) >= f64::from(n), "{n} in {text:?}");
    }

    #[test]
    fn parts_stand_where_they_are_said_to(text in text()) {
        let parts = |unit: Unit| -> Vec<Texts> {
            unit.find(&text).iter().map(|p| super::texts::literal(p.of(&text))).collect()
        };
        let (lines, paragraphs, sentences) = (parts(Unit::Line), parts(Unit::Paragraph), parts(Unit::Sentence));
        let holds = |texts: Texts| whole(&texts).is_match(&text);
        for part in &lines {
            prop_assert!(holds(some_line(part.clone())), "{part:?} in {text:?}");
        }
        if let (Some(first), Some(last)) = (paragraphs.first(), paragraphs.last()) {
            prop_assert!(holds(first_paragraph(first.clone())), "{first:?} first in {text:?}");
            prop_assert!(holds(last_paragraph(last.clone())), "{last:?} last in {text:?}");
        }
        for texts in sentences.first().into_iter().flat_map(first_sentence) {
            prop_assert!(holds(texts.clone()), "{texts:?} first in {text:?}");
        }
        if !lines.is_empty() {
            prop_assert!(holds(lines_in_order(&lines).unwrap()), "{lines:?} in {text:?}");
            for fact in on_every_line(&Fact::text(choice(lines.iter().cloned()))) {
                let Fact::Text(each) = fact else { continue };
                prop_assert!(holds(each.texts), "{lines:?} in {text:?}");
            }
        }
        for (at, word) in (1i64..).zip(parts(Unit::Word)).skip(1) {
            prop_assert!(holds(nth_word(at, word.clone())), "{word:?} {at} in {text:?}");
        }
    }

    #[test]
    fn paragraphs_begin_and_end_with_sentences(text in text()) {
        let literal = super::texts::literal;
        let any: Texts = choice(Unit::Sentence.find(&text).iter().map(|p| literal(p.of(&text))));
        for paragraph in Unit::Paragraph.find(&text) {
            let inside = paragraph.of(&text);
            if let Some(last) = Unit::Sentence.find(inside).last() {
                let texts = last_sentence_of_paragraph(literal(last.of(inside)));
                prop_assert!(whole(&texts).is_match(inside), "{texts:?} last in {inside:?}");
            }
            let begins = whole(&sentence_at_start(any.clone())).is_match(inside);
            prop_assert!(begins, "no sentence begins {inside:?} in {text:?}");
            let ends = whole(&last_sentence_of_paragraph(any.clone())).is_match(inside);
            prop_assert!(ends, "no sentence ends {inside:?} in {text:?}");
        }
    }

    #[test]
    fn words_of_parts_are_words_of_the_text(text in text()) {
        let words = Unit::Word.find(&text);
        for &unit in Unit::ALL.iter().filter(|unit| unit.facts().keeps_words) {
            for part in unit.find(&text) {
                let inside = part.of(&text);
                let found = Unit::Word.find(inside);
                for word in &found {
                    prop_assert!(words.contains(&word.shift(part.start)), "{word:?} of {inside:?} in {text:?}");
                }
                for sentence in Unit::Sentence.find(inside) {
                    let shifted = Unit::Word.find(sentence.of(inside)).into_iter().map(|w| w.shift(sentence.start));
                    for word in shifted {
                        prop_assert!(found.contains(&word), "{word:?} of a sentence in {inside:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_beginning_keeps_its_sentences(
        start in "[A-Z][a-z]{0,4}(,? (Mr|Dr|etc|no|p|[a-z]{1,4})|[.!?] [A-Z][a-z]{0,5}){0,8}", space in " ?", text in text(),
    ) {
        let line = format!("{start}{space}{text}");
        let line = line.split('\n').next().unwrap();
        let (known, all) = (sentences_begun(&format!("{start}{space}")), Unit::Sentence.find(line).len());
        prop_assert!(known <= all, "{known} of {start:?} but {all} of {line:?}");
    }

    #[test]
    fn a_title_is_found_in_either_case(title in "[A-Za-z\u{130}ſ\u{212a}éÉßΣςσ ]{1,8}") {
        for text in [title.clone(), title.to_lowercase(), title.to_uppercase()] {
            let same = python::lower(&text) == python::lower(&title);
            let found = whole(&super::preimage::in_either_case(&title)).is_match(&text);
            prop_assert!(found || !same, "{text:?} is {title:?}");
        }
    }
}
